"""Meters and what they showed (O4, domain 2.4 and 3.2).

A reading is never edited: a wrong one is made void while nothing was billed by it, and read again. A changed meter
keeps its place: the new one names the first of the row as its `root`, so that one charge object runs on.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.estate.models import Unit
from parkservice.kit import appendonly, clock
from parkservice.kit.money import QtyField
from parkservice.parks.models import Building, Park


class MeterKind(models.TextChoices):
    """What a meter counts; the value is the code of the fee item that it is billed by."""

    POWER = "power", _("Electricity")
    WATER = "water", _("Water")
    HOT_WATER = "hot_water", _("Hot water")
    GAS = "gas", _("Gas")


UNITS = {MeterKind.POWER: "kWh", MeterKind.WATER: "m³", MeterKind.HOT_WATER: "m³", MeterKind.GAS: "m³"}


class MeterQuerySet(models.QuerySet["Meter"]):
    """Which meters."""

    def visible_to(self, user: User, perm: str = "meters.view") -> "MeterQuerySet":
        """Meters of the parks and buildings in which this person may see, or read, them."""
        reach = scope(user, perm)
        return self.filter(Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings))

    def in_use(self) -> "MeterQuerySet":
        """Meters that count today."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=clock.today()))


class Meter(models.Model):
    """One meter of a unit, or the master of a building when it has no unit (domain 3.2, 3.4)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    building = models.ForeignKey(Building, models.PROTECT, related_name="+", verbose_name=_("building"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="meters", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=MeterKind)
    serial = models.CharField(_("meter number"), max_length=40)
    multiplier = QtyField(_("multiplier"), default=Decimal(1))
    digits = models.PositiveSmallIntegerField(_("digits before the point"), default=5)
    place = models.CharField(_("where it hangs"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the route"), default=100)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors", editable=False)

    objects = MeterQuerySet.as_manager()

    class Meta:
        ordering = ["building", "position", "serial"]
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "kind", "serial"],
                condition=Q(ends__isnull=True),
                name="meter_number_once_in_use",
                violation_error_message=_("A meter with this number is in use already."),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="meter_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(multiplier__gt=Decimal(0)), name="meter_multiplier_above_zero"),
            models.CheckConstraint(condition=Q(digits__gte=3, digits__lte=9), name="meter_digits_in_reach"),
        ]
        indexes = [
            models.Index(fields=["building", "position", "id"], name="meter_by_route"),
            models.Index(fields=["unit", "kind"], name="meter_by_unit"),
        ]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:meter", args=[self.pk])

    @property
    def is_master(self) -> bool:
        """Whether it counts what a building shares."""
        return self.unit_id is None

    @property
    def measure(self) -> str:
        """The unit of what it counts."""
        return UNITS[MeterKind(self.kind)]

    @property
    def root_key(self) -> int:
        """The first meter of the place, by which bills name what they charge."""
        return self.root_id or self.pk


class BatchSource(models.TextChoices):
    """Where readings come from."""

    ROUTE = "route", _("Read on the spot")
    FILE = "file", _("From a file")


class BatchState(models.TextChoices):
    """How far a batch is."""

    SHOWN = "shown", _("waits for you")
    POSTED = "posted", pgettext_lazy("readings", "taken over")
    DROPPED = "dropped", pgettext_lazy("readings", "put away")


class BatchQuerySet(models.QuerySet["ReadingBatch"]):
    """Which batches."""

    def mine(self, user: User) -> "BatchQuerySet":
        """Files that this person sent, where they still read meters."""
        reach = scope(user, "meters.read")
        parks = set(reach.parks) | set(
            Building.objects.filter(pk__in=reach.buildings).values_list("park_id", flat=True)
        )
        return self.filter(by_id=user.pk, park_id__in=parks, source=BatchSource.FILE)


class ReadingBatch(models.Model):
    """The readings of one round through a building, or of one file (CB); its rows go once they are settled."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24, blank=True)
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=6, choices=BatchSource)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reader"))
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("time"))
    state = models.CharField(_("state"), max_length=8, choices=BatchState, default=BatchState.POSTED)
    file_name = models.CharField(_("file name"), max_length=120, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("reading batch")
        verbose_name_plural = _("reading batches")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "number"], condition=~Q(number=""), name="batch_number_once_per_park"
            ),
            models.UniqueConstraint(
                fields=["building", "by", "day"],
                condition=Q(source=BatchSource.ROUTE),
                name="batch_one_round_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.POSTED) | ~Q(number=""), name="batch_posted_has_number"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.file_name


class ReadingKind(models.TextChoices):
    """What a reading is."""

    BASE = "base", _("First value")
    REGULAR = "regular", _("Reading")
    FINAL = "final", _("Last value")


class ReadingQuerySet(models.QuerySet["MeterReading"]):
    """Which readings."""

    def live(self) -> "ReadingQuerySet":
        """Those that are not void."""
        return self.filter(voided_at__isnull=True)

    def visible_to(self, user: User, perm: str = "meters.view") -> "ReadingQuerySet":
        """Readings of the parks and buildings in which this person sees meters."""
        reach = scope(user, perm)
        return self.filter(Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings))


class MeterReading(models.Model):
    """What a meter showed at a moment; `usage` already carries rollover and multiplier (domain 2.4, 3.2).

    `doubt` marks a usage of more than twice, or less than half, the mean of the last four; such a one is written only
    with the reason that somebody gave (`confirmed`). `zero` marks no usage in an occupied unit.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    building = models.ForeignKey(Building, models.PROTECT, related_name="+", verbose_name=_("building"))
    meter = models.ForeignKey(Meter, models.PROTECT, related_name="readings", verbose_name=_("meter"))
    batch = models.ForeignKey(ReadingBatch, models.PROTECT, null=True, blank=True, related_name="readings")
    kind = models.CharField(_("kind"), max_length=8, choices=ReadingKind, default=ReadingKind.REGULAR)
    previous = QtyField(_("last value"))
    current = QtyField(_("value"))
    rolled = models.BooleanField(_("ran through zero"), default=False)
    usage = QtyField(_("usage"))
    read_on = models.DateField(_("day"))
    read_at = models.DateTimeField(_("read at"))
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reader"))
    estimated = models.BooleanField(_("estimated"), default=False)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    doubt = models.BooleanField(_("implausible"), default=False)
    zero = models.BooleanField(_("no usage though occupied"), default=False)
    confirmed = models.CharField(_("why it is right"), max_length=200, blank=True)
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(_("why it is void"), max_length=200, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["meter", "-read_on", "-id"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.CheckConstraint(
                condition=Q(rolled=True) | Q(current__gte=F("previous")),
                name="reading_not_below_the_last",
                violation_error_message=_("The value is lower than the last one."),
            ),
            models.CheckConstraint(condition=Q(usage__gte=Decimal(0)), name="reading_usage_not_below_zero"),
            models.CheckConstraint(
                condition=Q(doubt=False) | ~Q(confirmed=""),
                name="reading_in_doubt_has_reason",
                violation_error_message=_("Say why this value is right."),
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="reading_void_whole",
            ),
            models.UniqueConstraint(
                fields=["meter", "read_on", "kind"],
                condition=Q(voided_at__isnull=True),
                name="reading_once_a_day",
                violation_error_message=_("This meter was read on this day already."),
            ),
        ]
        indexes = [models.Index(fields=["meter", "-read_on", "-id"], name="reading_by_meter")]

    def __str__(self) -> str:
        return f"{self.meter} {self.read_on:%Y-%m-%d}"


appendonly.protect("fees_meter", mutable=["ends", "place", "position"])
appendonly.protect("fees_readingbatch", mutable=["number", "state", "rows", "headings", "at"])
appendonly.protect("fees_meterreading", mutable=["voided_at", "voided_by_id", "void_reason"])
