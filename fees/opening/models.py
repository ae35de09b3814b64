"""Taking the books of a former system over: its file, its rows as they were released, and the seal over them.

What is owed becomes a bill, a prepayment an entry of the account, a deposit a deposit. Bills and payments of before
stay rows of history: they are read on the statement of account, but no money of ours, so no journal, drawer or receipt
knows them. A carried-over bill is about what was open: the amount of before less what was paid before.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin, transition

from fees.cashdesk.models import MONTHS
from fees.opening import rules
from fees.tariffs.models import FeeItem
from parkservice.accounts.rights import Person, parks_with
from parkservice.estate.models import Customer, Unit
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.paperwork.chained import Chained
from parkservice.parks.models import Park

# The state machine hands over any record and any person; the rules speak of imports and colleagues.
may_send: Any = rules.may_send
may_release: Any = rules.may_release
may_take_back: Any = rules.may_take_back
READERS = ("opening.send", "opening.release")


class ListName(models.TextChoices):
    """The lists of the workbook."""

    OPENING = "opening", _("Opening balances")
    BILLS = "bills", _("Bills of before")
    PAYMENTS = "payments", _("Payments of before")


class RowKind(models.TextChoices):
    """What a row tells."""

    OWED = "owed", pgettext_lazy("opening balance", "Owed")
    PREPAYMENT = "prepayment", _("Prepayment")
    DEPOSIT = "deposit", _("Deposit")
    BILL = "bill", _("Bill")
    PAYMENT = "payment", _("Payment")


class OpeningState(models.TextChoices):
    """How far an import is."""

    SHOWN = "shown", pgettext_lazy("opening", "To be looked at")
    SENT = "sent", pgettext_lazy("opening", "Waits for the release")
    RUNNING = "running", pgettext_lazy("opening", "Being taken over")
    DONE = "done", pgettext_lazy("opening", "Taken over")
    UNDOING = "undoing", pgettext_lazy("opening", "To be taken back")
    TAKEN_BACK = "taken_back", pgettext_lazy("opening", "Taken back")
    REFUSED = "refused", pgettext_lazy("opening", "Not released")
    DROPPED = "dropped", pgettext_lazy("opening", "Put away")


TONES = {
    OpeningState.SHOWN: "due",
    OpeningState.SENT: "rise",
    OpeningState.RUNNING: "go",
    OpeningState.DONE: "done",
    OpeningState.UNDOING: "rise",
    OpeningState.REFUSED: "miss",
}
#: An import in one of these took nothing over, or no longer: its file may be sent again.
VOID = (OpeningState.DROPPED, OpeningState.REFUSED, OpeningState.TAKEN_BACK)
#: The rows of an import in one of these are part of the books.
IN_BOOKS = (OpeningState.RUNNING, OpeningState.DONE, OpeningState.UNDOING)


class OpeningQuerySet(models.QuerySet["OpeningImport"]):
    """Which imports."""

    def visible_to(self, user: Person) -> "OpeningQuerySet":
        """Imports of the parks in which this person sends or releases them."""
        return self.filter(park_id__in={pk for perm in READERS for pk in parks_with(user, perm)})


class OpeningImport(FSMModelMixin, models.Model):
    """One file. `tables` are its cells until it is sent for release, `expected` the check total that was typed."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    file_name = models.CharField(_("file name"), max_length=120)
    sha256 = models.CharField(_("checksum"), max_length=64)
    tables = models.JSONField(default=dict)
    expected = models.JSONField(_("check total"), default=dict)
    state = FSMField(_("state"), max_length=10, choices=OpeningState, default=OpeningState.SHOWN, protected=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=500, blank=True)
    problem = models.CharField(_("what stopped it"), max_length=300, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    undo_reason = models.CharField(_("reason"), max_length=500, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    undone_on = models.DateField(_("taken back"), null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name = _("carry-over from a former system")
        verbose_name_plural = _("carry-overs from a former system")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "sha256"],
                condition=~Q(state__in=VOID),
                name="opening_file_once_per_park",
                violation_error_message=_("This file is there already."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("sent_by")),
                name="opening_decided_by_another",
                violation_error_message=_("Whoever sent it does not release it."),
            ),
            models.CheckConstraint(
                condition=Q(state=OpeningState.TAKEN_BACK, undone_by__isnull=False, undone_on__isnull=False)
                & ~Q(undone_by=F("undo_asked_by"))
                & ~Q(undo_reason="")
                | ~Q(state=OpeningState.TAKEN_BACK) & Q(undone_by__isnull=True, undone_on__isnull=True),
                name="opening_taken_back_by_two",
                violation_error_message=_("Whoever asked does not decide."),
            ),
        ]
        indexes = [models.Index(fields=["park", "-sent_at", "-id"], name="opening_by_time")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of its release; before that the name of the file."""
        sealed = getattr(self, "carry_over", None)
        return sealed.number if sealed is not None else self.file_name

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES.get(OpeningState(self.state), "")

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:opening", args=[self.pk])

    @transition(state, OpeningState.SHOWN, OpeningState.SENT, permission=may_send)
    def send(self) -> None:
        """Every row is right and the totals agree; a second person looks now."""

    @transition(state, OpeningState.SHOWN, OpeningState.DROPPED, permission=may_send)
    def drop(self) -> None:
        """Put away."""

    @transition(state, OpeningState.SENT, OpeningState.RUNNING, permission=may_release)
    def release(self) -> None:
        """The second person agrees; the worker takes the rows over."""

    @transition(state, OpeningState.SENT, OpeningState.REFUSED, permission=may_release)
    def refuse(self) -> None:
        """The second person says no."""

    @transition(state, OpeningState.RUNNING, OpeningState.DONE)
    def finish(self) -> None:
        """Every row is taken over."""

    @transition(state, OpeningState.DONE, OpeningState.UNDOING, permission=may_send)
    def ask_undo(self) -> None:
        """Somebody asks to take the whole import back."""

    @transition(state, OpeningState.UNDOING, OpeningState.DONE, permission=may_take_back)
    def keep(self) -> None:
        """The second person leaves it."""

    @transition(state, OpeningState.UNDOING, OpeningState.TAKEN_BACK, permission=may_take_back)
    def take_back(self) -> None:
        """The second person agrees; nothing of it counts any more."""


class OpeningRowQuerySet(models.QuerySet["OpeningRow"]):
    """Which rows."""

    def history(self) -> "OpeningRowQuerySet":
        """Bills and payments of before that are part of the books."""
        return self.filter(kind__in=(RowKind.BILL, RowKind.PAYMENT), source__state__in=IN_BOOKS)


class OpeningRow(models.Model):
    """One row as it was sent for release; `paid_before` are the payments of before on a bill."""

    source = models.ForeignKey(OpeningImport, models.PROTECT, related_name="rows", verbose_name=_("file"))
    sheet = models.CharField(_("list"), max_length=10, choices=ListName)
    line = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("what"), max_length=10, choices=RowKind)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    item = models.ForeignKey(FeeItem, models.PROTECT, null=True, blank=True, related_name="+")
    deposit_kind = models.CharField(_("deposit for"), max_length=16, blank=True)
    number = models.CharField(_("number of before"), max_length=24, blank=True)
    bill_number = models.CharField(_("for the bill"), max_length=24, blank=True)
    method = models.CharField(_("paid by"), max_length=40, blank=True)
    charge_object = models.CharField(_("charged for"), max_length=40, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("to"), null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    amount = MoneyField(_("amount in yuan"))
    paid_before = MoneyField(_("paid before"), default=0)
    done = models.BooleanField(_("taken over"), default=False)

    objects = OpeningRowQuerySet.as_manager()

    #: What the seal covers.
    sealed: ClassVar[tuple[str, ...]] = (
        *("id", "source_id", "sheet", "line", "kind", "customer_id", "unit_id", "item_id", "deposit_kind", "number"),
        *("bill_number", "method", "charge_object", "day", "period_from", "period_to", "due", "amount", "paid_before"),
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("row of a carry-over")
        verbose_name_plural = _("rows of carry-overs")
        constraints = [
            models.UniqueConstraint(fields=["source", "sheet", "line"], name="opening_row_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="opening_row_above_zero"),
            models.CheckConstraint(
                condition=Q(paid_before__gte=0) & Q(paid_before__lte=F("amount")), name="opening_row_paid_within_amount"
            ),
        ]
        indexes = [models.Index(fields=["customer", "day", "id"], name="opening_row_by_customer")]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.sheet} {self.line}"


class CarryOver(Chained):
    """The release of an import (DR): its check totals, and through `lines_of` every row, sealed in a chain."""

    source = models.OneToOneField(
        OpeningImport, models.PROTECT, related_name="carry_over", verbose_name=_("carry-over from a former system")
    )
    sha256 = models.CharField(_("checksum"), max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    opening_sum = MoneyField(_("opening balances"))
    bills_sum = MoneyField(_("bills of before"))
    payments_sum = MoneyField(_("payments of before"))
    day = models.DateField(_("day of the books"))
    at = models.DateTimeField(_("time"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("released by")
    )

    prefix: ClassVar[str] = "DR"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: (
            *("id", "park_id", "number", "source_id", "sha256", "rows", "opening_sum", "bills_sum", "payments_sum"),
            *("day", "at", "released_by_id"),
        )
    }

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("release of a carry-over")
        verbose_name_plural = _("releases of carry-overs")

    @classmethod
    def lines_of(cls, first: int, last: int) -> Mapping[int, list[Any]]:
        """Return every row of the releases with keys from first to last, by release."""
        found: defaultdict[int, list[Any]] = defaultdict(list)
        kept = OpeningRow.objects.filter(source__carry_over__pk__gte=first, source__carry_over__pk__lte=last)
        for release, *row in kept.order_by("pk").values_list("source__carry_over__pk", *OpeningRow.sealed):
            found[release].append(row)
        return found


appendonly.protect(
    "fees_openingimport",
    mutable=[
        *("tables", "state", "decided_by_id", "decided_at", "refusal", "problem", "beat_at", "finished_at"),
        *("undo_asked_by_id", "undo_reason", "undone_by_id", "undone_on"),
    ],
)
appendonly.protect("fees_openingrow", mutable=["done"])
appendonly.protect("fees_carryover")
appendonly.refuse_closed("fees_carryover", MONTHS, key="park_id")
