"""Meters and readings for tests, made by the services themselves."""

from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from fees.meters import services
from fees.meters.models import Meter, MeterReading
from fees.meters.reading import Said, read_meter
from parkservice.kit import clock
from tests.complaints.factories import Office, new_form

_numbers = count(1)


def noon(*day: int) -> datetime:
    """Twelve o'clock of a day."""
    return clock.combine(date(*day), time(12))


def meter_in(office: Office, kind: str = "power", value: str = "0", **said: Any) -> Meter:
    """A meter of the unit of the office since New Year."""
    usual = {"unit": office.unit, "building": office.building, "starts": date(2026, 1, 1)}
    usual["serial"] = f"DB-{next(_numbers):04d}"
    said = {**usual, **{name: Decimal(each) if name == "multiplier" else each for name, each in said.items()}}
    new = services.NewMeter(kind=kind, value=Decimal(value), **said)
    return services.register_meter(park=office.park, actor=office.manager, new=new, form_id=new_form())


def read(office: Office, meter: Meter, value: str, *day: int, **said: Any) -> MeterReading:
    """What the officer reads on a day, sure of it."""
    said.setdefault("confirmed", "测试")
    actor = said.pop("actor", office.officer)
    with clock.at(noon(*day)):
        return read_meter(
            meter_id=meter.pk,
            actor=actor,
            said=Said(current=Decimal(value), read_at=clock.now(), **said),
            form_id=new_form(),
        )


def history(office: Office, meter: Meter, *usages: str) -> None:
    """Readings of the months from February on, with these usages."""
    value = meter.readings.get().current
    for month, usage in enumerate(usages, start=2):
        value += Decimal(usage) / meter.multiplier
        read(office, meter, str(value), 2026, month, 1)
