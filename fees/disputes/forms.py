"""Forms of disputes."""

from django.utils.translation import gettext_lazy as _

from parkservice.tasks.forms import words_field
from parkservice.ui.forms import Form, FormIdMixin


class DisputeForm(FormIdMixin, Form):
    """What the customer has against a bill."""

    reason = words_field(_("What the customer says"))


class AnswerForm(Form):
    """What the customer is answered."""

    answer = words_field(_("Answer to the customer"))
