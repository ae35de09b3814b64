"""Collection rate and ageing, figure by figure (domain 3.7 and 3.8)."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from fees.arrears.figures import Collection, ageing, percent

QUARTER = Collection(
    billed=Decimal("486320.50"),
    waived=Decimal("3200.00"),
    paid=Decimal("441905.30"),
    old_arrears=Decimal("96780.00"),
    recovered=Decimal("28450.00"),
    customers=64,
    fully_paid=57,
)
RATES = ("current_rate", "old_rate", "combined_rate", "fully_paid_rate")
DEBTS = [
    (date(2026, 6, 30), Decimal("300.00")),
    (date(2026, 6, 15), Decimal("1200.00")),
    (date(2026, 5, 31), Decimal("980.50")),
    (date(2026, 5, 30), Decimal("4000.00")),
    (date(2026, 4, 1), Decimal("2500.00")),
    (date(2026, 3, 31), Decimal("7310.20")),
    (date(2026, 1, 1), Decimal("450.00")),
    (date(2025, 12, 31), Decimal("820.00")),
    (date(2025, 6, 30), Decimal("5600.00")),
    (date(2025, 6, 29), Decimal("640.00")),
]


@pytest.mark.duty("P8", "M11")
def test_the_rates_of_a_quarter():
    assert QUARTER.net == Decimal("483120.50")
    assert QUARTER.collected == Decimal("470355.30")
    assert [getattr(QUARTER, rate) for rate in RATES] == [
        Decimal("91.47"),
        Decimal("29.40"),
        Decimal("81.11"),
        Decimal("89.06"),
    ]


@pytest.mark.duty("P8")
def test_the_wrong_rate_cannot_appear():
    """Cash of the quarter over what was billed: it counts money for old arrears and for the next quarter."""
    cash = QUARTER.paid - Decimal("12600.00") + QUARTER.recovered + Decimal("15000.00")
    assert cash == Decimal("472755.30")
    assert percent(cash, QUARTER.billed) == Decimal("97.21")
    assert Decimal("97.21") not in [getattr(QUARTER, rate) for rate in RATES]
    assert not [each.name for each in fields(Collection) if "cash" in each.name or "received" in each.name]
    # Even whoever hands in all the cash as paid does not get it: the waived part is out of the whole.
    assert replace(QUARTER, paid=cash).current_rate != Decimal("97.21")


@pytest.mark.duty("P8")
def test_nothing_billed_is_a_dash_and_no_rate():
    nothing = Collection(billed=Decimal("0.00"))
    assert [getattr(nothing, rate) for rate in RATES] == [None, None, None, None]


def test_all_waived_is_a_dash_too():
    assert Collection(billed=Decimal("10.00"), waived=Decimal("10.00")).current_rate is None


@pytest.mark.duty("M11")
def test_the_ageing_of_ten_debts():
    found = ageing(DEBTS, date(2026, 6, 30))
    assert [str(amount) for amount in found.buckets] == [
        "300.00",
        "2180.50",
        "6500.00",
        "7760.20",
        "6420.00",
        "640.00",
    ]
    assert (found.overdue, found.total) == (Decimal("23500.70"), Decimal("23800.70"))


def test_without_debts_every_bucket_is_empty():
    found = ageing([], date(2026, 6, 30))
    assert (len(found.buckets), found.total, found.overdue) == (6, 0, 0)
