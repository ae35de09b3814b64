"""The months of the demo's books: which one is the last closed one, and how each is signed and closed (domain 4).

A month is signed on the second working day after it and closed by finance on the third. So on the first days of a
month the one before is still open, as in every park.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta

from complaints.analysis.conditions import following
from fees.cashdesk.models import Drawer, Month
from fees.monthclose import services as monthclose
from fees.monthclose.checks import MonthBooks
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock

#: Working days after the end of a month on which officers sign it, and on which finance closes it.
SIGNED, CLOSED = 2, 3


def tales(scene: Scene) -> Iterator[Tale]:
    """Every month that is over."""
    yield _closes(scene)


def last_of(month: date) -> date:
    """The last day of a month."""
    return following(month) - timedelta(days=1)


def closed_month(scene: Scene) -> date:
    """The first day of the last month that is closed before the story ends."""
    this = clock.local(scene.until).date().replace(day=1)
    before = following(this, -1)
    return before if scene.working_day(last_of(before), CLOSED) <= scene.day(1) else following(this, -2)


def _closes(scene: Scene) -> Tale:
    month, last = scene.begins, closed_month(scene)
    while month <= last:
        yield clock.combine(scene.working_day(last_of(month), SIGNED), time(8, 50))
        _sign(scene, month)
        yield clock.combine(scene.working_day(last_of(month), CLOSED), time(14, 0))
        if Month.objects.filter(park=scene.park, month=month).exists():
            monthclose.close_month(park=scene.park, month=month, actor=scene.people["finance"])
        month = following(month)


def _sign(scene: Scene, month: date) -> None:
    """The officers whose drawers moved sign."""
    if not Drawer.objects.exists():
        return
    for drawer in MonthBooks(scene.park, month).moved:
        monthclose.sign_month(drawer=drawer, month=month, actor=scene.staff[drawer.officer_id])
