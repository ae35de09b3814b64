"""What the manager writes about a month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parkservice.kit.text import TextField
from parkservice.ui.forms import Form


class ConclusionForm(Form):
    """Causes that stand out, and what is done about them."""

    causes = TextField(label=_("Causes that stand out"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    measures = TextField(label=_("What we do about them"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
