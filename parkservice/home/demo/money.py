"""Money in the demo park: receipts taken back, waivers and refunds, each with its second and third person."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.cashdesk import services as cash
from fees.deposits import services as deposits
from fees.deposits.services import Claim, Handed, Payout
from fees.disputes import services as disputes
from fees.ledger import reversals
from fees.ledger.models import Method, Receipt
from fees.ledger.services import Payment, take_payment
from fees.tariffs.models import Basis, FeeItem, Period
from fees.waivers import services as waivers
from fees.waivers.models import WaiverKind
from fees.waivers.services import Wish
from parkservice.estate.models import Customer
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock
from parkservice.paperwork.numbers import next_number

#: unit, amount in yuan, how it ends: taken back, left as it is, or still waiting for the second person
RECEIPTS = (
    ("A-301", "14666.10", "done", "转账退回"),
    ("A-201", "3260.00", "refused", "客户要求改开抬头"),
    ("A-302", "820.00", "", "金额录错"),
)
#: unit, amount waived, who decides: nobody yet where empty
WAIVERS = (
    ("A-301", "480.00", "manager", "approve", "电梯停用两周，按天减免物业费"),
    ("A-201", "2600.00", "project_manager", "refuse", "租户称空置，现场核实仍在使用"),
    ("A-302", "300.00", "", "", "水浸影响营业两天"),
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
    yield _drawers(scene)
    for place, receipt in enumerate(RECEIPTS):
        yield _receipt(scene, 12 - place, *receipt)
    for place, waiver in enumerate(WAIVERS):
        yield _waiver(scene, 9 - place, *waiver)
    for place, deposit in enumerate(DEPOSITS):
        yield _deposit(scene, 20 - place, *deposit)
    yield _dispute(scene, 6)


def _drawers(scene: Scene) -> Tale:
    """Finance hands out two floats; whoever keeps a drawer takes cash at the till."""
    yield scene.moment(30, "08:40")
    finance = scene.people["finance"]
    safe = cash.add_safe(park=scene.park, actor=finance, name="收费室保险柜")
    for name in ("officer", "officer2"):
        cash.open_drawer(park=scene.park, actor=finance, officer=scene.people[name], safe=safe)


def _customer(scene: Scene, code: str) -> Customer:
    return scene.unit(code).occupancies.current().get(main=True).customer


def _bill(scene: Scene, code: str, amount: str) -> Bill:
    """A management fee of last month, due in two weeks, as a run writes it."""
    named = {"name_zh": "物业管理费", "name_en": "Management fee", "period": Period.QUARTER, "basis": Basis.AREA}
    item = FeeItem.objects.get_or_create(park=scene.park, code="management", defaults=named)[0]
    unit, number = scene.unit(code), next_number(scene.park, "ZD")
    last = clock.today().replace(day=1) - timedelta(days=1)
    return Bill.objects.create(
        park=scene.park,
        number=number,
        customer=_customer(scene, code),
        unit=unit,
        building=unit.building,
        item=item,
        charge_object=f"demo:{number}",
        period_from=last.replace(day=1),
        period_to=last,
        amount=Decimal(amount),
        issued_at=clock.now(),
        due=clock.today() + timedelta(days=14),
    )


def _receipt(scene: Scene, ago: int, code: str, amount: str, end: str, reason: str) -> Tale:
    """A transfer comes in; the next day it is asked back."""
    yield scene.moment(ago, "09:40")
    officer, bill = scene.people["officer"], _bill(scene, code, amount)
    paid = Payment(Method.TRANSFER, bill.amount, bill.customer.name, {bill.pk: bill.amount}, reference="T-DEMO")
    receipt = take_payment(actor=officer, customer=bill.customer, payment=paid, form_id=scene.form_id())[0]
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
    bill = _bill(scene, code, "5200.00")
    wish = Wish(WaiverKind.REDUCE, {bill.pk: Decimal(amount)}, reason)
    said: dict[str, Any] = {"customer": bill.customer, "wish": wish, "form_id": scene.form_id()}
    made = waivers.propose(actor=scene.people["officer"], **said)[0]
    if act == "approve":
        yield scene.moment(ago - 1, "09:30")
        waivers.approve(actor=scene.people[who], waiver_id=made.pk)
    elif act:
        yield scene.moment(ago - 1, "09:30")
        waivers.refuse(actor=scene.people[who], waiver_id=made.pk, reason="现场仍在使用，不符合空置条件")


def _deposit(scene: Scene, ago: int, code: str, amount: str, end: str) -> Tale:
    """A deposit for a decoration; after the acceptance the counter asks for its refund."""
    yield scene.moment(ago, "14:10")
    customer, unit = _customer(scene, code), scene.unit(code)
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
    bill = _bill(scene, "A-302", "1980.00")
    reason = "公摊电费与上季相差一倍，要求复核"
    disputes.dispute(actor=scene.people["clerk"], bill_id=bill.pk, reason=reason, form_id=scene.form_id())
