"""Forms of prepayments paid back: the request, and the payment."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.rules import pays_cash
from fees.ledger.models import Method
from fees.paybacks.rules import is_small, may_transfer
from fees.paybacks.services import Wish
from parkservice.estate.models import Customer
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField
from parkservice.tasks.forms import ActForm, words_field
from parkservice.ui.forms import Form, FormIdMixin

FEN = Decimal("0.01")


class AskForm(FormIdMixin, Form):
    """How much goes back, why, and to whom."""

    amount = AmountField(label=_("Amount"), min_value=FEN)
    reason = words_field(_("Reason"), rows=2, max_length=500, help_text=_("For example: moves out on 30 April"))
    payee = LineField(label=_("Paid to"), max_length=100)
    bank = LineField(label=_("Bank and account"), max_length=120, required=False)
    authority = forms.BooleanField(
        label=_("Somebody else takes the money, with a written authority of the customer"), required=False
    )

    def __init__(self, *args: Any, customer: Customer, credit: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].initial, self.fields["payee"].initial = credit, customer.name

    def wish(self) -> Wish:
        """What the service takes."""
        return Wish(**{name: value for name, value in self.cleaned_data.items() if name != "form_id"})


class PayForm(ActForm):
    """How it is paid: by bank, or a small amount from the float."""

    method = forms.ChoiceField(label=_("Paid by"), choices=[])
    reference = LineField(label=_("Reference of the bank"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_bank = may_transfer(self.row, self.user)
        offered = [Method.TRANSFER] if by_bank else []
        offered += [Method.CASH] if is_small(self.row) and pays_cash(self.row, self.user) else []
        fields: dict[str, Any] = self.fields
        fields["method"].choices = [(method.value, method.label) for method in offered]
        if not by_bank:
            del fields["reference"]
