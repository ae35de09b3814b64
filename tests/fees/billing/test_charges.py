"""What a bill line costs: every worked figure of domain 3.1 to 3.5 and 3.13."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fees.billing.charges import (
    MeterUse,
    Policy,
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
    tier_charge,
    whole_period_charges,
)
from tests.accounts.factories import refused

D = Decimal
QUARTER = Span(date(2026, 1, 1), date(2026, 3, 31))
JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31))
SEASON = Span(date(2026, 11, 15), date(2027, 3, 15))
WATER = (Tier(D(45), D("3.20")), Tier(D(90), D("4.60")), Tier(None, D("7.80")))


def always(price):
    return [PriceSpan(date(2020, 1, 1), date(2030, 12, 31), D(price))]


def at(price, *stays):
    """Stays at one price, or at several."""
    prices = tuple(always(price) if isinstance(price, str | D) else price)
    return [Stay(stay.first, stay.last, prices) for stay in stays]


def from_day(*day):
    return Span(date(*day), date(2030, 12, 31))


def management(stays, period=QUARTER, policy=Policy.DAILY, prices=None, area="1286.50"):
    return [
        charge and charge.amount
        for charge in area_charges(area=D(area), stays=at(prices or "3.80", *stays), period=period, policy=policy)
    ]


@pytest.mark.duty("O4")
@pytest.mark.parametrize(("period", "amount"), [(JANUARY, "4888.70"), (QUARTER, "14666.10")])
def test_the_management_fee_is_area_times_price_times_months(period, amount):
    assert management([from_day(2025, 1, 1)], period) == [D(amount)]


@pytest.mark.duty("O4")
def test_who_begins_within_a_month_pays_it_by_day():
    february = Span(date(2026, 2, 1), date(2026, 2, 28))
    assert management([from_day(2026, 2, 11)], february) == [D("3142.74")]
    assert management([from_day(2026, 2, 11)]) == [D("8031.44")]


@pytest.mark.duty("O4")
@pytest.mark.parametrize(("day", "amount"), [(11, "9777.40"), (15, "9777.40"), (16, "7333.05"), (20, "7333.05")])
def test_by_half_months_the_first_half_counts_whole_and_the_second_half(day, amount):
    assert management([from_day(2026, 2, day)], policy=Policy.HALF_MONTH) == [D(amount)]


def test_by_half_months_who_leaves_by_the_fifteenth_pays_half():
    stays = [Span(date(2025, 1, 1), date(2026, 2, 15))]
    assert management(stays, policy=Policy.HALF_MONTH) == [D("7333.05")]


@pytest.mark.parametrize("policy", Policy)
def test_a_quarter_shared_by_two_customers_is_split_by_day_and_sums_to_the_whole(policy):
    leaving, coming = Span(date(2025, 1, 1), date(2026, 2, 10)), from_day(2026, 2, 11)
    parts = management([leaving, coming], policy=policy)
    assert parts == [D("6634.66"), D("8031.44")]
    assert sum(parts) == D("14666.10")


def test_who_was_there_before_the_period_pays_nothing():
    assert management([Span(date(2025, 1, 1), date(2025, 12, 31)), from_day(2026, 1, 1)]) == [None, D("14666.10")]


@given(
    area=st.decimals("0.01", "3000", places=2),
    price=st.decimals("0.01", "60", places=4),
    cuts=st.sets(st.integers(1, 89), max_size=6),
)
def test_however_a_quarter_is_shared_the_parts_sum_to_the_whole(area, price, cuts):
    firsts = [QUARTER.first + timedelta(days=cut) for cut in [0, *sorted(cuts)]]
    lasts = [first - timedelta(days=1) for first in firsts[1:]] + [QUARTER.last]
    stays = [Span(first, last) for first, last in zip(firsts, lasts, strict=True)]
    parts = management(stays, area=area, prices=price)
    assert [sum(parts)] == management([QUARTER], area=area, prices=price)


def test_a_new_price_within_a_month_is_charged_from_its_day_on():
    prices = [
        PriceSpan(date(2020, 1, 1), date(2026, 3, 10), D("2.00")),
        PriceSpan(date(2026, 3, 11), date(2030, 1, 1), D("3.00")),
    ]
    # 31 m²: January and February 62.00 each, then 10 days at 2.00 a day and 21 at 3.00
    assert management([QUARTER], prices=prices, area="31") == [D("207.00")]


def test_days_without_a_price_are_refused():
    prices = [PriceSpan(date(2026, 1, 2), date(2026, 12, 31), D("3.80"))]
    with refused("no_price"):
        management([QUARTER], prices=prices)


def test_an_amount_is_rounded_once_per_line_and_not_once_per_month():
    assert management([QUARTER], area="33.35", prices="2.10") == [D("210.11")]


@pytest.mark.duty("O4")
def test_metered_usage_is_multiplied_and_priced():
    charge = meter_charge([(MeterUse(D("10234.50"), D("10418.20"), multiplier=D(40)), D("0.8650"))])
    assert (charge.quantity, charge.amount) == (D("7348.00"), D("6356.02"))


def test_a_register_that_ran_through_zero_counts_on():
    charge = meter_charge([(MeterUse(D("99980.5"), D("12.3"), D(40), digits=5, rolled=True), D("0.8650"))])
    assert (charge.quantity, charge.amount) == (D("1272.0"), D("1100.28"))


def test_a_lower_value_without_a_declared_rollover_is_refused():
    with refused("falls"):
        meter_charge([(MeterUse(D("99980.5"), D("12.3")), D("0.8650"))])


def test_a_changed_meter_adds_what_both_counted():
    uses = [MeterUse(D("8812.0"), D("8950.0")), MeterUse(D(0), D("61.5"))]
    assert meter_charge([(use, D("5.20")) for use in uses]).quantity == D("199.5")


@pytest.mark.duty("O4")
@pytest.mark.parametrize(
    ("previous", "current", "price", "amount"),
    [("318.7", "356.2", "22.50", "843.75"), ("1816", "1904", "2.63", "231.44")],
)
def test_hot_water_and_gas_are_usage_times_price(previous, current, price, amount):
    assert meter_charge([(MeterUse(D(previous), D(current)), D(price))]).amount == D(amount)


@pytest.mark.duty("O4")
@pytest.mark.parametrize(
    ("usage", "amount"),
    [
        ("0", "0.00"),
        ("45", "144.00"),
        ("46", "148.60"),
        ("90", "351.00"),
        ("91", "358.80"),
        ("118", "569.40"),
    ],
)
def test_water_of_residents_is_priced_in_steps(usage, amount):
    assert tier_charge(D(usage), WATER).amount == D(amount)


def test_the_steps_of_a_price_are_kept_one_by_one():
    steps = [(row["quantity"], row["price"]) for row in tier_charge(D(118), WATER).explanation()["steps"]]
    assert steps == [("45", "3.2"), ("45", "4.6"), ("28", "7.8")]


@pytest.mark.parametrize(
    "tiers",
    [(), (Tier(D(45), D(3)),), (Tier(D(90), D(3)), Tier(D(45), D(4)), Tier(None, D(5)))],
)
def test_steps_that_do_not_rise_to_an_open_end_are_refused(tiers):
    with refused("tiers"):
        tier_charge(D(10), tiers)


def shares(amount, weights):
    charges = shared_charges(D(amount), {code: D(weight) for code, weight in weights.items()})
    return {code: charge.amount for code, charge in charges.items()}


@pytest.mark.duty("O4")
def test_a_shared_loss_goes_by_usage_and_sums_to_its_amount():
    found = shares("51.90", {"B-101": "480", "B-102": "420", "B-103": "290"})
    assert list(found.values()) == [D("20.93"), D("18.32"), D("12.65")]
    assert sum(found.values()) == D("51.90")


def test_the_fen_left_over_goes_to_the_lowest_unit_code():
    assert shares("100.00", {"C-3": "7.5", "C-1": "7.5", "C-2": "7.5"}) == {
        "C-1": D("33.34"), "C-2": D("33.33"), "C-3": D("33.33")
    }  # fmt: skip


@given(
    amount=st.decimals("0", "99999", places=2),
    weights=st.lists(st.decimals("0.0001", "99999", places=4), min_size=1, max_size=12),
)
def test_shares_always_sum_to_what_is_shared(amount, weights):
    assert sum(shares(amount, {f"C-{place}": weight for place, weight in enumerate(weights)}).values()) == amount


def test_nothing_is_shared_where_nobody_used_anything():
    with refused("no_weight"):
        shares("10.00", {"C-1": "0"})


@pytest.mark.duty("O2")
def test_the_telephone_is_its_monthly_price_and_the_calls():
    base = monthly_charges(quantity=D(1), stays=at("25.00", JANUARY), period=JANUARY)[0]
    assert passed_on_charge(base, D("63.40")).amount == D("88.40")


@pytest.mark.duty("O4")
def test_television_is_charged_per_terminal_and_month():
    stays = at("18.00", from_day(2025, 1, 1))
    (charge,) = monthly_charges(quantity=D(2), stays=stays, period=QUARTER, per_terminal=True)
    assert charge.amount == D("108.00")


@pytest.mark.duty("O5")
@pytest.mark.parametrize(("stopped", "amount"), [(False, "3600.00"), (True, "720.00")])
def test_heating_is_charged_for_the_season_and_a_stop_pays_its_share(stopped, amount):
    (charge,) = season_charges(
        area=D("120.00"), stays=at("30.00", from_day(2025, 1, 1)), season=SEASON, stopped=stopped
    )
    assert charge.amount == D(amount)


@pytest.mark.duty("O5")
def test_a_season_shared_by_two_customers_is_split_by_day():
    stays = [Span(date(2025, 1, 1), date(2027, 1, 14)), from_day(2027, 1, 15)]
    charges = season_charges(area=D("120.00"), stays=at("30.00", *stays), season=SEASON)
    # 121 days: 61 until 14 January, 60 after it; 3,600 × 61/121 = 1,814.876 and 3,600 × 60/121 = 1,785.124
    assert [charge.amount for charge in charges] == [D("1814.88"), D("1785.12")]


def test_a_card_costs_its_price():
    assert fixed_charge(D("20.00"), D(3)).amount == D("60.00")


def test_customers_who_follow_each_other_at_different_prices_are_charged_by_day():
    leaving = Stay(date(2025, 1, 1), date(2026, 2, 10), tuple(always("3.80")))
    coming = Stay(date(2026, 2, 11), date(2030, 1, 1), tuple(always("4.00")))
    charges = area_charges(area=D("1286.50"), stays=[leaving, coming], period=QUARTER)
    # 4,888.70 + 10/28 × 4,888.70 = 6,634.664…; 5,146.00 × 18/28 + 5,146.00 = 8,454.142…
    assert [charge.amount for charge in charges] == [D("6634.66"), D("8454.14")]


@given(area=st.decimals("0.01", "3000", places=2), price=st.decimals("0.01", "60", places=4))
def test_the_usual_case_is_computed_as_any_other(area, price):
    (charge,) = area_charges(area=area, stays=at(price, QUARTER), period=QUARTER)
    assert whole_period_charges(price=price, period=QUARTER)(area) == charge
