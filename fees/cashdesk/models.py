"""Cash drawers and the cash journal: every yuan in cash, line by line, append-only and chained (O3, O7; domain 4)."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.kit import appendonly, chain, clock, crypto
from parkservice.kit.money import MoneyField
from parkservice.kit.triggers import Closing
from parkservice.parks.models import Park

#: What stands in a drawer for change (domain 4, "Facts").
FLOAT = Decimal("500.00")
#: What the chain itself writes into a line.
SEALS = ("position", "version", "previous", "hash")
#: The key of a line says drawer and position, so that a changed key shows: 3 · 10,000,000 + 12.
LINES_PER_DRAWER = 10_000_000


class LineKind(models.TextChoices):
    """What a line of the journal is; totals are no lines, they are computed (domain 4, "Journal columns")."""

    OPENING = "opening", _("Opening")
    ENTRY = "entry", _("Entry")
    REVERSAL = "reversal", _("Reversal")


class Pot(models.TextChoices):
    """Takings go to finance in full, the float stays the same (domain 4, "Two pots")."""

    TAKINGS = "takings", _("Takings")
    FLOAT = "float", _("Float")


class Safe(models.Model):
    """One safe of a park. Neither its code nor the place of its key is ever stored (O8)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="safes", verbose_name=_("park"))
    name = models.CharField(_("name"), max_length=40)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["park", "name"]
        verbose_name = _("safe")
        verbose_name_plural = _("safes")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "name"],
                name="safe_name_once_per_park",
                violation_error_message=_("This park already has a safe with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def seen_by(user: User, officer: str, park: str) -> Q:
    """Return which rows a person reads: of their own drawer, and of the parks whose cash they look after."""
    own = Q(**{officer: user.pk}) if scope(user, "cash.keep") else Q(pk__in=[])
    return own | Q(**{f"{park}__in": scope(user, "cash.view").parks})


class DrawerQuerySet(models.QuerySet["Drawer"]):
    """Which drawers."""

    def visible_to(self, user: User) -> "DrawerQuerySet":
        """My own drawers, and those of the parks whose cash I look after."""
        return self.filter(seen_by(user, "officer_id", "park_id"))

    def current(self, day: date) -> "DrawerQuerySet":
        """Drawers that are kept on a day."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)

    def kept_by(self, user: User, park: Park) -> "DrawerQuerySet":
        """The drawer into which this person's cash goes today; an officer keeps one at a time."""
        return self.current(clock.today()).filter(officer=user, park=park)


class Drawer(models.Model):
    """The cash box of one officer, from the day the float is handed out (domain 4).

    `position`, `balance`, `takings` (yuan) and `head` repeat the last line of the journal; `last_day` is its day,
    `closed_through` the last day closed, `handed_in` the last day whose takings went to finance.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="drawers", verbose_name=_("park"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="drawers", verbose_name=_("officer")
    )
    safe = models.ForeignKey(Safe, models.PROTECT, related_name="drawers", verbose_name=_("safe"))
    float_amount = MoneyField(_("float in yuan"), default=FLOAT)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    balance = MoneyField(_("balance"), default=0)
    takings = MoneyField(_("takings"), default=0)
    head = models.CharField(max_length=64, blank=True)
    last_day = models.DateField(null=True, blank=True)
    closed_through = models.DateField(_("closed through"), null=True, blank=True)
    handed_in = models.DateField(null=True, blank=True)

    objects = DrawerQuerySet.as_manager()

    class Meta:
        ordering = ["park", "id"]
        verbose_name = _("cash drawer")
        verbose_name_plural = _("cash drawers")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="drawer_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(float_amount__gte=0), name="drawer_float_not_below_zero"),
            models.CheckConstraint(
                condition=Q(takings__gte=0) & Q(balance__gte=F("takings")),
                name="drawer_pots_not_below_zero",
                violation_error_message=_("More would be paid than is in the drawer."),
            ),
        ]

    def __str__(self) -> str:
        return _("Drawer of %(name)s") % {"name": self.officer.name}

    @property
    def float_balance(self) -> Decimal:
        """What should be there for change, in yuan."""
        return self.balance - self.takings

    @property
    def series(self) -> str:
        """The name of its chain, in the heads file too."""
        return f"journal/{self.pk}"


class Month(models.Model):
    """One month of the books of a park: the row that writers share and that who closes the month holds alone."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    month = models.DateField(_("month"))

    class Meta:
        ordering = ["park", "month"]
        constraints = [
            models.UniqueConstraint(fields=["park", "month"], name="month_once_per_park"),
            # As text: a function of the product would stop every other program, the backup too, at this table.
            models.CheckConstraint(condition=Q(month__endswith="-01"), name="month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class LineQuerySet(models.QuerySet["JournalLine"]):
    """Which lines."""

    def visible_to(self, user: User) -> "LineQuerySet":
        """Lines of the drawers that I may see."""
        return self.filter(seen_by(user, "drawer__officer_id", "park_id"))


class JournalLine(models.Model):
    """One line of the cash journal in the customary columns; never changed, only reversed (domain 4; M3, M4, M7, M18).

    `receipt`, `payment` and `balance` are yuan. The words are those of the paper, in Chinese. `hash` seals every
    column together with the line before.
    """

    id = models.BigIntegerField(primary_key=True)
    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="lines", verbose_name=_("drawer"))
    position = models.PositiveIntegerField(_("line"))
    day = models.DateField(_("date"))
    at = models.DateTimeField(_("entered"))
    kind = models.CharField(_("kind"), max_length=8, choices=LineKind)
    number = models.CharField(_("document"), max_length=24, blank=True)
    summary = models.CharField(_("summary"), max_length=120)
    item = models.CharField(_("counter item"), max_length=60)
    receipt = MoneyField(_("received"), default=0)
    payment = MoneyField(_("paid"), default=0)
    balance = MoneyField(_("balance"))
    pot = models.CharField(_("pot"), max_length=8, choices=Pot)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    version = models.PositiveSmallIntegerField(default=chain.VERSION)
    previous = models.CharField(max_length=64, default=chain.START)
    hash = models.CharField(max_length=64)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["drawer", "position"]
        verbose_name = _("line of the cash journal")
        verbose_name_plural = _("cash journal")
        constraints = [
            models.UniqueConstraint(fields=["drawer", "position"], name="journal_position_once"),
            models.UniqueConstraint(  # by pot, for an overage that is given back from the float, which is refilled
                fields=["park", "number", "kind", "pot"],
                condition=~Q(number="") & ~Q(receipt=0),
                name="journal_receipt_once",
                violation_error_message=_("This document is in the journal already."),
            ),
            models.UniqueConstraint(
                fields=["park", "number", "kind"],
                condition=~Q(number="") & ~Q(payment=0),
                name="journal_payment_once",
                violation_error_message=_("This document is in the journal already."),
            ),
            models.CheckConstraint(
                condition=Q(kind=LineKind.OPENING, receipt__gte=0, payment=0, position=1, pot=Pot.FLOAT)
                | Q(kind=LineKind.ENTRY, receipt__gt=0, payment=0)
                | Q(kind=LineKind.ENTRY, receipt=0, payment__gt=0)
                | Q(kind=LineKind.REVERSAL, receipt__lt=0, payment=0)
                | Q(kind=LineKind.REVERSAL, receipt=0, payment__lt=0),
                name="journal_one_amount",
                violation_error_message=_("A line has one amount: received or paid; only a reversal is negative."),
            ),
            models.CheckConstraint(
                condition=Q(balance__gte=0),
                name="journal_balance_not_below_zero",
                violation_error_message=_("More would be paid than is in the drawer."),
            ),
            models.CheckConstraint(
                condition=Q(payment__lte=0)
                | Q(pot=Pot.FLOAT)
                | Q(number__startswith="JK-")
                | Q(number__startswith="CY-"),
                name="journal_takings_are_not_spent",
                violation_error_message=_("Takings go to finance in full. Pay from the float."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=LineKind.ENTRY) | (~Q(number="") & Q(reverses__isnull=True)),
                name="journal_entry_has_document",
                violation_error_message=_("No movement without its document."),
            ),
        ]
        indexes = [
            models.Index(fields=["drawer", "day", "position"], name="journal_by_day"),
            models.Index(fields=["park", "day"], name="journal_by_park"),
            models.Index(fields=["number"], name="journal_by_number"),
        ]

    def __str__(self) -> str:
        return self.number or self.summary

    @property
    def change(self) -> Decimal:
        """What the line adds to the balance, in yuan."""
        return self.receipt - self.payment

    @property
    def content(self) -> dict[str, Any]:
        """Every column but the seal, as it is sealed."""
        return {name: getattr(self, name) for name in sealed()}

    def seal(self, series: str) -> str:
        """Return the seal that belongs to this line in a series."""
        return chain.seal(crypto.chain_keys()[0], series, self.position, self.content, self.previous, self.version)


@cache
def sealed() -> tuple[str, ...]:
    """The columns of a line that its seal covers."""
    return tuple(field.attname for field in JournalLine._meta.concrete_fields if field.attname not in SEALS)


#: A day of a drawer is closed by its DayClose, a month of a park by its first MonthClose, for good (M8).
DAYS = Closing("fees_drawer", "id", "fees_dayclose", "drawer_id")
MONTHS = Closing("fees_month", "park_id", "fees_monthclose", "park_id", monthly=True)

appendonly.protect("fees_safe", mutable=["name", "is_active"])
appendonly.protect(
    "fees_drawer",
    mutable=["ends", "position", "balance", "takings", "head", "last_day", "closed_through", "handed_in"],
)
appendonly.no_overlap("fees_drawer", ["officer_id"])
appendonly.protect("fees_month")
appendonly.protect("fees_journalline")
appendonly.refuse_closed("fees_journalline", DAYS, key="drawer_id")
appendonly.refuse_closed("fees_journalline", MONTHS, key="park_id")
