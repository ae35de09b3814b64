"""The scene of the demo park, and how its tales are told (domain section 6).

A tale is a generator of moments: it acts, then yields the moment at which it goes on. All tales go on in the order of
time, each with the clock held at its moment, so every record is made by the real services when it would have been.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from complaints.analysis.conditions import following
from parkservice.accounts.models import User
from parkservice.estate.models import Unit
from parkservice.kit import clock, worktime
from parkservice.messaging.outbox import deliver_due
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Department, Park

#: Closed months that are told.
MONTHS = 12

#: A story that goes on at the moments which it yields.
Tale = Iterator[datetime]


@dataclass
class Scene:
    """Park, people, the moment up to which everything is told, and the records that other tales speak of."""

    park: Park
    people: dict[str, User]
    until: datetime
    forms: Any = field(default_factory=lambda: count(1))
    known: dict[str, Any] = field(default_factory=dict)
    mail: bool = False

    @property
    def begins(self) -> date:
        """The first day of the story: that of the month a year ago, so that twelve closed months are told."""
        return following(clock.local(self.until).date().replace(day=1), -MONTHS)

    def day(self, ago: int) -> date:
        """The working day that lies `ago` working days before the end of the story; ahead of it when negative."""
        return self.working_day(clock.local(self.until).date(), -ago)

    def working_day(self, day: date, ahead: int) -> date:
        """The working day that lies so many working days after a day, or before it."""
        calendar = calendar_for(self.park)
        step = timedelta(days=1 if ahead > 0 else -1)
        for _time in range(abs(ahead)):
            day += step
            while not calendar.works(day):
                day += step
        return day

    def moment(self, ago: int, at: str) -> datetime:
        """The time of day `at` on the working day that lies `ago` working days before the end of the story."""
        return clock.combine(self.day(ago), time.fromisoformat(at))

    def later(self, moment: datetime, minutes: int) -> datetime:
        """The moment that many open minutes later."""
        return worktime.after_hours(moment, Decimal(minutes) / 60, calendar_for(self.park)).at

    def form_id(self) -> str:
        """The number of the next form that somebody fills in."""
        return f"{next(self.forms):032x}"

    def unit(self, code: str) -> Unit:
        """A unit by its code."""
        return self.units[code]

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Every unit of the park, by its code."""
        return {unit.code: unit for unit in Unit.objects.filter(park=self.park).select_related("building")}

    @cached_property
    def departments(self) -> dict[str, Department]:
        """Every department of the park, by its code."""
        return {department.code: department for department in Department.objects.filter(park=self.park)}

    @cached_property
    def staff(self) -> dict[int, User]:
        """The people of the scene by their key; their postings are read already."""
        return {person.pk: person for person in self.people.values()}

    def officer_of(self, case: Any) -> User:
        """Who answers for a complaint or a suggestion."""
        return self.staff[case.officer_id]


def tell(scene: Scene, tales: Iterable[Tale]) -> None:
    """Tell the tales up to the end of the story; what lies behind it is never told.

    A tale that wrote a message says so by `scene.mail`: it leaves the same moment.
    """
    waiting = [(moment, place, tale) for place, tale in enumerate(tales) for moment in _next(tale)]
    heapify(waiting)
    while waiting and waiting[0][0] < scene.until:
        moment, place, tale = heappop(waiting)
        with clock.at(moment):
            for following in _next(tale):
                heappush(waiting, (following, place, tale))
            if scene.mail:
                scene.mail = False
                deliver_due()


def _next(tale: Tale) -> list[datetime]:
    """Let a tale act; the moment at which it goes on, or nothing when it is told."""
    following = next(tale, None)
    return [] if following is None else [following]
