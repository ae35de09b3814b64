"""Forms of waivers: the proposal, with an amount for each open bill."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.ledger.owed import Standing
from fees.ledger.reference import LATE_FEE
from fees.waivers.models import WaiverKind
from fees.waivers.rules import latest_deferral
from fees.waivers.services import Wish, no_late_fee, too_far
from parkservice.kit import clock
from parkservice.kit.money import AmountField, yuan
from parkservice.tasks.forms import words_field
from parkservice.ui.forms import Choices, Form, FormIdMixin

#: The smallest amount that can be waived, in yuan.
FEN = Decimal("0.01")


class WaiverForm(FormIdMixin, Form):
    """What is waived of which bill, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=WaiverKind.choices, widget=Choices)
    until = forms.DateField(label=gettext_lazy("New due day"), required=False)
    reason = words_field(gettext_lazy("Reason"), rows=2, max_length=500)

    def __init__(self, *args: Any, standings: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standings = standings
        for standing in standings:
            self.fields[self._name(standing)] = self._amount(standing)

    @property
    def amounts(self) -> list[BoundField]:
        """The fields of the bills."""
        return [self[self._name(each)] for each in self.standings]

    @staticmethod
    def _name(standing: Standing) -> str:
        return f"bill_{standing.bill.pk}"

    def _amount(self, standing: Standing) -> AmountField:
        bill = standing.bill
        said = {"bill": bill.number, "item": bill.item.name, "open": yuan(standing.principal)}
        fee = _("Late fee to date: %(fee)s") % {"fee": yuan(standing.late_fee)} if standing.late_fee else ""
        help_text = " · ".join(filter(None, (bill.period, bill.what, fee)))
        return AmountField(
            label=_("%(bill)s %(item)s, open %(open)s") % said, required=False, min_value=FEN, help_text=help_text
        )

    def clean(self) -> dict[str, Any]:
        """At least one bill has an amount; a later due day has its day."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not any(said.get(self._name(each)) for each in self.standings):
            raise ValidationError(_("Write an amount beside at least one bill."))
        if said.get("kind") == WaiverKind.DEFER and not said.get("until") and "until" not in self.errors:
            self.add_error("until", ValidationError(_("To put it off, name the new due day.")))
        self._check_kind(said)
        return said

    def _check_kind(self, said: dict[str, Any]) -> None:
        """What the service refuses of a kind, beside its field: a day too far ahead, a late fee that has not grown."""
        chosen = [each for each in self.standings if said.get(self._name(each))]
        if said.get("kind") == WaiverKind.DEFER and said.get("until") and chosen:
            latest = min(latest_deferral(each.bill.due, clock.today()) for each in chosen)
            if said["until"] > latest:
                self.add_error("until", ValidationError(too_far(latest)))
        if said.get("kind") == WaiverKind.LATE_FEE:
            for each in chosen:
                if not each.late_fee and each.bill.item.code != LATE_FEE:
                    self.add_error(self._name(each), ValidationError(no_late_fee(each.bill)))

    def wish(self) -> Wish:
        """What the service takes."""
        said = self.cleaned_data
        named = {each.bill.pk: said.get(self._name(each)) for each in self.standings}
        amounts = {pk: amount for pk, amount in named.items() if amount}
        until = said["until"] if said["kind"] == WaiverKind.DEFER else None
        return Wish(said["kind"], amounts, said["reason"], until)
