"""Thresholds: the small numbers by which rules count, as reference data of each park (domain, first page).

An app names its thresholds in its `thresholds.py`, read when it is ready:

    register(Known("reopen_days", 30, Unit.DAYS, _("A closed complaint can be reopened within"), group=_("Complaints")))

and reads them with `value(park, "reopen_days")`. Values are kept per process until the park's calendar is renewed, so
reading one costs no statement. They are changed by two people on the screen of the complaint field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parkservice.kit import clock
from parkservice.parks.models import Park, Threshold

#: From this day on the first value of everything counts.
BEGINNING = date(2000, 1, 1)


class Unit(models.TextChoices):
    """What a threshold counts."""

    PERCENT = "percent", _("%")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    MINUTES = "minutes", _("minutes")
    TIMES = "times", _("times")
    YUAN = "yuan", _("yuan")
    TEN_THOUSANDTHS = "ten_thousandths", _("‱")


@dataclass(frozen=True)
class Known:
    """One threshold: its name in the code, first value, unit, meaning, and the values that make sense."""

    name: str
    default: int
    unit: Unit
    meaning: Promise | str
    group: Promise | str = ""
    lowest: int = 1
    highest: int = 366


_known: dict[str, Known] = {}


def register(*thresholds: Known) -> None:
    """Add thresholds. Raises ValueError for a name that stands for something else already."""
    for threshold in thresholds:
        if _known.get(threshold.name, threshold) != threshold:
            raise ValueError(f"The threshold {threshold.name} is registered twice.")
        _known[threshold.name] = threshold


def known() -> list[Known]:
    """Every threshold, in the order in which they were registered."""
    return list(_known.values())


def value(park: Park, name: str, on: date | None = None) -> int:
    """Return the value that counts in a park on a day (today). Raises LookupError for an unknown name."""
    if name not in _known:
        raise LookupError(f"The threshold {name} is not registered.")
    day = on or clock.today()
    counting = [number for first, number in _read(park.pk, park.calendar_version).get(name, ()) if first <= day]
    return counting[-1] if counting else _known[name].default


@lru_cache(maxsize=32)
def _read(park_id: int, version: str) -> Mapping[str, list[tuple[date, int]]]:
    found: dict[str, list[tuple[date, int]]] = {}
    rows = Threshold.objects.filter(park_id=park_id).order_by("valid_from", "id")
    for name, first, number in rows.values_list("name", "valid_from", "value"):
        found.setdefault(name, []).append((first, number))
    return found


@transaction.atomic
def install(park: Park) -> None:
    """Write the first value of every threshold that a park does not have yet; values changed by people stay."""
    present = set(Threshold.objects.filter(park=park).values_list("name", flat=True))
    missing = [each for each in _known.values() if each.name not in present]
    Threshold.objects.bulk_create(
        Threshold(park=park, name=each.name, value=each.default, valid_from=BEGINNING) for each in missing
    )
    if missing:
        park.renew_calendar()


@transaction.atomic
def change(park: Park, values: Mapping[str, int], valid_from: date) -> None:
    """Write new values that count from a day on. Raises LookupError for an unknown name."""
    for name in values:
        if name not in _known:
            raise LookupError(f"The threshold {name} is not registered.")
    Threshold.objects.bulk_create(
        Threshold(park=park, name=name, value=number, valid_from=valid_from) for name, number in values.items()
    )
    park.renew_calendar()
