"""Money in the demo park: receipts taken back, waivers and refunds, each with its second and third person."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fees.billing import reversing
from fees.deposits import services as deposits
from fees.deposits.services import Claim, Handed, Payout
from fees.disputes import services as disputes
from fees.ledger import reversals
from fees.ledger.models import Method, Receipt
from fees.ledger.services import Payment
from fees.slips import services as slips
from fees.slips.models import PaySlip
from fees.slips.services import Wish as SlipWish
from fees.waivers import services as waivers
from fees.waivers.models import WaiverKind
from fees.waivers.services import Wish
from parkservice.home.demo.cash import charge, customer_of, take
from parkservice.home.demo.scene import Scene, Tale

#: unit, amount in yuan, what for, how it ends: taken back, left as it is, or still waiting for the second person
RECEIPTS = (
    ("A-301", "6420.00", "装修施工用电", "done", "转账退回"),
    ("A-201", "3260.00", "多功能厅场地使用费", "refused", "客户要求改开抬头"),
    ("A-302", "820.00", "会议室使用费", "", "金额录错"),
)
#: unit, amount waived, who decides: nobody yet where empty
WAIVERS = (
    ("A-301", "480.00", "manager", "approve", "货梯停用两周，按天减免"),
    ("A-201", "2600.00", "project_manager", "refuse", "租户称没有使用，现场核实仍在使用"),
    ("A-302", "300.00", "", "", "平台积水两天未能使用"),
)
#: payer's unit, amount, how far the refund is
DEPOSITS = (
    ("A-301", "3000.00", "pay"),
    ("A-201", "2000.00", "approve"),
    ("A-302", "1000.00", "refuse"),
    ("A-301", "500.00", ""),
)


def tales(scene: Scene) -> Iterator[Tale]:
    """Every story about money."""
    for place, receipt in enumerate(RECEIPTS):
        yield _receipt(scene, 12 - place, *receipt)
    for place, waiver in enumerate(WAIVERS):
        yield _waiver(scene, 9 - place, *waiver)
    for place, deposit in enumerate(DEPOSITS):
        yield _deposit(scene, 20 - place, *deposit)
    yield _dispute(scene, 6)
    yield _reversal(scene)
    yield _slips(scene)


def _receipt(scene: Scene, ago: int, code: str, amount: str, what: str, end: str, reason: str) -> Tale:
    """A transfer comes in; the next day it is asked back."""
    yield scene.moment(ago, "09:40")
    receipt = take(scene, scene.people["officer"], charge(scene, code, amount, what), method=Method.TRANSFER)
    yield scene.moment(ago - 1, "10:10")
    _ask_back(scene, receipt, reason)
    if end:
        yield scene.moment(ago - 1, "15:20")
        manager = scene.people["manager"]
        if end == "done":
            reversals.take_back(actor=manager, receipt_id=receipt.pk)
        else:
            reversals.keep(actor=manager, receipt_id=receipt.pk, reason="抬头改在发票上，收据无误")


def _ask_back(scene: Scene, receipt: Receipt, reason: str) -> None:
    form_id = scene.form_id()
    reversals.ask_reversal(actor=scene.people["officer"], receipt=receipt, reason=reason, form_id=form_id)


def _waiver(scene: Scene, ago: int, code: str, amount: str, who: str, act: str, reason: str) -> Tale:
    """The officer proposes; the one whose limit covers it decides."""
    yield scene.moment(ago, "11:00")
    bill = charge(scene, code, "5200.00", "装卸平台专用时段使用费")
    wish = Wish(WaiverKind.REDUCE, {bill.pk: Decimal(amount)}, reason)
    said: dict[str, Any] = {"customer": bill.customer, "wish": wish, "form_id": scene.form_id()}
    made = waivers.propose(actor=scene.people["officer"], **said)[0]
    if act == "approve":
        yield scene.moment(ago - 1, "09:30")
        waivers.approve(actor=scene.people[who], waiver_id=made.pk)
    elif act:
        yield scene.moment(ago - 1, "09:30")
        waivers.refuse(actor=scene.people[who], waiver_id=made.pk, reason="现场仍在使用，不符合减免条件")


def _deposit(scene: Scene, ago: int, code: str, amount: str, end: str) -> Tale:
    """A deposit for a decoration; after the acceptance the counter asks for its refund."""
    yield scene.moment(ago, "14:10")
    customer, unit = customer_of(scene, code), scene.unit(code)
    handed = Handed("decoration", customer.name, Decimal(amount), Method.TRANSFER, customer, unit, "T-DEMO")
    form_id = scene.form_id()
    made = deposits.receive(actor=scene.people["officer"], park=scene.park, handed=handed, form_id=form_id)[0]
    yield scene.moment(ago - 10, "10:00")
    claim = Claim(customer.name, receipt_original=True, id_checked=True, settled="竣工验收合格")
    said: dict[str, Any] = {"deposit": made, "claim": claim, "form_id": scene.form_id()}
    request = deposits.request_refund(actor=scene.people["clerk"], **said)[0]
    if end == "refuse":
        yield scene.moment(ago - 11, "10:30")
        reason = "消防门未复位，整改后再退"
        deposits.refuse_refund(actor=scene.people["manager"], request_id=request.pk, reason=reason)
    elif end:
        yield scene.moment(ago - 11, "10:30")
        deposits.approve_refund(actor=scene.people["manager"], request_id=request.pk)
    if end == "pay":
        yield scene.moment(ago - 12, "16:00")
        payout = Payout(Method.TRANSFER, "T-DEMO")
        deposits.pay_refund(actor=scene.people["finance"], request_id=request.pk, payout=payout)


def _dispute(scene: Scene, ago: int) -> Tale:
    """A tenant has something against a bill."""
    yield scene.moment(ago, "15:00")
    bill = charge(scene, "A-302", "1980.00", "装修施工用电")
    reason = "施工用电与自己抄的表相差一倍，要求复核"
    disputes.dispute(actor=scene.people["clerk"], bill_id=bill.pk, reason=reason, form_id=scene.form_id())


def _reversal(scene: Scene) -> Tale:
    """A bill is said to be wrong; the manager has not looked at it yet."""
    yield scene.moment(3, "09:50")
    bill = charge(scene, "A-101", "360.00", "装修垃圾清运费")
    yield scene.moment(1, "16:30")
    reason = "业户自行清运，未使用园区车辆，请核对派车单。"
    said = {"reason": reason, "form_id": scene.form_id()}
    reversing.ask_reversal(bill_id=bill.pk, actor=scene.people["officer"], **said)


def _slips(scene: Scene) -> Tale:
    """The counter sends payers to the till: one has paid, one changed their mind, two are to come."""
    clerk, officer = scene.people["clerk"], scene.people["officer"]
    yield scene.moment(3, "15:00")
    paid, left = _slip(scene, "D-201", "20.00"), _slip(scene, "D-202", "20.00")
    yield scene.moment(3, "15:20")
    (line,) = paid.lines.select_related("bill")
    payment = Payment(Method.QR, line.amount, paid.customer.name, {line.bill_id: line.amount}, reference="Q0315")
    said: dict[str, Any] = {"payment": payment, "slip_id": paid.pk, "form_id": scene.form_id()}
    slips.take(actor=officer, customer=paid.customer, **said)
    yield scene.moment(2, "09:30")
    slips.withdraw(actor=clerk, slip_id=left.pk, reason="业户改为月底与房租一起转账。")
    yield scene.moment(1, "15:45")
    _slip(scene, "D-302", "40.00")
    wish = SlipWish({}, deposit_kind="key", amount=Decimal("200.00"), note="新租户领钥匙，收据抬头写公司全称。")
    slips.send(actor=clerk, customer=customer_of(scene, "C-603"), wish=wish, form_id=scene.form_id())


def _slip(scene: Scene, code: str, amount: str) -> PaySlip:
    """The counter asks the till for cards at 20.00."""
    bill = charge(scene, code, f"{Decimal(amount) / 20:f}", "补办门禁卡", item="card")
    wish = SlipWish({bill.pk: bill.amount}, note="门禁卡已制好，付款后到前台领取。")
    said: dict[str, Any] = {"customer": bill.customer, "wish": wish, "form_id": scene.form_id()}
    return slips.send(actor=scene.people["clerk"], **said)[0]
