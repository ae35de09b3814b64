"""Billing runs of meters: from reading to reading, changed meters, steps, the loss of a building (O4; domain 3.3, 3.4).

The clock stands at Thursday 2026-11-05, 10:00; the quarter is 1 July to 30 September 2026.
"""

from datetime import date
from decimal import Decimal

import pytest

from fees.billing.drafts import problem_text
from fees.billing.models import Bill
from fees.meters.reading import Said
from fees.meters.services import change_meter
from parkservice.estate.models import Unit
from parkservice.kit import clock
from tests.complaints.factories import Office, new_form
from tests.fees.billing.running import Q3, bills, moves, problems, run, unit_in
from tests.fees.metering import meter_in, noon, read
from tests.fees.pricing import released

D = Decimal


@pytest.mark.duty("O4")
def test_metered_items_are_billed_from_reading_to_reading(office: Office):
    released(office, "power", "0.8650")
    meter = meter_in(office, value="10234.50", multiplier="40", starts=date(2026, 6, 30))
    closing = read(office, meter, "10418.20", 2026, 9, 30)
    run(office, "power", Q3)
    bill = Bill.objects.get()
    assert (bill.quantity, bill.amount, bill.reading) == (D("7348"), D("6356.02"), closing)
    assert bill.charge_object == f"meter:{meter.pk}"


@pytest.mark.duty("O4")
def test_the_next_bill_begins_with_the_reading_of_the_last_one(office: Office):
    """A second reading near the end of the quarter moves nothing: no usage is lost, none is charged twice."""
    released(office, "power", "1.00")
    meter = meter_in(office, value="0", starts=date(2026, 4, 1))
    read(office, meter, "100", 2026, 6, 28)
    run(office, "power", date(2026, 4, 1))
    read(office, meter, "110", 2026, 6, 30)
    read(office, meter, "250", 2026, 9, 30)
    run(office, "power", Q3)
    assert [bill.quantity for bill in Bill.objects.order_by("period_from")] == [D(100), D(150)]


@pytest.mark.duty("O4")
def test_a_changed_meter_is_billed_as_one(office: Office):
    released(office, "water", "5.20")
    old = meter_in(office, "water", value="8812.0", starts=date(2026, 6, 30))
    with clock.at(noon(2026, 8, 15)):
        new = change_meter(
            meter_id=old.pk, actor=office.manager, said=Said(current=D("8950.0"), read_at=clock.now(), remark="轮换"),
            serial="SB-NEW", value=D(0), digits=5, multiplier=D(1), form_id=new_form(),
        )  # fmt: skip
    read(office, new, "61.5", 2026, 9, 30)
    run(office, "water", Q3)
    bill = Bill.objects.get()
    assert (bill.quantity, bill.amount, bill.charge_object) == (D("199.5"), D("1037.40"), f"meter:{old.pk}")


@pytest.mark.duty("O4")
def test_water_of_residents_is_billed_in_steps(office: Office):
    Unit.objects.filter(pk=office.unit.pk).update(kind="dormitory")
    released(office, "water", "5.20")
    released(office, "water", tiers=[("45", "3.20"), ("90", "4.60"), (None, "7.80")], unit_kind="dormitory")
    meter = meter_in(office, "water", starts=date(2026, 6, 30))
    read(office, meter, "118", 2026, 9, 30)
    run(office, "water", Q3)
    assert Bill.objects.get().amount == D("569.40")


def test_a_meter_that_was_not_read_is_named(office: Office):
    released(office, "power", "0.8650")
    meter_in(office, starts=date(2026, 6, 30))
    made = run(office, "power", Q3)
    assert problems(made) == [("A-201", "no_reading")]
    assert "2026-09-30" in problem_text(made.problems[0])


def test_on_a_change_of_occupancy_the_reading_of_the_day_parts_the_usage(office: Office):
    released(office, "power", "1.00")
    meter = meter_in(office, starts=date(2026, 6, 30))
    coming = moves(office, date(2026, 8, 10))
    read(office, meter, "40", 2026, 8, 11)
    read(office, meter, "100", 2026, 9, 30)
    run(office, "power", Q3)
    assert bills(office, "power") == [(office.customer.name, D("40.00")), (coming.name, D("60.00"))]


def test_no_usage_is_a_bill_of_nothing_that_nobody_owes(office: Office):
    released(office, "power", "1.00")
    meter = meter_in(office, value="7", starts=date(2026, 6, 30))
    read(office, meter, "7", 2026, 9, 30)
    run(office, "power", Q3)
    bill = Bill.objects.get()
    assert (bill.amount, bill.state, bill.open_amount) == (D(0), "paid", D(0))


@pytest.mark.duty("O4")
def test_the_loss_of_a_building_is_shared_by_usage(office: Office):
    """Domain 3.4: master 1,250, units 480, 420 and 290; 60 lost at 0.8650 are 51.90."""
    released(office, "power", "1.00")
    released(office, "power_loss", "0.8650")
    units = [office.unit] + [unit_in(office, f"A-20{n}", "10", f"样例{n}(虚构)").unit for n in (2, 3)]
    start = date(2026, 6, 30)
    for unit, usage in zip(units, ("480", "420", "290"), strict=True):
        read(office, meter_in(office, unit=unit, starts=start), usage, 2026, 9, 30)
    read(office, meter_in(office, unit=None, starts=start), "1250", 2026, 9, 30)
    run(office, "power", Q3)
    run(office, "power_loss", Q3)
    assert [amount for _name, amount in bills(office, "power_loss")] == [D("20.93"), D("18.32"), D("12.65")]


def test_a_loss_is_not_shared_before_the_units_are_billed(office: Office):
    released(office, "power_loss", "0.8650")
    read(office, meter_in(office, unit=None, starts=date(2026, 6, 30)), "1250", 2026, 9, 30)
    assert problems(run(office, "power_loss", Q3)) == [("A", "no_usage")]
