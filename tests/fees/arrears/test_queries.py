"""Arrears and collection from the rows: the worked figures, every group adds up, a past day stays (M11, M12, M13)."""

from dataclasses import astuple
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fees.arrears.groups import BREAKDOWNS, TOTAL, names
from fees.arrears.queries import (
    Movement,
    Which,
    ageings_by,
    collections_by,
    movements_by,
    open_now,
    open_on,
    seen_by,
)
from fees.billing.models import Bill
from fees.ledger.statement import statement
from fees.waivers.models import WaiverKind
from parkservice.kit import clock
from tests.fees.arrears.park import APRIL, JUNE, busy, debts, officer_of, other_unit, quarter, waive
from tests.fees.factories import Desk, bill_for, on, pay

pytestmark = pytest.mark.both
BUCKETS = ["300.00", "2180.50", "6500.00", "7760.20", "6420.00", "640.00"]


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


@pytest.mark.duty("P8", "M11")
def test_the_rates_of_the_quarter_are_those_of_the_worked_example(desk: Desk):
    quarter(desk)
    found = collections_by(Which(desk.park), TOTAL, APRIL, JUNE)[None]
    assert (found.billed, found.waived, found.paid) == money("486320.50", "3200.00", "441905.30")
    assert (found.old_arrears, found.recovered) == money("96780.00", "28450.00")
    assert (found.customers, found.fully_paid) == (64, 57)
    rates = (found.current_rate, found.old_rate, found.combined_rate, found.fully_paid_rate)
    assert rates == money("91.47", "29.40", "81.11", "89.06")


@pytest.mark.duty("M11")
def test_the_ageing_of_the_ten_debts(desk: Desk):
    debts(desk)
    with clock.at(on(JUNE)):
        for day in (None, JUNE):
            (found,) = ageings_by(Which(desk.park), TOTAL, day).values()
            assert [str(amount) for amount in found.buckets] == BUCKETS
            assert (found.overdue, found.total) == money("23500.70", "23800.70")


@pytest.mark.duty("M11")
def test_what_was_put_off_is_due_on_its_later_day(desk: Desk):
    old = debts(desk)[-1]
    with clock.at(on(date(2026, 6, 29))):
        waive(desk, old, "640.00", WaiverKind.DEFER, until=date(2026, 7, 20))
    with clock.at(on(JUNE)):
        for day in (None, JUNE):
            assert ageings_by(Which(desk.park), TOTAL, day)[None].buckets[::5] == money("940.00", "0.00")
        before = ageings_by(Which(desk.park), TOTAL, date(2026, 6, 28))[None]
        assert before.buckets[-2:] == money("6240.00", "0.00")


@pytest.mark.duty("M11")
def test_arrears_go_from_opening_to_closing_in_every_group(desk: Desk):
    busy(desk)
    which = Which(desk.park)
    (whole,) = movements_by(which, TOTAL, APRIL, date(2026, 4, 30)).values()
    assert whole == Movement(*money("1070.00", "460.00", "80.00", "500.00"))
    assert whole.closing == Decimal("950.00")
    for breakdown in BREAKDOWNS.values():
        rows = movements_by(which, breakdown.group, APRIL, date(2026, 4, 30)).values()
        assert sum(rows, Movement()) == whole, breakdown.key


@pytest.mark.duty("M11")
@pytest.mark.parametrize("key", BREAKDOWNS)
def test_what_is_open_on_a_day_is_the_end_of_its_period(desk: Desk, key: str):
    busy(desk)
    which, group = Which(desk.park), BREAKDOWNS[key].group
    for last in (date(2026, 4, 9), date(2026, 4, 20), date(2026, 5, 31)):
        closing = {each: row.closing for each, row in movements_by(which, group, APRIL, last).items() if row.closing}
        assert closing == {each: row.total for each, row in ageings_by(which, group, last).items()}


@pytest.mark.duty("O6")
def test_arrears_are_the_sum_of_the_statements_of_account(desk: Desk):
    other = busy(desk)
    for day in (date(2026, 3, 31), date(2026, 4, 15), date(2026, 4, 30), date(2026, 5, 31)):
        found = open_on(Which(desk.park), day, "customer_id")
        for customer in (desk.company, other):
            assert found.get((customer.pk,), 0) == statement(customer, day).balance


def test_a_past_day_reads_the_same_when_later_rows_arrive(desk: Desk):
    busy(desk)
    days = [date(2026, 3, 31) + timedelta(days=7 * week) for week in range(6)]
    before = [(open_on(Which(desk.park), day, "unit_id"), ageings_by(Which(desk.park), TOTAL, day)) for day in days]
    with clock.at(on(date(2026, 6, 1))):
        open_bill = Bill.objects.filter(customer=desk.company, state="issued").get()
        pay(desk, "950.00", bills={open_bill.pk: Decimal("950.00")})
        bill_for(desk, "80.00", issued_at=clock.now())
    assert before == [
        (open_on(Which(desk.park), day, "unit_id"), ageings_by(Which(desk.park), TOTAL, day)) for day in days
    ]


def test_what_is_kept_on_the_bills_agrees_with_the_documents(desk: Desk):
    busy(desk)
    with clock.at(on(date(2026, 6, 1))):
        now = {key: amount for key, amount in open_now(Which(desk.park), "customer_id").items() if amount}
        on_day = {
            key: amount for key, amount in open_on(Which(desk.park), clock.today(), "customer_id").items() if amount
        }
        assert now == on_day


def test_nothing_billed_gives_no_group_and_no_rate(desk: Desk):
    assert collections_by(Which(desk.park), TOTAL, APRIL, JUNE) == {}
    bill_for(desk, "100.00", issued_at=on(date(2026, 3, 2)))
    (found,) = collections_by(Which(desk.park), TOTAL, APRIL, JUNE).values()
    assert (found.current_rate, found.old_rate, found.fully_paid_rate) == (None, Decimal("0.00"), None)


def test_a_customer_of_two_buildings_of_one_officer_counts_once(desk: Desk):
    unit = other_unit(desk)
    bill_for(desk, "10.00", issued_at=on(APRIL))
    bill_for(desk, "20.00", issued_at=on(APRIL), unit=unit, building=unit.building)
    by_officer = collections_by(Which(desk.park), BREAKDOWNS["officer"].group, APRIL, JUNE)
    assert [(row.customers, row.billed) for row in by_officer.values()] == [(1, Decimal("30.00"))]
    assert len(collections_by(Which(desk.park), BREAKDOWNS["building"].group, APRIL, JUNE)) == 2


@pytest.mark.duty("M11")
def test_each_group_is_named(desk: Desk):
    unit = other_unit(desk)
    officer = officer_of(unit, "何样例")
    bill_for(desk, "10.00", issued_at=on(APRIL), unit=unit, building=unit.building)
    bill_for(desk, "5.00", issued_at=on(APRIL), unit=None, building=None)
    said = {}
    for breakdown in BREAKDOWNS.values():
        rows = ageings_by(Which(desk.park), breakdown.group)
        called = names(breakdown, rows)
        said[breakdown.key] = {called[key]: row.total for key, row in rows.items()}
    assert said["officer"] == {officer.display_name: Decimal("10.00"), desk.officer.display_name: Decimal("5.00")}
    assert said["unit"] == {"B-101": Decimal("10.00"), "未指定": Decimal("5.00")}
    assert said["zone"] == {"办公楼": Decimal("10.00"), "未指定": Decimal("5.00")}
    assert list(said["customer"].values()) == [Decimal("15.00")]


@pytest.mark.duty("P8")
def test_an_officer_reads_the_arrears_of_their_buildings_only(desk: Desk, other_park: Desk):
    unit = other_unit(desk)
    officer = officer_of(unit, "何样例")
    bill_for(desk, "10.00")
    bill_for(desk, "20.00", unit=unit, building=unit.building)
    sums = {
        who.username: open_now(seen_by(who, desk.park))[()]
        for who in (officer, desk.manager, desk.finance, desk.clerk, other_park.manager)
    }
    assert [str(amount) for amount in sums.values()] == ["20.00", "30.00", "30.00", "0.00", "0.00"]


def test_the_number_of_statements_stays_the_same(desk: Desk, django_assert_max_num_queries: Any):
    quarter(desk)
    which = Which(desk.park)
    for asked, most in (
        (lambda: open_now(which, "customer_id"), 1),
        (lambda: open_on(which, JUNE, "customer_id"), 5),
        (lambda: ageings_by(which, TOTAL), 2),
        (lambda: movements_by(which, TOTAL, APRIL, JUNE), 12),
        (lambda: collections_by(which, BREAKDOWNS["officer"].group, APRIL, JUNE), 17),
    ):
        with django_assert_max_num_queries(most):
            assert asked()


def test_figures_are_yuan_with_two_places(desk: Desk):
    bill_for(desk, "10.00", issued_at=on(APRIL))
    (row,) = collections_by(Which(desk.park), TOTAL, APRIL, JUNE).values()
    assert [str(value) for value in astuple(row)] == ["10.00", "0.00", "0.00", "0.00", "0.00", "1", "0"]
