"""A posting that is cut off after any of its statements leaves nothing; sent again it is done once (faults 1 and 8)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from fees.billing.models import Bill
from fees.deposits import services as deposits
from fees.ledger import reversals, services
from fees.ledger.models import CustomerAccount, Method
from fees.ledger.services import Payment
from fees.waivers import services as waivers
from fees.waivers.services import Wish
from parkservice.kit import clock
from parkservice.paperwork.models import NumberSeries
from tests.fees.factories import (
    BY_BANK,
    Desk,
    ask_back,
    ask_refund,
    bill_for,
    new_form,
    on,
    pay,
    receive_deposit,
)

pytestmark = pytest.mark.both
APPS = ("fees", "journal", "paperwork", "messaging")
WRITES = ("INSERT", "UPDATE", "DELETE")


class CutOffError(Exception):
    """The process died here."""


def payment(desk: Desk) -> Callable[[], Any]:
    """A late bill with its late fee and a surplus, in one payment."""
    bill, form_id = bill_for(desk, "1000.00", due=date(2026, 3, 1)), new_form()
    # 1,000.00 × 0.05 % × 30 days = 15.00
    paid = Payment(Method.CASH, Decimal("1100.00"), "林示例", {bill.pk: Decimal("1015.00")}, reason="对公账户冻结")
    return lambda: services.take_payment(actor=desk.officer, customer=desk.company, payment=paid, form_id=form_id)


def prepayment(desk: Desk) -> Callable[[], Any]:
    """A bill paid from what was paid ahead."""
    pay(desk, "500.00")
    bill, form_id = bill_for(desk, "300.00"), new_form()
    said = {"amount": Decimal("300.00"), "form_id": form_id, "bills": {bill.pk: Decimal("300.00")}}
    return lambda: services.use_prepayment(actor=desk.officer, customer=desk.company, **said)


def void(desk: Desk) -> Callable[[], Any]:
    """A receipt with a surplus, taken back on its day."""
    bill = bill_for(desk, "300.00")
    request = ask_back(desk, pay(desk, "400.00", bills=[bill]))
    return lambda: reversals.void(actor=desk.manager, request_id=request.pk)


def waiver(desk: Desk) -> Callable[[], Any]:
    """A waiver over two bills."""
    bills = {bill_for(desk, "300.00").pk: Decimal("100.00"), bill_for(desk, "200.00").pk: Decimal("50.00")}
    wish = Wish("reduce", bills, "停电")
    made = waivers.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())[0]
    return lambda: waivers.approve(actor=desk.manager, waiver_id=made.pk)


def refund(desk: Desk) -> Callable[[], Any]:
    """A deposit that goes back."""
    request = ask_refund(desk, receive_deposit(desk))
    deposits.approve_refund(actor=desk.manager, request_id=request.pk)
    return lambda: deposits.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)


@pytest.mark.parametrize("prepare", [payment, prepayment, void, waiver, refund])
def test_cut_off_after_any_write_nothing_is_left(desk: Desk, prepare: Callable[[Desk], Callable[[], Any]]):
    act = prepare(desk)
    before, cuts = everything(), 0
    while cut_after(cuts + 1, act):
        cuts += 1
        assert everything() == before, f"cut after write {cuts}"
    assert cuts >= 4
    act()
    assert everything() != before
    call_command("check_books")


def cut_after(number: int, act: Callable[[], Any]) -> bool:
    """Do something that dies after so many writes; whether it died. What was done is taken back in any case."""
    written = 0

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal written
        result = execute(sql, params, many, context)
        if sql.lstrip().upper().startswith(WRITES):
            written += 1
            if written == number:
                raise CutOffError
        return result

    with transaction.atomic():
        try:
            with connection.execute_wrapper(counting), transaction.atomic():
                act()
        except CutOffError:
            return True
        transaction.set_rollback(True)
    return False


def everything() -> dict[str, Any]:
    """How many rows each table has, what the bills and accounts say, and how far the numbers are."""
    models = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return {
        **{model._meta.label: model._base_manager.count() for model in models},
        "bills": list(Bill.objects.order_by("pk").values_list("pk", "paid", "waived", "state")),
        "accounts": list(CustomerAccount.objects.order_by("pk").values_list("pk", "credit")),
        "numbers": list(NumberSeries.objects.order_by("pk").values_list("prefix", "last", "head")),
    }


def test_an_answer_that_was_lost_is_given_again(desk: Desk):
    act = payment(desk)
    first, again = act(), act()
    assert (first[1], again[1], first[0]) == (True, False, again[0])
    with clock.at(on(date(2026, 4, 1))):
        assert act()[0] == first[0]
