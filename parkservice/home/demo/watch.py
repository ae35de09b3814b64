"""Those who look on in the demo park: duty room, park office, the manager's month, evenings and the clock (A6, P1)."""

from collections.abc import Iterator
from datetime import date, time

from django.db.models import Max

from complaints import ticks
from complaints.analysis.conditions import following, within
from complaints.analysis.papers import print_analysis
from complaints.analysis.services import conclude
from complaints.choices import State
from complaints.models import Complaint
from complaints.office import services as office
from complaints.oversight import services as oversight
from complaints.returnvisits.services import check_quality
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock
from parkservice.messaging.inbox import read_all
from parkservice.messaging.models import InboxItem
from parkservice.tasks import ticks as task_ticks

#: Working days before the end on which the clock itself has its say, as the worker does each minute.
TICKING = 8
#: The last working days on which nobody has acknowledged or read anything yet.
FRESH = 2
CAUSES = (
    "设备老化与巡检不到位是主要原因，其次是夜间装卸扰民。",
    "雨季排水、屋面渗漏集中；保洁班次周末不足。",
    "装修管理口头约定多，现场复核少；配件备货不足。",
)
MEASURES = (
    "工程部把照明、电梯导靴列入月检；与两家企业签夜间装卸约定。",
    "雨前清理屋面排水口；保洁周末增加一班。",
    "装修现场隔日复核并留照片；常用配件设最低库存。",
)


def tales(scene: Scene) -> Iterator[Tale]:
    """Everybody who looks on."""
    yield _duty_room(scene)
    yield _park_office(scene)
    yield _months(scene)
    yield _evenings(scene)
    yield _clock(scene)


def _duty_room(scene: Scene) -> Tale:
    """An observation that was answered, a reminder, and one that waits for the manager since yesterday evening."""
    room, manager = scene.people["duty_room"], scene.people["manager"]
    yield scene.moment(15, "18:20")
    seen = oversight.observe(
        park=scene.park,
        actor=room,
        text="晚上六点前台已无人值守，两位访客在门口等了十分钟。",
        form_id=scene.form_id(),
    )
    yield scene.moment(14, "09:10")
    oversight.answer(
        observation_id=seen.pk, actor=manager, text="已安排前台晚班到 18:30，值班室看到无人可直接拨值班电话。"
    )
    yield scene.moment(3, "16:40")
    oversight.remind(complaint_id=scene.known["roof"], actor=room, text="天气预报明晚有雨，请先把屋面盖好。")
    yield scene.moment(1, "18:40")
    oversight.observe_complaint(
        complaint_id=scene.known["hood"],
        actor=room,
        text="巡查时过道仍有油渍，防滑垫被挪到一边，今天又有人滑了一下。",
        form_id=scene.form_id(),
    )


def _park_office(scene: Scene) -> Tale:
    """The park office acknowledges what was reported, now and then with a word; the last results wait for it."""
    reader = scene.people["park_office"]
    months = (scene.working_day(following(scene.begins, month), -1) for month in range(1, 10))
    days = sorted({*months, *(scene.day(ago) for ago in range(60, FRESH, -3))})
    for place, day in enumerate(days):
        yield clock.combine(day, time(16, 50))
        reported = Complaint.objects.filter(told_office_at__isnull=False, office_acknowledged_at__isnull=True)
        for complaint in reported.order_by("told_office_at"):
            office.acknowledge(complaint_id=complaint.pk, actor=reader)
        last = reported.model.objects.filter(office_acknowledged_at=clock.now()).order_by("-pk").first()
        if last is not None and place % 4 == 3:
            office.comment(complaint_id=last.pk, actor=reader, text="处理及时。请举一反三，检查同类部位。")


def _months(scene: Scene) -> Tale:
    """Each month the manager checks two closed cases, writes down what the month before says, and prints it (A6)."""
    manager = scene.people["manager"]
    for place in range(1, 13):
        month = following(scene.begins, place - 1)
        yield clock.combine(scene.working_day(following(month), 3), time(9, 20))
        for complaint in _to_check(scene, month):
            remark = "答复清楚，记录完整。" if complaint.pk % 3 else "处理及时，照片应补一张完工后的。"
            check_quality(complaint_id=complaint.pk, actor=manager, quality=4 + complaint.pk % 2, remark=remark)
        words = {"causes": CAUSES[place % len(CAUSES)], "measures": MEASURES[place % len(MEASURES)]}
        conclude(park=scene.park, month=month, actor=manager, **words)
        if place > 10:
            print_analysis(park=scene.park, month=month, actor=manager)


def _to_check(scene: Scene, month: date) -> list[Complaint]:
    """Two cases of a month that the manager did not handle."""
    closed = Complaint.objects.filter(within("closed_at", month), park=scene.park, state=State.CLOSED)
    others = closed.exclude(officer=scene.people["manager"]).filter(escalations=None, approved_at=None)
    return list(others.order_by("pk")[:2])


def _evenings(scene: Scene) -> Tale:
    """Everybody reads their inbox before they leave: each month at first, each day in the last weeks but the last."""
    months = (scene.working_day(following(scene.begins, month), -1) for month in range(1, 10))
    for day in sorted({*months, *(scene.day(ago) for ago in range(65, 1, -1))}):
        yield clock.combine(day, time(17, 25))
        unread = InboxItem.objects.filter(park=scene.park).unread().order_by()
        newest = dict(unread.values_list("recipient").annotate(Max("pk")))
        for person in scene.people.values():
            if person.pk in newest:
                read_all(actor=person, up_to=newest[person.pk])


def _clock(scene: Scene) -> Tale:
    """Reminders and passed limits of the last days, as the worker brings them."""
    for ago in range(TICKING, 0, -1):
        for at in ("11:35", "17:20"):
            yield scene.moment(ago, at)
            ticks.run()
            task_ticks.run()
            scene.mail = True
