"""The books of bills and readings: what `check_books` finds when a row was forged (M11)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from fees.billing.books import days_once, readings_touch, run_totals
from fees.billing.models import Bill
from fees.billing.records import BillingRun
from fees.meters.models import MeterReading
from parkservice.estate.models import Unit
from parkservice.kit import clock
from tests.complaints.factories import Office
from tests.fees.billing.running import Q3, Q4, run
from tests.fees.metering import meter_in, read
from tests.fees.pricing import released
from tests.fees.writing import write_bill

D = Decimal


@pytest.fixture
def billed(office: Office) -> Office:
    """Two quarters of management fee, and a meter with two readings."""
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=D("1286.50"))
    released(office, "management", "3.80")
    run(office, "management", Q3)
    run(office, "management", Q4)
    meter = meter_in(office)
    read(office, meter, "100", 2026, 10, 1)
    read(office, meter, "220", 2026, 11, 1)
    return office


@pytest.mark.both
def test_the_books_of_usual_runs_agree(billed: Office):
    assert [*days_once(), *run_totals(), *readings_touch()] == []


@pytest.mark.both
def test_days_that_are_billed_twice_are_named(billed: Office):
    first = Bill.objects.earliest("period_from")
    key = first.charge_object
    write_bill(
        park=first.park, number="ZD-FORGED", customer=first.customer, item=first.item, charge_object=key,
        period_from=date(2026, 9, 1), period_to=date(2026, 9, 30), amount=D(1), issued_at=clock.now(), due=Q4,
    )  # fmt: skip
    assert list(days_once()) == [first.number]


@pytest.mark.both
def test_a_run_whose_total_is_not_that_of_its_bills_is_named(billed: Office):
    run_of_q4 = BillingRun.objects.get(period_from=Q4)
    BillingRun.objects.filter(pk=run_of_q4.pk).update(total=D("1.00"))
    assert len(list(run_totals())) == 1


@pytest.mark.both
def test_a_reading_that_does_not_touch_the_one_before_is_named(billed: Office):
    last = MeterReading.objects.latest("read_on")
    MeterReading.objects.create(
        park=last.park, building=last.building, meter=last.meter, previous=D(230), current=D(300), usage=D(70),
        read_on=date(2026, 11, 4), read_at=clock.now(), reader=last.reader,
    )  # fmt: skip
    assert len(list(readings_touch())) == 1


@pytest.mark.both
def test_check_books_names_the_run(billed: Office, capsys: pytest.CaptureFixture[str]):
    BillingRun.objects.filter(period_from=Q4).update(count=7)
    with pytest.raises(CommandError):
        call_command("check_books")
    assert "M11" in capsys.readouterr().out
