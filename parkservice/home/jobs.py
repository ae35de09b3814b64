"""What stands on a desk about tasks: for departments what they have to do, for askers what came back (M4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, departments_of, may
from parkservice.parks.models import Park
from parkservice.tasks.models import Question, WorkOrder
from parkservice.tasks.workorders.models import WITH_DEPARTMENT, OrderState

#: Rows of the list; the lists themselves are one click away.
ROWS = 12


@dataclass(frozen=True)
class Job:
    """One thing to do: the record, its picture, and the one button; `post` sends at once, else the record opens."""

    row: Any
    icon: str
    action: str
    url: str
    post: bool = False
    where: str = ""
    who: str = ""


@dataclass(frozen=True)
class Jobs:
    """A list of things to do with the way to all of them."""

    key: str
    title: str
    rows: list[Job]
    url: str
    empty: str


def for_desk(user: User, park: Park) -> list[Jobs]:
    """Every list of things to do that this person has."""
    return [found for found in (of_department(user, park), came_back(user, park)) if found is not None]


def of_department(user: User, park: Park) -> Jobs | None:
    """What was sent to my departments and is not done, soonest first; None for people of no department."""
    departments = departments_of(user, "tasks.do")
    if not departments:
        return None
    orders = _orders(user, park).filter(
        Q(department_id__in=departments) | Q(assignee_id=user.pk), state__in=WITH_DEPARTMENT
    )
    questions = _questions(user, park).waiting().filter(department_id__in=departments)
    rows = [*(_order(row, user) for row in orders[:ROWS]), *(_question(row) for row in questions[:ROWS])]
    title, empty = _("What my department has to do"), _("Nothing open. Orders and questions appear here at once.")
    return Jobs("jobs", title, _soonest(rows), reverse("tasks:workorders") + "?view=mine", empty)


def came_back(user: User, park: Park) -> Jobs | None:
    """Work that I ordered and that waits for my acceptance; None for people who order nothing, or when none waits."""
    if not may(user, "tasks.ask", park):
        return None
    done = _orders(user, park).filter(asked_by_id__in=answering_for(user, park.pk), state=OrderState.DONE)
    rows = [Job(row, "wrench", _("Look and accept"), row.get_absolute_url(), who=_who(row)) for row in done[:ROWS]]
    if not rows:
        return None
    return Jobs("came-back", _("Done, to be accepted by me"), rows, reverse("tasks:workorders") + "?view=ordered", "")


def _orders(user: User, park: Park) -> Any:
    rows = WorkOrder.objects.visible_to(user).filter(park=park)
    return rows.select_related("department", "assignee", "unit", "building", "asked_by").order_by("due", "id")


def _questions(user: User, park: Park) -> Any:
    return Question.objects.visible_to(user).filter(park=park).select_related("department", "asked_by").order_by("due")


def _order(row: WorkOrder, user: User) -> Job:
    """An order not taken yet is taken by one click; a taken one is reported as done on its page."""
    if row.state == OrderState.OPEN:
        return Job(
            row, "wrench", _("Take it"), reverse("tasks:workorder_take", args=[row.pk]), True, row.where, _who(row)
        )
    return Job(row, "wrench", _("Report as done"), f"{row.get_absolute_url()}#next", False, row.where, _who(row))


def _question(row: Question) -> Job:
    return Job(row, "swap", _("Answer"), f"{row.get_absolute_url()}#next", who=row.asked_by.display_name)


def _who(row: WorkOrder) -> str:
    """Who does it, or who asked while nobody does."""
    return (row.assignee or row.asked_by).display_name


def _soonest(rows: Iterable[Job]) -> list[Job]:
    return sorted(rows, key=lambda job: (job.row.due, job.row.pk))[:ROWS]
