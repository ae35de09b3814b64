"""Customer accounts and receipts: money that came in, what it settled, and how it was taken back (domain 2.4).

A receipt never changes. Voided or reversed, it keeps its row and number; the reversal is a row of its own, and what the
receipt had settled is open again. An allocation lives as long as its receipt has no reversal.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from fees.billing.models import Bill
from fees.cashdesk.models import DAYS, MONTHS, Drawer
from fees.ledger import rules
from parkservice.accounts.rights import Person
from parkservice.estate.models import Customer
from parkservice.estate.tenure import readable
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.paperwork.chained import Chained
from parkservice.parks.models import Park

# The state machine hands over any record and any person; the rules speak of requests and colleagues.
may_decide: Any = rules.may_decide
#: Room for the lines of one receipt in their keys.
LINES = 1000


class Method(models.TextChoices):
    """How a payment was made (domain 2.4)."""

    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Bank transfer")
    CARD = "card", _("Card")
    QR = "qr", _("QR code")
    PREPAYMENT = "prepayment", _("From the prepayment")


#: Methods by which nothing comes into a drawer.
BY_BANK = [Method.TRANSFER, Method.CARD, Method.QR, Method.PREPAYMENT]


class CustomerAccount(models.Model):
    """One row per customer: what they paid ahead; locked whenever that changes. `credit` sums the entries (M17)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    customer = models.OneToOneField(Customer, models.PROTECT, related_name="account", verbose_name=_("customer"))
    credit = MoneyField(_("prepaid in yuan"), default=0)

    class Meta:
        verbose_name = _("customer account")
        verbose_name_plural = _("customer accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(credit__gte=0),
                name="account_credit_not_below_zero",
                violation_error_message=_("More would be used than was paid ahead."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.credit}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Which receipts."""

    def visible_to(self, user: Person) -> "ReceiptQuerySet":
        """Receipts of the parks in which this person may see them, and those of the tenant's own company."""
        return self.filter(readable(user, "receipts.view"))

    def live(self) -> "ReceiptQuerySet":
        """Receipts that were neither voided nor reversed."""
        return self.filter(reversal__isnull=True)


class Receipt(Chained):
    """One payment (SJ) with its lines; `surplus` is what became a prepayment (M1). `drawer` names the cash box."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="receipts", verbose_name=_("customer"))
    method = models.CharField(_("paid by"), max_length=10, choices=Method)
    amount = MoneyField(_("amount in yuan"))
    surplus = MoneyField(_("of it prepaid"), default=0)
    paid_at = models.DateTimeField(_("paid"))
    day = models.DateField(_("day of the books"))
    payer = models.CharField(_("payer"), max_length=100)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    drawer = models.ForeignKey(
        Drawer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drawer")
    )
    reason = models.CharField(_("reason for cash"), max_length=200, blank=True)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)
    form_id = models.CharField(max_length=64, unique=True, editable=False)

    prefix: ClassVar[str] = "SJ"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: (
            *("id", "park_id", "number", "customer_id", "method", "amount", "surplus", "paid_at", "day", "payer"),
            *("received_by_id", "drawer_id", "reason", "reference", "form_id"),
        )
    }

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-paid_at", "-id"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="receipt_amount_above_zero",
                violation_error_message=_("A receipt is about more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(surplus__gte=0) & Q(surplus__lte=F("amount")), name="receipt_surplus_within_amount"
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.PREPAYMENT) | Q(surplus=0), name="receipt_of_prepayment_has_no_surplus"
            ),
            models.CheckConstraint(
                condition=Q(drawer__isnull=True, method__in=BY_BANK) | Q(drawer__isnull=False, method=Method.CASH),
                name="receipt_of_cash_has_drawer",
            ),
            models.CheckConstraint(
                condition=~Q(payer=""),
                name="receipt_names_payer",
                violation_error_message=_("Write who pays."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-paid_at", "-id"], name="receipt_by_time"),
            models.Index(fields=["customer", "day", "id"], name="receipt_by_customer"),
            models.Index(fields=["park", "day", "method"], name="receipt_by_day"),
        ]

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:receipt", args=[self.pk])

    @property
    def taken_back(self) -> "Reversal | None":
        """How it was taken back; None while it counts."""
        found: Reversal | None = getattr(self, "reversal", None)
        return found

    @classmethod
    def lines_of(cls, first: int, last: int) -> Mapping[int, list[Any]]:
        """Return key, bill and amount of every line of the receipts with keys from first to last, by receipt."""
        found: defaultdict[int, list[Any]] = defaultdict(list)
        kept = Allocation.objects.filter(receipt_id__gte=first, receipt_id__lte=last).order_by("pk")
        for pk, receipt_id, bill_id, amount in kept.values_list("pk", "receipt_id", "bill_id", "amount"):
            found[receipt_id].append([pk, bill_id, amount])
        return found


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """Which lines of receipts."""

    def live(self) -> "AllocationQuerySet":
        """Lines whose receipt was neither voided nor reversed."""
        return self.filter(receipt__reversal__isnull=True)


class Allocation(models.Model):
    """What of a receipt settles one bill; its key is receipt and line in one number, so that the chain covers it."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="allocations", verbose_name=_("receipt"))
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="allocations", verbose_name=_("bill"))
    amount = MoneyField(_("amount in yuan"))

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("line of a receipt")
        verbose_name_plural = _("lines of receipts")
        constraints = [
            models.UniqueConstraint(fields=["receipt", "bill"], name="allocation_bill_once_per_receipt"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} → {self.bill_id}: {self.amount}"


class ReversalState(models.TextChoices):
    """What became of a request to take a receipt back."""

    ASKED = "asked", _("Waits for the second person")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class ReversalRequest(FSMModelMixin, models.Model):
    """Somebody asks to take a receipt back; a second person decides (M15)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="requests", verbose_name=_("receipt"))
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    state = FSMField(_("state"), max_length=8, choices=ReversalState, default=ReversalState.ASKED, protected=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("request to take a receipt back")
        verbose_name_plural = _("requests to take receipts back")
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"],
                condition=Q(state=ReversalState.ASKED),
                name="reversal_request_one_waits",
                violation_error_message=_("Somebody asked already; the second person decides."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="reversal_request_says_why", violation_error_message=_("Write why.")
            ),
            models.CheckConstraint(
                condition=Q(state=ReversalState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(state=ReversalState.ASKED)
                & ~Q(decided_by=F("asked_by")),
                name="reversal_request_decided_by_another",
                violation_error_message=_("Whoever asked does not decide."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.state}"

    @transition(state, ReversalState.ASKED, ReversalState.DONE, permission=may_decide)
    def agree(self) -> None:
        """The second person agrees; the receipt is taken back in the same transaction."""

    @transition(state, ReversalState.ASKED, ReversalState.REFUSED, permission=may_decide)
    def refuse(self) -> None:
        """The second person says no; the receipt stays."""


class ReversalKind(models.TextChoices):
    """On the same day a receipt is voided, later it is reversed (domain 2.4)."""

    VOID = "void", _("Void")
    REVERSAL = "reversal", _("Reversal")


class Reversal(Chained):
    """A receipt taken back, wholly and once (M6); an entry of its own in an open day, never an edit."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="reversal", verbose_name=_("receipt"))
    kind = models.CharField(_("kind"), max_length=8, choices=ReversalKind)
    amount = MoneyField(_("amount in yuan"))
    day = models.DateField(_("day of the books"))
    at = models.DateTimeField(_("time"))
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by")
    )

    prefix: ClassVar[str] = "HC"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: (
            *("id", "park_id", "number", "receipt_id", "kind", "amount", "day", "at", "reason"),
            *("asked_by_id", "approved_by_id"),
        )
    }

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("void or reversal")
        verbose_name_plural = _("voids and reversals")
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("approved_by")),
                name="reversal_has_two_people",
                violation_error_message=_("Whoever asked does not decide."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reversal_says_why"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reversal_amount_above_zero"),
        ]


class CreditKind(models.TextChoices):
    """Why a prepayment changed."""

    SURPLUS = "surplus", _("Surplus of a receipt")
    USED = "used", _("Used for bills")
    UNDONE = "undone", _("Receipt taken back")
    CARRIED = "carried", _("Carried over from the former system")
    DROPPED = "dropped", _("Carry-over taken back")
    REFUND = "refund", _("Paid back")


def _follows(kind: CreditKind, *documents: str) -> Q:
    """An entry of a kind with these documents and no other."""
    names = ("receipt", "reversal", "carried", "payback")
    return Q(kind=kind, **{f"{name}__isnull": name not in documents for name in names})


class CreditEntry(Chained):
    """One change of a customer's prepayment by one document, with the balance after it; never below zero (M17)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="credit_entries", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=8, choices=CreditKind)
    amount = MoneyField(_("amount in yuan"))
    balance = MoneyField(_("prepaid after it"))
    day = models.DateField(_("day of the books"))
    at = models.DateTimeField(_("time"))
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="credit_entries", verbose_name=_("receipt")
    )
    reversal = models.OneToOneField(
        Reversal, models.PROTECT, null=True, blank=True, related_name="credit_entry", verbose_name=_("reversal")
    )
    carried = models.ForeignKey("fees.OpeningImport", models.PROTECT, null=True, blank=True, related_name="+")
    payback = models.OneToOneField("fees.Payback", models.PROTECT, null=True, blank=True, related_name="credit_entry")

    prefix: ClassVar[str] = "YC"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: (
            *("id", "park_id", "number", "customer_id", "kind", "amount", "balance", "day", "at"),
            *("receipt_id", "reversal_id", "carried_id", "payback_id"),
        )
    }

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("change of a prepayment")
        verbose_name_plural = _("changes of prepayments")
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(reversal__isnull=True), name="credit_entry_once_per_receipt"
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="credit_entry_balance_not_below_zero"),
            models.CheckConstraint(condition=~Q(amount=0), name="credit_entry_not_zero"),
            models.CheckConstraint(
                condition=_follows(CreditKind.SURPLUS, "receipt")
                | _follows(CreditKind.USED, "receipt")
                | _follows(CreditKind.UNDONE, "receipt", "reversal")
                | _follows(CreditKind.CARRIED, "carried")
                | _follows(CreditKind.DROPPED, "carried")
                | _follows(CreditKind.REFUND, "payback"),
                name="credit_entry_names_its_document",
            ),
            models.UniqueConstraint(fields=["carried", "customer", "kind"], name="credit_entry_carried_once"),
        ]
        indexes = [models.Index(fields=["customer", "id"], name="credit_entry_by_customer")]

    @property
    def document(self) -> Any:
        """The document that it follows from."""
        return self.reversal or self.receipt or self.payback or self.carried


class Reprint(models.Model):
    """One more copy of a receipt; `copy` stands on it as 补打 n (domain 2.4)."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="reprints", verbose_name=_("receipt"))
    copy = models.PositiveSmallIntegerField(_("copy"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("printed by"))

    class Meta:
        ordering = ["receipt", "copy"]
        verbose_name = _("reprint")
        verbose_name_plural = _("reprints")
        constraints = [
            models.UniqueConstraint(fields=["receipt", "copy"], name="reprint_copy_once"),
            models.CheckConstraint(condition=Q(copy__gte=1), name="reprint_copy_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.copy}"


appendonly.protect("fees_customeraccount", mutable=["credit"])
appendonly.protect("fees_receipt")
appendonly.protect("fees_allocation")
appendonly.protect("fees_reversalrequest", mutable=["state", "decided_by_id", "decided_at", "refusal"])
appendonly.protect("fees_reversal")
appendonly.protect("fees_creditentry")
appendonly.protect("fees_reprint")
for _table in ("fees_receipt", "fees_reversal", "fees_creditentry"):
    appendonly.refuse_closed(_table, MONTHS, key="park_id")
appendonly.refuse_closed("fees_receipt", DAYS, key="drawer_id")
