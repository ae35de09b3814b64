"""Forms of the close of a day; a count is `cashdesk.forms.NotesForm`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.forms import ActForm
from parkservice.kit.text import LineField


class SafeForm(ActForm):
    """The sign-off of the safe; its code is never asked for."""

    locked = forms.BooleanField(label=_("The safe is locked"))
    scrambled = forms.BooleanField(label=_("Its dial is scrambled"))
    agrees = forms.BooleanField(label=_("The contents agree"), required=False)
    remark = LineField(label=_("What does not agree"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """Contents that do not agree are described."""
        said = super().clean() or self.cleaned_data
        if not said.get("agrees") and not said.get("remark"):
            self.add_error("remark", _("Tick that the contents agree, or write what does not."))
        return said


class CloseForm(ActForm):
    """The unused receipt books."""

    unused_books = forms.IntegerField(label=_("Unused receipt books"), min_value=0, max_value=999)
