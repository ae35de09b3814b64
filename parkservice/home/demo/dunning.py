"""Who owes in the demo park, and how they are urged: the list of domain 3.8, letters of each stage (domain 2.4, P8).

The clock proposes in the morning, the officer of the building brings the letter, from the final notice on the manager;
the legal route is asked for and approved. Days are counted back from the end of the story, so that every bill is today
as many days past due as in the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.collecting import services as collecting
from fees.collecting.models import Way
from fees.collecting.reviewing import write_review
from fees.collecting.services import Heard
from fees.dunning import services as dunning
from fees.dunning.letters import letter_text
from fees.dunning.models import Delivery, DunningNotice, NoticeState, Reason, Result, Stage
from fees.dunning.proposing import deadline_of, open_lines, propose
from fees.dunning.services import Handing
from fees.ledger.models import Method
from parkservice.accounts.models import User
from parkservice.home.demo.cash import charge, customer_of, take
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock

#: Days past due, unit, amount, what it is for (domain 3.8).
ARREARS = (
    (0, "D-101", "300.00", "宿舍家具赔偿"),
    (15, "D-303", "1200.00", "门窗更换费"),
    (30, "C-304", "980.50", "会议中心使用费"),
    (31, "B-104", "4000.00", "货梯专用时段使用费"),
    (90, "C-603", "2500.00", "多功能厅场地使用费"),
    (91, "A-204", "7310.20", "装卸平台损坏赔偿"),
    (180, "D-304", "450.00", "房门锁具更换费"),
    (181, "B-201", "820.00", "垃圾清运费"),
    (365, "A-203", "5600.00", "消防设施损坏赔偿"),
    (366, "C-404", "640.00", "会议室使用费"),
)
#: A bill is issued this many days before it is due.
ISSUED = 20
#: Days before today on which the clock proposes: each brings the bills above one stage on.
ROUNDS = (371, 356, 333, 301, 186, 181, 171, 148, 116, 96, 81, 58, 36, 26, 21, 5)
OFFICERS = {"A": "officer", "B": "officer2", "C": "officer3", "D": "officer", "E": "officer4"}
#: The legal route: delivered long ago, approved, and asked for last evening.
DELIVERED, APPROVED, ASKED = "C-404", "A-203", "B-201"


@dataclass(frozen=True)
class Call:
    """Somebody urges a customer: how many days ago, what came of it, what was promised for how many days ago."""

    ago: int
    unit: str
    way: str
    result: str
    reason: str
    said: str
    until: int | None = None
    amount: str = ""


CALLS = (
    Call(290, "A-203", Way.VISIT, Result.REFUSED, Reason.WILFUL, "称设施并非其损坏，拒绝签收，已留影像。"),
    Call(110, "B-201", Way.VISIT, Result.ABSENT, Reason.VACANT, "门锁、断业，邻户说已停工两月。"),
    Call(75, "A-204", Way.VISIT, Result.PROMISED, Reason.HARDSHIP, "资金周转困难，先付一半。", 60, "3655.10"),
    Call(24, "C-603", Way.PHONE, Result.PROMISED, Reason.HARDSHIP, "等总部拨款，下月初付清。", -6, "2500.00"),
    Call(23, "B-104", Way.PHONE, Result.ABSENT, Reason.UNREACHABLE, "三次无人接听，已发短信。"),
    Call(3, "D-303", Way.COUNTER, Result.PROMISED, Reason.OTHER, "月底发薪后来前台付。", -10, "1200.00"),
)


def tales(scene: Scene) -> Iterator[Tale]:
    """Bills, letters, calls, and how the manager looks at the collection."""
    for row in ARREARS:
        yield _arrears(scene, *row)
    for ago in ROUNDS:
        yield _round(scene, ago)
    yield _legal(scene)
    for call in CALLS:
        yield _call(scene, call)
    yield _kept(scene)
    yield _dropped(scene)
    yield _dissatisfied(scene)
    yield _last_evening(scene)
    yield _review(scene)


def _on(scene: Scene, ago: int, at: str, *, works: bool = True) -> datetime:
    """A time of day so many days before today; where somebody works it is the next working day."""
    day = clock.local(scene.until).date() - timedelta(days=ago)
    return clock.combine(scene.working_day(day - timedelta(days=1), 1) if works else day, time.fromisoformat(at))


def _arrears(scene: Scene, ago: int, code: str, amount: str, what: str) -> Tale:
    """The counter bills it; the days are those of the list, whatever day of the week that is."""
    yield _on(scene, ago + ISSUED, "10:00", works=False)
    charge(scene, code, amount, what, days=ISSUED)


def _round(scene: Scene, ago: int) -> Tale:
    """The clock proposes, and the letters are brought the same day."""
    yield _on(scene, ago, "08:30", works=False)
    propose(scene.park)
    yield _on(scene, ago, "10:20")
    for notice in DunningNotice.objects.filter(state=NoticeState.PROPOSED, stage__lt=Stage.LEGAL).order_by("pk"):
        _deliver(scene, notice)


def _deliver(scene: Scene, notice: DunningNotice) -> None:
    """Reminders go by post, letters by hand; the final notice and the legal one are the manager's."""
    lines = open_lines(notice.lines.values_list("bill_id", flat=True))
    text = letter_text(notice, lines, deadline_of(notice.park, notice.stage, lines))
    handing = Handing(Delivery.MAIL, text)
    if notice.stage > Stage.FRIENDLY:
        signed = notice.customer.contacts.values_list("name", flat=True).first() or notice.customer.name
        handing = Handing(Delivery.HAND, text, signed, clock.today())
    who = _collector(scene, notice.lines.all()[0].bill) if notice.stage < Stage.FINAL else scene.people["manager"]
    dunning.deliver(actor=who, notice_id=notice.pk, handing=handing, form_id=scene.form_id())


def _collector(scene: Scene, bill: Bill) -> User:
    return scene.people[OFFICERS[bill.building.code]] if bill.building else scene.people["manager"]


def _notice(scene: Scene, code: str, stage: Stage) -> DunningNotice:
    return DunningNotice.objects.get(customer=customer_of(scene, code), stage=stage)


def _legal(scene: Scene) -> Tale:
    """One debt went the legal way at once, the other one after a refusal: its letter is on the manager's desk."""
    boss = scene.people["project_manager"]
    yield _on(scene, 180, "14:10")
    _ask(scene, DELIVERED)
    _ask(scene, APPROVED)
    yield _on(scene, 178, "15:40")
    gone = _notice(scene, DELIVERED, Stage.LEGAL)
    dunning.approve(actor=boss, notice_id=gone.pk)
    words = "先请经理再上门一次，谈分期方案，谈不成再报。"
    dunning.refuse(actor=boss, notice_id=_notice(scene, APPROVED, Stage.LEGAL).pk, reason=words)
    yield _on(scene, 178, "16:20")
    _deliver(scene, DunningNotice.objects.get(pk=gone.pk))
    yield scene.moment(7, "14:10")
    _ask(scene, APPROVED)
    yield scene.moment(6, "09:40")
    dunning.approve(actor=boss, notice_id=_notice(scene, APPROVED, Stage.LEGAL).pk)


def _ask(scene: Scene, code: str) -> None:
    reason = "三次催告无果，当面沟通两次，建议委托律师发函。"
    notice = _notice(scene, code, Stage.LEGAL)
    dunning.ask(actor=scene.people["manager"], notice_id=notice.pk, reason=reason)


def _call(scene: Scene, call: Call) -> Tale:
    yield _on(scene, call.ago, "16:10")
    customer = customer_of(scene, call.unit)
    today = clock.local(scene.until).date()
    heard = Heard(
        way=call.way,
        result=call.result,
        reason=call.reason,
        said=call.said,
        promise_date=None if call.until is None else today - timedelta(days=call.until),
        promise_amount=Decimal(call.amount) if call.amount else None,
    )
    last = DunningNotice.objects.filter(customer=customer, state=NoticeState.DELIVERED).order_by("-pk").first()
    who = scene.people[OFFICERS[call.unit[0]]]
    collecting.record_visit(actor=who, customer=customer, heard=heard, form_id=scene.form_id(), notice=last)


def _pays(scene: Scene, bill: Bill) -> None:
    """A transfer of the whole bill comes in."""
    take(scene, scene.people["finance"], bill, method=Method.TRANSFER)


def _kept(scene: Scene) -> Tale:
    """Somebody promised to pay, and did."""
    yield _on(scene, 70, "10:30", works=False)
    bill = charge(scene, "A-104", "480.00", "货车通道占用清理费", days=20)
    yield _on(scene, 47, "15:10")
    today = clock.local(scene.until).date()
    words = "会计出差，回来就付。"
    heard = Heard(Way.PHONE, Result.PROMISED, Reason.OTHER, words, today - timedelta(days=30), bill.amount)
    who = scene.people["officer"]
    collecting.record_visit(actor=who, customer=bill.customer, heard=heard, form_id=scene.form_id())
    yield _on(scene, 45, "11:10")
    _pays(scene, bill)


def _dropped(scene: Scene) -> Tale:
    """The money came in on the morning on which the letter was to leave."""
    yield _on(scene, 65, "11:00", works=False)
    bill = charge(scene, "C-402", "260.00", "会议室使用费", days=20)
    yield _on(scene, 36, "09:10")
    _pays(scene, bill)
    yield _on(scene, 36, "09:40")
    propose(scene.park, actor=scene.people["officer3"])


def _dissatisfied(scene: Scene) -> Tale:
    """Urged by telephone, somebody is not content with the work: it is a complaint, and the bill is disputed."""
    yield scene.moment(2, "11:30")
    bill = charge(scene, "A-103", "1260.00", "夜间施工照明用电")
    yield scene.moment(1, "16:50")
    words = "账单按三个晚上算，我们只用了两个晚上，请核对值班记录。"
    heard = Heard(Way.PHONE, Result.REFUSED, Reason.SERVICE_DISPUTE, words, bills=(bill.pk,))
    who = scene.people["officer"]
    collecting.record_visit(actor=who, customer=bill.customer, heard=heard, form_id=scene.form_id())
    scene.mail = True


def _last_evening(scene: Scene) -> Tale:
    """The clock proposes once more: a second notice waits for its officer, and a legal route for approval."""
    yield _on(scene, 1, "19:00", works=False)
    propose(scene.park)
    yield _on(scene, 1, "19:30", works=False)
    _ask(scene, ASKED)


def _review(scene: Scene) -> Tale:
    """The manager looks at the collection of an officer, week by week (M11)."""
    notes = ("欠费集中在两户，请本周内上门并留下承诺日期。", "本周新增承诺一笔，到期前一天请再提醒。")
    for ago, note in zip((8, 1), notes, strict=True):
        yield scene.moment(ago, "16:00")
        said: dict[str, Any] = {"officer": scene.people["officer"], "note": note, "form_id": scene.form_id()}
        write_review(actor=scene.people["manager"], park=scene.park, **said)
