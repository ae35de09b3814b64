"""The register of meters: put in, changed, taken out (O4, domain 3.2)."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fees.meters.models import Meter, MeterKind, MeterReading, ReadingKind
from fees.meters.reading import Said, write
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.estate.models import Unit
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Building, Park


@dataclass(frozen=True, kw_only=True)
class NewMeter:
    """A meter as it is put in: what it counts, where, and the value that it begins with."""

    kind: str
    serial: str
    building: Building
    starts: date
    value: Decimal
    unit: Unit | None = None
    multiplier: Decimal = Decimal(1)
    digits: int = 5
    place: str = ""
    position: int = 100


@transaction.atomic
def register_meter(*, park: Park, actor: User, new: NewMeter, form_id: str) -> Meter:
    """Enter a meter with its first value.

    Raises RuleViolation without the right, for a number in use, a day ahead, or a unit of another building.
    """

    def make() -> Meter:
        require(actor, "meters.manage", park)
        if new.unit is not None and new.unit.building_id != new.building.pk:
            raise RuleViolation(_("This unit is in another building."), code="unit")
        meter = _put_in(park, actor, new, root=None)
        _note(meter, actor, "meter.registered", value=str(new.value))
        return meter

    return once(form_id=form_id, actor=actor, body=vars(new), make=make)[0]


def _put_in(park: Park, actor: User, new: NewMeter, root: Meter | None) -> Meter:
    """Make the row and its first reading."""
    if new.starts > clock.today():
        raise RuleViolation(_("This lies in the future. Enter when it happened."), code="day")
    _fits(new.value, new.digits)
    row = {name: value for name, value in vars(new).items() if name != "value"}
    try:
        with transaction.atomic():
            meter = Meter.objects.create(park=park, root=root, **row)
    except IntegrityError as error:
        raise RuleViolation(_("A meter with this number is in use already."), code="serial") from error
    MeterReading.objects.create(
        park=park,
        building=new.building,
        meter=meter,
        kind=ReadingKind.BASE,
        previous=new.value,
        current=new.value,
        usage=Decimal(0),
        read_on=new.starts,
        read_at=clock.combine(new.starts, time(12)),
        reader=actor,
    )
    return meter


def _fits(value: Decimal, digits: int) -> None:
    if not 0 <= value < Decimal(10) ** digits:
        raise RuleViolation(_("The register has %(n)d digits before the point.") % {"n": digits}, code="digits")


@transaction.atomic
def change_meter(
    *,
    meter_id: int,
    actor: User,
    said: Said,
    serial: str,
    value: Decimal,
    digits: int,
    multiplier: Decimal,
    form_id: str,
) -> Meter:
    """Take the last value of a meter and put another into its place; both usages are billed as one (domain 3.2).

    Raises RuleViolation without the right, when the meter is out already, for a number in use, and as a reading does.
    """
    body = {**vars(said), "serial": serial, "value": value, "digits": digits, "multiplier": multiplier}

    def make() -> Meter:
        old = _locked(meter_id, actor)
        _end(old, actor, said)
        new = NewMeter(
            kind=MeterKind(old.kind),
            serial=serial,
            building=old.building,
            unit=old.unit,
            starts=clock.local(said.read_at).date(),
            value=value,
            digits=digits,
            multiplier=multiplier,
            place=old.place,
            position=old.position,
        )
        made = _put_in(old.park, actor, new, root=old.root or old)
        _note(old, actor, "meter.changed", serial=serial, value=str(said.current))
        _note(made, actor, "meter.registered", value=str(value))
        return made

    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


@transaction.atomic
def take_out(*, meter_id: int, actor: User, said: Said, form_id: str) -> Meter:
    """Take a meter out for good, with its last value.

    Raises RuleViolation without the right, when it is out already, and as a reading does.
    """

    def make() -> Meter:
        meter = _locked(meter_id, actor)
        _end(meter, actor, said)
        _note(meter, actor, "meter.taken_out", value=str(said.current))
        return meter

    return once(form_id=form_id, actor=actor, body=vars(said), make=make)[0]


def _end(meter: Meter, actor: User, said: Said) -> None:
    write(meter=meter, actor=actor, said=said, kind=ReadingKind.FINAL)
    meter.ends = clock.local(said.read_at).date()
    meter.save(update_fields=["ends"])


def _locked(meter_id: int, actor: User) -> Meter:
    """Lock a meter that is in use."""
    rows = Meter.objects.select_for_update(of=("self",)).select_related("park", "building", "unit", "root")
    meter = rows.get(pk=meter_id)
    require(actor, "meters.manage", meter.park)
    if meter.ends is not None:
        raise RuleViolation(_("This meter was taken out already."), code="out")
    return meter


def _note(meter: Meter, actor: User, verb: str, **data: Any) -> None:
    record(park=meter.park, actor=actor, verb=verb, subject=meter, data={"meter": meter.serial, **data})
