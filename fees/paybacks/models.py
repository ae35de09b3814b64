"""A prepayment paid back (YT): asked for with a reason, approved by amount, paid by a third person (domain 2.4, 4)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin, transition

from fees.cashdesk.models import DAYS, MONTHS, Drawer
from fees.ledger.models import BY_BANK, Method
from fees.paybacks import rules
from parkservice.accounts.rights import Person, parks_with
from parkservice.estate.models import Customer
from parkservice.estate.tenure import readable
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.paperwork.chained import Chained
from parkservice.parks.models import Park

# The state machine hands over any record and any person; the rules speak of requests and colleagues.
may_decide: Any = rules.may_decide
may_pay: Any = rules.may_pay


class PaybackState(models.TextChoices):
    """Where a request stands."""

    REQUESTED = "requested", pgettext_lazy("payback", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("payback", "Waits for finance")
    PAID = "paid", pgettext_lazy("payback", "Paid back")
    REFUSED = "refused", pgettext_lazy("payback", "Refused")


TONES = {PaybackState.REQUESTED: "rise", PaybackState.APPROVED: "due", PaybackState.PAID: "done"}
WAITING = (PaybackState.REQUESTED, PaybackState.APPROVED)


class PaybackQuerySet(models.QuerySet["PaybackRequest"]):
    """Which requests."""

    def visible_to(self, user: Person) -> "PaybackQuerySet":
        """Where this person sees deposits and refunds or approves; a tenant those of the own company."""
        return self.filter(readable(user, "deposits.view") | Q(park_id__in=parks_with(user, "paybacks.decide")))


class PaybackRequest(FSMModelMixin, models.Model):
    """A customer wants what was paid ahead back, all or some of it."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="paybacks", verbose_name=_("customer"))
    amount = MoneyField(_("amount in yuan"))
    payee = models.CharField(_("paid to"), max_length=100)
    authority = models.BooleanField(_("with a written authority"), default=False)
    bank = models.CharField(_("bank and account"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"))
    state = FSMField(_("state"), max_length=10, choices=PaybackState, default=PaybackState.REQUESTED, protected=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=500, blank=True)

    objects = PaybackQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        verbose_name = _("request to pay a prepayment back")
        verbose_name_plural = _("requests to pay prepayments back")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=WAITING),
                name="payback_request_one_waits",
                violation_error_message=_("This prepayment is asked back already."),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payback_request_above_zero"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(payee=""), name="payback_request_says_why"),
            models.CheckConstraint(
                condition=Q(state=PaybackState.REQUESTED, decided_by__isnull=True)
                | ~Q(state=PaybackState.REQUESTED) & Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by")),
                name="payback_request_decided_by_another",
                violation_error_message=_("Whoever asked does not decide."),
            ),
        ]
        indexes = [models.Index(fields=["park", "-requested_at", "-id"], name="payback_by_time")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of the document that paid it; before that its place."""
        paid = getattr(self, "payback", None)
        return paid.number if paid is not None else f"#{self.pk}"

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES.get(PaybackState(self.state), "")

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:payback", args=[self.pk])

    @transition(state, PaybackState.REQUESTED, PaybackState.APPROVED, permission=may_decide)
    def approve(self) -> None:
        """The second person agrees."""

    @transition(state, WAITING, PaybackState.REFUSED, permission=may_decide)
    def refuse(self) -> None:
        """The second person says no, also after an approval: the prepayment may be used meanwhile. It stays."""

    @transition(state, PaybackState.APPROVED, PaybackState.PAID, permission=may_pay)
    def pay(self) -> None:
        """The third person pays."""


class Payback(Chained):
    """The money that went back (YT), by bank or from the float of a drawer, never from the takings."""

    request = models.OneToOneField(PaybackRequest, models.PROTECT, related_name="payback", verbose_name=_("request"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    amount = MoneyField(_("amount in yuan"))
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

    prefix: ClassVar[str] = "YT"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: (
            *("id", "park_id", "number", "request_id", "customer_id", "amount", "payee", "method", "reference"),
            *("drawer_id", "day", "at", "requested_by_id", "approved_by_id", "paid_by_id"),
        )
    }

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("prepayment paid back")
        verbose_name_plural = _("prepayments paid back")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payback_above_zero"),
            models.CheckConstraint(
                condition=Q(drawer__isnull=True, method__in=BY_BANK) | Q(drawer__isnull=False, method=Method.CASH),
                name="payback_by_bank_or_float",
            ),
            models.CheckConstraint(
                condition=~Q(requested_by=F("approved_by"))
                & ~Q(approved_by=F("paid_by"))
                & ~Q(requested_by=F("paid_by")),
                name="payback_has_three_people",
                violation_error_message=_("Who asks, who approves and who pays are three people."),
            ),
        ]

    def get_absolute_url(self) -> str:
        """The record page of its request."""
        return reverse("fees:payback", args=[self.request_id])


appendonly.protect("fees_paybackrequest", mutable=["state", "decided_by_id", "decided_at", "refusal"])
appendonly.protect("fees_payback")
appendonly.refuse_closed("fees_payback", MONTHS, key="park_id")
appendonly.refuse_closed("fees_payback", DAYS, key="drawer_id")
