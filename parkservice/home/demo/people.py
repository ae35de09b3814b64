"""The people of the demo park: one account per role, invented names, one password for all (domain section 6)."""

from datetime import date

from django.contrib.auth.hashers import make_password

from parkservice.accounts import services
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.estate.invitations import services as invitations
from parkservice.estate.models import ContactPerson, Occupancy
from parkservice.estate.services import change_contact
from parkservice.parks.models import Building, Department, Park

#: The password of every demo account; production refuses to start while such accounts exist.
PASSWORD = "qinghe-demo-park"  # noqa: S105 - it is printed on the sign-in page of the demo

#: user name, role, name, Latin name, form of address, job title, English job title, buildings
PEOPLE: list[tuple[str, Role, str, str, str, str, str, str]] = [
    ("general_manager", Role.GENERAL_MANAGER, "高样本", "Gao Yangben", "mr", "总经理", "General manager", ""),
    ("manager", Role.MANAGER, "王示例", "Wang Shili", "ms", "客服部经理", "Customer-service manager", ""),
    ("officer", Role.OFFICER, "李样例", "Li Yangli", "mr", "管理员", "Property officer", "AD"),
    ("officer2", Role.OFFICER, "陈演示", "Chen Yanshi", "ms", "管理员", "Property officer", "B"),
    ("officer3", Role.OFFICER, "赵示范", "Zhao Shifan", "mr", "管理员", "Property officer", "C"),
    ("officer4", Role.OFFICER, "周试用", "Zhou Shiyong", "ms", "管理员", "Property officer", "E"),
    ("clerk", Role.CLERK, "何演练", "He Yanlian", "ms", "前台职员", "Front-desk clerk", ""),
    ("clerk2", Role.CLERK, "孙试样", "Sun Shiyang", "mr", "前台职员", "Front-desk clerk", ""),
    ("duty_room", Role.DUTY_ROOM, "冯值守", "Feng Zhishou", "mr", "值班员", "Duty officer", ""),
    ("park_office", Role.PARK_OFFICE, "韩园示", "Han Yuanshi", "ms", "园区办科员", "Park-office clerk", ""),
    ("finance", Role.FINANCE, "钱样账", "Qian Yangzhang", "ms", "财务", "Accountant", ""),
    ("maintenance", Role.MAINTENANCE, "吴试修", "Wu Shixiu", "mr", "维修主管", "Maintenance lead", ""),
    ("maintenance2", Role.MAINTENANCE, "郑样修", "Zheng Yangxiu", "mr", "维修工", "Technician", ""),
    ("department", Role.DEPARTMENT, "卫示洁", "Wei Shijie", "ms", "保洁主管", "Cleaning lead", ""),
    ("guard", Role.GUARD, "秦示岗", "Qin Shigang", "mr", "门岗", "Gate guard", ""),
    ("sysadmin", Role.SYSADMIN, "许示维", "Xu Shiwei", "mr", "系统管理员", "System administrator", ""),
]
#: user name, name, Latin name, form of address, unit whose main customer they speak for
TENANTS = [
    ("tenant", "林示意", "Lin Shiyi", "ms", "A-201"),
    ("tenant2", "罗样客", "Luo Yangke", "mr", "A-301"),
    ("tenant3", "何试住", "He Shizhu", "ms", "D-301"),
]
#: Departments that an officer of their own heads, by user name.
DEPARTMENT_OF = {"maintenance": "GC", "maintenance2": "GC", "department": "BJ"}


def build_people(park: Park, since: date) -> dict[str, User]:
    """Make every demo account with its posting, each posting proposed and granted by two people; by user name."""
    secret = make_password(PASSWORD)
    boss = _person(park, "project_manager", "刘示准", "Liu Shizhun", "mr", "项目经理", "Project manager", secret)
    services.appoint_first_project_manager(park=park, user=boss)
    people = {"project_manager": boss}
    for username, role, name, latin, title, job_zh, job_en, buildings in PEOPLE:
        person = _person(park, username, name, latin, title, job_zh, job_en, secret)
        _post(park, people, person, role, buildings, since)
        people[username] = person
    for username, name, latin, title, unit in TENANTS:
        person = _person(park, username, name, latin, title, "", "", secret)
        _invite(park, people["manager"], person, unit)
        people[username] = person
    return people


def _person(
    park: Park, username: str, name: str, latin: str, title: str, job_zh: str, job_en: str, secret: str
) -> User:
    number = User.objects.count()
    person = services.create_person(
        park=park,
        actor=None,
        username=username,
        name=name,
        name_en=latin,
        title=title,
        job_title_zh=job_zh,
        job_title_en=job_en,
        phone=f"199000000{number + 40:02d}",
        is_demo=True,
    )
    User.objects.filter(pk=person.pk).update(password=secret)
    person.password = secret
    return person


def _post(park: Park, people: dict[str, User], person: User, role: Role, buildings: str, since: date) -> None:
    """Propose by one leader, grant by another; the general manager's posting comes first and is proposed at opening."""
    places = list(Building.objects.filter(park=park, code__in=list(buildings)))
    department = Department.objects.filter(park=park, code=DEPARTMENT_OF.get(person.username, "")).first()
    proposer = people.get("manager")
    posting = services.propose_posting(
        actor=proposer, user=person, role=role, park=park, buildings=places, department=department, starts=since
    )
    granter = people["project_manager"] if proposer else people.get("general_manager", people["project_manager"])
    services.grant_posting(actor=granter, posting_id=posting.pk)


def _invite(park: Park, manager: User, person: User, unit: str) -> None:
    """The contact of the customer in a unit becomes this person, is invited by the manager, and takes it up."""
    occupied = Occupancy.objects.current().filter(unit__park=park, unit__code=unit, main=True)
    contact = ContactPerson.objects.filter(customer__in=occupied.values("customer")).order_by("id")[0]
    details = {"name": person.name, "title": person.title, "phone": person.phone, "may_invite": True}
    change_contact(actor=None, contact_id=contact.pk, **details)
    invited = invitations.invite(actor=manager, contact_id=contact.pk)
    invitations.take_up(token=invited.token, user=person)
