"""What is written about a notice: the reason of the legal route, the letter and how it was delivered (domain 2.4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.dunning.models import Delivery, DunningNotice, Stage
from fees.dunning.outgoing import LETTER
from parkservice.kit.text import LineField, TextField
from parkservice.messaging import sms
from parkservice.messaging.wordbook.asking import CourtesyMixin
from parkservice.ui.forms import Form, FormIdMixin, Segments


class ReasonForm(Form):
    """A reason, for asking and for refusing."""

    reason = TextField(label=_("Reason"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DeliverForm(CourtesyMixin, FormIdMixin, Form):
    """How the letter reaches its customer, with its words, checked for courtesy."""

    delivery = forms.ChoiceField(label=_("How"), choices=Delivery, widget=Segments)
    text = TextField(label=pgettext_lazy("dunning", "Letter"), min_length=4, widget=forms.Textarea(attrs={"rows": 8}))
    signed_by = LineField(label=_("Signed by"), required=False, max_length=60)
    signed_at = forms.DateField(label=_("Signed on"), required=False)
    remark = LineField(
        label=_("Remark"), required=False, max_length=200, help_text=_("Nobody signed? Write here what happened.")
    )

    def __init__(self, *args: Any, notice: DunningNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.fields["delivery"].choices = _ways(notice)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say it as the service does, after the courtesy check."""
        said = super().clean() or self.cleaned_data
        self.check_courtesy(LETTER, self.notice, said.get("text", ""))
        return said


def _ways(notice: DunningNotice) -> list[tuple[str, Any]]:
    """The ways that reach this customer at this stage: the final notice goes in person."""
    ways = [Delivery.HAND, Delivery.DOOR]
    if notice.stage != Stage.FINAL:
        ways.append(Delivery.MAIL)
        if notice.customer.email:
            ways.append(Delivery.EMAIL)
        if notice.customer.phone and sms.offered():
            ways.append(Delivery.SMS)
    return [(way, way.label) for way in ways]
