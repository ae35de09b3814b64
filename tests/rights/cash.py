"""Cash drawers, pay-ins, differences and safes in the places of the rights test."""

from collections.abc import Callable
from typing import Any

from fees.bank import importing
from fees.bank.models import BankAccount, BankLine, BankStatement
from fees.cashdesk.models import Drawer, Safe
from fees.cashdesk.services import add_safe, open_drawer
from fees.counting.models import Difference
from fees.models import PayIn, WeekSignature
from fees.reconciliation.comparing import Reconciliation
from fees.reconciliation.services import sign_week
from fees.reconciliation.weeks import matters, this_week
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.estate.imports.checking import fingerprint
from parkservice.kit import clock
from tests.complaints.factories import Office, staff
from tests.fees.bank.bank import content
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, notes
from tests.rights.tasks import OTHER_BUILDING, OTHER_PARK


def _finance(office: Office) -> User:
    return people_with(office.park, Role.FINANCE).first() or staff(Role.FINANCE, office.park, "finance", "钱示例")


def _safe(world: Any, place: str, user: User | None) -> Safe:
    office = world.far if place == OTHER_PARK else world.office
    found = Safe.objects.filter(park=office.park).first()
    return found or add_safe(park=office.park, actor=_finance(office), name="一号保险柜")


def _desk(world: Any, place: str) -> Desk:
    """The drawer of the officer of the place; `mine` is that of the officer of the rights test."""
    office = world.far if place == OTHER_PARK else world.office
    officer = office.other_officer if place == OTHER_BUILDING else office.officer
    finance, safe = _finance(office), _safe(world, place, None)
    kept = Drawer.objects.filter(officer=officer).first()
    kept = kept or open_drawer(park=office.park, actor=finance, officer=officer, safe=safe)
    keeper = Office(**{**vars(office), "officer": officer})
    return Desk(keeper, finance, safe, kept.pk)


def _drawer(world: Any, place: str, user: User | None) -> Drawer:
    return _desk(world, place).drawer


def _difference(world: Any, place: str, user: User | None) -> Difference:
    """A shortage of ten yuan that is not explained yet."""
    desk = _desk(world, place)
    found = Difference.objects.filter(drawer=desk.drawer).first()
    if found is None:
        factories.enter(desk, f"SJ-2026-8{desk.drawer_id:05d}", "100.00")
        found = factories.differs(desk, factories.counted(desk, pieces=notes("590.00")))
    return found


def _pay_in(world: Any, place: str, user: User | None) -> PayIn:
    """The takings after the shortage, not counted by finance yet."""
    desk = _desk(world, place)
    found = PayIn.objects.filter(drawer=desk.drawer).first()
    if found is None:
        _difference(world, place, user)
        found = factories.handed_in(desk, confirmed=False)
    return found


def _account(world: Any, place: str, user: User | None) -> BankAccount:
    """The account of the park."""
    office = world.far if place == OTHER_PARK else world.office
    found = BankAccount.objects.filter(park=office.park).first()
    return found or importing.add_account(actor=_finance(office), park=office.park, name="基本户", last4="6688")


def _statement(world: Any, place: str, user: User | None) -> BankStatement:
    """A file of the bank that nobody has taken over yet."""
    account = _account(world, place, user)
    finance = _finance(world.far if place == OTHER_PARK else world.office)
    row = f"{clock.today()},{BankStatement.objects.count() + 1}.00,,何试缴,,,"
    return importing.keep_file(actor=finance, account=account, name="流水.csv", content=content([row]))


def _line(world: Any, place: str, user: User | None) -> BankLine:
    """A line of the bank that waits."""
    kept = _statement(world, place, user)
    seen = fingerprint(importing.look(kept))
    importing.take_over(statement_id=kept.pk, actor=kept.by, seen=seen)
    return kept.lines.get()  # type: ignore[no-any-return]


def _signature(world: Any, place: str, user: User | None) -> WeekSignature:
    """The signature of the officer of the place under this week, with a note for what is open."""
    desk = _desk(world, place)
    found = WeekSignature.objects.filter(officer=desk.officer).first()
    if found is not None:
        return found
    open_now = matters(Reconciliation(this_week(desk.officer, desk.office.park).span))
    notes = {matter.code: "待查" for matter in open_now}
    return sign_week(park=desk.office.park, actor=desk.officer, notes=notes)


CASH: dict[str, Callable[[Any, str, User | None], Any]] = {
    "safe": _safe,
    "drawer": _drawer,
    "difference": _difference,
    "pay-in": _pay_in,
    "bank account": _account,
    "bank statement": _statement,
    "bank line": _line,
    "week signature": _signature,
}
