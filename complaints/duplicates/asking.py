"""The part of a form that asks whether a matter is known already, before a second complaint is made (domain 2.1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Complaint
from complaints.duplicates.likely import Told, alike, tellable
from complaints.duplicates.offers import offers
from parkservice.accounts.models import User
from parkservice.ui.forms import Choices


class SameMatterMixin(forms.Form):
    """Offers the likely duplicates; `alike` are those found, `mention_of` is the one that was chosen."""

    same_as = forms.CharField(label=_("Is it the same matter?"), required=False, widget=Choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Complaint] = []

    def ask_same(self, told: Told, user: User, *, sent: bool = False) -> None:
        """Ask where a complaint is likely known and nothing was chosen; not once it was `sent`. Call from `clean`."""
        self.alike = alike(told, tellable(user))
        widget: Any = self.fields["same_as"].widget
        widget.choices, widget.explanations = offers(self.alike, user)
        if self.alike and self.cleaned_data["same_as"] not in dict(widget.choices) and not sent:
            self.add_error("same_as", _("This is known already, it seems. Ask the caller, then choose."))

    def mention_of(self) -> int | None:
        """The complaint that this is one more mention of."""
        chosen = self.cleaned_data["same_as"]
        return next((each.pk for each in self.alike if str(each.pk) == chosen), None)
