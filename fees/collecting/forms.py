"""What a collection visit brings back, and what the manager writes about the collection of an officer (P8, M11)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.billing.models import Bill
from fees.collecting.models import Way
from fees.dunning.models import Reason, Result
from parkservice.kit import clock
from parkservice.kit.money import AmountField, yuan
from parkservice.kit.text import TextField
from parkservice.ui.forms import Choices, Form, FormIdMixin, Segments


class VisitForm(FormIdMixin, Form):
    """What came of urging a customer: on the phone in one hand, the promise with its day and amount."""

    way = forms.ChoiceField(label=_("How"), choices=Way, widget=Segments, initial=Way.VISIT)
    result = forms.ChoiceField(label=pgettext_lazy("dunning", "What came of it"), choices=Result, widget=Choices)
    promise_date = forms.DateField(label=_("Promises to pay by"), required=False)
    promise_amount = AmountField(
        label=_("How much, in yuan"), required=False, min_value=Decimal("0.01"), help_text=_("Only with a promise.")
    )
    reason = forms.ChoiceField(
        label=_("Why it is not paid"),
        required=False,
        choices=[("", _("paid, no reason")), *Reason.choices],
        help_text=_("Not content with the service: a complaint is opened, and these bills are not urged meanwhile."),
    )
    bills = forms.MultipleChoiceField(
        label=_("Which bills the dispute is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    said = TextField(
        label=pgettext_lazy("dunning", "What was said"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, bills: Sequence[Bill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bills"].choices = [(str(bill.pk), _line(bill)) for bill in bills]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What is promised has its day and its amount, what is not paid a reason, a dispute its words and bills."""
        said = super().clean() or self.cleaned_data
        promised = said.get("result") == Result.PROMISED
        for name in ("promise_date", "promise_amount"):
            if promised and name not in self.errors and not said.get(name):
                self.add_error(name, _("A promise has its day and its amount."))
            elif not promised:
                said[name] = None
        if said.get("result") not in (None, Result.PAID) and not said.get("reason"):
            self.add_error("reason", _("Choose why it is not paid: what is done next depends on it."))
        if said.get("result") == Result.PAID:
            said["reason"] = ""
        self._check_dispute(said)
        said["bills"] = tuple(int(pk) for pk in said.get("bills") or ())
        return said

    def _check_dispute(self, said: dict[str, Any]) -> None:
        if said.get("reason") != Reason.SERVICE_DISPUTE:
            said["bills"] = []
            return
        if not said.get("said") and "said" not in self.errors:
            self.add_error("said", _("Write what the customer says: it becomes a complaint."))
        if not said.get("bills") and "bills" not in self.errors:
            self.add_error("bills", _("Choose the bills that the dispute is about."))

    def clean_promise_date(self) -> Any:
        """A promise lies ahead."""
        day = self.cleaned_data["promise_date"]
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("This day is over. Choose the day on which it will be paid."))
        return day


def _line(bill: Bill) -> str:
    """A bill to choose: number, item, what is open."""
    return f"{bill.number} {bill.item.name} {yuan(bill.amount - bill.waived - bill.paid)}"


class ReviewForm(FormIdMixin, Form):
    """What the manager makes of the figures of an officer."""

    note = TextField(
        label=_("What you make of it, and what is agreed"),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
