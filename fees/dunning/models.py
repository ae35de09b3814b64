"""Dunning notices (CJ): who is urged at which stage, by which letter, and what came of it (domain 2.4, P8)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from fees.billing.models import Bill, BillState
from fees.dunning import rules
from parkservice.accounts.rights import Person, scope
from parkservice.estate.models import Customer
from parkservice.kit import appendonly, clock
from parkservice.kit.money import MoneyField
from parkservice.parks.models import Building, Park

# The state machine hands over any record and any person; the rules speak of notices and colleagues.
may_deliver: Any = rules.may_deliver
may_lead: Any = rules.may_lead
may_approve: Any = rules.may_approve
may_drop: Any = rules.may_drop


class Stage(models.IntegerChoices):
    """How far dunning has come (domain 2.4)."""

    FRIENDLY = 0, _("Friendly reminder")
    FIRST = 1, _("First notice")
    SECOND = 2, _("Second notice")
    FINAL = 3, _("Final notice")
    LEGAL = 4, _("Legal route")


class NoticeState(models.TextChoices):
    """States of a dunning notice."""

    PROPOSED = "proposed", _("To be sent")
    ASKED = "asked", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    DELIVERED = "delivered", _("Delivered")
    DROPPED = "dropped", _("No longer needed")


#: States of a bill in which it is urged: a disputed one waits for its answer.
URGED = (BillState.ISSUED, BillState.PART_PAID)
#: Notices that still have to be delivered.
PENDING = (NoticeState.PROPOSED, NoticeState.ASKED, NoticeState.APPROVED)


class Delivery(models.TextChoices):
    """How a notice reaches its customer (domain 2.4)."""

    HAND = "hand", _("Handed over")
    DOOR = "door", _("At the door")
    MAIL = "mail", _("By post")
    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("By text message")


#: What counts as a personal visit.
IN_PERSON = (Delivery.HAND, Delivery.DOOR)


class Result(models.TextChoices):
    """What came of urging somebody."""

    PAID = "paid", _("Paid, or pays now")
    PROMISED = "promised", _("Promises to pay")
    REFUSED = "refused", _("Does not pay")
    ABSENT = "absent", _("Nobody was reached")


class Reason(models.TextChoices):
    """Why somebody does not pay; the treatment differs by it (domain 2.4)."""

    WILFUL = "wilful", _("Does not want to")
    SERVICE_DISPUTE = "service_dispute", _("Not content with the service or the bill")
    HARDSHIP = "hardship", _("Cannot pay now")
    VACANT = "vacant", _("The unit is empty")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    OTHER = "other", _("Another reason")


class NoticeQuerySet(models.QuerySet["DunningNotice"]):
    """Which notices."""

    def visible_to(self, user: Person) -> "NoticeQuerySet":
        """Notices of the parks and buildings whose arrears this person reads."""
        reach = scope(user, "arrears.view")
        return self.filter(Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings))

    def pending(self) -> "NoticeQuerySet":
        """Notices that still have to be delivered."""
        return self.filter(state__in=PENDING)

    def running(self, day: date) -> "NoticeQuerySet":
        """Delivered notices whose deadline has not passed on a day."""
        return self.filter(state=NoticeState.DELIVERED, deadline__gte=day)


class DunningNotice(FSMModelMixin, models.Model):
    """One letter to one customer at one stage, over all bills that have come so far (domain 2.4).

    `building` is that of the oldest bill: its officer sees to the notice. Amounts and deadline are those of the day of
    delivery; before it, those of the proposal.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="notices", verbose_name=_("customer"))
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("building")
    )
    stage = models.PositiveSmallIntegerField(_("stage"), choices=Stage)
    amount_principal = MoneyField(_("principal in yuan"))
    late_fee_to_date = MoneyField(_("late fee to date in yuan"), default=0)
    deadline = models.DateField(_("pay by"))
    proposed_at = models.DateTimeField(_("proposed"))
    state = FSMField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.PROPOSED, protected=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    text = models.TextField(_("words of the letter"), blank=True)
    courtesy = models.JSONField(_("courtesy hints left open"), default=list)
    delivery = models.CharField(_("delivered"), max_length=8, choices=Delivery, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("delivered by"),
    )
    signed_by = models.CharField(_("signed by"), max_length=60, blank=True)
    signed_at = models.DateField(_("signed on"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    promise_date = models.DateField(_("promises to pay by"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = _("dunning notice")
        verbose_name_plural = _("dunning notices")
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="notice_number_once_per_park"),
            models.UniqueConstraint(
                fields=["customer", "stage"],
                condition=Q(state__in=PENDING),
                name="notice_one_waits_per_stage",
                violation_error_message=_("A notice of this stage waits already. Deliver that first."),
            ),
            models.CheckConstraint(condition=Q(amount_principal__gt=0), name="notice_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                name="notice_approved_by_another",
                violation_error_message=_("Whoever asked does not approve."),
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.DELIVERED)
                | ~Q(text="") & ~Q(delivery="") & Q(delivered_at__isnull=False, delivered_by__isnull=False),
                name="notice_delivered_whole",
                violation_error_message=_("A delivered notice has its words, its way, its time and who brought it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.DELIVERED, stage=Stage.FINAL) | Q(delivery__in=IN_PERSON),
                name="notice_final_in_person",
                violation_error_message=_("The final notice is brought in person."),
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.LEGAL)
                | ~Q(state__in=[NoticeState.APPROVED, NoticeState.DELIVERED])
                | Q(asked_by__isnull=False, approved_by__isnull=False),
                name="notice_legal_is_approved",
                violation_error_message=_("The legal route needs an approval first."),
            ),
            models.CheckConstraint(
                condition=Q(signed_by="", signed_at__isnull=True) | ~Q(signed_by="") & Q(signed_at__isnull=False),
                name="notice_signature_has_day",
                violation_error_message=_("A signature has its day."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-proposed_at", "-id"], name="notice_by_time"),
            models.Index(fields=["park", "state", "deadline"], name="notice_by_state"),
            models.Index(fields=["customer", "-id"], name="notice_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:notice", args=[self.pk])

    @property
    def running_until(self) -> date | None:
        """The deadline that was told; none before the delivery, whose day it is reckoned from."""
        return self.deadline if self.delivered_at else None

    @property
    def is_over(self) -> bool:
        """Whether it was delivered and its deadline has passed."""
        return self.state == NoticeState.DELIVERED and self.deadline < clock.today()

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        if self.is_over:
            return "miss"
        return {NoticeState.PROPOSED: "due", NoticeState.ASKED: "rise", NoticeState.DELIVERED: "go"}.get(
            NoticeState(self.state), ""
        )

    @transition(state, NoticeState.PROPOSED, NoticeState.ASKED, permission=may_lead, conditions=[rules.is_legal])
    def ask(self) -> None:
        """The manager asks for the legal route."""

    @transition(state, NoticeState.ASKED, NoticeState.APPROVED, permission=may_approve)
    def approve(self) -> None:
        """The project manager agrees."""

    @transition(state, NoticeState.ASKED, NoticeState.PROPOSED, permission=may_approve)
    def refuse(self) -> None:
        """The project manager says no; it may be asked again."""

    @transition(
        state,
        [NoticeState.PROPOSED, NoticeState.APPROVED],
        NoticeState.DELIVERED,
        permission=may_deliver,
        conditions=[rules.is_approved_where_needed],
    )
    def deliver(self) -> None:
        """The customer gets it."""

    @transition(state, list(PENDING), NoticeState.DROPPED, permission=may_drop)
    def drop(self) -> None:
        """Nothing of it is to be urged any more."""


class NoticeLine(models.Model):
    """One bill of a notice with what was open at its delivery; a bill is urged once at each stage while `live`."""

    notice = models.ForeignKey(DunningNotice, models.PROTECT, related_name="lines", verbose_name=_("dunning notice"))
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="notice_lines", verbose_name=_("bill"))
    stage = models.PositiveSmallIntegerField(_("stage"), choices=Stage)
    principal = MoneyField(_("open in yuan"))
    late_fee = MoneyField(_("late fee in yuan"), default=0)
    live = models.BooleanField(_("counts"), default=True)

    class Meta:
        ordering = ["notice", "id"]
        verbose_name = _("bill of a dunning notice")
        verbose_name_plural = _("bills of dunning notices")
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "stage"],
                condition=Q(live=True),
                name="notice_line_once_per_stage",
                violation_error_message=_("This bill is urged at this stage already."),
            ),
            models.UniqueConstraint(fields=["notice", "bill"], name="notice_line_bill_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.bill_id}"


class DunningRound(models.Model):
    """The day on which the proposals of a park were worked out by the clock; once a day is enough."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["-day"]
        verbose_name = _("round of dunning")
        verbose_name_plural = _("rounds of dunning")
        constraints = [models.UniqueConstraint(fields=["park", "day"], name="dunning_round_once_a_day")]

    def __str__(self) -> str:
        return f"{self.park_id} {self.day}"


appendonly.protect(
    "fees_dunningnotice",
    mutable=[
        *("amount_principal", "late_fee_to_date", "deadline", "state", "asked_by_id", "approved_by_id", "text"),
        *("courtesy", "delivery", "delivered_at", "delivered_by_id", "signed_by", "signed_at", "remark"),
        *("result", "promise_date", "reason"),
    ],
)
appendonly.protect("fees_noticeline", mutable=["principal", "late_fee", "live"])
appendonly.protect("fees_dunninground")
