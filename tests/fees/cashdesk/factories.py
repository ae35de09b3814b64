"""A desk that takes cash: officer, finance, leaders; days and months of domain section 4, from bill to close."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.cashdesk import journal, periods
from fees.cashdesk.models import Drawer, JournalLine, LineKind, Pot, Safe
from fees.cashdesk.services import add_safe, open_drawer, refill
from fees.counting.models import CashCount, Difference, Purpose
from fees.counting.services import count, raise_difference
from fees.dayclose.models import DayClose
from fees.dayclose.services import close_day
from fees.deposits.models import Deposit, DepositKind, Refund, RefundRequest
from fees.deposits.services import Claim, Handed, Payout, approve_refund, pay_refund, receive, request_refund
from fees.ledger.models import Method, Receipt, Reversal
from fees.ledger.reversals import ask_reversal, take_back
from fees.ledger.services import Payment, take_payment
from fees.monthclose.models import MonthClose
from fees.monthclose.services import close_month, sign_month
from fees.payins.models import PayIn, PayInCheck
from fees.payins.services import check_pay_in, pay_in
from fees.safes.models import SafeCheck
from fees.safes.services import check_safe
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.paperwork.models import NumberSeries
from tests.complaints.factories import Office, make_office, new_form, staff
from tests.fees.factories import item_of
from tests.fees.writing import write_bill

#: The first day on which the desk takes cash.
FIRST = date(2026, 1, 5)
ZERO = Decimal("0.00")
#: What the bills of the month example are for, as its customer ledgers name it (domain 4).
ITEMS = {
    "management": "物业管理费",
    "telephone": "电话费",
    "utilities": "水电费",
    "gas": "燃气费",
    "card": "工本费(卡)",
    "parking": "车位费",
}
#: How the cash of the example day was counted (domain 4).
COUNTED = {"100": 50, "50": 6, "20": 5, "10": 3, "5": 2, "1": 8, "0.5": 1, "0.1": 2}
#: 500.00 for change.
FLOAT = {"100": 4, "50": 1, "20": 2, "10": 1}


_serial = itertools.count(1)


def notes(amount: Decimal | str) -> dict[str, int]:
    """Notes and coins that are worth an amount, the largest first."""
    left, found = Decimal(amount), {}
    for name in ("100", "50", "20", "10", "5", "1", "0.5", "0.1"):
        found[name], left = int(left // Decimal(name)), left % Decimal(name)
    assert left == 0, amount
    return found


@dataclass
class Desk:
    """A park whose officer keeps a drawer."""

    office: Office
    finance: User
    safe: Safe
    drawer_id: int

    @property
    def officer(self) -> User:
        return self.office.officer

    @property
    def drawer(self) -> Drawer:
        """The drawer as it is now."""
        return Drawer.objects.select_related("park", "officer").get(pk=self.drawer_id)


def make_desk(code: str = "QH") -> Desk:
    """A desk on its first day: the float of 500.00 was handed out; 50.00 for a worker's pass came by bank."""
    office = make_office(code)
    finance = staff(Role.FINANCE, office.park, "finance", "钱示例")
    safe = add_safe(park=office.park, actor=finance, name="一号保险柜")
    drawer = open_drawer(park=office.park, actor=finance, officer=office.officer, safe=safe)
    desk = Desk(office, finance, safe, drawer.pk)
    deposited(desk, "50.00", DepositKind.WORKER_PASS, method=Method.TRANSFER, actor=finance)
    return desk


@contextmanager
def on(day: date, hour: time = time(15)) -> Iterator[datetime]:
    """The clock stands at an afternoon."""
    with clock.at(clock.combine(day, hour)) as now:
        yield now


def owed(desk: Desk, amount: str, item: str = "management") -> Bill:
    """A bill of the company, due today."""
    today, number = clock.today(), next(_serial)
    return write_bill(
        park=desk.office.park,
        number=f"ZD-K-{number:06d}",
        customer=desk.office.customer,
        item=item_of(desk.office.park, item, ITEMS[item]),
        charge_object=f"cash:{number}",
        period_from=today,
        period_to=today,
        amount=Decimal(amount),
        issued_at=clock.now(),
        due=today,
    )


def takes(desk: Desk, amount: str, item: str = "management") -> Receipt:
    """The officer takes the whole sum of a bill in cash: its receipt, which has its line in the journal."""
    bill = owed(desk, amount, item)
    payment = Payment(Method.CASH, bill.amount, bill.customer.name, {bill.pk: bill.amount}, "客户要求付现金")
    return take_payment(actor=desk.officer, customer=bill.customer, payment=payment, form_id=new_form())[0]


def taken_back(desk: Desk, receipt: Receipt) -> Reversal:
    """The officer asks, the manager agrees: a void on the day of the receipt, later a reversal."""
    ask_reversal(actor=desk.officer, receipt=receipt, reason="金额录错", form_id=new_form())
    return take_back(actor=desk.office.manager, receipt_id=receipt.pk)


def deposited(desk: Desk, amount: str, kind: str = DepositKind.DECORATION, **more: Any) -> Deposit:
    """The officer takes a deposit in cash, or as `more` says."""
    actor, customer = more.pop("actor", desk.officer), desk.office.customer
    said = {"method": Method.CASH, "customer": customer, "reason": "客户要求付现金", **more}
    handed = Handed(kind, customer.name, Decimal(amount), **said)
    return receive(actor=actor, park=desk.office.park, handed=handed, form_id=new_form())[0]


def agreed(desk: Desk, deposit: Deposit) -> RefundRequest:
    """The clerk asks to give a deposit back, the manager agrees; the third person has not paid yet."""
    claim = Claim(deposit.payer, receipt_original=True, id_checked=True, settled="施工证已交回")
    request = request_refund(actor=desk.office.clerk, deposit=deposit, claim=claim, form_id=new_form())[0]
    return approve_refund(actor=desk.office.manager, request_id=request.pk)


def refund(desk: Desk) -> Refund:
    """The 50.00 for a worker's pass go back from the float: the officer is the third person."""
    held = Deposit.objects.held().get(park=desk.office.park, kind=DepositKind.WORKER_PASS)
    return pay_refund(actor=desk.officer, request_id=agreed(desk, held).pk, payout=Payout(Method.CASH))


def enter(desk: Desk, number: str, amount: str, item: str = "管理费", **more: Any) -> JournalLine:
    """A bare line of the journal, without its document, on the day that is open: what the journal itself refuses."""
    said = {"kind": LineKind.ENTRY, "receipt": Decimal(amount), "payment": ZERO, "pot": Pot.TAKINGS, **more}
    day = said.pop("day", None) or periods.posting_day(desk.drawer)
    said = {"summary": item, "actor": desk.officer, **said}
    return journal.enter(drawer=desk.drawer, day=day, number=number, item=item, **said)


def refilled(desk: Desk, number: str, amount: str) -> JournalLine:
    """Finance refills the float."""
    return refill(drawer=desk.drawer, actor=desk.finance, number=number, amount=Decimal(amount))


def next_serial(desk: Desk, prefix: str, serial: int) -> None:
    """Let a series without a chain go on at a number, as if the earlier ones had been given."""
    series, _new = NumberSeries.objects.get_or_create(park=desk.office.park, prefix=prefix, year=2026)
    NumberSeries.objects.filter(pk=series.pk).update(last=serial - 1)


def counted(desk: Desk, purpose: str = Purpose.CLOSE, pieces: dict[str, int] | None = None, **more: Any) -> CashCount:
    """The officer counts; without pieces exactly what the book says."""
    held = desk.drawer
    book = held.float_balance if purpose == Purpose.FLOAT else held.balance
    given = notes(book) if pieces is None else pieces
    return count(drawer=held, actor=desk.officer, purpose=purpose, notes=given, **more)


def differs(desk: Desk, found: CashCount, reason: str = "原因待查") -> Difference:
    """The difference of a count becomes a document, the clerk is the witness."""
    return raise_difference(count=found, actor=desk.officer, reason=reason, witness=desk.office.clerk)


def handed_in(desk: Desk, *, confirmed: bool = True) -> PayIn:
    """All takings go to finance, who counts the same."""
    made = pay_in(drawer=desk.drawer, actor=desk.officer, notes=notes(desk.drawer.takings))
    if confirmed:
        confirm(desk, made)
    return made


def confirm(desk: Desk, made: PayIn) -> PayInCheck:
    """Finance counts what the slip says."""
    return check_pay_in(pay_in_id=made.pk, actor=desk.finance, notes=made.notes)


def safe_checked(desk: Desk) -> SafeCheck:
    """The officer signs the safe."""
    return check_safe(safe=desk.safe, actor=desk.officer, locked=True, scrambled=True, agrees=True)


def closed(desk: Desk) -> DayClose:
    """Close the day after everything else is done."""
    return close_day(drawer=desk.drawer, actor=desk.officer, unused_books=3)


def whole_close(desk: Desk) -> DayClose:
    """Count, hand in, count the float, check the safe, close."""
    counted(desk)
    if desk.drawer.takings:
        handed_in(desk)
    counted(desk, Purpose.FLOAT)
    safe_checked(desk)
    return closed(desk)


def watched(desk: Desk) -> CashCount:
    """A count at the end of the month before the manager."""
    return counted(desk, Purpose.MONTH_END, witness=desk.office.manager)


def whole_month(desk: Desk, month: date) -> MonthClose:
    """The officer signs, finance closes."""
    sign_month(drawer=desk.drawer, month=month, actor=desk.officer)
    return close_month(park=desk.office.park, month=month, actor=desk.finance)


def earlier_months(desk: Desk) -> None:
    """January and February 2026: 38,204.60 each way, handed in before JK-041 (domain 4)."""
    next_serial(desk, "JK", 39)
    for day, amount in ((date(2026, 1, 30), "20000.00"), (date(2026, 2, 27), "18204.60")):
        with on(day):
            takes(desk, amount)
            whole_close(desk)
            watched(desk)
        with on(periods.first_of(day).replace(month=day.month + 1)):
            whole_month(desk, periods.first_of(day))


def second_of_march(desk: Desk) -> None:
    """2,100.00 fee, 88.40 phone, 3,000.00 deposit, all handed in as JK-041 (domain 4)."""
    next_serial(desk, "JK", 41)
    with on(date(2026, 3, 2)):
        takes(desk, "2100.00")
        takes(desk, "88.40", "telephone")
        deposited(desk, "3000.00")
        whole_close(desk)


def sixteenth_of_march(desk: Desk) -> None:
    """Utilities, a wrong gas receipt taken back, the right one; JK-042 (domain 4)."""
    with on(date(2026, 3, 16)):
        takes(desk, "1264.70", "utilities")
        taken_back(desk, takes(desk, "210.30", "gas"))
        takes(desk, "201.30", "gas")
        whole_close(desk)


def last_of_march(desk: Desk) -> None:
    """The example day before its count: two receipts, a refund from the float and its refill (domain 4)."""
    next_serial(desk, "JK", 43)
    next_serial(desk, "CY", 3)
    takes(desk, "4888.70")
    takes(desk, "60.00", "card")
    refilled(desk, refund(desk).number, "50.00")


def march(desk: Desk) -> None:
    """The whole month up to the close of its last day and the watched count; the month itself is open."""
    second_of_march(desk)
    sixteenth_of_march(desk)
    with on(date(2026, 3, 31)):
        last_of_march(desk)
        whole_close(desk)
        watched(desk)
