"""What stands around bills: runs, reversals, lines of service, amounts of suppliers, heating stops (domain 2.4)."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from fees.billing import rules
from fees.billing.models import Bill
from fees.billing.periods import period_of, period_text
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.estate.models import Customer, Unit
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField, QtyField
from parkservice.parks.models import Building, Park

may_decide: Any = rules.may_decide


class RunState(models.TextChoices):
    """States of a billing run."""

    PREVIEWED = "previewed", pgettext_lazy("run", "Previewed")
    RUNNING = "running", pgettext_lazy("run", "Running")
    DONE = "done", pgettext_lazy("run", "Done")
    DROPPED = "dropped", pgettext_lazy("run", "Put away")


class RunQuerySet(models.QuerySet["BillingRun"]):
    """Which runs."""

    def visible_to(self, user: User) -> "RunQuerySet":
        """Runs of the parks that this person bills or watches, and the own previews of an officer."""
        reach = scope(user, "bills.preview")
        whole = Q(park_id__in=reach.parks) | Q(park_id__in=scope(user, "bills.export").parks)
        return self.filter(whole | Q(previewed_by_id=user.pk) if reach.buildings else whole)


class BillingRun(models.Model):
    """One billing of an item for a period: previewed, then run building by building, each in its own transaction.

    `planned_*` say what the preview found, `done` which buildings are billed, `problems` what could not be billed and
    why, as data. What a run made is the sum of its bills.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    item = models.ForeignKey(FeeItem, models.PROTECT, related_name="+", verbose_name=_("fee item"))
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    due = models.DateField(_("due"))
    buildings = models.JSONField(_("buildings"), default=list)
    state = FSMField(_("state"), max_length=10, choices=RunState, default=RunState.PREVIEWED, protected=True)
    planned_count = models.PositiveIntegerField(_("bills planned"), default=0)
    planned_sum = MoneyField(_("sum planned"), default=0)
    last_count = models.PositiveIntegerField(_("bills of the last period"), default=0)
    last_sum = MoneyField(_("sum of the last period"), default=0)
    already = models.PositiveIntegerField(_("billed already"), default=0)
    differences = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    done = models.JSONField(default=list)
    count = models.PositiveIntegerField(_("bills made"), default=0)
    total = MoneyField(_("sum made"), default=0)
    previewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    previewed_at = models.DateTimeField(_("previewed"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-previewed_at", "-id"]
        verbose_name = _("billing run")
        verbose_name_plural = _("billing runs")
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="run_period_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=[RunState.RUNNING, RunState.DONE]) | Q(started_by__isnull=False),
                name="run_started_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["park", "-previewed_at", "-id"], name="run_by_time")]

    def __str__(self) -> str:
        return f"{self.item} {self.period_from:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The page of the run."""
        return reverse("fees:run", args=[self.pk])

    @transition(state, source=RunState.PREVIEWED, target=RunState.RUNNING)
    def start(self) -> None:
        """Somebody who may run billing starts it."""

    @transition(state, source=RunState.RUNNING, target=RunState.DONE)
    def finish(self) -> None:
        """Every building is billed."""

    @transition(state, source=RunState.PREVIEWED, target=RunState.DROPPED)
    def drop(self) -> None:
        """The preview is put away."""


class ReversalState(models.TextChoices):
    """How far a reversal is."""

    ASKED = "asked", pgettext_lazy("reversal", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("reversal", "Approved")
    REFUSED = "refused", pgettext_lazy("reversal", "Refused")


class BillReversal(models.Model):
    """The request to reverse a wrong bill, with its reason; another person approves it (G3, G6)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="reversals", verbose_name=_("bill"))
    reason = models.TextField(_("reason"))
    state = FSMField(_("state"), max_length=10, choices=ReversalState, default=ReversalState.ASKED, protected=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("reversal of a bill")
        verbose_name_plural = _("reversals of bills")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"],
                condition=Q(state=ReversalState.ASKED),
                name="reversal_one_open_per_bill",
                violation_error_message=_("A reversal of this bill waits already."),
            ),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state=ReversalState.APPROVED), name="reversal_once_per_bill"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reversal_has_reason"),
            models.CheckConstraint(
                condition=Q(state=ReversalState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=ReversalState.ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="reversal_decision_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReversalState.APPROVED) | ~Q(decided_by=F("asked_by")),
                name="reversal_approved_by_another",
                violation_error_message=_("Nobody approves their own reversal."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.bill)

    @transition(state, source=ReversalState.ASKED, target=ReversalState.APPROVED, permission=may_decide)
    def approve(self) -> None:
        """The second person approves."""

    @transition(state, source=ReversalState.ASKED, target=ReversalState.REFUSED, permission=may_decide)
    def refuse(self) -> None:
        """The second person refuses."""


class LineQuerySet(models.QuerySet["ServiceLine"]):
    """Which lines."""

    def visible_to(self, user: User) -> "LineQuerySet":
        """Lines of the parks and buildings in which this person sees bills."""
        reach = scope(user, "bills.view")
        return self.filter(Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings))


class ServiceLine(models.Model):
    """What a customer has in a unit that is charged by the piece: a telephone line, terminals, a parking space."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    building = models.ForeignKey(Building, models.PROTECT, related_name="+", verbose_name=_("building"))
    item = models.ForeignKey(FeeItem, models.PROTECT, related_name="lines", verbose_name=_("fee item"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    label = models.CharField(_("number or name"), max_length=40)
    quantity = QtyField(_("quantity"), default=Decimal(1))
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["item", "label"]
        verbose_name = _("line of service")
        verbose_name_plural = _("lines of service")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "item", "label"],
                condition=Q(ends__isnull=True),
                name="line_label_once_in_use",
                violation_error_message=_("A line with this number is in use already."),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="line_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=Decimal(0)), name="line_quantity_above_zero"),
        ]

    def __str__(self) -> str:
        return self.label


class SupplierAmount(models.Model):
    """What a supplier's file says about a line for a period: call charges, passed on without a mark-up (L1).

    Until the line is billed a later file may correct it.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    line = models.ForeignKey(ServiceLine, models.PROTECT, related_name="amounts", verbose_name=_("line of service"))
    period_from = models.DateField(_("from"))
    amount = MoneyField(_("amount in yuan"))
    file_name = models.CharField(_("file name"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["line", "-period_from"]
        verbose_name = _("amount of a supplier")
        verbose_name_plural = _("amounts of suppliers")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "period_from"],
                name="supplier_amount_once",
                violation_error_message=_("The amount of this line is there already for this period."),
            ),
            models.CheckConstraint(condition=Q(amount__gte=Decimal(0)), name="supplier_amount_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.period_from:%Y-%m}"


class HeatingStop(models.Model):
    """A granted stop of heating for one unit and season; it pays the base share (domain 3.5)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    season_from = models.DateField(_("season from"))
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    class Meta:
        ordering = ["-season_from", "unit"]
        verbose_name = _("heating stop")
        verbose_name_plural = _("heating stops")
        constraints = [
            models.UniqueConstraint(fields=["unit", "season_from"], name="heating_stop_once_a_season"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                name="heating_stop_approved_by_another",
                violation_error_message=_("Nobody approves their own request."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.season_from:%Y}"

    @property
    def season(self) -> str:
        """The heating season by its name."""
        return period_text("year", self.season_from, period_of("year", self.season_from).last)


_RUN = ("state", "planned_count", "planned_sum", "last_count", "last_sum", "already", "differences", "problems", "done")
appendonly.protect(
    "fees_billingrun", mutable=[*_RUN, "count", "total", "started_by_id", "started_at", "beat_at", "finished_at"]
)
appendonly.protect("fees_billreversal", mutable=["state", "decided_by_id", "decided_at", "note"])
appendonly.protect("fees_serviceline", mutable=["ends"])
appendonly.protect("fees_supplieramount", mutable=["amount", "file_name", "by_id", "at"])
appendonly.protect("fees_heatingstop", mutable=["approved_by_id", "approved_at"])
