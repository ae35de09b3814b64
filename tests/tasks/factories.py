"""People of other departments, and tasks made by the services themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from complaints.choices import State
from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.accounts.rights import forget
from parkservice.accounts.roles import Role
from parkservice.parks.models import Department
from parkservice.tasks.coordination import services as coordination
from parkservice.tasks.coordination.models import Question
from parkservice.tasks.models import Rectification
from parkservice.tasks.rectifications import services as plans
from parkservice.tasks.referrals import services as referrals
from parkservice.tasks.referrals.models import Referral
from parkservice.tasks.workorders import services as workorders
from parkservice.tasks.workorders.models import WorkOrder
from tests.complaints.factories import MORNING, Office, complaint_in, new_form, staff

#: When jobs and answers of the tests are due: the next afternoon.
DUE = MORNING + timedelta(days=1, hours=6)
#: When rectifications of the tests are due.
PLAN_DUE = date(2026, 11, 20)


@dataclass
class Team:
    """Two people of engineering, one of cleaning."""

    engineering: Department
    cleaning: Department
    lead: User
    technician: User
    cleaner: User


def member(role: Role, office: Office, department: Department, username: str, name: str) -> User:
    """A person who does the tasks of a department."""
    user = staff(role, office.park, username, name)
    user.postings.update(department=department)
    forget(user)
    return user


def make_team(office: Office) -> Team:
    """Engineering with two people, cleaning with one."""
    cleaning = Department.objects.create(park=office.park, code="BJ", name_zh="保洁绿化部", name_en="Cleaning")
    return Team(
        engineering=office.department,
        cleaning=cleaning,
        lead=member(Role.MAINTENANCE, office, office.department, "lead", "吴试修"),
        technician=member(Role.MAINTENANCE, office, office.department, "tech", "郑样修"),
        cleaner=member(Role.DEPARTMENT, office, cleaning, "cleaner", "卫示洁"),
    )


def a_complaint(office: Office, **said: Any) -> Complaint:
    """A complaint under investigation by the officer of the building."""
    return complaint_in(office, State.INVESTIGATING, **said)


def an_order(office: Office, *, actor: User | None = None, subject: Any = None, **said: Any) -> WorkOrder:
    """A work order for engineering, given by the officer."""
    job = workorders.Job(**{"matter": "更换货梯导靴", "department": office.department, "due": DUE, **said})
    made, _new = workorders.order(
        park=office.park, actor=actor or office.officer, job=job, form_id=new_form(), subject=subject
    )
    return made


def a_question(office: Office, *, actor: User | None = None, subject: Any = None, **said: Any) -> Question:
    """A question to engineering, asked by the officer."""
    asking = coordination.Asking(
        **{
            "matter": "货梯检修记录",
            "question": "1 号货梯上次检修是哪天，换了什么？",
            "department": office.department,
            "due": DUE,
            **said,
        }
    )
    made, _new = coordination.ask(
        park=office.park, actor=actor or office.officer, asking=asking, form_id=new_form(), subject=subject
    )
    return made


def done_order(office: Office, team: Team, **said: Any) -> WorkOrder:
    """A work order that the technician reports as done."""
    order = an_order(office, **said)
    workorders.take(order_id=order.pk, actor=team.technician)
    return workorders.finish(order_id=order.pk, actor=team.technician, result="导靴已更换，试运行 5 次正常")


def a_referral(office: Office, *, actor: User | None = None, subject: Any = None, **said: Any) -> Referral:
    """A question to the next level, asked by the officer."""
    problem = referrals.Problem(
        **{"matter": "货梯备件", "problem": "备件两周后才到", "opinion": "建议先租叉车", "due": DUE, **said}
    )
    made, _new = referrals.refer(
        park=office.park, actor=actor or office.officer, problem=problem, form_id=new_form(), subject=subject
    )
    return made


def a_plan(
    office: Office, *, owner: User | None = None, steps: Sequence[User] = (), subject: Any = None
) -> Rectification:
    """A rectification planned by the manager, owned by the officer, with a step for each person named."""
    owner = owner or office.officer
    measures = [plans.Measure(what="更换灯具", owner=person, due=PLAN_DUE) for person in steps or [owner]]
    plan = plans.Plan(matter="走廊照明", problem="三层走廊灯暗", owner=owner, due=PLAN_DUE, measures=measures)
    actor = office.project_manager if owner == office.manager else office.manager
    made, _new = plans.plan(park=office.park, actor=actor, plan=plan, form_id=new_form(), subject=subject)
    return made
