"""The forms of the till: money for bills, and the deposit of a slip.

Bills are named with what was seen open on them.
"""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.cashdesk.models import Drawer
from fees.ledger.cashreason import limit_for, missing
from fees.ledger.models import BY_BANK, Method
from fees.ledger.owed import Standing
from fees.ledger.services import Payment
from fees.till.queries import same_reference
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer
from parkservice.kit.money import AmountField, parse_amount, yuan
from parkservice.kit.text import LineField
from parkservice.parks.models import Park
from parkservice.ui.forms import Form, FormIdMixin, Segments
from parkservice.ui.words import day_text

#: The smallest amount of money, in yuan.
FEN = Decimal("0.01")
ZERO = Decimal("0.00")
#: One bill as it was shown: key and open amount.
SEEN = re.compile(r"([0-9]{1,15}):([0-9]{1,12}\.[0-9]{2})")


def methods_for(user: User, park: Park) -> list[tuple[str, Any]]:
    """Return the ways by which this person takes money: cash first for who keeps a drawer."""
    cash = may(user, "receipts.cash", park) and Drawer.objects.kept_by(user, park).exists()
    return [
        *([(Method.CASH, Method.CASH.label)] if cash else []),
        *(
            [(each, each.label) for each in (Method.QR, Method.TRANSFER, Method.CARD)]
            if may(user, "receipts.bank", park)
            else []
        ),
    ]


class SeenBillsField(forms.MultipleChoiceField):
    """Ticked bills, each with what was open when the page was drawn, so that a colleague's payment is noticed."""

    def clean(self, value: Any) -> dict[int, Decimal]:
        """Return what was seen open in yuan, by bill. Raises ValidationError for what no page of ours sends."""
        found = {}
        for text in value or []:
            match = SEEN.fullmatch(text)
            if match is None:
                raise ValidationError(_("This page is out of date. Load it again; what you wrote is kept."))
            found[int(match[1])] = parse_amount(match[2])
        return found


def seen(standing: Standing) -> str:
    """What the tick box of a bill sends."""
    return f"{standing.bill.pk}:{standing.principal + standing.late_fee:.2f}"


def line_of(standing: Standing, *, ticked: bool) -> dict[str, Any]:
    """One owed bill as the tables of the till and of the slips show it."""
    return {"standing": standing, "seen": seen(standing), "ticked": ticked}


class Handing(FormIdMixin, Form):
    """How money is handed over: what is given, what goes back as change, why cash where that is asked (domain 4)."""

    method = forms.ChoiceField(label=gettext_lazy("Paid by"), widget=Segments)
    given = AmountField(label=gettext_lazy("Cash given"), required=False, min_value=FEN)
    reason = LineField(label=gettext_lazy("Why cash and not by bank"), max_length=200, required=False)
    payer = LineField(label=gettext_lazy("Payer"), max_length=100)
    reference = LineField(label=gettext_lazy("Reference of the bank"), max_length=60, required=False)

    def __init__(self, *args: Any, customer: Customer, methods: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer, self.limit = customer, limit_for(customer)
        fields: dict[str, Any] = self.fields
        fields["method"].choices = methods
        fields["payer"].initial = customer.name
        fields["given"].widget.attrs["class"] = "ps-given"
        if methods:
            fields["method"].initial = methods[0][0]

    def due(self) -> Decimal | None:
        """What is to be paid, in yuan; None while that is not known."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Enough cash is given, and its reason where one is asked for."""
        said = super().clean() or self.cleaned_data
        self._ask_reason(said)
        due, given = self.due(), said.get("given")
        if said.get("method") == Method.CASH and due is not None and given is not None and given < due:
            words = _("%(missing)s is missing. Count again, or take a smaller amount.")
            self.add_error("given", ValidationError(words % {"missing": yuan(due - given)}))
        return said

    def _ask_reason(self, said: dict[str, Any]) -> None:
        due, method = self.due(), said.get("method", "")
        if due is None or "reason" not in said:
            return
        words = missing(self.customer, method=method, amount=due, reason=said["reason"])
        if words:
            self.add_error("reason", ValidationError(words))

    @property
    def change(self) -> Decimal | None:
        """What goes back to the payer, in yuan; None when nobody wrote what was given."""
        given, due = self.cleaned_data.get("given"), self.due()
        if self.cleaned_data.get("method") != Method.CASH or given is None or due is None:
            return None
        return given - due


class TillForm(Handing):
    """One payment: ticked bills and amount."""

    bills = SeenBillsField(required=False)
    amount = AmountField(label=gettext_lazy("Amount"), min_value=FEN)
    ahead = forms.BooleanField(label=gettext_lazy("What is over stays as a prepayment"), required=False)
    again = forms.BooleanField(label=gettext_lazy("It is another payment"), required=False)

    field_order = ("form_id", "method", "amount", "ahead", "given", "reason", "reference", "again", "payer")

    def __init__(self, *args: Any, owed: Sequence[Standing], credit: Decimal, ticked: Collection[int], **kwargs: Any):
        methods = list(kwargs.pop("methods"))
        cash = bool(methods) and methods[0][0] == Method.CASH
        if cash and (credit > 0 or (args and args[0] is not None)):
            methods.append((Method.PREPAYMENT, Method.PREPAYMENT.label))
        super().__init__(*args, methods=methods, **kwargs)
        self.owed, self.ticked = owed, ticked
        fields: dict[str, Any] = self.fields
        fields["amount"].initial = self.ticked_sum() or None
        fields["given" if cash else "amount"].widget.attrs["autofocus"] = True

    def ticked_sum(self) -> Decimal:
        """What is open on the bills that are ticked when the page is drawn, in yuan."""
        return sum((each.principal + each.late_fee for each in self.owed if each.bill.pk in self.ticked), ZERO)

    def lines(self) -> list[dict[str, Any]]:
        """The owed bills as the table shows them, oldest first, with the running sum of those that are ticked."""
        running, lines = ZERO, []
        for each in self.owed:
            ticked = each.bill.pk in self.ticked
            running += each.principal + each.late_fee if ticked else ZERO
            lines.append({**line_of(each, ticked=ticked), "running": running})
        return lines

    def point_to_mistake(self) -> None:
        """Put the focus into the first field that came back with a mistake, so that no mouse is needed."""
        wrong = next((name for name in self.fields if name in self.errors), None)
        if wrong is None:
            return
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
        self.fields[wrong].widget.attrs["autofocus"] = True

    def due(self) -> Decimal | None:
        """The amount that is taken."""
        return self.cleaned_data.get("amount")

    def clean(self) -> dict[str, Any]:
        """A surplus, and a reference that was written before, only when somebody meant it."""
        said = super().clean()
        self._ask_again(said)
        if said.get("amount") is not None and "bills" in said:
            self._ask_surplus(said)
        return said

    def _ask_again(self, said: dict[str, Any]) -> None:
        """The bank gives each payment a reference of its own: the same one twice is mostly one payment taken twice."""
        if said.get("method") not in BY_BANK or not said.get("reference") or said.get("again"):
            return
        found = same_reference(self.customer.park, said["reference"], but=said.get("form_id", ""))
        if found is not None:
            words = _("%(number)s of %(day)s over %(amount)s has this reference too. Is it the same payment?")
            here = {"number": found.number, "day": day_text(found.day, near=False), "amount": yuan(found.amount)}
            self.add_error("again", ValidationError(words % here))

    def _ask_surplus(self, said: dict[str, Any]) -> None:
        """A bill unticked and an amount left as it was are not a prepayment."""
        over = said["amount"] - sum(said["bills"].values(), ZERO)
        if over > 0 and (self.owed or said["bills"]) and not said.get("ahead"):
            words = _("%(over)s more than the ticked bills. Tick that it stays as a prepayment, or take less.")
            place = "amount" if said.get("method") == Method.PREPAYMENT else "ahead"
            self.add_error(place, ValidationError(words % {"over": yuan(over)}))

    def payment(self) -> Payment:
        """What the service takes."""
        said = self.cleaned_data
        cash, bank = said["method"] == Method.CASH, said["method"] not in (Method.CASH, Method.PREPAYMENT)
        return Payment(
            method=said["method"],
            amount=said["amount"],
            payer=said["payer"],
            bills=said["bills"],
            reason=said["reason"] if cash else "",
            reference=said["reference"] if bank else "",
        )


class DepositSlipForm(Handing):
    """The deposit that a slip asks for; its amount is that of the slip."""

    field_order = ("form_id", "method", "given", "reason", "reference", "payer")

    def __init__(self, *args: Any, amount: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.amount = amount
        cash = self.fields["method"].initial == Method.CASH
        self.fields["given" if cash else "reference"].widget.attrs["autofocus"] = True

    def due(self) -> Decimal | None:
        """The amount of the slip."""
        return self.amount
