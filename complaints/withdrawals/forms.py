"""What is asked when a complaint is taken back (domain 2.1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from complaints.people import colleagues, concerned_by
from parkservice.accounts.models import User
from parkservice.kit.text import LineField, TextField
from parkservice.ui.forms import Form


class TakeBackForm(Form):
    """Why, where the complainant wants to say it."""

    reason = TextField(
        label=_("Why do you take it back?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(ActForm):
    """A call in which the complainant takes it back, heard by two colleagues."""

    caller = LineField(label=_("Who called or came"), max_length=60)
    witness = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Second person"),
        empty_label=_("Choose a colleague"),
        help_text=_("A colleague who heard it; they are told that you named them."),
    )
    reason = words_field(_("Reason"), rows=2, shortest=1, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("caller", self.complaint.salutation)
        barred = {self.user.pk, *concerned_by(self.complaint)}
        field: Any = self.fields["witness"]
        field.queryset = colleagues(self.complaint.park).exclude(pk__in=barred)
