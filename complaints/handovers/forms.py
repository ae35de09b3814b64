"""What people write when they hand a complaint over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from complaints.handovers import rules
from parkservice.accounts.models import User
from parkservice.ui.forms import FormIdMixin


class AskForm(FormIdMixin, ActForm):
    """A named colleague, and why."""

    receiver = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label=_("Choose a colleague"))
    reason = words_field(
        _("Why you hand it over"), rows=2, help_text=_("You answer for it until your colleague says yes.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = rules.receivers(self.complaint).exclude(pk=self.user.pk)  # type: ignore[attr-defined]


class RefuseForm(ActForm):
    """Why not."""

    refusal = words_field(_("Why not"), rows=2, help_text=_("Your colleague reads it."))
