"""The form for a kept view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parkservice.kit.text import LineField
from parkservice.ui.forms import Form


class ViewForm(Form):
    """Name of a view, whether it opens first, and for managers whether colleagues see it."""

    name = LineField(label=_("Name of the view"), max_length=30, help_text=_("Short: it becomes a tab of the list."))
    start = forms.BooleanField(
        label=_("Open the list with this view"), required=False, help_text=_("Otherwise the first tab opens.")
    )
    shared = forms.BooleanField(
        label=_("Share with the department"),
        required=False,
        help_text=_("Everybody who may open this list sees the tab, each with their own rows in it."),
    )

    def __init__(self, *args: Any, shares: bool, own: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not shares:
            del self.fields["shared"]
        if not own:
            del self.fields["start"]
