"""What happens at a drawer of the demo park on one day, and how that day is counted, handed in and closed (O7, O8)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from fees.billing.lines import Single, bill_once
from fees.billing.models import PAYABLE, Bill
from fees.cashdesk.models import Drawer
from fees.cashdesk.sheet import DENOMINATIONS, Notes
from fees.counting import services as counting
from fees.counting.models import CashCount, Purpose
from fees.dayclose import services as dayclose
from fees.deposits import services as deposits
from fees.deposits.services import Handed
from fees.ledger.models import Method, Receipt
from fees.ledger.owed import standings
from fees.ledger.services import Payment, take_payment
from fees.payins import services as payins
from fees.safes import services as safes
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.estate.models import Customer
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock

D = Decimal
#: What happens at a drawer, at which time of its day.
Happening = tuple[str, Callable[[Scene, User], None]]
#: Cash of a company above the limit needs a reason (domain 4).
REASON = "当日银行网银维护，改付现金"


def customer_of(scene: Scene, code: str) -> Customer:
    """Who has a unit now."""
    found: Customer = scene.unit(code).occupancies.current().get(main=True).customer
    return found


def charge(scene: Scene, code: str, amount: str, what: str, *, item: str = "other", days: int = 45) -> Bill:
    """Bill a customer once: another charge with its amount, or as many cards or passes at their price."""
    wanted = FeeItem.objects.get(park=scene.park, code=item)
    single = Single(
        item=wanted,
        customer=customer_of(scene, code),
        unit=scene.unit(code),
        due=clock.today() + timedelta(days=days),
        quantity=D(1) if item == "other" else D(amount),
        amount=D(amount) if item == "other" else None,
        what=what,
    )
    return bill_once(park=scene.park, actor=scene.people["manager"], single=single, form_id=scene.form_id())


def take(scene: Scene, actor: User, bill: Bill, amount: str = "", method: str = Method.CASH) -> Receipt:
    """Take money for a bill: what is open on it with its late fee, or so much; what is over becomes a prepayment."""
    standing = standings([bill], clock.today())[bill.pk]
    whole = standing.principal + standing.late_fee
    sum_ = D(amount) if amount else whole
    paid = Payment(
        method=method,
        amount=sum_,
        payer=bill.customer.name,
        bills={bill.pk: min(sum_, whole)},
        reason=REASON if method == Method.CASH and bill.customer.is_company and sum_ >= 1000 else "",
        reference="" if method == Method.CASH else f"T{clock.today():%m%d}{bill.pk:04d}",
    )
    return take_payment(actor=actor, customer=bill.customer, payment=paid, form_id=scene.form_id())[0]


def sold(at: str, code: str, amount: str, what: str, item: str = "other") -> Happening:
    """Something is billed at the counter and paid at once, in cash."""
    return at, lambda scene, actor: _keep(take(scene, actor, charge(scene, code, amount, what, item=item)))


def owed(at: str, code: str, item: str, amount: str) -> Happening:
    """So much is paid in cash on the open bill of an item."""
    return at, lambda scene, actor: _keep(take(scene, actor, open_bill(scene, code, item), amount))


def held(at: str, code: str, kind: str, amount: str) -> Happening:
    """A deposit is handed over in cash."""

    def receive(scene: Scene, actor: User) -> None:
        customer = customer_of(scene, code)
        reason = REASON if customer.is_company and D(amount) >= 1000 else ""
        handed = Handed(kind, customer.name, D(amount), Method.CASH, customer, scene.unit(code), reason=reason)
        deposits.receive(actor=actor, park=scene.park, handed=handed, form_id=scene.form_id())

    return at, receive


def _keep(_made: Receipt) -> None:
    """Nothing more is done with a receipt."""


def open_bill(scene: Scene, code: str, item: str) -> Bill:
    """The latest bill of an item on which something is open."""
    rows = Bill.objects.filter(unit=scene.unit(code), item__code=item, state__in=PAYABLE)
    return rows.select_related("customer", "item").latest("pk")


def notes_of(amount: Decimal) -> dict[str, int]:
    """An amount in as few notes and coins as possible."""
    found, left = {}, amount
    for worth in DENOMINATIONS:
        pieces = int(left // worth)
        if pieces:
            found[f"{worth}"], left = pieces, left - pieces * worth
    return found


@dataclass(frozen=True)
class Shift:
    """A day at a drawer: what happens, and how it is closed.

    `off` is what the count finds more or less than the book, `why` its reason; `counted` are the very notes.
    """

    name: str
    day: date
    happens: tuple[Happening, ...]
    off: str = "0"
    why: str = ""
    counted: Notes | None = None
    confirmed: bool = True


def drawer_of(scene: Scene, name: str) -> Drawer:
    return Drawer.objects.select_related("park", "safe", "officer").get(officer=scene.people[name])


def shift(scene: Scene, plan: Shift) -> Tale:
    """Money comes in over the day; in the evening it is counted, handed in, the safe is checked, the day closed."""
    actor = scene.people[plan.name]
    for at, act in plan.happens:
        yield clock.combine(plan.day, time.fromisoformat(at))
        act(scene, actor)
    yield clock.combine(plan.day, time(16, 35))
    count = _count(scene, plan)
    if count.off:
        witness = scene.people["manager"]
        counting.raise_difference(count=count, actor=actor, reason=plan.why, witness=witness)
    yield clock.combine(plan.day, time(16, 45))
    notes = notes_of(drawer_of(scene, plan.name).takings)
    paid_in = payins.pay_in(drawer=drawer_of(scene, plan.name), actor=actor, notes=notes)
    yield clock.combine(plan.day, time(16, 55))
    if plan.confirmed:
        payins.check_pay_in(pay_in_id=paid_in.pk, actor=scene.people["finance"], notes=notes)
    else:
        reason = "财务外出报税，款已封包入柜，明早第一件事点清。"
        dayclose.give_consent(drawer=drawer_of(scene, plan.name), actor=scene.people["manager"], reason=reason)
    yield clock.combine(plan.day, time(17, 0))
    drawer = drawer_of(scene, plan.name)
    float_notes = notes_of(drawer.float_balance)
    counting.count(drawer=drawer, actor=actor, purpose=Purpose.FLOAT, notes=float_notes)
    safes.check_safe(safe=drawer.safe, actor=actor, locked=True, scrambled=True, agrees=True)
    dayclose.close_day(drawer=drawer, actor=actor, unused_books=2)


def _count(scene: Scene, plan: Shift) -> CashCount:
    drawer = drawer_of(scene, plan.name)
    notes = plan.counted or notes_of(drawer.balance + D(plan.off))
    return counting.count(drawer=drawer, actor=drawer.officer, purpose=Purpose.CLOSE, notes=notes)
