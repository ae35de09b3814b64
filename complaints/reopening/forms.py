"""What the complainant, or a colleague who takes the call, says when a matter is not settled (domain 2.1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from parkservice.kit.text import LineField, TextField
from parkservice.ui.forms import Form


class NotSettledForm(Form):
    """Why it is not settled, in the complainant's own words."""

    reason = TextField(
        label=_("What is not settled?"),
        min_length=4,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(ActForm):
    """A call or visit in which the complainant says that it is not settled."""

    caller = LineField(label=_("Who called or came"), max_length=60)
    reason = words_field(_("What is not settled, in their words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("caller", self.complaint.salutation)
