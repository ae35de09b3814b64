"""Which days may be due days: one bound for bills that are made here, and for those of a former system (G4)."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation

#: No former system's books reach further back, and nobody is given longer to pay.
EARLIEST = date(1990, 1, 1)
MONTHS = 24


def check_due(day: date, *, past: bool = False) -> None:
    """Refuse a due day before today (with `past` before 1990), or more than two years ahead. Raises RuleViolation."""
    today = clock.today()
    if not past and day < today:
        raise RuleViolation(_("This day has passed. Choose a later one."), code="due")
    if day < EARLIEST:
        raise RuleViolation(_("This day lies before 1990. Check the year."), code="due")
    if day > clock.months_later(today, MONTHS):
        raise RuleViolation(_("This day lies more than two years ahead. Check the year."), code="due")


class DueField(forms.DateField):
    """A due day, as `check_due` takes it."""

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        """With `past` a due day of a former system."""
        self.past = past
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """Raises ValidationError for a day out of bounds."""
        super().validate(value)
        if value:
            try:
                check_due(value, past=self.past)
            except RuleViolation as refusal:
                raise ValidationError(str(refusal), code=refusal.code) from refusal
