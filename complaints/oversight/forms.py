"""What duty room and manager write about the service (P1)."""

from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from parkservice.ui.forms import Form, FormIdMixin


class RemindForm(ActForm):
    """A word to the officer."""

    text = words_field(_("What should happen"), rows=2)


class ObserveForm(FormIdMixin, ActForm):
    """What was seen about one complaint."""

    text = words_field(_("Observation"), help_text=_("The manager must answer it."))


class GeneralForm(FormIdMixin, Form):
    """What was seen in the service in general."""

    text = words_field(_("Observation"), help_text=_("The manager must answer it."))


class AnswerForm(Form):
    """The manager's answer."""

    text = words_field(_("Answer"), rows=2)
