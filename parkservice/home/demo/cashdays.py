"""The cash of the demo park: the worked month of domain 4 as the last closed one, and the days since (O3, O7, O8).

One drawer moves in the worked month, so that its journal is that of the example to the fen; what the year brought
before it, 38,204.60, lies in the month before. (In January the year begins with the worked month.) The second drawer is
handed out after it.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from complaints.analysis.conditions import following
from fees.cashdesk import services as cash
from fees.cashdesk.sheet import Notes
from fees.counting import services as counting
from fees.counting.models import CashCount, Outcome, Purpose
from fees.deposits import services as deposits
from fees.deposits.models import Deposit, DepositKind
from fees.deposits.services import Claim, Payout
from fees.ledger import reversals
from fees.ledger.models import Method, Receipt
from fees.safes import services as safes
from fees.safes.models import SafeCheck
from parkservice.home.demo.cash import Shift, charge, drawer_of, held, notes_of, open_bill, owed, shift, sold, take
from parkservice.home.demo.months import closed_month, last_of
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock

D = Decimal
SAFE = "收费室保险柜"
#: The count of 2026-03-31 in the example.
COUNTED: Notes = {"100": 50, "50": 6, "20": 5, "10": 3, "5": 2, "1": 8, "0.5": 1, "0.1": 2}


def tales(scene: Scene) -> Iterator[Tale]:
    """Drawers, the month before, the worked month, and the days since."""
    month = closed_month(scene)
    yield _drawers(scene, month)
    worked, before = worked_days(scene, month), _days_of(scene, following(month, -1))
    for place, plan in enumerate([*_before(before), *_worked(worked)]):
        yield shift(scene, plan)
        if place in (len(before) - 1, len(before) + len(worked) - 1):
            yield _watched(scene, plan.day)
    yield _mistyped(scene, worked[1])
    yield _pass_back(scene, before[1], worked[2])
    for plan in _running(scene):
        yield shift(scene, plan)
    yield _counterfeit(scene)
    yield _too_much(scene)
    yield _approved(scene, before[3])
    yield _late_customer(scene)
    yield _safe(scene, _days_of(scene, following(month, -1))[0], worked)


def _drawers(scene: Scene, month: date) -> Tale:
    """Finance hands out a float for the month before, and another one after the worked month."""
    finance = scene.people["finance"]
    yield clock.combine(scene.working_day(following(month, -1) - timedelta(days=1), 1), time(8, 40))
    safe = cash.add_safe(park=scene.park, actor=finance, name=SAFE)
    cash.open_drawer(park=scene.park, actor=finance, officer=scene.people["officer"], safe=safe)
    yield clock.combine(scene.working_day(last_of(month), 1), time(8, 40))
    cash.open_drawer(park=scene.park, actor=finance, officer=scene.people["officer2"], safe=safe)


def worked_days(scene: Scene, month: date) -> list[date]:
    """The days of the worked month: its first, middle and last working day (2026: 03-02, 03-16, 03-31)."""
    middle = month.replace(day=15)
    return [
        scene.working_day(month - timedelta(days=1), 1),
        scene.working_day(middle, 1),
        scene.working_day(following(month), -1),
    ]


def _days_of(scene: Scene, month: date) -> list[date]:
    """Four working days of the month before."""
    return [scene.working_day(month - timedelta(days=1), ahead) for ahead in (1, 5, 9, 13)]


def _before(days: list[date]) -> list[Shift]:
    """17,200.00 + 5,004.60 + 8,000.00 + 8,000.00 = 38,204.60; a shortage of 5.00 is a payment (domain 4)."""
    return [
        Shift(
            "officer",
            days[0],
            (
                held("10:05", "E-03", "lease", "12000.00"),
                held("11:20", "B-103", "decoration", "5000.00"),
                held("15:10", "C-203", "key", "200.00"),
            ),
        ),
        Shift(
            "officer",
            days[1],
            (
                held("09:50", "C-304", "decoration", "4000.00"),
                held("10:30", "B-201", DepositKind.WORKER_PASS, "50.00"),
                held("10:35", "B-202", DepositKind.WORKER_PASS, "50.00"),
                held("14:15", "D-203", "card", "100.00"),
                sold("15:30", "C-201", "804.60", "多功能厅使用费及保洁"),
            ),
        ),
        Shift("officer", days[2], (held("10:40", "E-04", "lease", "8000.00"),)),
        Shift(
            "officer",
            days[3],
            (
                held("09:35", "B-301", "decoration", "5000.00"),
                held("11:00", "B-302", "vehicle_permit", "500.00"),
                sold("14:40", "C-602", "2500.00", "会议中心场地使用费"),
            ),
            off="-5.00",
            why="找零时多找五元，付款人已离园。",
        ),
    ]


def _worked(days: list[date]) -> list[Shift]:
    """Receipts of 5,188.40, 1,466.00 and 4,948.70; what is not told here stands in the tales of those days."""
    return [
        Shift(
            "officer",
            days[0],
            (
                owed("09:30", "E-01", "management", "2100.00"),
                owed("10:10", "A-301", "telephone", "88.40"),
                held("14:20", "B-101", "decoration", "3000.00"),
            ),
        ),
        Shift(
            "officer",
            days[1],
            (owed("09:50", "C-101", "power", "1264.70"), owed("10:05", "C-101", "gas", "210.30")),
        ),
        Shift(
            "officer",
            days[2],
            (
                owed("09:40", "A-301", "management", "4888.70"),
                sold("10:20", "C-103", "3", "新员工门禁卡三张", "card"),
            ),
            counted=COUNTED,
        ),
    ]


def _watched(scene: Scene, day: date) -> Tale:
    """The count of the month before a witness, after the last close."""
    yield clock.combine(day, time(17, 15))
    drawer, finance = drawer_of(scene, "officer"), scene.people["finance"]
    notes = notes_of(drawer.balance)
    counting.count(drawer=drawer, actor=drawer.officer, purpose=Purpose.MONTH_END, notes=notes, witness=finance)


def _mistyped(scene: Scene, day: date) -> Tale:
    """210.30 was typed for 201.30: the receipt is void by a colleague's hand, and a new one is written."""
    yield clock.combine(day, time(10, 20))
    wrong = Receipt.objects.get(day=day, amount=D("210.30"), method=Method.CASH)
    reason = "金额录错，201.30 录成 210.30，原联收回作废。"
    reversals.ask_reversal(actor=scene.people["officer"], receipt=wrong, reason=reason, form_id=scene.form_id())
    yield clock.combine(day, time(10, 32))
    reversals.take_back(actor=scene.people["officer2"], receipt_id=wrong.pk)
    yield clock.combine(day, time(10, 40))
    take(scene, scene.people["officer"], open_bill(scene, "C-101", "gas"))


def _pass_back(scene: Scene, received: date, day: date) -> Tale:
    """A pass comes back: its 50.00 is paid from the float, which finance refills the same afternoon."""
    yield clock.combine(day, time(11, 10))
    deposit = Deposit.objects.get(kind=DepositKind.WORKER_PASS, unit=scene.unit("B-201"), day=received)
    claim = Claim(deposit.payer, receipt_original=True, id_checked=True, settled="临时出入证已交回")
    said: dict[str, Any] = {"actor": scene.people["clerk"], "deposit": deposit, "form_id": scene.form_id()}
    request = deposits.request_refund(claim=claim, **said)[0]
    yield clock.combine(day, time(11, 30))
    deposits.approve_refund(actor=scene.people["manager"], request_id=request.pk)
    yield clock.combine(day, time(13, 50))
    officer = scene.people["officer"]
    refund = deposits.pay_refund(actor=officer, request_id=request.pk, payout=Payout(Method.CASH))
    yield clock.combine(day, time(15, 20))
    finance, drawer = scene.people["finance"], drawer_of(scene, "officer")
    cash.refill(drawer=drawer, actor=finance, number=refund.number, amount=D("50.00"))


def _running(scene: Scene) -> list[Shift]:
    """The last three working days: a false note, an overage, and a shortage under inquiry since last evening."""
    three, two, one = (scene.day(ago) for ago in (3, 2, 1))
    return [
        Shift(
            "officer",
            three,
            (sold("10:15", "A-102", "360.00", "夜间施工照明用电"), sold("15:05", "D-102", "1", "补办门禁卡", "card")),
            off="-50.00",
            why="收到一张 50 元假币，已交银行收缴，凭证附后。",
        ),
        Shift("officer2", three, (sold("11:05", "B-305", "240.00", "会议室使用费两次"),)),
        Shift(
            "officer2",
            two,
            (sold("09:55", "B-104", "2", "门禁卡两张", "card"), sold("14:25", "B-303", "180.00", "货梯超时使用费")),
            off="5.00",
            why="付款人多付五元未发觉，尚不知是哪一位。",
        ),
        Shift(
            "officer",
            one,
            (
                sold("09:40", "D-204", "1", "补办门禁卡", "card"),
                sold("10:50", "A-105", "300.00", "装修垃圾清运费"),
                sold("14:35", "C-503", "120.00", "会议室使用费"),
            ),
            off="-10.00",
            why="复点两遍仍少十元，正在核对当天找零。",
        ),
        Shift("officer2", one, (sold("10:25", "B-202", "90.00", "会议室使用费"),), confirmed=False),
    ]


def _difference(scene: Scene, name: str, day: date) -> int:
    """The key of the difference that was found at a drawer on a day."""
    found = CashCount.objects.get(drawer__officer=scene.people[name], day=day, difference__isnull=False)
    key: int = found.difference.pk
    return key


def _counterfeit(scene: Scene) -> Tale:
    """The officer answers for the false note; the money is to be put in today."""
    yield scene.moment(2, "09:05")
    key = _difference(scene, "officer", scene.day(3))
    words = "收款时验钞灯故障未换，按规定由收款人承担。"
    counting.explain(difference_id=key, actor=scene.people["officer"], explanation=words)
    yield scene.moment(1, "10:05")
    boss = scene.people["project_manager"]
    counting.decide(difference_id=key, actor=boss, outcome=Outcome.COMPENSATED, remark="同意，验钞灯已换新。")


def _too_much(scene: Scene) -> Tale:
    """The overage is explained and waits for a leader who was no witness."""
    yield scene.moment(1, "09:20")
    words = "已联系当天两位付款人，均表示付款无误，建议列其他收入。"
    key = _difference(scene, "officer2", scene.day(2))
    counting.explain(difference_id=key, actor=scene.people["officer2"], explanation=words)


def _approved(scene: Scene, day: date) -> Tale:
    """The shortage of the month before was approved as expense."""
    yield clock.combine(scene.working_day(day, 1), time(9, 5))
    key = _difference(scene, "officer", day)
    words = "找零差错，付款人无法联系。"
    counting.explain(difference_id=key, actor=scene.people["officer"], explanation=words)
    yield clock.combine(scene.working_day(day, 1), time(15, 40))
    boss = scene.people["project_manager"]
    counting.decide(difference_id=key, actor=boss, outcome=Outcome.EXPENSE, remark="金额小，准予列支。")


def _late_customer(scene: Scene) -> Tale:
    """Somebody pays after the close: it is of the next working day, and a void of it is asked for already."""
    yield scene.moment(1, "17:08")
    officer = scene.people["officer2"]
    wrong = take(scene, officer, charge(scene, "B-304", "150.00", "会议室使用费"))
    yield scene.moment(1, "17:14")
    reason = "应开给蓝屿新材另一单元，收据原联已收回。"
    reversals.ask_reversal(actor=officer, receipt=wrong, reason=reason, form_id=scene.form_id())


def _safe(scene: Scene, first: date, worked: list[date]) -> Tale:
    """On days without cash somebody checks the safe before leaving; on one evening nobody did, and the manager heard.

    The checks of the close are the last ones of their days.
    """
    missed = next(day for day in (scene.day(ago) for ago in (4, 5)) if day not in worked)
    day = first
    while day <= scene.day(1):
        yield clock.combine(day, time(17, 40))
        if day == missed:
            yield clock.combine(day, time(18, 35))
            safes.alarm()
        elif not SafeCheck.objects.filter(day=day).exists():
            drawer = drawer_of(scene, "officer")
            safes.check_safe(safe=drawer.safe, actor=drawer.officer, locked=True, scrambled=True, agrees=True)
        day = scene.working_day(day, 1)
