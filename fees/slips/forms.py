"""Forms of slips to pay: bills or a deposit, and why one is withdrawn."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.deposits.models import DepositKind
from fees.ledger.owed import Standing
from fees.slips.services import ZERO, Wish
from fees.till.forms import FEN, SeenBillsField, line_of
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField
from parkservice.tasks.forms import ActForm
from parkservice.ui.forms import Form, FormIdMixin


class SlipForm(FormIdMixin, Form):
    """Ticked bills, or a deposit with its amount."""

    bills = SeenBillsField(required=False)
    deposit_kind = forms.ChoiceField(
        label=gettext_lazy("Or a deposit for"), choices=[("", gettext_lazy("No deposit")), *DepositKind.choices]
    )
    amount = AmountField(label=gettext_lazy("Amount of the deposit"), required=False, min_value=FEN)
    note = LineField(label=gettext_lazy("Note for the till"), max_length=200, required=False)

    def __init__(self, *args: Any, owed: Sequence[Standing], tick_all: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed, self.tick_all = owed, tick_all and not self.is_bound
        self.fields["deposit_kind"].required = False

    def lines(self) -> list[dict[str, Any]]:
        """The owed bills, oldest first; none ticked before somebody does, or all where the balance was looked at."""
        chosen = {text.partition(":")[0] for text in self.data.getlist("bills")} if self.is_bound else set()  # type: ignore[attr-defined]
        return [line_of(each, ticked=self._ticked(each, chosen)) for each in self.owed]

    def _ticked(self, standing: Standing, chosen: set[str]) -> bool:
        """What was ticked before, or all that nobody disputes."""
        return str(standing.bill.pk) in chosen or (self.tick_all and not standing.disputed)

    def clean(self) -> dict[str, Any]:
        """Bills or a deposit; a deposit has its amount."""
        said = super().clean() or self.cleaned_data
        if said.get("deposit_kind") and said.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", ValidationError(_("Write how much the deposit is.")))
        if not said.get("deposit_kind") and not said.get("bills") and not self.errors:
            raise ValidationError(_("Tick at least one bill, or choose a deposit."))
        return said

    def wish(self) -> Wish:
        """What the service takes."""
        said = self.cleaned_data
        amount: Decimal = said["amount"] if said["deposit_kind"] else ZERO
        return Wish(said["bills"], said["deposit_kind"], amount, said["note"])


class WithdrawForm(ActForm):
    """Why a slip is withdrawn."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=200, min_length=2)
