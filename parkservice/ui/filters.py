"""Filters of list pages: django-filter with our words and our light template (templates/ui/filters.html).

A filter named `q` is drawn as the search field. Values that cannot be understood are left out, and the page says so.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkservice.kit import clock
from parkservice.kit.text import clean_line
from parkservice.ui import words
from parkservice.ui.forms import DateInput

SPANS = {"7": 7, "30": 30, "90": 90, "365": 365}


class FilterSet(django_filters.FilterSet):
    """The filter set to start from."""

    def offers(self) -> object:
        """All that the bar shows besides what the address says, to keep the drawn bar by; None where unknown."""
        return None

    def chips(self) -> list[tuple[str, str, str]]:
        """The set filters as (parameter, label, value in words), in the order of the bar."""
        found = []
        for name, value in (self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}).items():
            if value in (None, "", []) or name == "q":
                continue
            found.append((name, str(self.filters[name].label or ""), spoken(self.form.fields[name], value)))
        return found


class SearchFilter(django_filters.CharFilter):
    """The search field: hands the cleaned text to `method`; the placeholder says what is searched."""

    def __init__(self, *, placeholder: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Keyword"))
        attrs = {"type": "search", "placeholder": placeholder, "maxlength": 100}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        """Search with the text as people mean it: one line, narrow digits."""
        return super().filter(qs, clean_line(value) if value else value)


class SpanFilter(django_filters.ChoiceFilter):
    """The last 7, 30, 90 or 365 days of a moment; nothing chosen is everything."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "choices",
            [
                ("7", gettext_lazy("last 7 days")),
                ("30", gettext_lazy("last 30 days")),
                ("90", gettext_lazy("last 90 days")),
                ("365", gettext_lazy("last 365 days")),
            ],
        )
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        """Rows from the start of the first day on."""
        if not value:
            return qs
        first = clock.today() - timedelta(days=SPANS[value] - 1)
        return qs.filter(**{f"{self.field_name}__gte": clock.combine(first)})


class MonthFilter(django_filters.CharFilter):
    """A calendar month of a moment (2026-10), set by a link and shown as a chip; not offered in the bar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Month"))
        kwargs.setdefault("widget", forms.HiddenInput)
        kwargs.setdefault("validators", [RegexValidator(r"^2[0-9]{3}-(0[1-9]|1[0-2])$")])
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        """Rows from the first moment of the month to its last."""
        if not value:
            return qs
        first = date.fromisoformat(f"{value}-01")
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        moments = {f"{self.field_name}__gte": clock.combine(first), f"{self.field_name}__lt": clock.combine(last)}
        return qs.filter(**moments)


class HiddenChoice(django_filters.ChoiceFilter):
    """A choice that a link sets; shown as a chip, not offered in the bar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.HiddenInput)
        super().__init__(**kwargs)


class OfferedFilter(django_filters.ChoiceFilter):
    """A record out of few, by its id; `offer(request)` gives (id, words) and may be shared by several filters."""

    def __init__(self, *, offer: Callable[[Any], list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offer = offer

    @property
    def field(self) -> forms.Field:
        """The choice, filled for the page that asks."""
        if not hasattr(self, "_field"):
            self.extra["choices"] = self.offer(self.parent.request)
        return super().field


class DayFilter(django_filters.DateFilter):
    """A day from the browser's picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput)
        super().__init__(**kwargs)


def spoken(field: forms.Field, value: Any) -> str:
    """A chosen value in words, for a chip."""
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, slice):
        return f"{words.day_text(value.start)} – {words.day_text(value.stop)}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "year"):
        return words.day_text(value, near=False)
    choices = dict(_flat(getattr(field, "choices", ())))
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(str(each), each)) for each in value)
    return str(choices.get(str(value), value))


def _flat(choices: Any) -> list[tuple[str, Any]]:
    """Choices without their groups, keys as text."""
    flat: list[tuple[str, Any]] = []
    for key, label in choices:
        flat += _flat(label) if isinstance(label, list | tuple) else [(str(key), label)]
    return flat
