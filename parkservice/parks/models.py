"""Parks, their buildings and departments, opening hours and the working calendar (design section 5, domain G1).

Everything in the product belongs to one park. A change to the hours or the calendar gives the park a new
`calendar_version`, by which every process notices that its kept calendar is out of date.
"""

import secrets
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly


def speaks_english() -> bool:
    """Tell whether the page, paper or message is being written in English."""
    return (get_language() or "").startswith("en")


def new_version() -> str:
    """Return a mark that no calendar had before."""
    return secrets.token_hex(8)


class SpaceKind(models.TextChoices):
    """What a building or unit is used for (glossary)."""

    WORKSHOP = "workshop", _("Workshop")
    OFFICE = "office", pgettext_lazy("building", "Office")
    DORMITORY = "dormitory", _("Dormitory")
    WAREHOUSE = "warehouse", _("Warehouse")
    SHOP = "shop", _("Shop")


class Named(models.Model):
    """A row with a name in both languages; `name` is the one of the page."""

    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the moment; the Chinese one when there is no English one."""
        return self.name_en if self.name_en and speaks_english() else self.name_zh


class ParkQuerySet(models.QuerySet["Park"]):
    """Which parks."""

    def active(self) -> "ParkQuerySet":
        """Parks that are served."""
        return self.filter(is_active=True)

    def get_default(self) -> "Park | None":
        """Return the park of the short public addresses: the only or the first active one; None before the first."""
        return self.active().order_by("id").first()


class Park(Named):
    """One industrial park with its customer-service desk."""

    code = models.CharField(
        _("code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*$", _("Use capital letters and digits, a letter first."))],
        help_text=_("Stands inside document numbers when there is more than one park."),
    )
    slug = models.SlugField(_("short address"), max_length=30, unique=True)
    desk_phone = models.CharField(_("phone of the desk"), max_length=30, blank=True)
    duty_phone = models.CharField(_("phone of the duty room"), max_length=30, blank=True)
    desk_place_zh = models.CharField(_("place of the desk in Chinese"), max_length=100, blank=True)
    desk_place_en = models.CharField(_("place of the desk in English"), max_length=100, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    calendar_version = models.CharField(max_length=16, default=new_version, editable=False)

    objects = ParkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("park")
        verbose_name_plural = _("parks")

    @property
    def desk_place(self) -> str:
        """Where the desk is, in the language of the moment."""
        return self.desk_place_en if self.desk_place_en and speaks_english() else self.desk_place_zh

    def renew_calendar(self) -> None:
        """Mark the kept calendars of this park as out of date, in the transaction of the change."""
        self.calendar_version = new_version()
        Park.objects.filter(pk=self.pk).update(calendar_version=self.calendar_version)

    @cached_property
    def stands_alone(self) -> bool:
        """Whether there is no other active park, so that the short public addresses mean this one."""
        return not Park.objects.active().exclude(pk=self.pk).exists()


class Building(Named):
    """One building of a park; units and officers' postings name it."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="buildings", verbose_name=_("park"))
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("use of space"), max_length=10, choices=SpaceKind)

    class Meta:
        ordering = ["park", "code"]
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "code"],
                name="building_code_once_per_park",
                violation_error_message=_("This park already has a building with this code."),
            ),
        ]


class DepartmentKind(models.TextChoices):
    """Whose department it is."""

    OWN = "own", _("Property company")
    PARK_OFFICE = "park_office", _("Park office")
    OTHER = "other", pgettext_lazy("department", "Other")


class Department(Named):
    """A department that answers, receives results or does work: of ours, of the park office, or another."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="departments", verbose_name=_("park"))
    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("belongs to"), max_length=12, choices=DepartmentKind, default=DepartmentKind.OWN)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ["park", "kind", "code"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "code"],
                name="department_code_once_per_park",
                violation_error_message=_("This park already has a department with this code."),
            ),
        ]


class RenewsCalendar:
    """Rows that the calendar of their park is made of: saving or deleting one makes the kept calendar out of date."""

    park: Park

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and renew."""
        super().save(*args, **kwargs)  # type: ignore[misc]
        self.park.renew_calendar()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete and renew."""
        self.park.renew_calendar()
        return super().delete(*args, **kwargs)  # type: ignore[misc]


class OpeningHours(RenewsCalendar, models.Model):
    """One span of the desk's working time, the same on every working day (domain 3.12)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="opening_hours", verbose_name=_("park"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["park", "opens"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="opening_hours_close_after_opening",
                violation_error_message=_("Closing time must be later than opening time."),
            ),
            models.UniqueConstraint(
                fields=["park", "opens"],
                name="opening_hours_once",
                violation_error_message=_("These opening hours are already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class CalendarDay(RenewsCalendar, Named):
    """A day that differs from Monday to Friday: a holiday, or a weekend day that is worked (调休)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="calendar_days", verbose_name=_("park"))
    date = models.DateField(_("day"))
    working = models.BooleanField(_("working day"))

    class Meta:
        ordering = ["park", "date"]
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "date"],
                name="calendar_day_once_per_park",
                violation_error_message=_("This day is already in the calendar."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class Threshold(models.Model):
    """The value of one threshold from a day on; a new value is a new row, so that old ones can be looked up.

    What a threshold means stands in `parks.thresholds`.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    name = models.CharField(_("name"), max_length=40)
    value = models.PositiveIntegerField(_("value"))
    valid_from = models.DateField(_("valid from"))

    class Meta:
        ordering = ["park", "name", "valid_from", "id"]
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class CalendarYear(RenewsCalendar, models.Model):
    """A year whose holidays are known; other years count Monday to Friday, with a warning."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="calendar_years", verbose_name=_("park"))
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=100)

    class Meta:
        ordering = ["park", "year"]
        verbose_name = _("year of the calendar")
        verbose_name_plural = _("years of the calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "year"],
                name="calendar_year_once_per_park",
                violation_error_message=_("This year is already in the calendar."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


appendonly.protect("parks_threshold")
