"""The people of other departments, and who oversees tasks."""

from typing import Any

from django.db.models import QuerySet

from parkservice.accounts.models import Posting, User
from parkservice.accounts.rights import answering_for, departments_of, may, scope
from parkservice.accounts.roles import GRANTS, Role
from parkservice.parks.models import Department, Park
from parkservice.tasks import sources

#: Roles whose people do work orders and answer questions of their department.
DOERS = [role for role in Role if "tasks.do" in GRANTS[role]]


#: Roles whose people may own a rectification or a step: those who can open it.
OWNERS = [role for role in Role if "rectifications.view" in GRANTS[role]]


def _posted(park: Park) -> QuerySet[Posting]:
    return Posting.objects.current().filter(park=park, role__in=DOERS, department__isnull=False)


def departments(park: Park) -> QuerySet[Department]:
    """Return the departments of a park in which somebody can take a work order or question today."""
    return Department.objects.filter(pk__in=_posted(park).values("department_id"))


def members(department: Department) -> QuerySet[User]:
    """Return who works for a department today, by name."""
    posted = Posting.objects.current().filter(department=department, role__in=DOERS).values("user_id")
    return User.objects.filter(pk__in=posted, is_active=True).order_by("name", "id")


def doers(park: Park) -> QuerySet[User]:
    """Return everybody who does work orders in a park today, by name."""
    return User.objects.filter(pk__in=_posted(park).values("user_id"), is_active=True).order_by("name", "id")


def of_department(row: Any, user: User) -> bool:
    """Whether this person belongs to the department that a task was sent to, and does its tasks."""
    return row.department_id in departments_of(user, "tasks.do")


def oversees(row: Any, user: User) -> bool:
    """Whether this person asked, answers for the source, or leads the park: who accepts, asks again and withdraws.

    Nobody oversees a task of a record that is about them (design section 4).
    """
    if row.concerns(user) or not may(user, "tasks.ask", row):
        return False
    if row.asked_by_id in answering_for(user, row.park_id) or row.park_id in scope(user, "tasks.view").parks:
        return True
    return row.source is not None and sources.works_on(user, row.source)
