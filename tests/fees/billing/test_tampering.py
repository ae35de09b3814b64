"""Whoever changes, deletes, forges or swaps bills behind the back of the product is found, and the bill named (M18)."""

import hmac
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from fees.billing import marks
from fees.billing.models import Bill
from fees.seals.walking import faults
from parkservice.estate.models import Customer
from parkservice.kit import clock, crypto
from parkservice.paperwork.numbers import next_number
from parkservice.parks.models import Building
from tests.estate.factories import OccupancyFactory, UnitFactory
from tests.fees.billing.running import run
from tests.fees.factories import MORNING, Desk, bill_for, make_desk, on, pay
from tests.fees.opening.former import carried
from tests.fees.pricing import released
from tests.fees.tampering import Column, drop_triggers, flip, sql
from tests.parks.factories import BuildingFactory

pytestmark = pytest.mark.both

CHANGING = {"state", "paid", "waived"}
OF_RUN, SINGLE, CARRIED = "N-02", "single", "FY250701"
KINDS = [OF_RUN, SINGLE, CARRIED]


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """Bills of every kind, written once for all tests; each forges them in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(MORNING):
            made = write_bills(make_desk())
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def desk(db: None, morning: None, written: Desk) -> Desk:
    """The bills, and no trigger in the way."""
    drop_triggers()
    return written


def write_bills(desk: Desk) -> Desk:
    """A run of three buildings, one of them with four bills; two single ones, a late fee; three of a former system."""
    for code, units in (("N", 4), ("P", 1)):
        building = BuildingFactory(park=desk.park, code=code)
        for place in range(1, units + 1):
            unit = UnitFactory(building=building, code=f"{code}-{place:02}", gross_area=Decimal("100.00"))
            OccupancyFactory(unit=unit, customer=desk.company)
    released(desk, "management", "3.80")  # type: ignore[arg-type] - it has the same people
    made = run(desk, "management", date(2026, 1, 1), buildings=list(Building.objects.filter(park=desk.park)))  # type: ignore[arg-type]
    assert made.count >= 5
    for _place in range(2):
        bill_for(desk, "100.00", number=next_number(desk.park, "ZD"), explanation={"steps": [], "what": "门禁卡"})
    with clock.at(on(date(2026, 5, 20))):
        pay(desk, "101.75", bills={Bill.objects.latest("pk").pk: Decimal("101.75")}, actor=desk.finance)
    carried(desk)
    assert list(faults()) == []
    return desk


def bill_of(kind: str) -> Bill:
    """A bill in the middle of its kind."""
    if kind == SINGLE:
        return Bill.objects.filter(explanation__what="门禁卡").earliest("pk")
    if kind == CARRIED:
        return Bill.objects.get(number=CARRIED)
    return Bill.objects.get(unit__code=kind, carried=None)


def run_bills() -> list[Bill]:
    """The four bills of one building of the run."""
    return list(Bill.objects.filter(unit__code__startswith="N-").order_by("pk"))


def forged(bill: Bill, **said: Any) -> None:
    """Put a bill beside another one, its mark as it is said."""
    bill.pk, bill.number, bill.charge_object = None, "ZD-2026-009999", "forged:1"
    for name, value in said.items():
        setattr(bill, name, value)
    bill.save(force_insert=True)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_every_bill(desk: Desk, kind: str):
    quiet = []
    for field in Bill._meta.concrete_fields:
        bill = bill_of(kind)
        with transaction.atomic():
            flip(Column(Bill, field.attname), bill)
            number = Bill.objects.filter(pk=bill.pk).values_list("number", flat=True).first() or bill.number
            found = list(faults())
            transaction.set_rollback(True)
        if number not in "".join(found):
            quiet.append(field.attname)
    assert set(quiet) == CHANGING


def test_a_mark_covers_every_column_that_stays():
    covered = {*marks.SHARED, *marks.OWN}
    assert covered == {field.attname for field in Bill._meta.concrete_fields} - CHANGING - {"id", "hash"}


def test_a_mark_is_the_keyed_digest_of_the_stored_values(desk: Desk):
    bill = bill_of(SINGLE)
    said = [
        "bill 1", bill.park_id, bill.building_id, bill.item_id, None, None, "2026-03-01 01:00:00.000000", "2026-04-15",
        bill.number, bill.customer_id, bill.unit_id, bill.charge_object, "2026-01-01", "2026-03-31", None, None, 10000,
        '{"what": "门禁卡", "steps": []}', None,
    ]  # fmt: skip
    text = "\x1f".join(map(str, said)).encode()
    assert bill.hash == hmac.digest(crypto.chain_keys()[0], text, "sha256").hex()[:32]


def test_the_computation_is_kept_as_the_mark_covers_it(desk: Desk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, CAST(explanation AS text) FROM fees_bill")
        kept = dict(cursor.fetchall())
    assert kept == {bill.pk: marks.written(bill.explanation) for bill in Bill.objects.all()}


@pytest.mark.parametrize("place", [0, 2, -1])
def test_a_bill_of_a_run_that_was_deleted_is_named(desk: Desk, place: int):
    gone = run_bills()[place]
    sql("DELETE FROM fees_bill WHERE id = %s", gone.pk)
    (found,) = faults()
    assert found.endswith(f"not the bills that were sealed; missing: {gone.number}")


def test_a_building_whose_bills_were_all_deleted_is_named(desk: Desk):
    gone = run_bills()
    sql("DELETE FROM fees_bill WHERE id BETWEEN %s AND %s", gone[0].pk, gone[-1].pk)
    (found,) = faults()
    assert f"run {gone[0].run_id}: " in found
    assert ", ".join(bill.number for bill in gone) in found


def test_a_run_whose_bills_were_all_deleted_is_named(desk: Desk):
    gone = list(Bill.objects.filter(run__isnull=False).order_by("pk"))
    sql("DELETE FROM fees_bill WHERE run_id = %s", gone[0].run_id)
    found = list(faults())
    assert gone[0].number in found[0]
    assert len(found) == len({bill.building_id for bill in gone})


@pytest.mark.parametrize("kind", [SINGLE, CARRIED, "late fee"])
def test_a_single_or_carried_bill_that_was_deleted_is_named(desk: Desk, kind: str):
    gone = bill_of(kind) if kind in KINDS else Bill.objects.get(explanation__capped=False)
    if gone.allocations.exists():
        sql("DELETE FROM fees_allocation WHERE bill_id = %s", gone.pk)
    sql("DELETE FROM fees_bill WHERE id = %s", gone.pk)
    (found,) = faults()
    assert found.endswith(f"missing: {gone.number}")


@pytest.mark.parametrize(
    "places", [("N-01", "N-03"), ("N-02", "P-01"), (SINGLE, "N-04"), (CARRIED, SINGLE), (CARRIED, "FY250702")]
)
def test_two_bills_that_changed_places_are_found(desk: Desk, places: tuple[str, str]):
    numbers = dict(Bill.objects.filter(carried__isnull=False).values_list("number", "pk"))
    one, two = (numbers.get(place) or bill_of(place).pk for place in places)
    named = list(Bill.objects.filter(pk__in=(one, two)).values_list("number", flat=True))
    for before, after in ((one, -1), (two, one), (-1, two)):
        sql("UPDATE fees_bill SET id = %s WHERE id = %s", after, before)
    told = "".join(faults())
    assert any(number in told for number in named), told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("pk", "key"), [(None, None), (None, b"a guess"), (-1, None), (2**63 - 1, None)])
def test_a_bill_that_was_forged_in_is_named(desk: Desk, kind: str, pk: int | None, key: bytes | None):
    forged(bill_of(kind), pk=pk)
    if key is not None:
        mark_anew(Bill.objects.latest("pk"), key)
    assert next(faults()) == "ZD-2026-009999: changed, or not written by the product"


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_with_a_mark_made_without_the_key_is_named(desk: Desk, kind: str):
    bill = bill_of(kind)
    sql("UPDATE fees_bill SET amount = amount + 1 WHERE id = %s", bill.pk)
    mark_anew(bill, b"a guess")
    assert next(faults()) == f"{bill.number}: changed, or not written by the product"


def mark_anew(bill: Bill, key: bytes) -> None:
    """Give a bill the mark that a key makes, as the check would make it."""
    with connection.cursor() as cursor:
        said = marks.text_in_sql(connection.vendor)
        cursor.execute(f"SELECT {said} FROM fees_bill WHERE id = %s", [bill.pk])  # noqa: S608 - our columns
        (text,) = cursor.fetchone()
    sql("UPDATE fees_bill SET hash = %s WHERE id = %s", marks.marker(key)(text), bill.pk)


def test_even_with_its_mark_a_bill_that_comes_back_elsewhere_is_found(desk: Desk):
    """Taken out and put in again under another key: the row is genuine, its place is not."""
    bill = run_bills()[1]
    sql("UPDATE fees_bill SET id = 1000000 WHERE id = %s", bill.pk)
    assert bill.number in "".join(faults())


def test_bills_that_another_key_of_ours_marked_are_whole(desk: Desk, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert list(faults()) == []
    settings.SECRET_KEY_FALLBACKS = []
    assert len(list(faults())) == Bill.objects.count()


def test_the_command_names_the_bill(desk: Desk, capsys):
    sql("UPDATE fees_bill SET customer_id = %s WHERE id = %s", Customer.objects.latest("pk").pk, bill_of(OF_RUN).pk)
    with pytest.raises(CommandError):
        call_command("check_books")
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("M18-bills")]
    assert [bill_of(OF_RUN).number in line for line in lines] == [True]
