"""A quarter with the sums of the worked example, and the ten debts of the ageing (domain 3.7, 3.8)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.ledger.models import Method
from fees.waivers import services as waivers
from fees.waivers.models import Waiver, WaiverKind
from fees.waivers.services import Wish
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.estate.models import Customer, Unit
from parkservice.journal.services import record
from parkservice.kit import clock
from tests.accounts.factories import person
from tests.estate.factories import CustomerFactory, UnitFactory
from tests.fees.factories import Desk, bill_for, new_form, on, pay, take_back
from tests.parks.factories import BuildingFactory

APRIL, JUNE = date(2026, 4, 1), date(2026, 6, 30)
#: Due day and open amount of ten debts (domain 3.8).
DEBTS = (
    ("2026-06-30", "300.00"),
    ("2026-06-15", "1200.00"),
    ("2026-05-31", "980.50"),
    ("2026-05-30", "4000.00"),
    ("2026-04-01", "2500.00"),
    ("2026-03-31", "7310.20"),
    ("2026-01-01", "450.00"),
    ("2025-12-31", "820.00"),
    ("2025-06-30", "5600.00"),
    ("2025-06-29", "640.00"),
)


def debts(desk: Desk, **fields: Any) -> list[Bill]:
    """The ten debts of the company, each billed two weeks before it is due."""
    made = []
    for day, amount in DEBTS:
        due = date.fromisoformat(day)
        issued = on(due - timedelta(days=14))
        made.append(bill_for(desk, amount, due=due, issued_at=issued, **fields))
    return made


def other_unit(desk: Desk, code: str = "B") -> Unit:
    """A unit in another building of the park."""
    unit: Unit = UnitFactory(building=BuildingFactory(park=desk.park, code=code, kind="office"), code=f"{code}-101")
    return unit


def officer_of(unit: Unit, name: str) -> User:
    """The officer of the building of a unit."""
    return person(Role.OFFICER, unit.park, buildings=[unit.building], name=name, username=f"of-{unit.code.lower()}")


def quarter(desk: Desk) -> list[Customer]:
    """The second quarter: 64 customers, 57 paid in full, old arrears, prepayments before and after (domain 3.7)."""
    customers = [CustomerFactory(park=desk.park) for _n in range(64)]
    late = {"due": date(2026, 8, 1)}
    march, april = on(date(2026, 3, 2)), on(date(2026, 4, 3))
    old = [bill_for(desk, "48390.00", customer=each, issued_at=march, **late) for each in customers[:2]]
    pay(desk, "12600.00", customer=customers[10])
    bills = [bill_for(desk, amount, customer=each, issued_at=april, **late) for each, amount in _billed(customers)]
    with clock.at(on(date(2026, 5, 6))):
        waive(desk, bills[63], "3200.00")
    with clock.at(on(date(2026, 6, 10))):
        pay(desk, "12600.00", customer=customers[10], method=Method.PREPAYMENT, bills=[bills[10]])
        for bill, amount in _paid(bills):
            pay(desk, amount, customer=bill.customer, bills={bill.pk: Decimal(amount)})
        pay(desk, "28450.00", customer=customers[0], bills={old[0].pk: Decimal("28450.00")})
        pay(desk, "15000.00", customer=customers[20], bills={})
    return customers


def _billed(customers: list[Customer]) -> Iterator[tuple[Customer, str]]:
    """Seven who pay in part, then 57 who pay in full: 486,320.50 together."""
    amounts = ["12000.00"] * 6 + ["15320.50"] + ["7000.00"] * 57
    amounts[10], amounts[11] = "12600.00", "1400.00"
    return zip(customers, amounts, strict=True)


def _paid(bills: list[Bill]) -> Iterator[tuple[Bill, str]]:
    for place, bill in enumerate(bills):
        if place < 7:
            yield bill, "7000.00" if place < 6 else "4105.30"
        elif place == 63:
            yield bill, "3800.00"
        elif place != 10:
            yield bill, str(bill.amount)


def waive(desk: Desk, bill: Bill, amount: str, kind: str = WaiverKind.REDUCE, **more: Any) -> Waiver:
    """A waiver that was proposed by the officer and granted by the general manager."""
    wish = Wish(kind, {bill.pk: Decimal(amount)}, "停电影响生产", **more)
    made, _new = waivers.propose(actor=desk.officer, customer=bill.customer, wish=wish, form_id=new_form())
    return waivers.approve(actor=desk.general_manager, waiver_id=made.pk)


def end(desk: Desk, bill: Bill, state: str) -> None:
    """A bill that is cancelled, reversed or written off, as its service writes it down."""
    Bill.objects.filter(pk=bill.pk).update(state=state)
    record(park=desk.park, actor=desk.manager, verb="bill.disputed", subject=bill, to_state=state)


def busy(desk: Desk) -> Customer:
    """Two customers in two buildings with everything that happens to bills in April and May 2026."""
    unit, other = other_unit(desk), CustomerFactory(park=desk.park)
    elsewhere: dict[str, Any] = {"customer": other, "unit": unit, "building": unit.building, "item": desk.water}
    march, april = on(date(2026, 3, 2)), on(date(2026, 4, 2))
    first = bill_for(desk, "1000.00", issued_at=march, due=date(2026, 8, 1))
    second = bill_for(desk, "500.00", issued_at=april, due=date(2026, 8, 1), **elsewhere)
    wrong = bill_for(desk, "70.00", issued_at=march, due=date(2026, 8, 1), **elsewhere)
    lost = bill_for(desk, "30.00", issued_at=april, due=date(2026, 8, 1))
    with clock.at(on(date(2026, 4, 10))):
        receipt = pay(desk, "400.00", bills={first.pk: Decimal("400.00")})
        pay(desk, "100.00", customer=other, bills={second.pk: Decimal("100.00")})
        waive(desk, first, "50.00")
    with clock.at(on(date(2026, 4, 20))):
        end(desk, wrong, "reversed")
        end(desk, lost, "written_off")
    with clock.at(on(date(2026, 5, 5))):
        take_back(desk, receipt)
    return other
