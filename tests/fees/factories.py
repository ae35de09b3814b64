"""A park that bills and takes money: its people, two customers, and bills as a billing run writes them."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from fees.billing.models import Bill
from fees.cashdesk import services as cash
from fees.cashdesk.models import Drawer
from fees.deposits import services as deposits
from fees.deposits.models import Deposit, Refund, RefundRequest
from fees.deposits.services import Claim, Handed, Payout
from fees.ledger import reversals, services
from fees.ledger.models import Method, Receipt, Reversal, ReversalRequest
from fees.ledger.services import Payment
from fees.paybacks import services as paybacks
from fees.paybacks.models import PaybackRequest
from fees.paybacks.services import Wish
from fees.tariffs.models import Account, Basis, FeeItem, Period
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.estate.models import Customer, Unit
from parkservice.kit import clock
from parkservice.paperwork.uploads import clean_files
from parkservice.parks.models import Park
from parkservice.parks.reference import install_all
from tests.accounts.factories import person
from tests.estate.factories import CustomerFactory, OccupancyFactory, ResidentFactory, UnitFactory
from tests.fees.writing import write_bill
from tests.paperwork.pictures import picture
from tests.parks.factories import BuildingFactory, ParkFactory

#: The last day of March 2026, a Tuesday morning (domain 4).
MORNING = clock.combine(date(2026, 3, 31), time(10))
#: Long after the bills of the tests are issued, before any of them is due.
DUE = date(2026, 4, 15)


@dataclass
class Desk:
    """A park with one person for each role that has to do with money."""

    park: Park
    unit: Unit
    company: Customer
    resident: Customer
    item: FeeItem
    water: FeeItem
    officer: User
    officer2: User
    manager: User
    project_manager: User
    general_manager: User
    finance: User
    clerk: User
    drawer: Drawer
    drawer2: Drawer


def make_desk(code: str = "QH") -> Desk:
    """Make the park with its people."""
    park = ParkFactory(code=code, slug=code.lower())
    install_all(park)
    unit = UnitFactory(building=BuildingFactory(park=park, code="A"), code="A-301")
    company = CustomerFactory(park=park, name="青禾精密示例有限公司")
    OccupancyFactory(unit=unit, customer=company)
    roles = {
        "officer": (Role.OFFICER, "李样例"),
        "officer2": (Role.OFFICER, "陈样例"),
        "manager": (Role.MANAGER, "王示范"),
        "project_manager": (Role.PROJECT_MANAGER, "赵示总"),
        "general_manager": (Role.GENERAL_MANAGER, "钱示总"),
        "finance": (Role.FINANCE, "孙示账"),
        "clerk": (Role.CLERK, "周示台"),
    }
    people: Any = {
        name: person(role, park, name=called, username=f"{name}-{code.lower()}")
        for name, (role, called) in roles.items()
    }
    safe = cash.add_safe(park=park, actor=people["finance"], name="收费室保险柜")
    drawers = [
        cash.open_drawer(park=park, actor=people["finance"], officer=people[name], safe=safe)
        for name in ("officer", "officer2")
    ]
    return Desk(
        drawer=drawers[0],
        drawer2=drawers[1],
        park=park,
        unit=unit,
        company=company,
        resident=ResidentFactory(park=park, name="林示例"),
        item=item_of(park, "management", "物业管理费"),
        water=item_of(park, "water", "水费", third_party=True, account=Account.LIABILITY),
        **people,
    )


def item_of(park: Park, code: str, name: str, **more: Any) -> FeeItem:
    """A fee item, made when the reference data does not have it."""
    named = {"name_zh": name, "name_en": code, "period": Period.QUARTER, "basis": Basis.AREA, **more}
    return FeeItem.objects.get_or_create(park=park, code=code, defaults=named)[0]


_serial = iter(range(1, 1_000_000))


def bill_for(desk: Desk, amount: str = "14666.10", **fields: Any) -> Bill:
    """An issued bill of the company, due in the middle of April 2026."""
    number = next(_serial)
    usual: dict[str, Any] = {
        "park": desk.park,
        "number": f"ZD-T-{number:06d}",
        "customer": desk.company,
        "unit": desk.unit,
        "building": desk.unit.building,
        "item": desk.item,
        "charge_object": f"test:{number}",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 3, 31),
        "amount": Decimal(amount),
        "issued_at": clock.combine(date(2026, 3, 1), time(9)),
        "due": DUE,
    }
    return write_bill(**{**usual, **fields})


def new_form() -> str:
    """A form number that nobody used."""
    return uuid.uuid4().hex


def pay(
    desk: Desk, amount: str, *, method: str = Method.TRANSFER, customer: Customer | None = None, **more: Any
) -> Receipt:
    """Money that comes in from the company, by bank unless said otherwise; `bills` is the payer's choice."""
    actor, form_id = more.pop("actor", desk.officer), more.pop("form_id", None) or new_form()
    if isinstance(more.get("bills"), list):
        more["bills"] = {bill.pk: bill.amount - bill.paid - bill.waived for bill in more["bills"]}
    payer = customer or desk.company
    payment = Payment(**{"payer": payer.name, "method": method, "amount": Decimal(amount), **more})
    return services.take_payment(actor=actor, customer=payer, payment=payment, form_id=form_id)[0]


def ask_back(desk: Desk, receipt: Receipt, *, actor: User | None = None, reason: str = "金额录错") -> ReversalRequest:
    """The officer asks to take a receipt back."""
    form_id = new_form()
    return reversals.ask_reversal(actor=actor or desk.officer, receipt=receipt, reason=reason, form_id=form_id)[0]


def take_back(desk: Desk, receipt: Receipt, *, actor: User | None = None) -> Reversal:
    """A receipt asked back by the officer and taken back by the manager."""
    request = ask_back(desk, receipt)
    act = reversals.void if receipt.day >= clock.today() else reversals.reverse
    return act(actor=actor or desk.manager, request_id=request.pk)


BY_BANK = Payout("transfer", "T-0001")


def receive_deposit(desk: Desk, amount: str = "3000.00", **more: Any) -> Deposit:
    """A deposit of the company for its decoration, in cash unless said otherwise."""
    actor, form_id = more.pop("actor", desk.officer), more.pop("form_id", None) or new_form()
    said = {"kind": "decoration", "payer": desk.company.name, "method": "cash", "customer": desk.company, **more}
    said.setdefault("reason", "客户要求付现金" if said["method"] == "cash" else "")
    handed = Handed(amount=Decimal(amount), **said)
    return deposits.receive(actor=actor, park=desk.park, handed=handed, form_id=form_id)[0]


def ask_refund(desk: Desk, deposit: Deposit, **claim: Any) -> RefundRequest:
    """The clerk asks to give it back, with every paper that is needed."""
    actor = claim.pop("actor", desk.clerk)
    shown = {"payee": deposit.payer, "receipt_original": True, "id_checked": True, "settled": "竣工验收合格", **claim}
    asked = Claim(**shown)
    if asked.needs_papers:
        asked = replace(asked, papers=clean_files([signed_paper()]))
    return deposits.request_refund(actor=actor, deposit=deposit, claim=asked, form_id=new_form())[0]


def signed_paper() -> SimpleUploadedFile:
    """A photo of what somebody signed."""
    return SimpleUploadedFile("签字.jpg", picture())


def refund_deposit(desk: Desk, deposit: Deposit, **claim: Any) -> Refund:
    """A deposit given back by three people."""
    request = ask_refund(desk, deposit, **claim)
    deposits.approve_refund(actor=desk.manager, request_id=request.pk)
    return deposits.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)


def ask_payback(desk: Desk, amount: str, **more: Any) -> PaybackRequest:
    """The clerk asks to pay some of the company's prepayment back."""
    customer, actor = more.pop("customer", desk.company), more.pop("actor", desk.clerk)
    wish = Wish(Decimal(amount), "迁出", customer.name)
    return paybacks.ask(actor=actor, customer=customer, wish=wish, form_id=new_form())[0]


def on(day: date, hour: int = 10) -> datetime:
    """A moment of a local day."""
    return clock.combine(day, time(hour))
