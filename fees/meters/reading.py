"""Reading meters: what is implausible is asked back before it is written (domain 2.4, 3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fees.billing.charges import MeterUse
from fees.billing.models import GONE, Bill
from fees.meters.models import BatchSource, Meter, MeterReading, ReadingBatch, ReadingKind
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Occupancy
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import QtyField, to_units
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.uploads import CleanFile, attach

#: A usage is compared with the mean of so many before it.
COMPARED = 4
MOST, LEAST = Decimal(2), Decimal("0.5")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody reads off a meter; `confirmed` says why a value is right that looks wrong."""

    current: Decimal
    read_at: datetime
    estimated: bool = False
    rolled: bool = False
    remark: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class Judged:
    """What a value means: the value before it, the usage, and what is strange about it."""

    previous: Decimal
    usage: Decimal
    doubt: bool
    zero: bool
    mean: Decimal | None


def in_doubt(usage: Decimal, past: Sequence[Decimal]) -> bool:
    """Whether a usage is more than twice, or less than half, the mean of those before it; without any it is not."""
    if not past:
        return False
    mean = sum(past, Decimal(0)) / len(past)
    return usage > MOST * mean or usage < LEAST * mean


def last_reading(meter: Meter) -> MeterReading:
    """Return the newest live reading of a meter; there is one, its first value."""
    return meter.readings.live().order_by("-read_on", "-id")[0]


def judge(meter: Meter, said: Said) -> Judged:
    """Return what a value means, without writing it.

    Raises RuleViolation for a value beyond the register or below the last one, for a usage that no bill could hold, and
    for a day that does not fit.
    """
    last = last_reading(meter)
    _check_day(meter, last, clock.local(said.read_at).date(), said.read_at)
    if not 0 <= said.current < Decimal(10) ** meter.digits:
        raise RuleViolation(_("The register has %(n)d digits before the point.") % {"n": meter.digits}, code="digits")
    if said.rolled and said.current >= last.current:
        raise RuleViolation(
            _("The value is not lower than the last one, so it did not run through zero."), code="rolled"
        )
    usage = MeterUse(last.current, said.current, meter.multiplier, meter.digits, said.rolled).usage
    _check_usage(meter, usage)
    past = _past(meter)
    mean = sum(past, Decimal(0)) / len(past) if past else None
    zero = usage == 0 and _occupied(meter, clock.local(said.read_at).date())
    return Judged(last.current, usage, in_doubt(usage, past), zero, mean)


def _past(meter: Meter) -> list[Decimal]:
    """The usages of the last readings, the newest first."""
    rows = meter.readings.live().exclude(kind=ReadingKind.BASE).order_by("-read_on", "-id")
    return list(rows.values_list("usage", flat=True)[:COMPARED])


def _occupied(meter: Meter, day: date) -> bool:
    """Whether the unit of a meter is occupied on a day."""
    return meter.unit_id is not None and Occupancy.objects.current(day).filter(unit_id=meter.unit_id).exists()


def _check_day(meter: Meter, last: MeterReading, day: date, moment: datetime) -> None:
    if moment > clock.now():
        raise RuleViolation(_("This lies in the future. Enter when it happened."), code="day")
    if meter.ends is not None:
        raise RuleViolation(_("This meter was taken out already."), code="out")
    if day < last.read_on:
        raise RuleViolation(
            _("It was read on %(day)s already. Enter a later day.") % {"day": f"{last.read_on:%Y-%m-%d}"}, code="day"
        )


def _check_usage(meter: Meter, usage: Decimal) -> None:
    """Refuse what a mistyped multiplier makes of a value. Raises RuleViolation."""
    try:
        to_units(usage, QtyField.places)
    except ValidationError as error:
        said = {"multiplier": f"{meter.multiplier.normalize():f}"}
        raise RuleViolation(
            _("With the multiplier %(multiplier)s the usage is too large, or has more than four decimal places.")
            % said,
            code="digits",
        ) from error


def write(
    *,
    meter: Meter,
    actor: User,
    said: Said,
    kind: ReadingKind = ReadingKind.REGULAR,
    batch: ReadingBatch | None = None,
) -> MeterReading:
    """Write a reading of a locked meter, in the caller's transaction.

    Raises RuleViolation as `judge` does, "implausible" when nobody said why the value is right, and "twice" when the
    meter was read on that day already.
    """
    judged = judge(meter, said)
    if judged.doubt and not said.confirmed:
        raise RuleViolation(doubt_text(meter, judged), code="implausible")
    try:
        with transaction.atomic():
            return MeterReading.objects.create(
                park_id=meter.park_id,
                building_id=meter.building_id,
                meter=meter,
                batch=batch,
                kind=kind,
                read_on=clock.local(said.read_at).date(),
                reader=actor,
                previous=judged.previous,
                usage=judged.usage,
                doubt=judged.doubt,
                zero=judged.zero,
                **{**vars(said), "confirmed": said.confirmed if judged.doubt else ""},
            )
    except IntegrityError as error:
        raise RuleViolation(_("This meter was read on this day already."), code="twice") from error


def doubt_text(meter: Meter, judged: Judged) -> str:
    """The question that is asked back about an implausible usage."""
    usual = judged.mean.quantize(Decimal("0.1")) if judged.mean is not None else Decimal(0)
    return _("Usage %(usage)s %(measure)s, usual is about %(mean)s. Look again; if it is right, say why.") % {
        "usage": f"{judged.usage.normalize():,f}",
        "measure": meter.measure,
        "mean": f"{usual:,f}",
    }


@transaction.atomic
def read_meter(
    *, meter_id: int, actor: User, said: Said, form_id: str, photos: Sequence[CleanFile] = ()
) -> MeterReading:
    """Write down what a meter shows; all readings of a person in a building on one day are one batch (CB).

    Raises RuleViolation without the right for the building, and as `write` does; then nothing is written.
    """

    def make() -> MeterReading:
        meter = Meter.objects.select_for_update(of=("self",)).select_related("park", "building").get(pk=meter_id)
        if not may(actor, "meters.read", meter):
            raise RuleViolation(_("Your postings do not give you the right to do this."), code="no_right")
        reading = write(meter=meter, actor=actor, said=said, batch=_round(meter, actor))
        if photos:
            attach(subject=reading, park=meter.park, files=photos, actor=actor)
        note(reading, actor)
        return reading

    return once(form_id=form_id, actor=actor, body=vars(said), make=make)[0]


def _round(meter: Meter, actor: User) -> ReadingBatch:
    """The round of this person through this building today, begun with its first reading."""
    key = {"building": meter.building, "by": actor, "day": clock.today(), "source": BatchSource.ROUTE}
    found = ReadingBatch.objects.filter(**key).first()
    if found is not None:
        return found
    return ReadingBatch.objects.create(park=meter.park, number=next_number(meter.park, "CB"), at=clock.now(), **key)


def note(reading: MeterReading, actor: User) -> None:
    """Write a reading into the history of its meter."""
    data: dict[str, Any] = {"value": f"{reading.current.normalize():f}", "usage": f"{reading.usage.normalize():f}"}
    if reading.batch is not None:
        data["number"] = reading.batch.number
    verb = "meter.estimated" if reading.estimated else "meter.read"
    record(park=reading.meter.park, actor=actor, verb=verb, subject=reading.meter, data=data, note=reading.confirmed)


@transaction.atomic
def void_reading(*, reading_id: int, actor: User, reason: str) -> MeterReading:
    """Make the newest reading of a meter void, so that it is read again.

    Raises RuleViolation without the right, for any but the newest reading, the first or last value of a meter, and one
    that was billed.
    """
    meter_id, park_id, kind = MeterReading.objects.values_list("meter_id", "park_id", "meter__kind").get(pk=reading_id)
    # A billing run holds these rows while it writes: it never counts a reading that is made void at the same moment.
    list(FeeItem.objects.select_for_update(of=("self",)).filter(park_id=park_id, code__startswith=kind).order_by("pk"))
    meter = Meter.objects.select_for_update(of=("self",)).select_related("park").get(pk=meter_id)
    reading = MeterReading.objects.select_related("meter__park", "batch").get(pk=reading_id)
    if not may(actor, "meters.manage", meter):
        raise RuleViolation(_("Your postings do not give you the right to do this."), code="no_right")
    if reading.kind != ReadingKind.REGULAR or last_reading(meter).pk != reading.pk:
        raise RuleViolation(_("Only the newest reading can be made void."), code="not_newest")
    if Bill.objects.filter(reading=reading).exclude(state__in=GONE).exists():
        raise RuleViolation(_("A bill was made with this reading. Reverse the bill first."), code="billed")
    reading.voided_at, reading.voided_by, reading.void_reason = clock.now(), actor, reason
    reading.save(update_fields=["voided_at", "voided_by", "void_reason"])
    data = {"value": f"{reading.current.normalize():f}"}
    record(park=meter.park, actor=actor, verb="meter.voided", subject=meter, data=data, note=reason)
    return reading
