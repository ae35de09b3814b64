"""Billing runs: what is billed, what is not and why; once, never twice, resumable (O2, O4, O5; M11).

The clock stands at Thursday 2026-11-05, 10:00; the quarter is 1 October to 31 December 2026.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fees.billing import runs
from fees.billing.drafts import problem_text
from fees.billing.models import Bill
from fees.billing.periods import period_of
from fees.billing.planning import plan
from fees.billing.posting import Heading, insert_bills
from fees.billing.records import BillingRun, HeatingStop, ServiceLine, SupplierAmount
from fees.billing.sites import Order
from fees.tariffs import services as tariffs
from fees.tariffs.prices import PriceBook
from parkservice.estate.models import Unit
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.flow import WrongState
from tests.accounts.factories import refused
from tests.complaints.factories import Office
from tests.fees.billing.running import Q3, Q4, SINCE, bills, moves, previewed, problems, run, unit_in
from tests.fees.metering import meter_in, read
from tests.fees.pricing import item_of, proposed, released
from tests.fees.writing import write_bill

D = Decimal


@pytest.fixture
def office(office: Office) -> Office:
    """The unit of the office has the area of domain 3.1."""
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=D("1286.50"))
    office.unit.refresh_from_db()
    return office


@pytest.mark.duty("O4")
def test_a_quarter_of_management_fee_is_billed_by_area(office: Office):
    released(office, "management", "3.80")
    made = run(office, "management")
    bill = Bill.objects.get()
    assert (bill.amount, bill.quantity, bill.price) == (D("14666.10"), D("1286.5"), D("3.8"))
    assert (bill.period_from, bill.period_to) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (bill.customer, bill.unit, bill.building) == (office.customer, office.unit, office.building)
    assert (made.state, made.count, made.total) == ("done", 1, D("14666.10"))
    assert bill.number.startswith("ZD-")


@pytest.mark.both
@pytest.mark.duty("O4")
def test_a_run_repeated_adds_nothing(office: Office):
    released(office, "management", "3.80")
    run(office, "management")
    again = run(office, "management")
    assert (again.count, again.total, again.already, again.planned_count) == (0, D(0), 1, 0)
    assert Bill.objects.count() == 1


@pytest.mark.both
def test_a_run_repeated_knows_what_lines_and_changed_meters_were_billed(office: Office):
    """Two occupants share the quarter, so that each bill has days of its own."""
    moves(office, date(2026, 8, 10))
    released(office, "power", "1.00")
    meter = meter_in(office, starts=date(2026, 6, 30))
    read(office, meter, "40", 2026, 8, 11)
    read(office, meter, "100", 2026, 9, 30)
    released(office, "tv", "18.00")
    line(office, "tv", "TV-1", "2")
    for code, charges in (("power", 2), ("tv", 1)):
        assert run(office, code, Q3).count == charges
        again = run(office, code, Q3)
        assert (again.count, again.already, again.problems) == (0, charges, [])


@pytest.mark.both
def test_a_run_repeated_bills_what_was_reversed_or_came_since(office: Office):
    released(office, "management", "3.80")
    unit_in(office, "A-202", "33.35", "蓝屿新材(虚构)")
    run(office, "management")
    unit_in(office, "A-203", "100.00", "北辰试制(虚构)")
    Bill.objects.filter(unit__code="A-202").update(state="reversed")
    again = run(office, "management")
    assert (again.count, again.already) == (2, 1)
    assert set(Bill.objects.filter(run=again).values_list("unit__code", flat=True)) == {"A-202", "A-203"}


@pytest.mark.both
def test_the_total_of_a_run_is_the_sum_of_its_bills(office: Office):
    released(office, "management", "3.80")
    unit_in(office, "A-202", "33.35", "蓝屿新材(虚构)")
    unit_in(office, "B-101", "100.00", "北辰试制(虚构)", building=office.other_building)
    made = run(office, "management")
    assert (made.count, made.total) == (3, sum(bill.amount for bill in Bill.objects.filter(run=made)))
    assert (made.planned_count, made.planned_sum) == (made.count, made.total)


@pytest.mark.both
def test_what_another_writer_billed_first_is_passed_over(office: Office):
    released(office, "management", "3.80")
    unit_in(office, "A-202", "100.00", "蓝屿新材(虚构)")
    waiting = previewed(office, "management")
    runs.start(run_id=waiting.pk, actor=office.manager)
    run(office, "management", buildings=[office.building])
    late = runs.execute(waiting.pk)
    assert (late.state, late.count) == ("done", 0)
    assert Bill.objects.count() == 2


@pytest.mark.both
def test_the_insert_itself_passes_over_a_charge_that_is_there(office: Office):
    """Two writers planned the same: the second statement adds nothing, and no other conflict is hidden."""

    released(office, "management", "3.80")
    order = Order(office.park, item_of(office, "management"), period_of("quarter", Q4))
    found = plan(order, office.building, PriceBook(order.item, order.period))
    heading = Heading(office.park, order.item, office.building.pk, clock.now(), date(2026, 11, 20))
    with transaction.atomic():
        assert insert_bills(heading, found.drafts) == (1, found.total)
    with transaction.atomic():
        assert insert_bills(heading, found.drafts) == (0, D(0))
    assert Bill.objects.count() == 1
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        write_bill(
            park=office.park, number=Bill.objects.get().number, customer=office.customer, item=order.item,
            charge_object="occupancy:0", period_from=Q3, period_to=Q3, amount=D(1), issued_at=clock.now(), due=Q4,
        )  # fmt: skip


@pytest.mark.duty("O4")
def test_a_change_of_occupancy_is_split_by_day_and_sums_to_the_whole(office: Office):
    released(office, "management", "3.80")
    moves(office, date(2026, 11, 10))
    run(office, "management")
    found = bills(office, "management")
    # October whole, 10 of 30 days of November; then 20 of 30 days and December
    assert [amount for _name, amount in found] == [D("6518.27"), D("8147.83")]
    assert sum(amount for _name, amount in found) == D("14666.10")


def test_a_customer_who_comes_after_the_bill_was_made_is_named_until_it_is_reversed(office: Office):
    released(office, "management", "3.80")
    run(office, "management")
    moves(office, date(2026, 11, 10))
    made = run(office, "management")
    assert problems(made) == [("A-201", "overlap")]
    assert made.count == 1


def test_a_period_is_not_billed_before_the_one_that_is_missing(office: Office):
    released(office, "management", "3.80")
    run(office, "management", date(2026, 1, 1))
    made = run(office, "management", Q4)
    assert problems(made) == [("A-201", "gap")]
    assert "2026-03-31" in problem_text(made.problems[0])
    for quarter in (date(2026, 4, 1), Q3, Q4):
        run(office, "management", quarter)
    assert Bill.objects.count() == 4


def test_what_cannot_be_billed_is_named_and_the_rest_is_billed(office: Office):
    released(office, "management", "3.80", unit_kind="workshop")
    unit_in(office, "A-202", "100.00", "蓝屿新材(虚构)")
    Unit.objects.filter(code="A-202").update(gross_area=None)
    unit_in(office, "C-101", "50.00", "拾光食堂(虚构)")
    Unit.objects.filter(code="C-101").update(kind="office")
    made = run(office, "management")
    assert sorted(problems(made)) == [("A-202", "no_area"), ("C-101", "no_price")]
    assert made.count == 1


def test_the_contract_price_of_a_customer_is_charged(office: Office):
    released(office, "management", "2.60", unit_kind="workshop")
    released(office, "management", "3.80", customer=office.customer)
    unit_in(office, "A-202", "100.00", "蓝屿新材(虚构)")
    run(office, "management")
    assert [amount for _name, amount in bills(office, "management")] == [D("14666.10"), D("780.00")]


def line(office: Office, code: str, label: str, quantity: str = "1") -> ServiceLine:
    return ServiceLine.objects.create(
        park=office.park, building=office.building, item=item_of(office, code), customer=office.customer,
        unit=office.unit, label=label, quantity=D(quantity), starts=SINCE,
    )  # fmt: skip


@pytest.mark.duty("O2")
def test_a_telephone_is_billed_monthly_with_the_calls_of_the_suppliers_file(office: Office):
    released(office, "telephone", "25.00")
    SupplierAmount.objects.create(
        park=office.park, line=line(office, "telephone", "8001"), period_from=date(2026, 10, 1), amount=D("63.40"),
        by=office.manager, at=clock.now(),
    )  # fmt: skip
    run(office, "telephone", date(2026, 10, 15))
    bill = Bill.objects.get()
    assert (bill.amount, bill.period_to) == (D("88.40"), date(2026, 10, 31))


@pytest.mark.duty("O4")
def test_television_is_billed_per_terminal(office: Office):
    released(office, "tv", "18.00")
    line(office, "tv", "TV-1", "2")
    run(office, "tv")
    assert Bill.objects.get().amount == D("108.00")


@pytest.mark.duty("O5")
@pytest.mark.parametrize(("stopped", "amount"), [(False, "3600.00"), (True, "720.00")])
def test_heating_is_billed_for_the_season(office: Office, stopped: bool, amount: str):
    released(office, "heating", "30.00")
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=D("120.00"))
    if stopped:
        HeatingStop.objects.create(
            park=office.park, unit=office.unit, season_from=date(2026, 11, 15), reason="停产", asked_by=office.officer,
            approved_by=office.manager, approved_at=clock.now(),
        )  # fmt: skip
    run(office, "heating", date(2026, 11, 15))
    bill = Bill.objects.get()
    assert (bill.amount, bill.period_from, bill.period_to) == (D(amount), date(2026, 11, 15), date(2027, 3, 15))


@pytest.mark.duty("O5")
def test_the_next_season_is_billed_after_the_summer(office: Office):
    released(office, "heating", "30.00")
    run(office, "heating", date(2026, 11, 15))
    again = run(office, "heating", date(2027, 11, 15))
    assert (again.count, again.problems) == (1, [])


@pytest.mark.duty("O5")
def test_no_season_is_billed_before_the_one_before_it(office: Office):
    released(office, "heating", "30.00", valid_from=date(2024, 1, 1))
    run(office, "heating", date(2026, 11, 15))
    assert problems(run(office, "heating", date(2028, 11, 15))) == [("A-201", "gap")]


def test_a_preview_writes_no_bill_and_tells_the_differences_to_the_last_period(office: Office):
    released(office, "management", "3.80")
    run(office, "management", Q3)
    unit_in(office, "A-202", "100.00", "蓝屿新材(虚构)", starts=Q4)
    waiting = previewed(office, "management", Q4)
    assert Bill.objects.count() == 1
    assert (waiting.planned_count, waiting.planned_sum) == (2, D("15806.10"))
    assert (waiting.last_count, waiting.last_sum) == (1, D("14666.10"))
    assert waiting.differences == [{"place": "A-202", "was": "0", "now": "1140.00"}]


def test_an_officer_previews_own_buildings_and_starts_nothing(office: Office):
    released(office, "management", "3.80")
    waiting = previewed(office, "management", actor=office.officer, buildings=[office.building])
    assert waiting.planned_count == 1
    with refused("buildings"):
        previewed(office, "management", actor=office.officer, buildings=[office.other_building])
    with refused("no_right"):
        runs.start(run_id=waiting.pk, actor=office.officer)


def test_a_run_that_was_interrupted_goes_on_with_the_next_building(office: Office):
    released(office, "management", "3.80")
    unit_in(office, "B-101", "100.00", "北辰试制(虚构)", building=office.other_building)
    made = previewed(office, "management")
    runs.start(run_id=made.pk, actor=office.manager)
    half = BillingRun.objects.select_related("park", "item", "started_by").get(pk=made.pk)
    runs._bill_building(half, office.building)
    assert BillingRun.objects.get(pk=made.pk).state == "running"
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert runs.take_up_again() == 1
        assert runs.take_up_again() == 0
    done = runs.execute(made.pk)
    assert (done.state, done.count, Bill.objects.count()) == ("done", 2, 2)
    assert Event.objects.filter(verb="run.building").count() == 2


def test_a_run_is_started_once(office: Office):
    released(office, "management", "3.80")
    waiting = previewed(office, "management")
    runs.start(run_id=waiting.pk, actor=office.manager)
    with pytest.raises(WrongState):
        runs.start(run_id=waiting.pk, actor=office.manager)


def test_a_price_released_after_the_start_counts_in_the_run(office: Office):
    released(office, "management", "3.80")
    later = proposed(office, "management", "4.00", valid_from=Q4)
    waiting = previewed(office, "management")
    runs.start(run_id=waiting.pk, actor=office.manager)
    tariffs.release(tariff_id=later.pk, actor=office.project_manager)
    runs.execute(waiting.pk)
    assert Bill.objects.get().amount == D("15438.00")


def test_a_price_released_after_the_preview_asks_for_another_one(office: Office):
    released(office, "management", "3.80")
    later = proposed(office, "management", "4.00", valid_from=Q4)
    waiting = previewed(office, "management")
    tariffs.release(tariff_id=later.pk, actor=office.project_manager)
    with refused("changed"):
        runs.start(run_id=waiting.pk, actor=office.manager)


def test_items_that_are_sold_one_by_one_have_no_run(office: Office):
    with refused("item"):
        previewed(office, "card")


def test_a_building_needs_the_same_statements_whatever_its_size(office: Office):
    released(office, "management", "3.80")
    counts = []
    for size, quarter in ((1, date(2026, 1, 1)), (2, date(2026, 4, 1)), (12, Q3)):
        for n in range(size):
            unit_in(office, f"A-{size}-{n:02d}", "100.00", f"样例{size}-{n}(虚构)", starts=quarter)
        made = previewed(office, "management", quarter, buildings=[office.building])
        runs.start(run_id=made.pk, actor=office.manager)
        with CaptureQueriesContext(connection) as queries:
            runs.execute(made.pk)
        counts.append(len(queries))
    assert counts[1] == counts[2]
