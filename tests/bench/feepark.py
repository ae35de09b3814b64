"""A park of any size for the benches of fees, made inside the database: units, their people, meters, lines, prices."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import connection, models

from fees.billing.charges import Span
from fees.billing.records import ServiceLine
from fees.meters.models import Meter, MeterReading, ReadingKind
from fees.tariffs.models import FeeItem
from parkservice.estate.models import Customer, Occupancy, Unit
from parkservice.kit import appendonly, clock
from parkservice.parks.models import Building, Park
from tests.fees.factories import Desk, make_desk
from tests.fees.pricing import released

OPENED = clock.combine(date(2026, 10, 1), time(9))
#: When bills are made and money is taken: the last day of the cash month.
NOW = clock.combine(date(2026, 10, 31), time(10))
QUARTER = Span(date(2026, 10, 1), date(2026, 12, 31))
MONTH = Span(date(2026, 10, 1), date(2026, 10, 31))
DUE = date(2026, 11, 15)
UNITS_PER_BUILDING, UNITS_PER_CUSTOMER = 2000, 10
#: One unit of so many is the largest customer's.
GIANT_EVERY = 20
#: What is billed by area, by the piece, and by meter: item and price in yuan.
KINDS = {"area": ("management", "3.80"), "fixed": ("parking", "50.00"), "metered": ("hot_water", "25.00")}


def fill(model: type[models.Model], source: str, *params: Any, **columns: Any) -> int:
    """Insert rows from a SELECT without its columns ("FROM …"); text is SQL, all other columns have their default.

    Returns the key before the first of them.
    """
    table, values, given = model._meta.db_table, [], []
    for field in model._meta.concrete_fields:
        if field.primary_key and field.attname not in columns:
            continue
        value = columns.get(field.attname, field.get_default())
        if not (isinstance(value, str) and field.attname in columns):
            given.append(field.get_db_prep_save(value, connection))
            value = "%s"
        typed = connection.vendor == "postgresql"
        values.append((field.column, f"CAST({value} AS {field.db_type(connection)})" if typed else value))
    names = ", ".join(f'"{name}"' for name, _value in values)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')  # noqa: S608 - our names
        last = int(cursor.fetchone()[0])
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(value for _name, value in values)} {source}',
            [*given, *params],
        )
    return last


def counted(count: int) -> str:
    """A source of `n.i` from 1 to a count."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count:d}) SELECT i FROM n"  # noqa: S608
    return f"FROM ({numbers}) n"


def grow(kind: str, count: int) -> None:
    """Make a park in which a run of a kind bills so many units."""
    with clock.at(OPENED):
        desk = make_desk()
        code, price = KINDS[kind]
        released(desk, code, price)  # type: ignore[arg-type] - it has the same people
    appendonly.uninstall(connection)  # a lock for each row is too much for PostgreSQL in one statement
    units = _places(desk.park, count)
    if kind == "fixed":
        _lines(desk, units, count)
    if kind == "metered":
        _meters(desk, units, count)
    appendonly.install(connection)
    renew_statistics()


def renew_statistics() -> None:
    """As the worker of each database does."""
    from parkservice.kit import ticks

    if connection.vendor == "sqlite":
        ticks.renew_statistics()
    else:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _places(park: Park, count: int) -> int:
    """Buildings, customers, units and who lives there; returns the key before the first unit."""
    buildings = fill(
        Building,
        counted(-(-count // UNITS_PER_BUILDING)),
        park_id=park.pk,
        code="'N' || (1000 + i)",
        name_zh="'厂房' || i",
        kind="'workshop'",
    )
    customers = fill(
        Customer,
        counted(max(1, count // UNITS_PER_CUSTOMER)),
        park_id=park.pk,
        name="'样例公司' || i || '（虚构）'",
        created_at=OPENED,
    )
    units = fill(
        Unit,
        counted(count),
        park_id=park.pk,
        building_id=f"{buildings} + (i - 1) / {UNITS_PER_BUILDING} + 1",
        code="'N' || (10000000 + i)",
        kind="'workshop'",
        gross_area="200000 + (CAST(i AS bigint) * 7919) %% 12000000",
    )
    whose = f"{customers} + CASE WHEN i %% {GIANT_EVERY} = 0 THEN 1 ELSE (i - 1) / {UNITS_PER_CUSTOMER} + 1 END"
    fill(Occupancy, counted(count), unit_id=f"{units} + i", customer_id=whose, starts="'2025-01-01'", ends=None)
    return units


def _lines(desk: Desk, units: int, count: int) -> None:
    """One service line in each unit."""
    item = FeeItem.objects.get(park=desk.park, code=KINDS["fixed"][0])
    fill(
        ServiceLine,
        "FROM estate_occupancy o JOIN estate_unit u ON u.id = o.unit_id WHERE u.id BETWEEN %s AND %s ORDER BY o.id",
        units + 1,
        units + count,
        park_id=desk.park.pk,
        building_id="u.building_id",
        item_id=item.pk,
        unit_id="u.id",
        customer_id="o.customer_id",
        label="'L' || o.id",
        starts="'2025-01-01'",
        quantity=Decimal(1),
    )


def _meters(desk: Desk, units: int, count: int) -> None:
    """One meter in each unit with its first value and one reading at each end of the quarter."""
    meters = fill(
        Meter,
        "FROM estate_unit u WHERE u.id BETWEEN %s AND %s ORDER BY u.id",
        units + 1,
        units + count,
        park_id=desk.park.pk,
        building_id="u.building_id",
        unit_id="u.id",
        starts="'2025-01-01'",
        kind=f"'{KINDS['metered'][0]}'",
        serial="'M' || u.id",
    )
    for day, kind, previous, current in (
        ("2026-06-30", ReadingKind.BASE, "0", "0"),
        ("2026-09-30", ReadingKind.REGULAR, "0", "1000000 + m.id %% 5000 * 100"),
        ("2026-12-31", ReadingKind.REGULAR, "1000000 + m.id %% 5000 * 100", "1500000 + m.id %% 7000 * 200"),
    ):
        fill(
            MeterReading,
            "FROM fees_meter m WHERE m.id > %s ORDER BY m.id",
            meters,
            park_id=desk.park.pk,
            building_id="m.building_id",
            meter_id="m.id",
            reader_id=desk.officer.pk,
            kind=f"'{kind}'",
            previous=previous,
            current=current,
            usage=f"({current}) - ({previous})",
            read_on=f"'{day}'",
            read_at=OPENED,
        )
