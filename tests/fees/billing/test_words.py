"""The computation of a bill as people read it, in both languages."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from fees.billing.charges import (
    Charge,
    MeterUse,
    PriceSpan,
    Span,
    Stay,
    Tier,
    area_charges,
    fixed_charge,
    meter_charge,
    monthly_charges,
    passed_on_charge,
    season_charges,
    shared_charges,
    step,
    tier_charge,
    use_step,
)
from fees.billing.words import SENTENCES, in_one_line, sentences

D = Decimal
QUARTER = Span(date(2026, 1, 1), date(2026, 3, 31))
PRICE = (PriceSpan(date(2020, 1, 1), date(2030, 12, 31), D("3.8000")),)
WHOLE = [Stay(QUARTER.first, QUARTER.last, PRICE)]
LATE = [Stay(date(2026, 1, 20), QUARTER.last, PRICE)]


def management(first):
    return area_charges(area=D("1286.5000"), stays=[Stay(first, date(2030, 1, 1), PRICE)], period=QUARTER)[0]


@pytest.mark.duty("O4")
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "1,286.50 m² × 3.80 × 3 = ¥14,666.10"), ("zh-hans", "1,286.50 m² × 3.80 × 3 = ¥14,666.10")],
)
def test_a_quarter_is_told_as_area_times_price_times_months(language, words):
    charge = management(date(2025, 1, 1))
    with translation.override(language):
        assert in_one_line(charge.explanation(), charge.amount) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["2026-02: 1,286.50 m² × 3.80 × 18/28 days", "1,286.50 m² × 3.80 × 1"]),
        ("zh-hans", ["2026-02：1,286.50 m² × 3.80 × 18/28 天", "1,286.50 m² × 3.80 × 1"]),
    ],
)
def test_a_part_of_a_month_names_its_days(language, words):
    with translation.override(language):
        assert sentences(management(date(2026, 2, 11)).explanation()) == words


def test_a_meter_shows_both_values_and_the_multiplier():
    charge = meter_charge([(MeterUse(D("10234.50"), D("10418.20"), D(40)), D("0.8650"))])
    with translation.override("en"):
        told = sentences(charge.explanation())
    assert told == ["(10,418.2 − 10,234.5) × 40 = 7,348, × 0.865"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_of_step_can_be_told(language):
    days = [Stay(date(2026, 1, 5), date(2030, 1, 1), PRICE)]
    monthly = monthly_charges(quantity=D(1), stays=days, period=QUARTER)[0]
    usages = (use_step(MeterUse(D(5), D(9))), use_step(MeterUse(D(9), D(5), rolled=True)))
    loss = step("loss", master=D(1250), subs=D(1190), loss=D(60), price=D("0.865"))
    charges = [
        management(date(2026, 1, 5)),
        monthly,
        *monthly_charges(quantity=D(2), stays=days, period=QUARTER, per_terminal=True),
        *season_charges(area=D(120), stays=days, season=QUARTER, stopped=True),
        *season_charges(area=D(120), stays=WHOLE, season=QUARTER, stopped=True),
        *season_charges(area=D(120), stays=days, season=QUARTER),
        *season_charges(area=D(120), stays=WHOLE, season=QUARTER),
        *area_charges(area=D(10), stays=LATE, period=QUARTER, policy="half_month"),
        Charge(None, None, D(0), (*usages, loss)),
        meter_charge([(MeterUse(D(5), D(9)), D(1))]),
        meter_charge([(MeterUse(D(9), D(5), rolled=True), D(1))]),
        tier_charge(D(9), [Tier(None, D(1))]),
        *shared_charges(D(10), {"A-1": D(1)}).values(),
        fixed_charge(D(20)),
        passed_on_charge(monthly, D("63.40")),
    ]  # fmt: skip
    with translation.override(language):
        told = {
            row["kind"]
            for charge in charges
            for row in charge.explanation()["steps"]
            if in_one_line(charge.explanation(), charge.amount)
        }
    assert told == set(SENTENCES) - {"late_fee", "carried"}  # these are read on their bills
