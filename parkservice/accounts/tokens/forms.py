"""The form that makes a token."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import Posting, User
from parkservice.accounts.tokens.services import may_hold
from parkservice.kit import clock
from parkservice.kit.text import LineField
from parkservice.ui.forms import DateInput, Form


def in_half_a_year() -> datetime.date:
    """The day that is proposed."""
    return clock.today() + datetime.timedelta(days=180)


class TokenForm(Form):
    """For which posting, which program, until when."""

    posting = forms.ModelChoiceField(
        label=_("Posting that it acts for"), queryset=Posting.objects.none(), empty_label=None
    )
    name = LineField(label=_("Name of the program"), max_length=40, help_text=_("For example: access control gate A."))
    ends = forms.DateField(
        label=_("Last day"), widget=DateInput, initial=in_half_a_year, help_text=_("At most a year from now.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [posting.pk for posting in Posting.objects.current().filter(user=user) if may_hold(posting)]
        self.fields["posting"].queryset = Posting.objects.filter(pk__in=able).select_related("user", "park")  # type: ignore[attr-defined]
        self.fields["posting"].label_from_instance = _named  # type: ignore[attr-defined]


def _named(posting: Posting) -> str:
    return f"{posting.get_role_display()} · {posting.park.name}"
