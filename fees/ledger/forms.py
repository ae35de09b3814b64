"""Forms of receipts: asking to take one back, saying no, and the day of a statement."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.kit.text import LineField
from parkservice.tasks.forms import ActForm
from parkservice.ui.forms import Form, FormIdMixin


class AskBackForm(FormIdMixin, ActForm):
    """Why a receipt is taken back."""

    reason = LineField(label=_("Reason"), max_length=200, min_length=2)


class KeepForm(ActForm):
    """Why a receipt is not taken back."""

    reason = LineField(label=pgettext_lazy("refusal", "Why not"), max_length=200, min_length=2)


class DayForm(Form):
    """As of which day a statement is read."""

    on = forms.DateField(label=_("As of"), required=False)
