"""Work orders for a department (工单; M4, O9): what, where, by when, done and accepted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from parkservice.accounts.models import User
from parkservice.accounts.rights import departments_of, parks_with
from parkservice.kit import appendonly, clock
from parkservice.kit.text import mask_phone
from parkservice.tasks import sources
from parkservice.tasks.base import TICKED, Task, TaskQuerySet, asked_or_led, left
from parkservice.tasks.workorders import rules
from parkservice.ui.due import Due

# The state machine hands over any record and any person; the rules speak of work orders and colleagues.
may_do: Any = rules.may_do
may_accept: Any = rules.may_accept
may_withdraw: Any = rules.may_withdraw


class OrderState(models.TextChoices):
    """States of a work order."""

    OPEN = "open", _("Not taken yet")
    TAKEN = "taken", _("Being done")
    DONE = "done", _("Done, to be accepted")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ORDER_TONES = {
    OrderState.OPEN: "due",
    OrderState.TAKEN: "go",
    OrderState.DONE: "rise",
    OrderState.ACCEPTED: "done",
    OrderState.WITHDRAWN: "",
}
#: States in which the department has something to do.
WITH_DEPARTMENT = (OrderState.OPEN, OrderState.TAKEN)
#: States in which somebody has something to do.
UNSETTLED = (*WITH_DEPARTMENT, OrderState.DONE)


class WorkOrderQuerySet(TaskQuerySet["WorkOrder"]):
    """Which work orders."""

    def visible_to(self, user: User) -> "WorkOrderQuerySet":
        """Sent to my departments or to me; asked by me; of the records I read; a leader's: of the park."""
        seen = asked_or_led(user, "tasks.view")
        seen |= Q(department_id__in=departments_of(user, "tasks.do"))
        seen |= Q(assignee_id=user.pk, park_id__in=parks_with(user, "tasks.do"))
        return self.filter(seen).exclude(sources.hidden_from(user))

    def with_department(self) -> "WorkOrderQuerySet":
        """Orders that the department still has to do."""
        return self.filter(state__among=WITH_DEPARTMENT)

    def unsettled(self) -> "WorkOrderQuerySet":
        """Orders that are neither accepted nor withdrawn."""
        return self.filter(state__among=UNSETTLED)


class WorkOrder(Task):
    """One job for a department, from the order to its acceptance."""

    department = models.ForeignKey("parks.Department", models.PROTECT, related_name="+", verbose_name=_("department"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    details = models.TextField(_("details"), blank=True)
    building = models.ForeignKey("parks.Building", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("estate.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("place"), max_length=120, blank=True)
    contact_name = models.CharField(_("contact on the spot"), max_length=60, blank=True)
    contact_phone = models.CharField(_("phone of the contact"), max_length=30, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    due = models.DateTimeField(_("due"))
    remind_at = models.DateTimeField()
    state = FSMField(_("state"), max_length=12, choices=OrderState, default=OrderState.OPEN, protected=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    times_returned = models.PositiveSmallIntegerField(_("times returned"), default=0)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="workorder_number_once_per_park"),
            models.CheckConstraint(
                condition=Q(due__gt=F("asked_at")),
                name="workorder_due_after_asked",
                violation_error_message=_("A work order is due after it was given."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OrderState.TAKEN, OrderState.DONE, OrderState.ACCEPTED])
                | Q(assignee__isnull=False, taken_at__isnull=False),
                name="workorder_taken_by_somebody",
                violation_error_message=_("Somebody of the department takes a work order first."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OrderState.DONE, OrderState.ACCEPTED])
                | (~Q(result="") & Q(done_by__isnull=False, done_at__isnull=False)),
                name="workorder_done_has_result",
                violation_error_message=_("Write down what was done before the work order is done."),
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.ACCEPTED)
                | (Q(accepted_by__isnull=False, accepted_at__isnull=False) & ~Q(accepted_by=F("done_by"))),
                name="workorder_accepted_by_another",
                violation_error_message=_("Who did the work can't accept it."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "due", "id"],
                condition=Q(state__among=list(UNSETTLED)),
                name="workorder_open_of_department",
            ),
            models.Index(
                fields=["due", "remind_at"],
                condition=Q(state__among=list(WITH_DEPARTMENT), overdue_at__isnull=True),
                name="workorder_to_remind",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="workorder_by_subject"),
            models.Index(fields=["park", "-asked_at", "-id"], name="workorder_by_time"),
            models.Index(fields=["asked_by", "-asked_at"], name="workorder_by_asker"),
        ]

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("tasks:workorder", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return ORDER_TONES[OrderState(self.state)]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has anything to do about it."""
        return self.state not in UNSETTLED

    @property
    def is_late(self) -> bool:
        """Whether the department is late with it."""
        return self.state in WITH_DEPARTMENT and self.due < clock.now()

    @property
    def clock(self) -> Due | None:
        """The time that runs for the department; nothing once it is done."""
        return left(self.asked_at, self.due) if self.state in WITH_DEPARTMENT else None

    @property
    def where(self) -> str:
        """Unit or building, and the place in words."""
        return " · ".join(part for part in (str(self.unit or self.building or ""), self.place) if part)

    def phone_for(self, user: User) -> str:
        """The phone of the contact: whole for the department while it works on it, else masked (P1)."""
        needed = self.state in WITH_DEPARTMENT and rules.may_do(self, user)
        return self.contact_phone if needed else mask_phone(self.contact_phone)

    # Transitions: who may stands in workorders.rules.

    @transition(state, source=OrderState.OPEN, target=OrderState.TAKEN, permission=may_do)
    def take(self) -> None:
        """Somebody of the department takes it."""

    @transition(state, source=OrderState.TAKEN, target=OrderState.DONE, permission=may_do)
    def finish(self) -> None:
        """The department says that it is done."""

    @transition(state, source=OrderState.DONE, target=OrderState.ACCEPTED, permission=may_accept)
    def accept(self) -> None:
        """The asker is satisfied."""

    @transition(state, source=OrderState.DONE, target=OrderState.TAKEN, permission=may_accept)
    def send_back(self) -> None:
        """The asker is not satisfied and says why."""

    @transition(state, source=[OrderState.OPEN, OrderState.TAKEN], target=OrderState.WITHDRAWN, permission=may_withdraw)
    def withdraw(self) -> None:
        """It is not needed any more."""


appendonly.protect(
    "tasks_workorder",
    mutable=[
        *("state", "assignee_id", "taken_at", "result", "done_by_id", "done_at", "accepted_by_id", "accepted_at"),
        *("times_returned", *TICKED),
    ],
)
