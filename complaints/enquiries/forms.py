"""Writing a ready answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parkservice.kit.text import LineField, TextField
from parkservice.ui.forms import Form


class ReadyAnswerForm(Form):
    """Question and answer as every colleague may give it."""

    question = LineField(label=_("Question"), min_length=2, max_length=120)
    answer = TextField(label=_("Answer"), min_length=2, max_length=2000)
    is_active = forms.BooleanField(label=_("Offer it beside the form"), required=False, initial=True)
