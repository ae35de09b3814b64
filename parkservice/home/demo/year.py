"""The months before the last quarter of the demo park: the same services, fewer words (domain section 6).

What recurs in a park recurs here: the matters of `year.toml` come round again, in another place each time. Nothing is
drawn by lot, so the same day always gives the same year.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from complaints.analysis.conditions import following
from complaints.choices import Channel
from complaints.intake.services import SPOKEN
from parkservice.estate.models import Occupancy
from parkservice.home.demo import cases, voices
from parkservice.home.demo.scene import Scene, Tale
from parkservice.home.demo.texts import Story, book
from parkservice.kit import clock
from parkservice.parks.calendar import calendar_for

#: Working days before the end on which the stories of the last quarter begin.
QUARTER = 62
#: Complaints of each month of the year: the rains of summer and the first cold bring more.
COMPLAINTS = (15, 13, 15, 15, 15, 17, 18, 16, 15, 15, 16, 15)
#: Visits and calls of each month that did not become a complaint.
CALLS = 5
TIMES = ("08:45", "09:20", "10:05", "10:50", "11:25", "13:40", "14:15", "15:05", "15:50", "16:30")
CHANNELS = (Channel.WEB, Channel.PHONE, Channel.VISIT, Channel.PHONE, Channel.WEB, Channel.HOTLINE, Channel.PHONE)
SCORES = (5, 4, 0, 5, 0, 3, 0, 4, 0, 5, 0)
FLOORS = "零一二三四五六"


def tales(scene: Scene) -> Iterator[Tale]:
    """Every complaint, visit and call of the months before the last quarter."""
    units = _units(scene)
    complaints, calls = count(), count()
    for month in _months(scene):
        for day in _days(scene, month, COMPLAINTS[month.month - 1]):
            place = next(complaints)
            yield cases.tale(scene, _story(place, units), _moment(day, place))
        for day in _days(scene, month, CALLS):
            place = next(calls)
            yield voices.contact(scene, _call(place, units), _moment(day, place + 4))


def _months(scene: Scene) -> Iterator[date]:
    """The months that begin before the last quarter."""
    month = scene.begins
    while month < scene.day(QUARTER):
        yield month
        month = following(month)


def _days(scene: Scene, month: date, number: int) -> list[date]:
    """So many working days of a month, evenly; those in the last quarter have stories of their own."""
    calendar, last = calendar_for(scene.park), following(month) - timedelta(days=1)
    days = [day for day in (month.replace(day=place + 1) for place in range(last.day)) if calendar.works(day)]
    spread = (days[place * len(days) // number] for place in range(number))
    return [day for day in spread if day < scene.day(QUARTER)]


def _moment(day: date, place: int) -> datetime:
    return clock.combine(day, time.fromisoformat(TIMES[place * 7 % len(TIMES)]))


def _units(scene: Scene) -> dict[str, list[str]]:
    """The units that somebody occupies, by building."""
    found: dict[str, list[str]] = {}
    rows = Occupancy.objects.filter(unit__park=scene.park, main=True, ends__isnull=True).order_by("unit__code")
    for building, code in rows.values_list("unit__building__code", "unit__code"):
        found.setdefault(building, []).append(code)
    return found


def _unit(row: dict[str, Any], place: int, units: dict[str, list[str]]) -> str:
    """Another unit each time, in a building where such a thing happens."""
    building = row["where"][place // 3 % len(row["where"])]
    return units[building][place * 5 % len(units[building])]


def _story(place: int, units: dict[str, list[str]]) -> Story:
    """The complaint at this place of the year."""
    matters = book("year")["matter"]
    row = dict(matters[place % len(matters)])
    unit = _unit(row, place, units)
    row.pop("where")
    words = {"building": f"{unit[0]} 栋", "floor": FLOORS[int(unit[2])] if len(unit) == 5 else "一"}
    for name in ("content", "place", "facts", "measures"):
        row[name] = row.get(name, "").format(**words)
    channel, anonymous = CHANNELS[place % len(CHANNELS)], place % 29 == 17
    return Story(
        ago=0,
        at="",
        unit=unit,
        plan=row.pop("plan", "spoken" if channel in SPOKEN and not anonymous else "brief"),
        channel=Channel.WEB if anonymous else channel,
        anonymous=anonymous,
        by_mail=False,
        score=SCORES[place % len(SCORES)],
        slow=(250 if place % 13 == 8 else 0, 1300 if place % 8 == 3 else place % 5 * 45),
        photos=int(place % 40 == 6),
        **row,
    )


def _call(place: int, units: dict[str, list[str]]) -> dict[str, Any]:
    """The visit or call at this place of the year."""
    calls = book("year")["call"]
    row = dict(calls[place % len(calls)])
    return {**row, "unit": _unit({"where": "CADBE"}, place, units), "by": "clerk2" if place % 3 else "clerk"}
