"""Deposits (YJ) and their refunds (TK): received once, settled once, by three people (domain 2.5, M14)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin, transition

from fees.cashdesk.models import DAYS, MONTHS, Drawer
from fees.deposits import rules
from fees.ledger.models import BY_BANK, Method
from parkservice.accounts.rights import Person
from parkservice.estate.models import Customer, Unit
from parkservice.estate.tenure import readable
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.paperwork.chained import Chained
from parkservice.parks.models import Park

# The state machine hands over any record and any person; the rules speak of requests and colleagues.
may_decide: Any = rules.may_decide
may_pay: Any = rules.may_pay


class DepositKind(models.TextChoices):
    """What a deposit stands for (domain 2.5)."""

    DECORATION = "decoration", _("Decoration")
    WORKER_PASS = "worker_pass", _("Worker pass")
    VEHICLE_PERMIT = "vehicle_permit", _("Vehicle permit")
    KEY = "key", _("Key")
    CARD = "card", pgettext_lazy("deposit", "Card")
    LEASE = "lease", _("Lease")


class DepositState(models.TextChoices):
    """What became of a deposit (domain 2.5); it follows from its requests and its refund."""

    HELD = "held", pgettext_lazy("deposit", "Held")
    REQUESTED = "refund_requested", _("Refund requested")
    APPROVED = "approved", _("Refund approved")
    REFUNDED = "refunded", _("Refunded")
    PART_REFUNDED = "part_refunded", _("Refunded in part")
    FORFEITED = "forfeited", _("Forfeited")
    DROPPED = "dropped", _("Carry-over taken back")

    @property
    def tone(self) -> str:
        """The tone in which it is shown."""
        return TONES[self]


TONES = {
    DepositState.HELD: "go",
    DepositState.REQUESTED: "rise",
    DepositState.APPROVED: "due",
    DepositState.REFUNDED: "done",
    DepositState.PART_REFUNDED: "done",
    DepositState.FORFEITED: "miss",
    DepositState.DROPPED: "",
}


class DepositQuerySet(models.QuerySet["Deposit"]):
    """Which deposits."""

    def visible_to(self, user: Person) -> "DepositQuerySet":
        """Deposits of the parks in which this person may see them, and those of the tenant's own company."""
        return self.filter(readable(user, "deposits.view"))

    def held(self) -> "DepositQuerySet":
        """Deposits that were neither settled nor taken back with the import that they came by."""
        return self.filter(refund__isnull=True, carried__undone_on__isnull=True)


class Deposit(Chained):
    """Money held for somebody; `payer` is the name as on the identity card or licence. It never changes.

    One that a former system received was `carried` over: `former_number` is its receipt, no method and drawer are ours.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="deposits", verbose_name=_("customer")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("deposit for"), max_length=16, choices=DepositKind)
    payer = models.CharField(_("payer, as on the identity card or licence"), max_length=100)
    amount = MoneyField(_("amount in yuan"))
    method = models.CharField(_("paid by"), max_length=10, choices=Method, blank=True)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)
    carried = models.ForeignKey("fees.OpeningImport", models.PROTECT, null=True, blank=True, related_name="deposits")
    former_number = models.CharField(_("receipt of the former system"), max_length=24, blank=True)
    received_at = models.DateTimeField(_("received"))
    day = models.DateField(_("day of the books"))
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    drawer = models.ForeignKey(
        Drawer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drawer")
    )
    source = models.CharField(_("belongs to"), max_length=60, blank=True)
    form_id = models.CharField(max_length=64, unique=True, editable=False)

    prefix: ClassVar[str] = "YJ"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: (
            *("id", "park_id", "number", "customer_id", "unit_id", "kind", "payer", "amount", "method", "reference"),
            *("received_at", "day", "received_by_id", "drawer_id", "source", "form_id", "carried_id", "former_number"),
        )
    }

    objects = DepositQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name = _("deposit")
        verbose_name_plural = _("deposits")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="deposit_above_zero", violation_error_message=_("More than zero.")
            ),
            models.CheckConstraint(
                condition=~Q(payer=""), name="deposit_names_payer", violation_error_message=_("Write who pays.")
            ),
            models.CheckConstraint(condition=~Q(method=Method.PREPAYMENT), name="deposit_is_money"),
            models.CheckConstraint(
                condition=Q(drawer__isnull=True, method__in=BY_BANK, carried__isnull=True)
                | Q(drawer__isnull=False, method=Method.CASH, carried__isnull=True)
                | Q(drawer__isnull=True, method="", carried__isnull=False),
                name="deposit_of_cash_has_drawer",
            ),
        ]
        indexes = [models.Index(fields=["park", "-received_at", "-id"], name="deposit_by_time")]

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:deposit", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return self.state.tone

    @property
    def state(self) -> DepositState:
        """What became of it, as the database has it at this moment."""
        refund = Refund.objects.filter(deposit=self).first()
        return self._became(refund, self.requests.all() if refund is None else ())

    @property
    def listed_state(self) -> DepositState:
        """What became of it, out of the refund, the import and the requests that a list fetched with it."""
        return self._became(getattr(self, "refund", None), self.requests.all())

    def _became(self, refund: "Refund | None", requests: "Iterable[RefundRequest]") -> DepositState:
        """Settled, taken back with its import, asked back, or held."""
        if refund is not None:
            return refund.outcome
        if self.carried is not None and self.carried.undone_on is not None:
            return DepositState.DROPPED
        states = {request.state for request in requests}
        if RefundState.APPROVED in states:
            return DepositState.APPROVED
        return DepositState.REQUESTED if RefundState.REQUESTED in states else DepositState.HELD


class RefundState(models.TextChoices):
    """Where a request for a refund stands."""

    REQUESTED = "requested", _("Waits for the manager")
    APPROVED = "approved", _("Waits for payment")
    PAID = "paid", pgettext_lazy("refund", "Paid")
    REFUSED = "refused", _("Refused")

    @classmethod
    def waiting(cls) -> tuple["RefundState", ...]:
        """States in which somebody still has something to do."""
        return (cls.REQUESTED, cls.APPROVED)


class RefundRequest(FSMModelMixin, models.Model):
    """Somebody asks to give a deposit back, wholly or less what is withheld (domain 2.5)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="requests", verbose_name=_("deposit"))
    refund_amount = MoneyField(_("to refund in yuan"))
    withheld = MoneyField(_("to withhold in yuan"), default=0)
    payee = models.CharField(_("paid to"), max_length=100)
    receipt_original = models.BooleanField(_("the original receipt is here"))
    loss_stated = models.BooleanField(_("the payer signed that the receipt is lost"), default=False)
    proxy = models.BooleanField(_("somebody else takes the money"), default=False)
    proxy_letter = models.BooleanField(_("with a written authority"), default=False)
    id_checked = models.BooleanField(_("identity checked"))
    settled = models.CharField(_("acceptance passed, or pass and key returned"), max_length=200)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"))
    state = FSMField(_("state"), max_length=10, choices=RefundState, default=RefundState.REQUESTED, protected=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        verbose_name = _("request for a refund")
        verbose_name_plural = _("requests for refunds")
        constraints = [
            models.UniqueConstraint(
                fields=["deposit"],
                condition=Q(state__in=("requested", "approved")),
                name="refund_request_one_waits",
                violation_error_message=_("A refund of this deposit is asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(refund_amount__gte=0, withheld__gte=0), name="refund_request_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by__isnull=True)
                | ~Q(state="requested") & Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by")),
                name="refund_request_decided_by_another",
                violation_error_message=_("Whoever asked does not decide."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id}: {self.state}"

    @transition(state, RefundState.REQUESTED, RefundState.APPROVED, permission=may_decide)
    def approve(self) -> None:
        """A second person agrees."""

    @transition(state, RefundState.REQUESTED, RefundState.REFUSED, permission=may_decide)
    def refuse(self) -> None:
        """A second person says no; the deposit is held on."""

    @transition(state, RefundState.APPROVED, RefundState.PAID, permission=may_pay)
    def pay(self) -> None:
        """The third person pays: finance, or an officer from the float."""


class Deduction(models.Model):
    """One reason for which a part of a deposit is withheld; the customer signed it before payment."""

    request = models.ForeignKey(RefundRequest, models.PROTECT, related_name="deductions", verbose_name=_("request"))
    reason = models.CharField(_("reason"), max_length=200)
    amount = MoneyField(_("amount in yuan"))
    signed = models.BooleanField(_("signed by the customer"))

    class Meta:
        ordering = ["request", "id"]
        verbose_name = _("deduction")
        verbose_name_plural = _("deductions")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deduction_above_zero"),
            models.CheckConstraint(
                condition=Q(signed=True) & ~Q(reason=""),
                name="deduction_is_signed",
                violation_error_message=_("Deductions are shown and signed before the refund is asked for."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.amount}"


class Refund(Chained):
    """The one settlement of a deposit (TK): what went back and what was withheld; never both more than was received."""

    deposit = models.OneToOneField(Deposit, models.PROTECT, related_name="refund", verbose_name=_("deposit"))
    request = models.OneToOneField(RefundRequest, models.PROTECT, related_name="refund", verbose_name=_("request"))
    received = MoneyField(_("received in yuan"))
    refunded = MoneyField(_("refunded in yuan"))
    withheld = MoneyField(_("withheld in yuan"))
    payee = models.CharField(_("paid to"), max_length=100)
    method = models.CharField(_("paid by"), max_length=10, choices=Method)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)
    drawer = models.ForeignKey(
        Drawer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drawer")
    )
    day = models.DateField(_("day of the books"))
    at = models.DateTimeField(_("time"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("paid by"))

    prefix: ClassVar[str] = "TK"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: (
            *("id", "park_id", "number", "deposit_id", "request_id", "received", "refunded", "withheld", "payee"),
            *("method", "reference", "drawer_id", "day", "at", "requested_by_id", "approved_by_id", "paid_by_id"),
        )
    }

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__gte=0, withheld__gte=0) & Q(received=F("refunded") + F("withheld")),
                name="refund_settles_deposit_exactly",
                violation_error_message=_("What is refunded and withheld is what was received, no more and no less."),
            ),
            models.CheckConstraint(
                condition=~Q(requested_by=F("approved_by"))
                & ~Q(approved_by=F("paid_by"))
                & ~Q(requested_by=F("paid_by")),
                name="refund_has_three_people",
                violation_error_message=_("Who asks, who approves and who pays are three people."),
            ),
        ]

    def get_absolute_url(self) -> str:
        """The record page of its deposit."""
        return reverse("fees:deposit", args=[self.deposit_id])

    @property
    def outcome(self) -> DepositState:
        """What became of the deposit."""
        if not self.withheld:
            return DepositState.REFUNDED
        return DepositState.PART_REFUNDED if self.refunded else DepositState.FORFEITED


appendonly.protect("fees_deposit")
appendonly.protect("fees_refundrequest", mutable=["state", "decided_by_id", "decided_at", "refusal"])
appendonly.protect("fees_deduction")
appendonly.protect("fees_refund")
for _table in ("fees_deposit", "fees_refund"):
    appendonly.refuse_closed(_table, MONTHS, key="park_id")
    appendonly.refuse_closed(_table, DAYS, key="drawer_id")
