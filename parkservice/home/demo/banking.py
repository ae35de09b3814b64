"""What finance does in the demo park: lines of the bank matched, prepayments paid back (O6; domain 2.4)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fees.bank import importing, matching
from fees.bank import services as bank
from fees.bank.models import AsideKind, BankLine
from fees.billing.models import PAYABLE, Bill
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Method, Receipt
from fees.paybacks import services as paybacks
from fees.paybacks.models import Payback
from parkservice.estate.imports.checking import fingerprint
from parkservice.home.demo.cash import charge, take
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock

HEADINGS = "交易日期,贷方金额,借方金额,对方户名,附言,交易流水号"
#: Lines without a document: in, out, payer, what the payer wrote.
STRAY = (("1860.00", "", "南桥样品(虚构)", "货款"), ("86.42", "", "", "结息"), ("", "15.00", "", "账户管理费"))
#: How many of the last transfers the file shows.
SHOWN = 6
#: unit, paid ahead in yuan, how far the request to pay it back is
PAYBACKS = (
    ("A-302", "600.00", "pay"),
    ("B-101", "450.00", "refuse"),
    ("C-302", "380.00", "approve"),
    ("E-01", "260.00", ""),
)


def tales(scene: Scene) -> Iterator[Tale]:
    """The file of the bank of yesterday, and prepayments on their way back."""
    yield _bank(scene)
    for place, payback in enumerate(PAYBACKS):
        yield _payback(scene, 11 - place, *payback)


def _bank(scene: Scene) -> Tale:
    """Finance takes the file over, confirms what agrees, and sets the interest aside; a stranger's money waits."""
    yield scene.moment(1, "09:20")
    finance = scene.people["finance"]
    account = importing.add_account(actor=finance, park=scene.park, name="基本户", last4="6688")
    kept = importing.keep_file(actor=finance, account=account, name="基本户流水.csv", content=_file(scene))
    importing.take_over(statement_id=kept.pk, actor=finance, seen=fingerprint(importing.look(kept)))
    yield scene.moment(1, "09:35")
    lines = list(BankLine.objects.filter(statement=kept).order_by("row"))
    offers = matching.proposals(scene.park, lines)
    strong = [(line, offers[line.pk][0].choice) for line in lines if line.pk in offers and offers[line.pk][0].strong]
    bank.confirm_many(actor=finance, choices=strong, form_id=scene.form_id())
    interest = next(line for line in lines if line.reference == "结息")
    bank.set_aside(actor=finance, line_id=interest.pk, kind=AsideKind.INTEREST, note="")


def _file(scene: Scene) -> bytes:
    """The last transfers in and out, a payment of an open bill that nobody has recorded, and what has no document."""
    rows = Receipt.objects.filter(park=scene.park, method=Method.TRANSFER, reversal__isnull=True)
    written = [
        f"{row.day},{row.amount},,{row.customer.name},{row.number},B{row.pk:06d}"
        for row in rows.select_related("customer").order_by("-pk")[:SHOWN]
    ]
    by_bank: dict[str, Any] = {"park": scene.park, "method": Method.TRANSFER}
    gone = [(row, row.amount) for row in Payback.objects.filter(**by_bank).order_by("pk")]
    gone += [(row, row.refunded) for row in Refund.objects.filter(**by_bank).order_by("pk")]
    written += [f"{row.day},,{amount},{row.payee},{row.number},C{row.pk:09d}" for row, amount in gone]
    deposit = Deposit.objects.filter(**by_bank).latest("pk")
    written.append(f"{deposit.day},{deposit.amount},,{deposit.payer},装修押金,D{deposit.pk:09d}")
    bill = Bill.objects.filter(park=scene.park, state__in=PAYABLE, customer__name__startswith="云帆").latest("pk")
    today = clock.today()
    written.append(f"{today},{bill.amount - bill.paid - bill.waived},,云帆精密(虚构),{bill.number},B900001")
    written += [
        f"{today},{came},{went},{payer},{words},B90001{place}" for place, (came, went, payer, words) in enumerate(STRAY)
    ]
    return "\n".join([HEADINGS, *written]).encode()


def _payback(scene: Scene, ago: int, code: str, amount: str, end: str) -> Tale:
    """A company transferred too much and wants it back."""
    yield scene.moment(ago, "10:20")
    bill = charge(scene, code, "900.00", "会议室使用费")
    take(scene, scene.people["finance"], bill, f"{bill.amount + Decimal(amount)}", Method.TRANSFER)
    yield scene.moment(ago - 2, "11:10")
    wish = paybacks.Wish(Decimal(amount), "转账多付，申请退回", bill.customer.name, bank="示例银行 6222****0001")
    clerk, manager = scene.people["clerk"], scene.people["manager"]
    request = paybacks.ask(actor=clerk, customer=bill.customer, wish=wish, form_id=scene.form_id())[0]
    if end == "refuse":
        yield scene.moment(ago - 3, "09:50")
        paybacks.refuse(actor=manager, request_id=request.pk, reason="客户电话改为抵缴下季物业费")
    elif end:
        yield scene.moment(ago - 3, "09:50")
        paybacks.approve(actor=manager, request_id=request.pk)
    if end == "pay":
        yield scene.moment(ago - 4, "16:10")
        paybacks.pay(actor=scene.people["finance"], request_id=request.pk, method=Method.TRANSFER, reference="T-DEMO")
