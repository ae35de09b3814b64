"""Sixteen writers on one cash drawer at one moment, on both stores: receipt against close, closes, pay-ins (M8, M9).

The control of each race takes the locks off and shows that the race is real: on PostgreSQL nobody is kept out. SQLite
has one writer at a time anyway.
"""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from fees.cashdesk import periods
from fees.cashdesk.models import LINES_PER_DRAWER, Drawer, JournalLine, Month, Safe
from fees.cashdesk.services import add_safe, open_drawer
from fees.counting.models import Purpose
from fees.counting.services import count
from fees.dayclose.models import DayClose
from fees.dayclose.reading import plain, same, sheet_of
from fees.dayclose.services import close_day
from fees.ledger import posting
from fees.monthclose import services as months
from fees.monthclose.books import months as month_faults
from fees.monthclose.checks import last_of
from fees.monthclose.models import MonthClose
from fees.payins.models import PayIn
from fees.payins.services import pay_in
from fees.safes.services import check_safe
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import appendonly, clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park
from tests.accounts.factories import person
from tests.fees import factories as money
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk, notes
from tests.races.conftest import Arena
from tests.support.together import together

WRITERS = 16
#: Seconds in which two writers without a lock meet; on SQLite the second one never comes.
TO_MEET = {"sqlite": 0.3, "postgresql": 10}
#: Rounds of the race between receipts and the close, so that now one and now the other is first.
ROUNDS = 5

pytestmark = [pytest.mark.race, pytest.mark.duty("O7")]

serials = itertools.count(700_000)


def new_desk(arena: Arena) -> Desk:
    """A drawer of its own for each race."""
    office, count = arena.office, Drawer.objects.count()
    finance = User.objects.get(username="finance")
    safe = Safe.objects.filter(park=office.park).first() or add_safe(park=office.park, actor=finance, name="柜")
    officer = person(Role.OFFICER, office.park, username=f"box{count}", name=f"箱示{count}")
    office.officer = officer
    drawer = open_drawer(park=office.park, actor=finance, officer=officer, safe=safe)
    return Desk(office, finance, safe, drawer.pk)


def number() -> str:
    return f"SJ-2026-{next(serials)}"


def ready_to_close(arena: Arena) -> Desk:
    """A quiet day after its counts and the check of the safe."""
    desk = new_desk(arena)
    factories.counted(desk)
    factories.counted(desk, Purpose.FLOAT)
    factories.safe_checked(desk)
    return desk


def ready_to_pay_in(arena: Arena) -> Desk:
    """100.00 of takings, counted."""
    desk = new_desk(arena)
    factories.enter(desk, number(), "100.00")
    factories.counted(desk)
    return desk


def told(work: Callable[[], Any]) -> str:
    """What a writer is told: done, the name of the refusal, or what broke."""
    try:
        work()
    except RuleViolation as refusal:
        return f"refused: {refusal.code}"
    except IntegrityError as broken:
        return "closed" if appendonly.refused_closed(broken) else "broken"
    return "done"


def at_one_moment(works: list[Callable[[], Any]]) -> list[str]:
    return together([lambda work=work: told(work) for work in works])  # type: ignore[misc]


def wrong(desk: Desk) -> list[str]:
    """What the checks of the books say about this drawer; raw lines and controls broke others."""
    return [line for line in findings() if str(desk.drawer) in line]


def takes_money(desk: Desk) -> Callable[[], Any]:
    """A receipt of this day, whatever day it is by then."""
    given, day = number(), periods.posting_day(desk.drawer)
    return lambda: factories.enter(desk, given, "10.00", day=day)


def closes(desk: Desk) -> Callable[[], Any]:
    return lambda: factories.closed(desk)


def hands_in(desk: Desk) -> Callable[[], Any]:
    return lambda: pay_in(drawer=desk.drawer, actor=desk.officer, notes=notes("100.00"))


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_receipt_lies_inside_the_sheet_or_is_refused(arena: Arena, attempt: int) -> None:
    desk = ready_to_close(arena)
    works = [closes(desk) if place % 2 == attempt % 2 else takes_money(desk) for place in range(WRITERS)]
    answers = Counter(at_one_moment(works))
    lines = desk.drawer.position - 1
    closed = DayClose.objects.filter(drawer=desk.drawer).count()
    if closed:
        assert (lines, answers) == (0, {"done": 1, "refused: day_closed": WRITERS - 1})
    else:
        refused = answers["refused: not_counted"]
        assert (lines, answers["done"], refused) == (WRITERS // 2, WRITERS // 2, WRITERS // 2)
    assert wrong(desk) == []


def raw_line(desk: Desk, position: int, day: date) -> None:
    """Insert a line past all care, as an import would."""
    line = desk.drawer.lines.get(position=1)
    line.pk, line.position = desk.drawer_id * LINES_PER_DRAWER + position, position
    line.day, line.kind, line.number, line.receipt = day, "entry", number(), Decimal("10.00")
    with transaction.atomic():
        line.save(force_insert=True)


def test_raw_sql_lies_inside_the_sheet_or_is_refused(arena: Arena) -> None:
    desk = ready_to_close(arena)
    day = periods.posting_day(desk.drawer)
    raw: list[Callable[[], Any]] = [
        lambda place=place: raw_line(desk, place, day)  # type: ignore[misc]
        for place in range(100, 100 + WRITERS - 1)
    ]
    answers = Counter(at_one_moment([*raw[:7], closes(desk), *raw[7:]]))
    close = DayClose.objects.get(drawer=desk.drawer)
    assert same(plain(sheet_of(desk.drawer, close.day), desk.drawer), close.sheet)
    written = JournalLine.objects.filter(drawer=desk.drawer).count() - 1
    assert answers == Counter({"done": written + 1, "closed": WRITERS - 1 - written})


RACES: dict[str, tuple[Callable[[Arena], Desk], Callable[[Desk], Callable[[], Any]], type[Any]]] = {
    "close": (ready_to_close, closes, DayClose),
    "pay-in": (ready_to_pay_in, hands_in, PayIn),
}


@pytest.mark.parametrize("name", RACES)
def test_one_wins(arena: Arena, name: str) -> None:
    begin, act, model = RACES[name]
    desk = begin(arena)
    answers = Counter(at_one_moment([act(desk) for _place in range(WRITERS)]))
    refusals = {"close": "refused: day_closed", "pay-in": "refused: paid_in"}
    assert answers == {"done": 1, refusals[name]: WRITERS - 1}
    assert model.objects.filter(drawer=desk.drawer).count() == 1
    assert wrong(desk) == []


def without_locks(monkeypatch: pytest.MonkeyPatch, vendor: str) -> None:
    """Both writers read the drawer before either writes; no month is held."""
    meeting = threading.Barrier(2)

    def hold(*, park: Park, day: date) -> Month:
        Month.objects.bulk_create([Month(park=park, month=periods.first_of(day))], ignore_conflicts=True)
        return Month.objects.get(park=park, month=periods.first_of(day))

    def read_without_lock(drawer_id: int) -> Drawer:
        drawer = Drawer.objects.get(pk=drawer_id)
        try:
            meeting.wait(TO_MEET[vendor])
        except threading.BrokenBarrierError:
            assert connection.vendor == "sqlite"
        return drawer

    monkeypatch.setattr(periods, "hold", hold)
    monkeypatch.setattr(periods, "lock_drawer", read_without_lock)


@pytest.mark.parametrize("name", [*RACES, "receipt"])
def test_without_the_locks_nobody_is_kept_out(arena: Arena, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both win, or the later one breaks in the middle; on SQLite the one writer keeps the second out."""
    begin, act, _model = RACES.get(name, (ready_to_close, closes, DayClose))
    desk = begin(arena)
    works = [act(desk), takes_money(desk) if name == "receipt" else act(desk)]
    without_locks(monkeypatch, arena.vendor)
    answers = at_one_moment(works)
    # What a constraint of the journal stops broke in the middle; kept out is who was told by the state of the drawer.
    refused = sum(answer.startswith("refused") and answer != "refused: journal" for answer in answers)
    assert refused == (1 if arena.vendor == "sqlite" else 0), answers


@contextmanager
def last_evening(arena: Arena, code: str) -> Iterator[money.Desk]:
    """A park of its own on the last evening of the month: both drawers are closed, finance still takes transfers."""
    with clock.at(money.on(last_of(clock.today()), 18)):
        desk = money.make_desk(f"{code}{arena.vendor[0].upper()}")
        for drawer, officer in ((desk.drawer, desk.officer), (desk.drawer2, desk.officer2)):
            for purpose in (Purpose.CLOSE, Purpose.FLOAT):
                count(drawer=drawer, actor=officer, purpose=purpose, notes=notes("500.00"))
            check_safe(safe=drawer.safe, actor=officer, locked=True, scrambled=True, agrees=True)
            close_day(drawer=drawer, actor=officer, unused_books=0)
        yield desk


def closes_month(desk: money.Desk) -> Callable[[], Any]:
    return lambda: months.close_month(park=desk.park, month=clock.today(), actor=desk.finance)


def gets_deposit(desk: money.Desk) -> Callable[[], Any]:
    return lambda: money.receive_deposit(desk, "10.00", actor=desk.finance, method="transfer")


def held_by(close: MonthClose) -> Decimal:
    """The deposits that the sheet of a month counts."""
    return Decimal(close.sheet["compared"]["deposits"]["list"])


def test_a_deposit_lies_inside_the_closed_month_or_is_refused(arena: Arena) -> None:
    with last_evening(arena, "M") as desk:
        works = [closes_month(desk) if place % 2 else gets_deposit(desk) for place in range(WRITERS)]
        answers = Counter(at_one_moment(works))
        (close,) = MonthClose.objects.filter(park=desk.park)
        taken = held_by(close) / 10
        assert answers == Counter({"done": taken + 1, "refused: closed": WRITERS - 1 - taken})
        assert [line for line in month_faults() if line.startswith(str(close))] == []


def test_without_the_lock_a_deposit_slips_into_a_closed_month(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the sheet is summed up, then the deposit is posted, then the month closes."""
    summed, posted, seal = threading.Event(), threading.Event(), months.plain

    def slow(found: Any) -> Any:
        made = seal(found)
        summed.set()
        posted.wait(TO_MEET[arena.vendor])
        return made

    with last_evening(arena, "N") as desk:
        monkeypatch.setattr(periods, "hold_alone", periods.hold)
        monkeypatch.setattr(months, "plain", slow)
        deposit = gets_deposit(desk)
        at_one_moment([closes_month(desk), lambda: (summed.wait(), deposit(), posted.set())])
        (close,) = MonthClose.objects.filter(park=desk.park)
        assert held_by(close) == 0
        assert posted.is_set() == (arena.vendor == "postgresql")


def test_a_cashier_does_not_wait_for_a_colleague_before_the_numbers(arena: Arena) -> None:
    """Both share the month; each has a drawer of their own. SQLite has one writer at a time anyway."""
    first, second = new_desk(arena), new_desk(arena)
    begun, done = threading.Event(), threading.Event()

    def is_overtaken() -> bool:
        with transaction.atomic():
            posting.lock_taking(actor=first.drawer.officer, park=first.drawer.park, cash=True)
            begun.set()
            return done.wait(TO_MEET[arena.vendor])

    def overtakes() -> None:
        begun.wait()
        factories.enter(second, number(), "10.00")
        done.set()

    assert together([is_overtaken, overtakes])[0] == (arena.vendor == "postgresql")
