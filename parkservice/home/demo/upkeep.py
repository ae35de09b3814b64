"""What the manager of the demo park keeps in order: words, numbers, visitors, postings, invitations (M9, D11, L1)."""

from collections.abc import Iterator
from datetime import time

from complaints.appointments import services as appointments
from complaints.appointments.services import Plan
from complaints.contacts.services import Visit, record_contact
from complaints.enquiries.services import keep_answer
from complaints.intake.services import Place, Sender
from complaints.limits import services as limits
from complaints.limits.areas import AREAS
from complaints.limits.models import AreaName
from parkservice.accounts import services as accounts
from parkservice.accounts.roles import Role
from parkservice.estate.invitations import services as invitations
from parkservice.estate.models import ContactPerson
from parkservice.home.demo.scene import Scene, Tale
from parkservice.home.demo.texts import book
from parkservice.kit import clock, courtesy
from parkservice.messaging.wordbook import services as wordbook
from parkservice.messaging.wordbook.levels import HINT, OFF

RAIN = {
    "text_zh": "雨天路滑，您慢走。",
    "text_en": "It is slippery in the rain, please take care.",
    "use_zh": "下雨天送客户出门时",
    "use_en": "When somebody leaves in the rain",
}


def tales(scene: Scene) -> Iterator[Tale]:
    """Everything that is kept in order."""
    yield _ready_answers(scene)
    yield _words(scene)
    yield _numbers(scene)
    yield _visitors(scene)
    yield _stand_in(scene)
    yield _invited(scene)


def _ready_answers(scene: Scene) -> Tale:
    """Answers that are given again and again, written on the first days."""
    yield clock.combine(scene.working_day(scene.begins, 2), time(16, 10))
    for row in book("year")["answer"]:
        keep_answer(park=scene.park, actor=scene.people["manager"], question=row["question"], answer=row["answer"])


def _words(scene: Scene) -> Tale:
    """A phrase of the desk's own, and new levels of the courtesy check that wait for the project manager."""
    manager = scene.people["manager"]
    yield scene.moment(24, "10:40")
    wordbook.add_phrase(park=scene.park, actor=manager, form_id=scene.form_id(), **RAIN)
    yield scene.moment(2, "16:20")
    hints = {rule: HINT for rule in courtesy.LEVELS if rule not in courtesy.BLOCKS}
    reason = "内部消息改用群通知，不再逐条问候。"
    wordbook.propose_levels(park=scene.park, actor=manager, levels={**hints, "R8": OFF}, reason=reason)


def _numbers(scene: Scene) -> Tale:
    """A threshold that two people changed, one that was returned, and one that waits for its release."""
    yield scene.moment(48, "14:10")
    change = _propose(scene, "answer_suggestion_days", 3, "建议答复常要等部门回话，两天不够。")
    yield scene.moment(47, "09:30")
    limits.release(change_id=change, actor=scene.people["project_manager"])
    scene.park.refresh_from_db()
    yield scene.moment(20, "11:00")
    change = _propose(scene, "visit_days", 5, "前台人手紧，回访赶不上。")
    yield scene.moment(19, "10:00")
    reason = "回访三天是我们的承诺，人手另想办法。"
    limits.send_back(change_id=change, actor=scene.people["project_manager"], note=reason)
    yield scene.moment(1, "10:30")
    _propose(scene, "reopen_days", 45, "设备类投诉常在一个月后复发，重开期限放宽到 45 天。")


def _propose(scene: Scene, name: str, value: int, reason: str) -> int:
    after = AREAS[AreaName.THRESHOLDS].read(scene.park, "") | {name: value}
    change = limits.propose(
        park=scene.park,
        actor=scene.people["manager"],
        area=AreaName.THRESHOLDS,
        after=after,
        reason=reason,
        form_id=scene.form_id(),
    )
    return change.pk


def _visitors(scene: Scene) -> Tale:
    """A visit that was met and recorded, one that was called off, and those of the demo's day (M9)."""
    clerk, manager = scene.people["clerk"], scene.people["manager"]
    yield scene.moment(9, "09:40")
    first = _agree(scene, 8, "10:00", "华摹本", "B-101", "商量夜间出货的时段")
    yield scene.moment(8, "10:35")
    visitor = Visit(
        channel="visit", topic="other", content="商量夜间出货的时段。", answer="约定 22:00 前装完。", outcome="answered"
    )
    unit = scene.unit("B-101")
    sender = Sender(name="华摹本", title="ms")
    came, _new = record_contact(
        park=scene.park, actor=clerk, sender=sender, place=Place(unit=unit), visit=visitor, form_id=scene.form_id()
    )
    appointments.meet(appointment_id=first, contact=came, actor=clerk)
    yield scene.moment(4, "14:10")
    second = _agree(scene, 2, "15:00", "张举例", "C-302", "续签物业服务协议")
    yield scene.moment(3, "11:20")
    appointments.call_off(appointment_id=second, actor=manager, reason="客户出差，改到下周。")
    yield scene.moment(1, "15:50")
    _agree(scene, 0, "10:30", "施样稿", "A-301", "看卷帘门维修方案")
    _agree(scene, 0, "15:30", "严拟定", "B-305", "年度消防联合演练")
    _agree(scene, -1, "09:30", "金草案", "A-104", "扩租 A-105 的用电容量")


def _agree(scene: Scene, ago: int, at: str, visitor: str, unit: str, matter: str) -> int:
    """An appointment with the manager; with 0 on the demo's own day, whatever day it is."""
    plan = Plan(
        at=scene.moment(ago, at),
        visitor=visitor,
        matter=matter,
        host=scene.people["manager"],
        unit=scene.unit(unit),
    )
    made = appointments.make_appointment(
        park=scene.park, actor=scene.people["clerk"], plan=plan, form_id=scene.form_id()
    )
    return made.pk


def _stand_in(scene: Scene) -> Tale:
    """The manager proposes who stands in for an officer next week; the project manager has not granted it yet."""
    yield scene.moment(1, "11:30")
    accounts.propose_posting(
        actor=scene.people["manager"],
        user=scene.people["officer3"],
        role=Role.OFFICER,
        park=scene.park,
        starts=scene.day(-4),
        ends=scene.day(-8),
        standing_in_for=scene.people["officer4"],
    )


def _invited(scene: Scene) -> Tale:
    """A company's own contact invites a colleague, who has not taken it up yet."""
    yield scene.moment(2, "09:50")
    host = scene.people["tenant"]
    customer = ContactPerson.objects.select_related("customer__park").get(user=host).customer
    invitations.invite_new(
        actor=host,
        customer=customer,
        form_id=scene.form_id(),
        name="陶预览",
        title="ms",
        position="前台",
        email="colleague@example.invalid",
    )
