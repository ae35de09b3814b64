"""Forms of deposits: taking one, asking for it back, and paying it out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.rules import pays_cash
from fees.deposits.models import DepositKind
from fees.deposits.rules import may_transfer
from fees.deposits.services import Claim, Handed, Payout, payer_of
from fees.ledger.cashreason import missing
from fees.ledger.models import Method
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.lookup import find_units
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value
from parkservice.tasks.forms import ActForm, photos_field
from parkservice.ui.forms import Form, FormIdMixin, PickField

#: The smallest amount of money, in yuan.
FEN = Decimal("0.01")
#: How a deposit is paid, and paid back.
PAID_BY = [choice for choice in Method.choices if choice[0] != Method.PREPAYMENT]
PAID_BACK = [choice for choice in Method.choices if choice[0] in (Method.CASH, Method.TRANSFER)]
#: Reasons for which one form withholds something.
REASONS = 3


class DepositForm(FormIdMixin, Form):
    """What is handed over, by whom, for what."""

    kind = forms.ChoiceField(label=_("Deposit for"), choices=DepositKind.choices)
    payer = LineField(label=_("Payer, as on the identity card or licence"), max_length=100)
    amount = AmountField(label=_("Amount"), min_value=FEN)
    method = forms.ChoiceField(label=_("Paid by"), choices=PAID_BY)
    reason = LineField(label=_("Why cash and not by bank"), max_length=200, required=False)
    reference = LineField(label=_("Reference of the bank"), max_length=60, required=False)
    unit = PickField(label=_("Unit"), find=lambda text: [], url=reverse_lazy("estate:unit_options"), required=False)

    def __init__(self, *args: Any, park: Park, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.park = park
        fields: dict[str, Any] = self.fields
        fields["reason"].help_text = gettext("Asked for cash of ¥%(limit)s and more from a company.") % {
            "limit": f"{value(park, 'cash_reason'):,}"
        }
        fields["unit"].find = lambda text: find_units(park, text, people=may(user, "estate.view", park))

    def clean(self) -> dict[str, Any]:
        """Cash of a company has its reason from the limit on (domain 4)."""
        said = super().clean() or self.cleaned_data
        if not self.errors:
            handed = self.handed()
            payer = payer_of(self.park, handed)
            words = missing(payer, method=handed.method, amount=handed.amount, reason=handed.reason)
            if words:
                self.add_error("reason", ValidationError(words))
        return said

    def handed(self) -> Handed:
        """What the service takes; the main occupant of the unit is the customer."""
        said = {name: given for name, given in self.cleaned_data.items() if name != "form_id"}
        said["reason"] = said["reason"] if said["method"] == Method.CASH else ""
        unit = said["unit"]
        main = unit.occupancies.current().filter(main=True).first() if unit else None
        return Handed(**said, customer=main.customer if main else None)


class ClaimForm(FormIdMixin, ActForm):
    """What is shown to get a deposit back, and what is withheld."""

    payee = LineField(label=_("Paid to"), max_length=100)
    settled = LineField(label=_("What is settled"), max_length=200, help_text=_("Acceptance passed, pass or key back"))
    receipt_original = forms.BooleanField(label=_("The original receipt is here"), required=False)
    loss_stated = forms.BooleanField(label=_("The payer signed that the receipt is lost"), required=False)
    proxy = forms.BooleanField(label=_("Somebody else takes the money"), required=False)
    proxy_letter = forms.BooleanField(label=_("With a written authority"), required=False)
    id_checked = forms.BooleanField(label=_("Identity checked"), required=False)
    papers = photos_field(_("Photos of what was signed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payee"].initial = self.row.payer
        for number in range(1, REASONS + 1):
            self.fields[f"reason_{number}"] = LineField(
                label=_("Withheld for, signed by the customer"), max_length=200, required=False
            )
            self.fields[f"amount_{number}"] = AmountField(label=_("Withheld"), required=False, min_value=FEN)

    def clean(self) -> dict[str, Any]:
        """A reason and an amount belong together; the rest is one claim."""
        said = super().clean() or self.cleaned_data
        deductions = []
        for number in range(1, REASONS + 1):
            reason, amount = said.pop(f"reason_{number}", ""), said.pop(f"amount_{number}", None)
            if bool(reason) != bool(amount) and f"amount_{number}" not in self.errors:
                self.add_error(None, ValidationError(_("Each reason has its amount, and each amount its reason.")))
            if reason and amount:
                deductions.append((reason, amount))
        form_id = said.pop("form_id", "")
        return {"claim": Claim(**said, deductions=deductions), "form_id": form_id} if not self.errors else said


class PayoutForm(ActForm):
    """How the refund is paid."""

    method = forms.ChoiceField(label=_("Paid by"), choices=PAID_BACK)
    reference = LineField(label=_("Reference of the bank"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        by_bank, by_cash = may_transfer(self.row, self.user), pays_cash(self.row, self.user)
        ways = {Method.CASH: by_cash, Method.TRANSFER: by_bank}
        fields["method"].choices = [choice for choice in PAID_BACK if ways[Method(choice[0])]]
        if not by_bank:
            del fields["reference"]

    def clean(self) -> dict[str, Any]:
        """What the service takes."""
        said = super().clean() or self.cleaned_data
        return {"payout": Payout(**said)} if not self.errors else said
