"""What the forms of all tasks share."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.kit import clock, worktime
from parkservice.kit.text import TextField
from parkservice.paperwork.forms import PhotosField
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.ui.forms import Files, Form, MomentInput


def words_field(label: Any, *, rows: int = 3, **kwargs: Any) -> TextField:
    """A text of several lines that a colleague can understand in a year."""
    kwargs.setdefault("max_length", 2000)
    return TextField(label=label, min_length=2, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def photos_field(label: Any = None) -> PhotosField:
    """Up to five photos or papers."""
    return PhotosField(label=label or _("Photos"), widget=Files(), help_text="")


def later(moment: datetime | None) -> datetime | None:
    """Return a moment that lies ahead. Raises ValidationError for one that has passed."""
    if moment is not None and moment <= clock.now():
        raise ValidationError(_("This moment has passed. Choose a later one."))
    return moment


def in_days(park: Park, days: int) -> datetime:
    """Return the usual proposal for a due moment: the end of a working day."""
    return clock.local(worktime.after_days(clock.now(), days, calendar_for(park)).at)


class DueField(forms.DateTimeField):
    """A moment that lies ahead."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MomentInput)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The moment. Raises ValidationError for one that has passed."""
        return later(super().clean(value))


class ActForm(Form):
    """An act on one task: knows the record and the person, so that its choices and checks fit."""

    def __init__(self, *args: Any, row: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.user = row, user


class ConfirmForm(ActForm):
    """An act that needs no words."""


class ReasonForm(ActForm):
    """An act that needs a reason."""

    reason = words_field(_("Reason"), rows=2, max_length=500)
