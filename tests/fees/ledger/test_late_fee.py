"""The late fee, figure by figure (domain 3.6 and 3.13)."""

from datetime import date
from decimal import Decimal

import pytest

from fees.ledger.latefee import LateFee, Terms, late_fee

DUE = date(2026, 4, 15)
QUARTER = Decimal("14666.10")
USUAL = Terms()


def fee(principal: str, due: date, until: date, terms: Terms = USUAL, **more) -> LateFee:
    return late_fee(Decimal(principal), due, until, terms=terms, **more)


@pytest.mark.duty("O4")
def test_thirty_five_days_on_a_quarter():
    found = fee("14666.10", DUE, date(2026, 5, 20))
    assert found.amount == Decimal("256.66")
    assert [(one.days, one.amount) for one in found.segments] == [(35, Decimal("256.65675"))]


@pytest.mark.duty("O4")
def test_a_part_payment_parts_the_days_and_the_sum_is_rounded_once():
    found = fee("14666.10", DUE, date(2026, 5, 20), paid=[(date(2026, 5, 1), Decimal("8000.00"))])
    assert found.amount == Decimal("180.66")
    assert [(one.days, one.principal, one.amount) for one in found.segments] == [
        (16, QUARTER, Decimal("117.3288")),
        (19, Decimal("6666.10"), Decimal("63.32795")),
    ]


def test_the_cap_is_a_share_of_the_principal():
    found = fee("1000.00", date(2025, 1, 1), date(2026, 1, 1), Terms(rate=Decimal("0.003")))
    assert (found.segments[0].days, found.segments[0].amount) == (365, Decimal("1095.00"))
    assert (found.amount, found.capped) == (Decimal("300.00"), True)


@pytest.mark.parametrize("until", [DUE, date(2026, 4, 1)])
def test_paid_on_the_due_day_or_before_costs_nothing(until: date):
    assert fee("14666.10", DUE, until).amount == 0


def test_rounding_once_tells_the_ways_apart():
    paid = [(date(2026, 4, 25), Decimal("1000.40"))]
    found = fee("2000.80", DUE, date(2026, 5, 15), paid=paid)
    assert [one.amount for one in found.segments] == [Decimal("10.004"), Decimal("10.004")]
    assert found.amount == Decimal("20.01")


def test_a_payment_on_the_last_day_lowers_nothing_before_it():
    whole = fee("14666.10", DUE, date(2026, 5, 20))
    assert fee("14666.10", DUE, date(2026, 5, 20), paid=[(date(2026, 5, 20), QUARTER)]).amount == whole.amount


def test_after_full_payment_nothing_grows():
    paid = [(date(2026, 5, 20), QUARTER)]
    assert fee("14666.10", DUE, date(2026, 12, 31), paid=paid).amount == Decimal("256.66")


def test_what_is_paid_before_the_due_day_never_bears_a_fee():
    paid = [(date(2026, 4, 1), Decimal("4666.10"))]
    # 10,000.00 × 0.05 % × 10 days
    assert fee("14666.10", DUE, date(2026, 4, 25), paid=paid).amount == Decimal("50.00")


def test_what_came_in_after_the_last_day_changes_nothing():
    paid = [(date(2026, 6, 1), Decimal("8000.00"))]
    assert fee("14666.10", DUE, date(2026, 5, 20), paid=paid).amount == Decimal("256.66")


def test_the_days_of_a_dispute_do_not_count():
    # Of 35 days the ten from 1 to 10 May stand still: 14,666.10 × 0.05 % × 25 = 183.32625
    disputed = [(date(2026, 5, 1), date(2026, 5, 10))]
    found = fee("14666.10", DUE, date(2026, 5, 20), stopped=disputed)
    assert (found.segments[0].days, found.amount) == (25, Decimal("183.33"))


def test_an_open_dispute_stops_the_fee_until_it_is_answered():
    # 16 days from 16 April to 1 May
    found = fee("14666.10", DUE, date(2026, 12, 31), stopped=[(date(2026, 5, 2), None)])
    assert found.amount == Decimal("117.33")


@pytest.mark.parametrize(("rate", "warns"), [("0.0005", False), ("0.001", False), ("0.0011", True), ("0.003", True)])
def test_a_rate_above_a_tenth_of_a_percent_warns(rate: str, warns: bool):
    assert Terms(rate=Decimal(rate)).excessive is warns
