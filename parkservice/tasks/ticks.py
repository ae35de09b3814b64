"""What time alone brings to tasks: a reminder when most of the time has passed, and a word when it is over.

Each goes out once, however often or late it runs; after a gap in which both moments passed only the second one does.
The columns `reminded_at` and `overdue_at` remember it, each row is locked and looked at again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from parkservice.kit import clock
from parkservice.tasks import moves, people
from parkservice.tasks.coordination.models import Question, QuestionState
from parkservice.tasks.models import WorkOrder
from parkservice.tasks.rectifications.models import UNDER_WAY, Rectification, Step
from parkservice.tasks.referrals.models import Referral, ReferralState
from parkservice.tasks.referrals.services import level_of
from parkservice.tasks.workorders.models import WITH_DEPARTMENT, OrderState

Say = Callable[[Any], None]


def run() -> None:
    """Remind and tell what is overdue. Running it twice, late or after a gap gives the same result."""
    _each(WorkOrder, {"state__in": WITH_DEPARTMENT}, _remind_order, _order_is_over)
    _each(Question, {"state": QuestionState.ASKED}, _remind_question, _question_is_over)
    _each(Referral, {"state": ReferralState.ASKED}, _remind_level, _answer_is_late)
    _days(Rectification, {"state__in": UNDER_WAY}, _plan_is_due, _plan_is_over)
    _days(Step, {"done_at": None, "rectification__state__in": UNDER_WAY}, _step_is_due, _step_is_over)


def _each(model: Any, waiting: dict[str, Any], remind: Say, over: Say) -> None:
    now = clock.now()
    open_rows = model.objects.filter(**waiting)
    late = open_rows.filter(due__lte=now, overdue_at__isnull=True).values_list("pk", flat=True)
    soon = open_rows.filter(due__gt=now, remind_at__lte=now, reminded_at__isnull=True).values_list("pk", flat=True)
    for pk in list(late.order_by("pk")):
        _once(model, pk, waiting, "overdue_at", over, now)
    for pk in list(soon.order_by("pk")):
        _once(model, pk, waiting, "reminded_at", remind, now)


@transaction.atomic
def _once(model: Any, pk: int, waiting: dict[str, Any], column: str, step: Say, now: datetime) -> None:
    """Lock the row; another worker, or a colleague who was quicker, leaves nothing to do."""
    row = model.objects.select_for_update(of=("self",)).filter(pk=pk, **waiting, **{column: None}).first()
    if row is None:
        return
    setattr(row, column, now)
    row.save(update_fields=[column])
    step(row)


def _remind_order(row: WorkOrder) -> None:
    """Remind who does it; an order that nobody has taken goes to its department and its asker (peers 3.17)."""
    moves.note(row, None, "workorder.reminded")
    if row.state == OrderState.OPEN:
        moves.inform(row, [*people.members(row.department), row.asked_by], "inbox.workorder_untaken")
    else:
        moves.inform(row, [row.assignee], "inbox.workorder_reminder")


def _order_is_over(row: WorkOrder) -> None:
    """Tell who does it, the asker, and the manager: nothing is forgotten with one person (peers 3.14)."""
    moves.note(row, None, "workorder.overdue")
    doers = [row.assignee] if row.assignee_id else list(people.members(row.department))
    moves.inform(row, [*doers, *moves.askers(row), *moves.managers(row)], "inbox.workorder_overdue")


def _remind_question(row: Question) -> None:
    moves.note(row, None, "question.reminded")
    moves.inform(row, people.members(row.department), "inbox.question_reminder")


def _question_is_over(row: Question) -> None:
    moves.note(row, None, "question.overdue")
    told = [*people.members(row.department), *moves.askers(row), *moves.managers(row)]
    moves.inform(row, told, "inbox.question_overdue")


def _remind_level(row: Referral) -> None:
    moves.note(row, None, "referral.reminded")
    moves.inform(row, level_of(row), "inbox.referral_reminder")


def _answer_is_late(row: Referral) -> None:
    moves.note(row, None, "referral.overdue")
    moves.inform(row, [*level_of(row), *moves.askers(row)], "inbox.referral_overdue")


def _days(model: Any, waiting: dict[str, Any], remind: Say, over: Say) -> None:
    """The same for things that are due on a day: a reminder on that day, a word once it has passed."""
    today, now = clock.today(), clock.now()
    rows = model.objects.filter(**waiting)
    late = rows.filter(due__lt=today, overdue_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    due = rows.filter(due=today, reminded_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    for pk in list(late):
        _once(model, pk, waiting, "overdue_at", over, now)
    for pk in list(due):
        _once(model, pk, waiting, "reminded_at", remind, now)


def _plan_is_due(row: Rectification) -> None:
    moves.note(row, None, "rectification.reminded")
    moves.inform(row, [row.owner], "inbox.rectification_due")


def _plan_is_over(row: Rectification) -> None:
    moves.note(row, None, "rectification.overdue")
    moves.inform(row, [row.owner, *moves.askers(row)], "inbox.rectification_overdue")


def _step_is_due(step: Step) -> None:
    row = step.rectification
    moves.note(row, None, "rectification.step_reminded", data={"place": step.position})
    moves.inform(row, [step.owner], "inbox.step_due", what=step.what)


def _step_is_over(step: Step) -> None:
    row = step.rectification
    moves.note(row, None, "rectification.step_overdue", data={"place": step.position})
    moves.inform(row, [step.owner, row.owner], "inbox.step_overdue", what=step.what)
