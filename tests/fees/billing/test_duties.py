"""How O2, O4 and O5 stand: billed, collected, due day passed, meters not read (duties.md).

The clock stands at Thursday 2026-11-05, 10:00: the last quarter is July to September, the last month October.
"""

from datetime import date
from decimal import Decimal

import pytest

from fees.billing.duties import DUTIES
from fees.billing.models import Bill
from fees.billing.records import ServiceLine
from parkservice.accounts.duties import Status
from parkservice.estate.models import Unit
from parkservice.kit import clock
from tests.complaints.factories import Office
from tests.estate.factories import OccupancyFactory, UnitFactory
from tests.fees.billing.running import Q3, run
from tests.fees.metering import meter_in, read
from tests.fees.pricing import item_of, released

D = Decimal


def stands(office: Office, clause: str, day: date = date(2026, 11, 5), person: str = "officer") -> Status:
    duty = next(each for each in DUTIES if each.id == clause)
    return duty.status(getattr(office, person), office.park, day)


@pytest.fixture
def office(office: Office) -> Office:
    """The unit of domain 3.1."""
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=D("1286.50"))
    return office


@pytest.mark.duty("O2", "O4", "O5")
@pytest.mark.parametrize("clause", ["O2", "O4", "O5"])
def test_without_a_price_nothing_is_to_be_billed(office: Office, clause: str):
    assert stands(office, clause).state == "nothing"


@pytest.mark.duty("O4")
def test_a_quarter_that_is_not_billed_is_missed_once_its_bills_would_be_due(office: Office):
    released(office, "management", "3.80")
    assert stands(office, "O4", date(2026, 10, 15)).state == "due"
    assert stands(office, "O4", date(2026, 10, 16)).state == "missed"


@pytest.mark.duty("O4")
def test_a_quarter_is_done_when_the_target_is_collected(office: Office):
    released(office, "management", "3.80")
    run(office, "management", Q3, due=date(2026, 11, 20))
    assert stands(office, "O4").state == "due"
    Bill.objects.update(paid=D("13931.00"), state="part_paid")
    assert (stands(office, "O4").state, stands(office, "O4").figure[:5]) == ("due", "94.99")
    Bill.objects.update(paid=D("13932.80"))
    assert stands(office, "O4").state == "done"


@pytest.mark.duty("O4")
def test_after_the_due_day_below_the_target_it_is_missed(office: Office):
    released(office, "management", "3.80")
    run(office, "management", Q3, due=date(2026, 11, 20))
    assert stands(office, "O4", date(2026, 11, 20)).state == "due"
    assert stands(office, "O4", date(2026, 11, 21)).state == "missed"


@pytest.mark.duty("O4")
def test_what_was_waived_is_not_to_be_collected(office: Office):
    released(office, "management", "3.80")
    run(office, "management", Q3)
    Bill.objects.update(waived=D("4666.10"), paid=D("10000.00"), state="paid")
    assert stands(office, "O4").state == "done"


@pytest.mark.duty("O4")
def test_meters_that_are_not_read_count_as_due(office: Office):
    released(office, "power", "0.8650")
    meter = meter_in(office, starts=date(2026, 6, 30))
    assert (stands(office, "O4").state, stands(office, "O4").figure) == ("due", "1 只表待抄")
    read(office, meter, "100", 2026, 9, 30)
    run(office, "power", Q3)
    assert stands(office, "O4").figure.startswith("0.00 %")


@pytest.mark.duty("O4")
def test_an_officer_answers_for_the_own_buildings(office: Office):
    released(office, "management", "3.80")
    run(office, "management", Q3)
    Bill.objects.update(paid=D("14666.10"), state="paid")
    assert stands(office, "O4").state == "done"
    assert stands(office, "O4", person="other_officer").state == "missed"


@pytest.mark.duty("O2")
def test_the_telephone_of_last_month_is_billed_and_collected(office: Office):
    released(office, "telephone", "25.00")
    assert stands(office, "O2").state == "nothing"
    ServiceLine.objects.create(
        park=office.park, building=office.building, item=item_of(office, "telephone"), customer=office.customer,
        unit=office.unit, label="8001", starts=date(2026, 1, 1),
    )  # fmt: skip
    assert stands(office, "O2").state == "due"
    run(office, "telephone", date(2026, 10, 1))
    Bill.objects.update(paid=D("25.00"), state="paid")
    assert stands(office, "O2").state == "done"


@pytest.mark.duty("O5")
def test_heating_is_due_for_officers_with_a_heated_building_alone(office: Office):
    elsewhere = UnitFactory(building=office.other_building, code="B-101", kind="residence")
    OccupancyFactory(unit=elsewhere, customer=office.customer)
    released(office, "heating", "30.00", unit_kind=office.unit.kind)
    assert office.unit.kind != "residence"
    day = date(2026, 12, 1)
    assert [stands(office, "O5", day, who).state for who in ("officer", "other_officer")] == ["missed", "nothing"]
    released(office, "heating", "20.00", unit_kind="residence")
    assert stands(office, "O5", day, "other_officer").state == "missed"


@pytest.mark.duty("O5")
def test_heating_is_to_be_billed_from_the_middle_of_october_on(office: Office):
    released(office, "heating", "30.00")
    run(office, "heating", date(2026, 11, 15))
    assert (stands(office, "O5").state, Bill.objects.get().period_from) == ("due", date(2026, 11, 15))
    Bill.objects.update(paid=D("38595.00"), state="paid")
    assert stands(office, "O5").state == "done"
    assert stands(office, "O5", clock.today().replace(month=10, day=14)).figure != stands(office, "O5").figure
