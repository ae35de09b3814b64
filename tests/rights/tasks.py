"""Tasks in the places of the rights test."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.parks.models import Department
from parkservice.tasks.coordination.services import Asking, ask
from parkservice.tasks.models import Question, Rectification, Referral, WorkOrder
from parkservice.tasks.rectifications.services import Measure, Plan, plan
from parkservice.tasks.referrals.services import Problem, refer
from parkservice.tasks.workorders.services import Job, order
from tests.complaints.factories import MORNING, new_form, staff

OWN, OTHER_BUILDING, OTHER_PARK, MINE = "own building", "other building", "other park", "mine"
DUE = MORNING + timedelta(days=1)


def _work_order(world: Any, place: str, user: User | None) -> WorkOrder:
    """Sent to engineering; in the other building to cleaning, by its officer; `mine` was ordered by the person."""
    asker, department = _asking(world, place, user)
    job = Job(matter="更换货梯导靴", due=DUE, department=department)
    return order(park=department.park, actor=asker, job=job, form_id=new_form())[0]


def _question(world: Any, place: str, user: User | None) -> Question:
    """As the work order."""
    asker, department = _asking(world, place, user)
    asking = Asking(matter="检修记录", question="上次换了什么？", due=DUE, department=department)
    return ask(park=department.park, actor=asker, asking=asking, form_id=new_form())[0]


def _asking(world: Any, place: str, user: User | None) -> tuple[User, Department]:
    """Who asks and which department: engineering, for which the people of the rights test work, or cleaning."""
    office = world.far if place == OTHER_PARK else world.office
    department = office.department
    if place in (OTHER_BUILDING, OTHER_PARK) or (place == MINE and user and may(user, "tasks.ask")):
        department, made = Department.objects.get_or_create(park=office.park, code="BJ", defaults={"name_zh": "保洁部"})
        if made:
            cleaner = staff(Role.DEPARTMENT, office.park, "cleaner", "卫示洁")
            cleaner.postings.update(department=department)
    if place == MINE:
        return (user if user and may(user, "tasks.ask") else office.manager), department
    return (office.officer if place == OWN else office.other_officer), department


def _referral(world: Any, place: str, user: User | None) -> Referral:
    """Asked by the officer of the place; `mine` was asked by the person, or by the officer for those who ask nobody."""
    office = world.far if place == OTHER_PARK else world.office
    asker = office.officer if place in (OWN, OTHER_PARK) else office.other_officer
    if place == MINE and user and may(user, "tasks.refer") and user.pk != office.project_manager.pk:
        asker = user
    problem = Problem(matter="备件", problem="备件两周后才到", opinion="先租叉车", due=DUE)
    return refer(park=office.park, actor=asker, problem=problem, form_id=new_form())[0]


def _rectification(world: Any, place: str, user: User | None) -> Rectification:
    """Owned by the officer of the place; `mine` is owned by the person, where staff, else by the clerk."""
    office = world.far if place == OTHER_PARK else world.office
    owner = office.officer if place in (OWN, OTHER_PARK) else office.other_officer
    if place == MINE and user and may(user, "rectifications.view"):
        owner = user
    measure = Measure(what="换灯", owner=owner, due=DUE.date())
    said = Plan(matter="走廊照明", problem="灯暗", owner=owner, due=DUE.date(), measures=[measure])
    return plan(park=office.park, actor=office.manager, plan=said, form_id=new_form())[0]


TASKS: dict[str, Callable[[Any, str, User | None], Any]] = {
    "work order": _work_order,
    "question": _question,
    "referral": _referral,
    "rectification": _rectification,
}
