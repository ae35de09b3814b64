"""What people write about more time: the request, the words to the complainant, the refusal."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from complaints.casework.letters import placeholders
from complaints.casework.telling import TellForm
from complaints.choices import ReplyKind
from complaints.extensions.services import check_day, open_request
from parkservice.kit.errors import RuleViolation
from parkservice.ui.forms import FormIdMixin
from parkservice.ui.words import day_text


class AskForm(FormIdMixin, ActForm):
    """Why more time is needed, and until when."""

    reason = words_field(_("Why is more time needed?"))
    until = forms.DateField(label=_("New date"), help_text=_("The limit then ends when the desk shuts on this day."))

    def clean_until(self) -> date:
        """A working day after the limit that runs, not too far."""
        until: date = self.cleaned_data["until"]
        try:
            check_day(self.complaint, until)
        except RuleViolation as refusal:
            raise ValidationError(str(refusal)) from refusal
        return until


class ApproveForm(TellForm):
    """The words that tell the complainant about the new date."""

    tells = ReplyKind.DELAY

    def draft(self) -> str:
        """Sorry, why, and until when, from the request."""
        asked = open_request(self.complaint)
        with translation.override(self.complaint.language or "zh-hans"):
            known = {**placeholders(self.complaint), "date": "", "reason": ""}
            if asked is not None:
                known |= {"date": day_text(asked.new_due, near=False), "reason": asked.reason}
            return (
                gettext(
                    "%(name)s,\n\nHello! “%(matter)s” (%(number)s) takes longer than we promised; we are sorry. "
                    "The reason: %(reason)s %(officer)s will have it settled by %(date)s and tell you the result. "
                    "Thank you!"
                )
                % known
            )


class RefuseForm(ActForm):
    """Why there is no more time."""

    answer = words_field(_("Why not? What shall the officer do instead?"))
