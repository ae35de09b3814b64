"""Money in the places of the rights test: customers pay in the whole park, so buildings make no difference."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.deposits import services as deposits
from fees.deposits.models import Deposit
from fees.deposits.services import Claim, Handed
from fees.disputes.models import Dispute
from fees.disputes.services import dispute
from fees.invoices.models import TaxInvoice
from fees.invoices.services import Wanted
from fees.invoices.services import request as request_invoice
from fees.ledger.models import Method, Receipt
from fees.ledger.reference import late_fee_item
from fees.ledger.reversals import ask_reversal
from fees.ledger.services import Payment, take_payment
from fees.opening.models import OpeningImport
from fees.paybacks import services as paybacks
from fees.paybacks.models import PaybackRequest
from fees.slips import services as slips
from fees.slips.models import PaySlip
from fees.waivers.models import Waiver
from fees.waivers.services import Wish, propose
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.estate.models import Customer
from parkservice.kit import clock
from tests.complaints.factories import new_form
from tests.fees.writing import write_bill

OTHER_PARK, MINE = "other park", "mine"


def _payer(world: Any, place: str, user: User | None) -> Customer:
    """A private person; for the tenant's own place the company that the tenant speaks for."""
    office = world.far if place == OTHER_PARK else world.office
    tenant = user is not None and user.pk == world.people[Role.TENANT].pk
    if place == MINE and tenant:
        return office.customer  # type: ignore[no-any-return]
    return Customer.objects.create(park=office.park, kind="person", name="何试缴", phone="19900000036")


def _bill(world: Any, place: str, user: User | None) -> Bill:
    """An open bill."""
    payer = _payer(world, place, user)
    item, day, count = late_fee_item(payer.park), clock.today(), Bill.objects.count()
    return write_bill(
        park=payer.park,
        number=f"ZD-T-{count:06d}",
        customer=payer,
        item=item,
        charge_object=f"test:{count}",
        period_from=day,
        period_to=day,
        amount=Decimal("300.00"),
        issued_at=clock.now(),
        due=day,
    )


def _officer(world: Any, place: str) -> User:
    """Who took the money and asks: never the person who tries."""
    office = world.far if place == OTHER_PARK else world.office
    return office.other_officer  # type: ignore[no-any-return]


def _receipt(world: Any, place: str, user: User | None) -> Receipt:
    """A receipt of today that its officer asked to take back."""
    bill, officer = _bill(world, place, user), _officer(world, place)
    payment = Payment(Method.TRANSFER, bill.amount, "何试缴", {bill.pk: bill.amount})
    receipt = take_payment(actor=officer, customer=bill.customer, payment=payment, form_id=new_form())[0]
    ask_reversal(actor=officer, receipt=receipt, reason="金额录错", form_id=new_form())
    return receipt


def _waiver(world: Any, place: str, user: User | None) -> Waiver:
    """A waiver that the manager's limit covers."""
    bill = _bill(world, place, user)
    wish = Wish("reduce", {bill.pk: Decimal("100.00")}, "停电")
    return propose(actor=_officer(world, place), customer=bill.customer, wish=wish, form_id=new_form())[0]


def _dispute(world: Any, place: str, user: User | None) -> Dispute:
    """A dispute without an answer."""
    bill = _bill(world, place, user)
    return dispute(actor=_officer(world, place), bill_id=bill.pk, reason="电梯停了", form_id=new_form())[0]


def _deposit(world: Any, place: str, user: User | None) -> Deposit:
    """A deposit whose refund was asked for."""
    payer, officer = _payer(world, place, user), _officer(world, place)
    handed = Handed("key", payer.name, Decimal("100.00"), Method.TRANSFER, customer=payer)
    made = deposits.receive(actor=officer, park=payer.park, handed=handed, form_id=new_form())[0]
    asker = (world.far if place == OTHER_PARK else world.office).project_manager
    claim = Claim(payer.name, receipt_original=True, id_checked=True, settled="钥匙已交回")
    deposits.request_refund(actor=asker, deposit=made, claim=claim, form_id=new_form())
    return made


def _approved_deposit(world: Any, place: str, user: User | None) -> Deposit:
    """A deposit whose refund waits for finance."""
    made = _deposit(world, place, user)
    manager = (world.far if place == OTHER_PARK else world.office).manager
    deposits.approve_refund(actor=manager, request_id=made.requests.get().pk)
    return made


def _ahead(world: Any, place: str, user: User | None) -> Customer:
    """Somebody who paid 300.00 ahead."""
    payer = _payer(world, place, user)
    payment = Payment(Method.TRANSFER, Decimal("300.00"), payer.name, bills={})
    take_payment(actor=_officer(world, place), customer=payer, payment=payment, form_id=new_form())
    return payer


def _payback(world: Any, place: str, user: User | None) -> PaybackRequest:
    """A prepayment that the clerk asked back."""
    payer, office = _ahead(world, place, user), world.far if place == OTHER_PARK else world.office
    wish = paybacks.Wish(Decimal("300.00"), "迁出", payer.name)
    return paybacks.ask(actor=office.clerk, customer=payer, wish=wish, form_id=new_form())[0]


def _approved_payback(world: Any, place: str, user: User | None) -> PaybackRequest:
    """One that waits for finance; never the tenant's own."""
    office = world.far if place == OTHER_PARK else world.office
    made = _payback(world, place, None)
    return paybacks.approve(actor=office.manager, request_id=made.pk)


def _opening(world: Any, place: str, user: User | None) -> OpeningImport:
    """A file of a former system that somebody else sent."""
    office = world.far if place == OTHER_PARK else world.office
    expected = {name: {"rows": 0, "sum": "0.00"} for name in ("opening", "bills", "payments")}
    return OpeningImport.objects.create(
        park=office.park,
        file_name="旧账.xlsx",
        sha256=new_form(),
        expected=expected,
        sent_by=_officer(world, place),
        sent_at=clock.now(),
    )


def _slip(world: Any, place: str, user: User | None) -> PaySlip:
    """A slip over a deposit that waits at the till."""
    payer = _payer(world, place, user)
    wish = slips.Wish({}, "key", Decimal("100.00"))
    return slips.send(actor=_officer(world, place), customer=payer, wish=wish, form_id=new_form())[0]


def _invoice(world: Any, place: str, user: User | None) -> TaxInvoice:
    """A tax invoice that waits for finance."""
    bill, officer = _bill(world, place, user), _officer(world, place)
    payment = Payment(Method.TRANSFER, bill.amount, "何试缴", {bill.pk: bill.amount})
    receipt = take_payment(actor=officer, customer=bill.customer, payment=payment, form_id=new_form())[0]
    wanted = Wanted("ordinary", "何试缴", {receipt.pk: bill.amount}, "91990001MA00000157")
    return request_invoice(actor=officer, customer=bill.customer, wanted=wanted, form_id=new_form())[0]


def _issued_invoice(world: Any, place: str, user: User | None) -> TaxInvoice:
    """A tax invoice whose number finance wrote down."""
    made = _invoice(world, place, user)
    TaxInvoice.objects.filter(pk=made.pk).update(state="issued", number=f"F{made.pk}", issued_on=clock.today())
    return made


FEES: dict[str, Callable[[Any, str, User | None], Any]] = {
    "payer": _payer,
    "owed bill": _bill,
    "receipt": _receipt,
    "waiver": _waiver,
    "dispute": _dispute,
    "deposit": _deposit,
    "slip": _slip,
    "invoice": _invoice,
    "issued invoice": _issued_invoice,
    "approved deposit": _approved_deposit,
    "payback": _payback,
    "approved payback": _approved_payback,
    "opening": _opening,
}
