"""What can be changed by two people: how each area is read, written, and told in words.

The content of an area is plain JSON, so that a version can be kept and compared. `lines` tells only what changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from complaints.casework.limits import current
from complaints.casework.records import TimeLimit
from complaints.choices import LimitKind, LimitUnit, Severity
from complaints.intake.promised import in_words
from complaints.limits.models import AreaName
from parkservice.kit import clock
from parkservice.parks import calendar, thresholds
from parkservice.parks.models import Park
from parkservice.ui.words import day_text

Line = tuple[str, str, str]


@dataclass(frozen=True)
class Area:
    """How one area is read, written from a day on, and told; a dated one may lie ahead, others count at once."""

    read: Callable[[Park, str], Any]
    write: Callable[[Park, str, Any, date], None]
    lines: Callable[[Any, Any], list[Line]]
    dated: bool = False


def _read_limits(park: Park, _key: str) -> dict[str, list[Any]]:
    rows = current(park.pk).items()
    found = {f"{severity}/{int(urgent)}/{kind}": [row.amount, row.unit] for (severity, urgent, kind), row in rows}
    return dict(sorted(found.items()))


def _write_limits(park: Park, _key: str, after: dict[str, list[Any]], valid_from: date) -> None:
    """New rows for the limits that change; one that was set for the same day gives way to a later one."""
    before = _read_limits(park, "")
    for name, (amount, unit) in after.items():
        if before.get(name) == [amount, unit]:
            continue
        severity, urgent, kind = name.split("/")
        TimeLimit.objects.create(
            park=park,
            severity=severity,
            urgent=urgent == "1",
            kind=kind,
            amount=amount,
            unit=unit,
            valid_from=valid_from,
        )


def limit_name(severity: str, urgent: bool, kind: str) -> str:
    """How one limit is called."""
    weight = str(Severity(severity).label)
    parts = [weight, _("urgent")] if urgent else [weight]
    return _(" · ").join([*parts, str(LimitKind(kind).label)])


def _limit_lines(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[Line]:
    lines = []
    for name, value in after.items():
        severity, urgent, kind = name.split("/")
        old, new = (limit_words(pair) for pair in (before.get(name), value))
        if old != new:
            lines.append((limit_name(severity, urgent == "1", kind), old, new))
    return lines


def limit_words(pair: list[Any] | None) -> str:
    """An amount with its unit: 4 working hours, 2 working days, 15 minutes by the clock."""
    if not pair:
        return "—"
    limit = TimeLimit(amount=pair[0], unit=pair[1])
    words = in_words(limit)
    return _("%(span)s by the clock") % {"span": words} if limit.unit == LimitUnit.NATURAL_MINUTES else words


def _read_thresholds(park: Park, _key: str) -> dict[str, int]:
    return {each.name: thresholds.value(park, each.name) for each in thresholds.known()}


def _write_thresholds(park: Park, _key: str, after: dict[str, int], valid_from: date) -> None:
    before = _read_thresholds(park, "")
    thresholds.change(park, {name: value for name, value in after.items() if before.get(name) != value}, valid_from)


def _threshold_lines(before: dict[str, int], after: dict[str, int]) -> list[Line]:
    known = {each.name: each for each in thresholds.known()}
    return [
        (
            str(known[name].meaning),
            f"{before.get(name, '—')} {known[name].unit.label}",
            f"{value} {known[name].unit.label}",
        )
        for name, value in after.items()
        if name in known and before.get(name) != value
    ]


def _read_hours(park: Park, _key: str) -> list[list[str]]:
    spans = park.opening_hours.order_by("opens").values_list("opens", "closes")
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in spans]


def _write_hours(park: Park, _key: str, after: list[list[str]], _valid_from: date) -> None:
    calendar.replace_hours(park, [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in after])


def _hour_lines(before: list[list[str]], after: list[list[str]]) -> list[Line]:
    old, new = (_(", ").join(f"{opens}–{closes}" for opens, closes in spans) for spans in (before, after))
    return [(_("Opening hours"), old or "—", new)]


def _read_year(park: Park, key: str) -> list[dict[str, Any]]:
    rows = park.calendar_days.filter(date__year=int(key)).order_by("date")
    return [
        {"date": row.date.isoformat(), "working": row.working, "name_zh": row.name_zh, "name_en": row.name_en}
        for row in rows
    ]


def _write_year(park: Park, key: str, after: list[dict[str, Any]], _valid_from: date) -> None:
    calendar.replace_year(park, int(key), after)


def _year_lines(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Line]:
    """Every day that changes: a holiday, a make-up day, or an ordinary day again."""
    old, new = ({row["date"]: row for row in rows} for rows in (before, after))
    return [
        (
            day_text(date.fromisoformat(day), weekday=True, near=False),
            _day_words(old.get(day)),
            _day_words(new.get(day)),
        )
        for day in sorted({*old, *new})
        if old.get(day) != new.get(day)
    ]


def _day_words(row: dict[str, Any] | None) -> str:
    if row is None:
        return _("as usual")
    return _("%(name)s, worked") % {"name": row["name_zh"]} if row["working"] else str(row["name_zh"])


AREAS: dict[str, Area] = {
    AreaName.LIMITS: Area(_read_limits, _write_limits, _limit_lines, dated=True),
    AreaName.THRESHOLDS: Area(_read_thresholds, _write_thresholds, _threshold_lines, dated=True),
    AreaName.HOURS: Area(_read_hours, _write_hours, _hour_lines),
    AreaName.YEAR: Area(_read_year, _write_year, _year_lines),
}


def years_to_plan() -> list[int]:
    """The years whose holidays can be proposed: this one and the next two."""
    this = clock.today().year
    return [this, this + 1, this + 2]
