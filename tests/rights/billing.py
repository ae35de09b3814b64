"""Prices, meters, readings, bills and what stands around them in the four places of the rights test."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.billing.records import BillingRun, BillReversal, HeatingStop, ServiceLine
from fees.meters.models import BatchSource, BatchState, Meter, MeterReading, ReadingBatch
from fees.meters.services import NewMeter, register_meter
from fees.tariffs.models import Tariff
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.parks.models import Building
from tests.complaints.factories import new_form
from tests.fees.pricing import item_of, proposed

OTHER_PARK, MINE = "other park", "mine"


def _office(world: Any, place: str) -> Any:
    return world.far if place == OTHER_PARK else world.office


def _price(world: Any, place: str, user: Any) -> Tariff:
    """A proposal of the manager; one waits in each park."""
    office = _office(world, place)
    return Tariff.objects.filter(park=office.park).first() or proposed(office, "management", "2.60")


def _meter(world: Any, place: str, user: Any) -> Meter:
    """The meter of the unit of a place."""
    office, unit = _office(world, place), world.unit(place)
    found = Meter.objects.filter(unit=unit).first()
    if found is not None:
        return found
    new = NewMeter(
        kind="power",
        serial=f"DB-{unit.pk}",
        building=unit.building,
        unit=unit,
        starts=date(2026, 1, 1),
        value=Decimal(0),
    )
    return register_meter(park=office.park, actor=office.manager, new=new, form_id=new_form())


def _reading(world: Any, place: str, user: Any) -> MeterReading:
    return _meter(world, place, user).readings.get()


def _building(world: Any, place: str, user: Any) -> Building:
    return _meter(world, place, user).building


def _file(world: Any, place: str, user: Any) -> ReadingBatch:
    """A file of readings that waits for the person who asks, else for the manager."""
    office = _office(world, place)
    return ReadingBatch.objects.create(
        park=office.park,
        source=BatchSource.FILE,
        state=BatchState.SHOWN,
        by=user if place == MINE and user else office.general_manager,
        day=clock.today(),
        at=clock.now(),
        file_name="抄表.csv",
        headings=["表号", "读数", "抄表日期"],
        rows=[[2, ["DB-0", "1", "2026-11-04"]]],
    )


def _bill(world: Any, place: str, user: Any) -> Bill:
    """A bill of a unit; `mine` is one of the tenant's company in the other building."""
    office, unit = _office(world, place), world.unit(place)
    company = office.customer if place == MINE else _stranger(office)
    key = f"rights:{place}"
    day = date(2026, 10, 1)
    bill, _made = Bill.objects.get_or_create(
        charge_object=key,
        item=item_of(office, "other"),
        period_from=day,
        defaults={
            "park": office.park,
            "number": f"ZD-{place}",
            "customer": company,
            "unit": unit,
            "building": unit.building,
            "period_to": day,
            "amount": Decimal(1),
            "issued_at": clock.now(),
            "due": day,
        },
    )
    return bill


def _stranger(office: Any) -> Customer:
    """A company for which the tenant does not speak."""
    return Customer.objects.get_or_create(park=office.park, name="别家公司(虚构)")[0]


def _reversal(world: Any, place: str, user: Any) -> BillReversal:
    """A reversal that the general manager is said to have asked for, so that every decider is another person."""
    bill, office = _bill(world, place, user), _office(world, place)
    found = BillReversal.objects.filter(bill=bill).first()
    return found or BillReversal.objects.create(
        park=bill.park,
        building=bill.building,
        bill=bill,
        reason="测试",
        asked_by=office.general_manager,
        asked_at=clock.now(),
    )


def _run(world: Any, place: str, user: Any) -> BillingRun:
    """A preview; `mine` is one of the person who asks."""
    office = _office(world, place)
    by = user if place == MINE and user else office.general_manager
    first, last = date(2026, 10, 1), date(2026, 12, 31)
    return BillingRun.objects.create(
        park=office.park,
        item=item_of(office, "management"),
        period_from=first,
        period_to=last,
        due=last,
        buildings=[office.building.pk],
        previewed_by=by,
        previewed_at=clock.now(),
    )


def _line(world: Any, place: str, user: Any) -> ServiceLine:
    """A telephone line in the unit of a place."""
    office, unit = _office(world, place), world.unit(place)
    return ServiceLine.objects.get_or_create(
        park=office.park,
        item=item_of(office, "telephone"),
        label=f"80{place}",
        defaults={"building": unit.building, "unit": unit, "customer": office.customer, "starts": date(2026, 1, 1)},
    )[0]


def _stop(world: Any, place: str, user: Any) -> HeatingStop:
    """A heating stop that waits."""
    office, unit = _office(world, place), world.unit(place)
    return HeatingStop.objects.get_or_create(
        park=office.park,
        unit=unit,
        season_from=date(2026, 11, 15),
        defaults={"reason": "停产", "asked_by": office.general_manager},
    )[0]


BILLING: dict[str, Callable[[Any, str, Any], Any]] = {
    "price": _price,
    "meter": _meter,
    "reading": _reading,
    "building": _building,
    "readings file": _file,
    "bill": _bill,
    "reversal": _reversal,
    "run": _run,
    "line": _line,
    "stop": _stop,
}
