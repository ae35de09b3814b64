"""What people say when a complaint has to wait for its complainant."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.casework.letters import placeholders
from complaints.casework.telling import GAP, TellForm
from complaints.choices import ReplyKind
from complaints.pauses.services import check_day
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import LineField


class PauseForm(TellForm):
    """What we need from the complainant, until when we wait, and the words that ask for it."""

    tells = ReplyKind.QUESTION
    reason = LineField(
        label=_("What do we wait for?"), min_length=2, max_length=200, help_text=_("For example: photos of the damage.")
    )
    until = forms.DateField(label=_("Wait until"), help_text=_("Without an answer the limits run again on this day."))
    field_order = ["reason", "until", "way", "text", "courtesy_reason", "form_id"]

    def draft(self) -> str:
        """Ask politely; what we need and by when is for the writer to fill in."""
        with translation.override(self.complaint.language or "zh-hans"):
            return gettext(
                "%(name)s,\n\nHello! %(officer)s is looking after “%(matter)s” (%(number)s). "
                "Please tell us by %(gap)s: %(gap)s. As soon as we have your answer we go on; "
                "until then our time limits stand still. Thank you!"
            ) % {**placeholders(self.complaint), "gap": GAP}

    def clean_until(self) -> date:
        """A day ahead, not too far."""
        until: date = self.cleaned_data["until"]
        try:
            check_day(self.complaint, until)
        except RuleViolation as refusal:
            raise ValidationError(str(refusal)) from refusal
        return until
