"""Counts of cash (PD) and the differences that they find (CY), each a document (O3, O7; domain 4, M9, M15)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from fees.cashdesk.models import DAYS, MONTHS, Drawer, JournalLine, seen_by
from fees.counting import rules
from parkservice.accounts.models import User
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.parks.models import Park


class Purpose(models.TextChoices):
    """Why cash was counted (domain 4, steps 3 and 6; month close, step 6)."""

    CLOSE = "close", _("Close of the day")
    FLOAT = "float", _("Float after the pay-in")
    SURPRISE = "surprise", _("Surprise count")
    MONTH_END = "month_end", _("Count at the end of the month")


#: Counts that somebody else watches.
WATCHED = (Purpose.SURPRISE, Purpose.MONTH_END)


class CountQuerySet(models.QuerySet["CashCount"]):
    """Which counts."""

    def visible_to(self, user: User) -> "CountQuerySet":
        """Counts of the drawers that I may see."""
        return self.filter(seen_by(user, "drawer__officer_id", "park_id"))


class CashCount(models.Model):
    """What was counted, by denomination, and what the book said at that moment; never changed (M7).

    `notes` maps denominations to pieces; `total` and `book` are yuan; `position` is the last line of the journal then.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="counts", verbose_name=_("drawer"))
    day = models.DateField(_("day"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    notes: models.JSONField = models.JSONField(_("notes and coins"), default=dict)
    total = MoneyField(_("counted"))
    book = MoneyField(_("book"))
    position = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("counted by"))
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("witness")
    )
    at = models.DateTimeField(_("counted at"))

    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("cash count")
        verbose_name_plural = _("cash counts")
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="count_number_once_per_park"),
            models.CheckConstraint(condition=Q(total__gte=0), name="count_not_below_zero"),
            models.CheckConstraint(
                condition=~Q(witness=F("by")) & (~Q(purpose__in=WATCHED) | Q(witness__isnull=False)),
                name="count_watched_by_another",
                violation_error_message=_("Somebody else watches this count. Name the witness."),
            ),
        ]
        indexes = [models.Index(fields=["drawer", "day", "purpose"], name="count_by_day")]

    def __str__(self) -> str:
        return self.number

    @property
    def off(self) -> Decimal:
        """Counted less book, in yuan: below zero is a shortage."""
        return self.total - self.book


class DifferenceState(models.TextChoices):
    """States of a difference (domain 4; month close, step 5)."""

    OPEN = "open", _("Not explained")
    EXPLAINED = "explained", _("Explained, to be decided")
    DECIDED = "decided", _("Decided, money moves")
    SETTLED = "settled", _("Settled")


class Outcome(models.TextChoices):
    """What a difference becomes: a shortage is compensated or approved, an overage returned or income (domain 4)."""

    COMPENSATED = "compensated", _("Compensated by the person")
    EXPENSE = "expense", _("Approved as expense")
    RETURNED = "returned", _("Returned to the payer")
    INCOME = "income", _("Other income")


SHORTAGES = (Outcome.COMPENSATED, Outcome.EXPENSE)
#: Cash moves once more before these are settled.
MOVING = (Outcome.COMPENSATED, Outcome.RETURNED)


class DifferenceQuerySet(models.QuerySet["Difference"]):
    """Which differences."""

    def visible_to(self, user: User) -> "DifferenceQuerySet":
        """Differences of the drawers that I may see."""
        return self.filter(seen_by(user, "officer_id", "park_id"))

    def unsettled(self) -> "DifferenceQuerySet":
        """Differences that nobody has decided."""
        return self.filter(state__in=[DifferenceState.OPEN, DifferenceState.EXPLAINED])


class Difference(FSMModelMixin, models.Model):
    """A shortage (below zero) or an overage in yuan, with reason and witness; posted, explained, decided (M9, M15)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="differences", verbose_name=_("drawer"))
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("officer"))
    day = models.DateField(_("day"))
    count = models.OneToOneField(CashCount, models.PROTECT, related_name="difference", verbose_name=_("count"))
    line = models.OneToOneField(JournalLine, models.PROTECT, related_name="+")
    amount = MoneyField(_("difference in yuan"))
    reason = models.CharField(_("what happened"), max_length=500)
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("witness"))
    at = models.DateTimeField(_("found"))
    escalated = models.BooleanField(_("finance and manager were told"), default=False)
    state = FSMField(_("state"), max_length=10, choices=DifferenceState, default=DifferenceState.OPEN, protected=True)
    explanation = models.TextField(_("explanation"), blank=True)
    explained_at = models.DateTimeField(_("explained"), null=True, blank=True)
    outcome = models.CharField(_("decided"), max_length=12, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    moved = models.OneToOneField(JournalLine, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("cash difference")
        verbose_name_plural = _("cash differences")
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="difference_number_once_per_park"),
            models.CheckConstraint(condition=~Q(amount=0) & ~Q(reason=""), name="difference_says_something"),
            models.CheckConstraint(
                condition=~Q(witness=F("officer")),
                name="difference_witnessed_by_another",
                violation_error_message=_("The witness is somebody else than the officer."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DifferenceState.OPEN, DifferenceState.EXPLAINED], decided_by__isnull=True)
                | (
                    Q(state__in=[DifferenceState.DECIDED, DifferenceState.SETTLED])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(explanation="")
                    & ~Q(outcome="")
                    & ~Q(decided_by=F("officer"))
                ),
                name="difference_decided_by_another",
                violation_error_message=_("Nobody decides on their own difference."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(amount__lt=0, outcome__in=SHORTAGES)
                | Q(amount__gt=0) & ~Q(outcome__in=SHORTAGES),
                name="difference_outcome_fits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["park", "day"],
                condition=Q(state__in=[DifferenceState.OPEN, DifferenceState.EXPLAINED]),
                name="difference_unsettled",
            ),
            models.Index(fields=["drawer", "day"], name="difference_by_drawer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_shortage(self) -> bool:
        """Whether there is less than the book says."""
        return self.amount < 0

    @property
    def rest_number(self) -> str:
        """The number of the second line of a shortage that is more than either pot: a number is paid once."""
        return f"{self.number}-2"

    @property
    def is_split(self) -> bool:
        """Whether the shortage took both pots, the float in its own line and the takings in a second one."""
        return self.line.change != self.amount

    @transition(state, source=DifferenceState.OPEN, target=DifferenceState.EXPLAINED, permission=rules.may_explain)
    def explain(self) -> None:
        """The officer says what the cause was."""

    @transition(state, source=DifferenceState.EXPLAINED, target=DifferenceState.DECIDED, permission=rules.may_decide)
    def decide(self) -> None:
        """A leader decides what it becomes; cash moves once more."""

    @transition(state, source=DifferenceState.EXPLAINED, target=DifferenceState.SETTLED, permission=rules.may_decide)
    def approve(self) -> None:
        """A leader approves it as expense or income; no cash moves."""

    @transition(state, source=DifferenceState.DECIDED, target=DifferenceState.SETTLED, permission=rules.may_explain)
    def carry_out(self) -> None:
        """The officer puts the money in, or pays it back."""


appendonly.protect("fees_cashcount")
appendonly.refuse_closed("fees_cashcount", MONTHS, key="park_id")
appendonly.protect(
    "fees_difference",
    mutable=["state", "explanation", "explained_at", "outcome", "decided_by_id", "decided_at", "moved_id"],
)
appendonly.refuse_closed("fees_difference", DAYS, key="drawer_id")
appendonly.refuse_closed("fees_difference", MONTHS, key="park_id")
