"""Closes of days and months that die at a statement: closed wholly or not at all, and closed once in the end (M8)."""

import itertools
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import connection

from fees.cashdesk import periods
from fees.counting.models import Purpose
from fees.counting.services import count
from fees.dayclose.models import DayClose
from fees.dayclose.services import close_day
from fees.monthclose.checks import last_of
from fees.monthclose.models import MonthClose
from fees.monthclose.services import close_month, sign_month
from fees.payins.services import check_pay_in, pay_in
from fees.safes.services import check_safe
from parkservice.journal.models import Event
from parkservice.kit import clock
from tests.fees.cashdesk.factories import notes
from tests.fees.factories import Desk, make_desk, on, pay
from tests.soak.tills import broken_books
from tests.support.dying import dies_at
from tests.support.here import working_on
from tests.support.stores import Store, Stores

DAY, MONTH = "day", "month"

serials = itertools.count(1)


def killed_close(kind: str, statements: Iterable[int]) -> tuple[int, list[str]]:
    """Let the close of a day or a month die after each of these statements; return how often, and what was half done.

    At the end it is closed. Works in a park of its own, on the last evening of this month.
    """
    with clock.at(on(last_of(clock.today()), 18)):
        desk = make_desk(f"{kind[0].upper()}{next(serials)}")
        ready_to_close(desk)
        if kind == MONTH:
            ready_to_close_month(desk)
        close, closed = WAYS[kind](desk)
        deaths, found = 0, []
        for statement in statements:
            died = dies_at(statement, close)
            if closed() not in ((False, False), (True, True)) or (not died and closed() != (True, True)):
                found.append(f"{kind} half closed after statement {statement}")
            if not died:
                break
            deaths += 1
        else:
            close()
        return deaths, [*found, *([] if closed() == (True, True) else [f"the {kind} is not closed"])]


def soaked_closes(stores: Stores, prepared: Store) -> tuple[str, int, int]:
    """Closes that die at each of their statements, on a copy of the demo park: a name, the deaths, and the faults."""
    store = stores.copy(prepared)
    with working_on(store):
        ends = [killed_close(kind, itertools.count(1)) for kind in WAYS]
        faults = [*(line for _deaths, lines in ends for line in lines), *broken_books()]
        connection.close()
    for line in faults[:20]:
        print(line, flush=True)  # noqa: T201 - a person reads this
    stores.drop(store)
    return f"deaths in a close of a day or a month, {stores.vendor}", sum(deaths for deaths, _ in ends), len(faults)


def ready_to_close(desk: Desk) -> None:
    """A day with takings, counted and confirmed; the colleague's drawer is closed already."""
    pay(desk, "100.00", method="cash", reason="现金")
    for drawer, officer in ((desk.drawer2, desk.officer2), (desk.drawer, desk.officer)):
        drawer.refresh_from_db()
        count(drawer=drawer, actor=officer, purpose=Purpose.CLOSE, notes=notes(drawer.balance))
        if drawer.takings:
            made = pay_in(drawer=drawer, actor=officer, notes=notes(drawer.takings))
            check_pay_in(pay_in_id=made.pk, actor=desk.finance, notes=made.notes)
        count(drawer=drawer, actor=officer, purpose=Purpose.FLOAT, notes=notes("500.00"))
        check_safe(safe=drawer.safe, actor=officer, locked=True, scrambled=True, agrees=True)
        if officer == desk.officer2:
            close_day(drawer=drawer, actor=officer, unused_books=0)


def ready_to_close_month(desk: Desk) -> None:
    """The day is closed, the count watched, the month signed."""
    close_day(drawer=desk.drawer, actor=desk.officer, unused_books=0)
    said: dict[str, Any] = {"purpose": Purpose.MONTH_END, "notes": notes("500.00"), "witness": desk.manager}
    count(drawer=desk.drawer, actor=desk.officer, **said)
    sign_month(drawer=desk.drawer, month=periods.first_of(clock.today()), actor=desk.officer)


Ways = tuple[Callable[[], Any], Callable[[], tuple[bool, bool]]]


def of_day(desk: Desk) -> Ways:
    """How a day is closed, and what row and drawer say about it."""

    def closed() -> tuple[bool, bool]:
        desk.drawer.refresh_from_db()
        through: date | None = desk.drawer.closed_through
        return DayClose.objects.filter(drawer=desk.drawer).exists(), through == clock.today()

    return lambda: close_day(drawer=desk.drawer, actor=desk.officer, unused_books=0), closed


def of_month(desk: Desk) -> Ways:
    """How a month is closed, and what its row and the history say about it."""

    def closed() -> tuple[bool, bool]:
        told = Event.objects.filter(verb="cash.month_closed", park=desk.park).exists()
        return MonthClose.objects.filter(park=desk.park).exists(), told

    return lambda: close_month(park=desk.park, month=clock.today(), actor=desk.finance), closed


WAYS: dict[str, Callable[[Desk], Ways]] = {DAY: of_day, MONTH: of_month}
