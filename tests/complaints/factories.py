"""A park that can take complaints, its people, and complaints in every state, made by the services themselves."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import factory

from complaints.approvals import services as approvals
from complaints.casework import services, words
from complaints.choices import (
    Category,
    Channel,
    ReplyKind,
    ReplyMethod,
    ReportMethod,
    Severity,
    State,
    Validity,
)
from complaints.intake.services import Arrival, Matter, Place, Sender, record_complaint
from complaints.models import Article, Complaint
from complaints.returnvisits import services as returnvisits
from complaints.returnvisits.services import Heard
from complaints.withdrawals import services as withdrawals
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.estate.models import ContactPerson, Customer, Occupancy, Unit
from parkservice.kit import clock
from parkservice.parks.calendar import seed_calendar, seed_hours
from parkservice.parks.models import Building, Department, Park
from parkservice.parks.reference import install_all
from tests.accounts.factories import person

#: A Thursday morning in opening hours, far from holidays (domain 3.12).
MORNING = clock.combine(date(2026, 11, 5), time(10))
START = date(2026, 1, 1)
POLITE = "林女士：您好！给您添麻烦了，对不起。李样例于11月6日前更换导靴衬垫并试运行，请您验收后告知我们，谢谢！"


@dataclass
class Office:
    """A park with its people; `other_*` belong to the same park but to another building."""

    park: Park
    building: Building
    other_building: Building
    unit: Unit
    customer: Customer
    department: Department
    officer: User
    other_officer: User
    manager: User
    project_manager: User
    general_manager: User
    clerk: User
    duty_room: User
    park_office: User
    tenant: User


def make_park(code: str = "QH") -> Park:
    """A park with hours, calendar, limits, rules and two buildings."""
    park = Park.objects.create(
        code=code,
        slug=code.lower(),
        name_zh="青禾示例产业园",
        name_en="Qinghe Demo Park",
        desk_phone="0755-26001234",
        duty_phone="0755-26005678",
        desk_place_zh="C 栋一层大厅",
        desk_place_en="C block, ground floor",
    )
    seed_hours(park)
    seed_calendar(park, [2026])
    install_all(park)
    return park


def staff(role: Role, park: Park, username: str, name: str, **more: Any) -> User:
    """A colleague who holds a role since the first of January; user names carry the park, so that two parks fit."""
    user = person(role, park, username=f"{username}-{park.code.lower()}", name=name, **more)
    user.postings.update(starts=START)
    return user


def make_office(code: str = "QH") -> Office:
    """A park with one person for each role that touches complaints."""
    park = make_park(code)
    building = Building.objects.create(park=park, code="A", name_zh="A 栋", name_en="Block A", kind="workshop")
    other = Building.objects.create(park=park, code="B", name_zh="B 栋", name_en="Block B", kind="workshop")
    unit = Unit.objects.create(park=park, building=building, code="A-201", kind="workshop")
    customer = Customer.objects.create(park=park, name="松石电子（虚构）", name_en="Songshi Electronics (fictional)")
    Occupancy.objects.create(unit=unit, customer=customer, starts=START)
    tenant = staff(Role.TENANT, park, "tenant", "林示例", title="ms")
    ContactPerson.objects.create(
        customer=customer, name="林示例", title="ms", phone="19900000034", user=tenant, may_invite=True
    )
    Department.objects.update_or_create(
        park=park, kind="park_office", defaults={"code": "YQB", "name_zh": "园区办", "email": "office@park.invalid"}
    )
    return Office(
        park=park,
        building=building,
        other_building=other,
        unit=unit,
        customer=customer,
        department=Department.objects.create(park=park, code="GC", name_zh="工程部", name_en="Engineering"),
        officer=staff(Role.OFFICER, park, "officer", "李样例", buildings=[building], job_title_zh="管理员"),
        other_officer=staff(Role.OFFICER, park, "officer2", "陈演示", buildings=[other]),
        manager=staff(Role.MANAGER, park, "manager", "王示例", job_title_zh="客服部经理"),
        project_manager=staff(Role.PROJECT_MANAGER, park, "project", "周示例", job_title_zh="项目经理"),
        general_manager=staff(Role.GENERAL_MANAGER, park, "general", "吴示例", job_title_zh="总经理"),
        clerk=staff(Role.CLERK, park, "clerk", "赵示范"),
        duty_room=staff(Role.DUTY_ROOM, park, "duty", "值班员"),
        park_office=staff(Role.PARK_OFFICE, park, "parkoffice", "园区办甲"),
        tenant=tenant,
    )


def demo_office() -> Office:
    """The people of the demo park, around the first unit that the first officer looks after."""
    who = {user.username: user for user in User.objects.all()}
    home = Occupancy.objects.current().filter(unit__building__in=who["officer"].postings.get().buildings.all())
    let = home.select_related("unit__building", "unit__park", "customer")[0]
    names = ("officer", "manager", "project_manager", "general_manager", "clerk", "duty_room", "park_office", "tenant")
    return Office(
        park=let.unit.park,
        building=let.unit.building,
        other_building=who["officer2"].postings.get().buildings.all()[0],
        unit=let.unit,
        customer=let.customer,
        department=who["maintenance"].postings.get().department,
        other_officer=who["officer2"],
        **{name: who[name] for name in names},
    )


def new_form() -> str:
    """The hidden number of one filled-in form."""
    return uuid.uuid4().hex


class ComplaintFactory(factory.Factory):
    """A complaint as the public form or a colleague (`actor`) records it. `park` is required."""

    class Meta:
        model = Complaint

    building = None
    unit = None
    customer = None
    content = "这周一开始，1 号货梯上行到二楼附近有很大的摩擦声，货都堆在一楼。"
    matter = "1 号货梯运行异响"
    category = Category.FACILITY_REPAIR
    severity = Severity.MINOR
    urgent = False
    against = None
    channel = Channel.WEB
    actor = None
    name = "林示例"
    title = "ms"
    phone = "19900000034"
    email = ""
    language = "zh-hans"
    anonymous = False
    account = None
    company = None
    held = False
    files = factory.LazyFunction(list)

    @classmethod
    def _create(cls, _model: type[Complaint], *_args: Any, **said: Any) -> Complaint:
        sender = Sender(
            **{key: said[key] for key in ("name", "title", "phone", "email", "language", "anonymous")},
            account=said["account"],
            company=said["company"],
        )
        place = Place(building=said["building"], unit=said["unit"], customer=said["customer"])
        matter = Matter(
            **{key: said[key] for key in ("content", "matter", "category", "severity", "urgent", "against")}
        )
        arrival = Arrival(**{key: said[key] for key in ("channel", "actor", "held", "files")}, form_id=new_form())
        return record_complaint(park=said["park"], sender=sender, place=place, matter=matter, arrival=arrival)[0]


def complaint_in(office: Office, state: str = State.RECEIVED, **said: Any) -> Complaint:
    """A complaint about the office's own unit, brought into a state by its officer through the services."""
    place = {"unit": office.unit, "customer": office.customer}
    weight = {"severity": Severity.MAJOR} if state == State.AWAITING_APPROVAL else {}
    complaint = ComplaintFactory(park=office.park, **{**place, **weight, **said})
    for step in _WAY[state]:
        step(office, complaint)
    return Complaint.objects.get(pk=complaint.pk)


def investigate(office: Office, complaint: Complaint) -> None:
    """The officer takes it on."""
    services.investigate(complaint_id=complaint.pk, actor=complaint.officer)


def find(office: Office, complaint: Complaint, validity: str = Validity.VALID) -> None:
    """The officer records what was found."""
    services.record_findings(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        facts="导靴衬垫磨损 4 毫米，超过更换限度。",
        cause="上次检修只调整未更换",
        validity=validity,
        department=office.department,
    )


def propose(office: Office, complaint: Complaint) -> None:
    """The manager proposes how it is handled."""
    approvals.propose(
        complaint_id=complaint.pk,
        actor=office.manager,
        opinion="责任在我方，应当致歉",
        measures="更换左侧导靴衬垫",
        heard="当时着急，愿意道歉" if complaint.against_staff_id else "",
    )


def act(office: Office, complaint: Complaint) -> None:
    """The officer begins to put it right; what needs approval is proposed and approved first (P3)."""
    if complaint.needs_approval:
        propose(office, complaint)
        approvals.approve(complaint_id=complaint.pk, actor=office.project_manager)
        return
    services.begin_action(complaint_id=complaint.pk, actor=complaint.officer, measures="更换左侧导靴衬垫")


def resolve(office: Office, complaint: Complaint) -> None:
    """The officer says that it is put right."""
    services.resolve(complaint_id=complaint.pk, actor=complaint.officer, measures="更换左侧导靴衬垫，试运行 5 次")


def escalate(office: Office, complaint: Complaint) -> None:
    """The officer puts problem and opinion before the manager."""
    services.escalate(
        complaint_id=complaint.pk, actor=complaint.officer, problem="缺少备件，两周后到货", opinion="建议先租用叉车"
    )


def tell_result(office: Office, complaint: Complaint, **said: Any) -> None:
    """The officer tells the complainant the result."""
    usual = {
        "kind": ReplyKind.RESULT,
        "method": ReplyMethod.TRACKING_PAGE if complaint.anonymous else ReplyMethod.PHONE,
        "text": POLITE,
        "courtesy_reason": "电话里已当面致歉",
    }
    words.reply(complaint_id=complaint.pk, actor=complaint.officer, form_id=new_form(), **{**usual, **said})


def tell_office(office: Office, complaint: Complaint) -> None:
    """The officer reports the result to the park office."""
    words.report_to_office(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        method=ReportMethod.IN_APP,
        text="货梯异响已处理，更换导靴衬垫。",
        form_id=new_form(),
    )


def visit(office: Office, complaint: Complaint, result: str = "ok", **said: Any) -> None:
    """Somebody who did not handle it asks the complainant: the project manager where it weighs, else the clerk."""
    fresh = Complaint.objects.get(pk=complaint.pk)
    if not fresh.needs_visit:
        return
    heard = {"method": "phone", "quality": 4, "effect": "settled", "satisfaction": 4, "result": result}
    if result == "redo":
        heard |= {"effect": "not", "satisfaction": 2, "shortcomings": "昨天又响了"}
    returnvisits.record_visit(
        complaint_id=complaint.pk,
        actor=said.pop("actor", office.project_manager if fresh.needs_approval else office.clerk),
        heard=Heard(**{**heard, **said}),
        form_id=new_form(),
    )


def withdraw(office: Office, complaint: Complaint) -> None:
    """The complainant takes it back on the tracking page."""
    withdrawals.withdraw(complaint_id=complaint.pk, reason="已自行解决")


def close(office: Office, complaint: Complaint) -> None:
    """The officer closes it."""
    services.close(complaint_id=complaint.pk, actor=complaint.officer)


_WAY = {
    State.RECEIVED: (),
    State.INVESTIGATING: (investigate,),
    State.ACTING: (investigate, find, act),
    State.AWAITING_APPROVAL: (investigate, find, propose),
    State.ESCALATED: (investigate, find, escalate),
    State.RESOLVED: (investigate, find, act, resolve),
    State.CLOSED: (investigate, find, act, resolve, tell_result, tell_office, visit, close),
    State.WITHDRAWN: (investigate, withdraw),
}

#: The states into which `complaint_in` brings a complaint.
REACHED = tuple(_WAY)


def an_article(park: Park) -> Article:
    """The first article of the park's rules."""
    return Article.objects.of_park(park.pk)[0]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local moment."""
    return clock.combine(day, time(hour, minute))
