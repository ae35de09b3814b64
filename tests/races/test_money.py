"""Sixteen colleagues at one moment over the same money, on both stores: one is done, everybody else is told by whom.

The controls take lock and guard off and show that the races are real: on PostgreSQL two receipts pay one bill, or the
later one breaks in the middle. SQLite has one writer at a time anyway.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from fees.bank import services as bank
from fees.bank.matches import BankMatch
from fees.billing.models import Bill, BillState
from fees.cashdesk import periods
from fees.deposits import services as deposits
from fees.deposits.models import Deposit, Refund, RefundRequest
from fees.ledger import posting, reversals, settling
from fees.ledger.models import CustomerAccount, Receipt, Reversal, ReversalRequest
from fees.paybacks import services as paybacks
from fees.slips import services as slips
from fees.slips.models import PaySlipEnd
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import numbers
from parkservice.paperwork.chained import faults
from parkservice.paperwork.models import NumberSeries
from tests.accounts.factories import person
from tests.fees.bank.bank import came, taken
from tests.fees.factories import (
    BY_BANK,
    Desk,
    ask_back,
    ask_payback,
    ask_refund,
    bill_for,
    make_desk,
    new_form,
    pay,
    receive_deposit,
    refund_deposit,
)
from tests.races.conftest import Arena
from tests.support.together import together

WRITERS = 16
#: Seconds in which two writers without a lock meet; on SQLite the second one never comes.
TO_MEET = {"sqlite": 0.3, "postgresql": 10}

pytestmark = pytest.mark.race


@pytest.fixture(scope="module")
def counter(arena: Arena) -> Desk:
    """A park with its people in the copied database; all commits are real."""
    return make_desk("HJ")


def told(work: Callable[[], Any]) -> tuple[str, str]:
    """What one colleague gets: "done", the short name of the refusal with its words, or "broken"."""
    try:
        work()
    except RuleViolation as refusal:
        return refusal.code, str(refusal)
    except IntegrityError as error:
        return "broken", str(error)
    return "done", ""


def race(work: Callable[[int], Any], writers: int = WRITERS) -> list[tuple[str, str]]:
    """Let so many colleagues do the same at one moment."""
    return together([lambda number=number: told(lambda: work(number)) for number in range(writers)])  # type: ignore[misc]


def fresh_bill(desk: Desk, amount: str = "1000.00") -> Bill:
    """A bill that is not due yet."""
    return bill_for(desk, amount, due=clock.today() + timedelta(days=30), issued_at=clock.now())


def somebody(*people: User) -> Callable[[int], User]:
    """Give each colleague a person of their own to act as, read anew by each connection."""
    return lambda number: User.objects.get(pk=people[number % len(people)].pk)


def pay_alike(desk: Desk, bill: Bill) -> Callable[[int], Receipt]:
    """What each cashier sends: the whole bill, by a form of their own."""
    cashier = somebody(desk.officer, desk.officer2, desk.finance)
    return lambda number: pay(desk, str(bill.amount), bills={bill.pk: bill.amount}, actor=cashier(number))


@pytest.mark.duty("O4", "O6")
def test_one_bill_is_paid_once_and_everybody_else_reads_by_whom_and_when(counter: Desk):
    bill = fresh_bill(counter)
    outcomes = race(pay_alike(counter, bill))
    assert Counter(code for code, _words in outcomes) == {"done": 1, "bill_paid": WRITERS - 1}
    receipt = bill.allocations.get().receipt
    hour = f"{clock.local(receipt.paid_at):%H:%M}"
    for code, words in outcomes:
        assert code == "done" or all(word in words for word in (receipt.received_by.name, receipt.number, hour)), words
    paid = Bill.objects.get(pk=bill.pk)
    assert (paid.paid, paid.state) == (bill.amount, BillState.PAID)


def test_one_form_sent_sixteen_times_is_one_receipt(counter: Desk):
    form_id, before = new_form(), Receipt.objects.count()
    outcomes = race(lambda number: pay(counter, "50.00", form_id=form_id))
    assert Counter(code for code, _words in outcomes) == {"done": WRITERS}
    assert Receipt.objects.count() - before == 1


def test_one_slip_is_paid_once_and_everybody_else_reads_by_whom(counter: Desk):
    wish = slips.Wish({}, "key", Decimal("100.00"))
    slip = slips.send(actor=counter.clerk, customer=counter.company, wish=wish, form_id=new_form())[0]
    cashier = somebody(counter.officer, counter.officer2)

    def take(number: int) -> None:
        said = {"method": "cash", "payer": counter.company.name, "reference": "", "form_id": new_form()}
        slips.take_deposit(actor=cashier(number), slip_id=slip.pk, **said)

    outcomes = race(take)
    assert Counter(code for code, _words in outcomes) == {"done": 1, "slip_ended": WRITERS - 1}
    taken = PaySlipEnd.objects.get(slip=slip).deposit
    assert Deposit.objects.filter(customer=counter.company, kind="key").get() == taken
    assert all(code == "done" or taken.number in words for code, words in outcomes)


@pytest.mark.duty("O6")
def test_one_line_of_the_bank_is_one_receipt_and_everybody_else_reads_by_whom(counter: Desk):
    payer = person(Role.FINANCE, counter.park)
    bill = fresh_bill(counter, "88.00")
    line = taken(counter, came("88.00", counter.company.name, bill.number, day=f"{clock.today()}"))[0]
    choice, finance = f"customer:{counter.company.pk}:{bill.pk}", somebody(counter.finance, payer)

    def take(number: int) -> None:
        bank.confirm(actor=finance(number), line_id=line.pk, choice=choice, form_id=new_form())

    outcomes = race(take)
    assert Counter(code for code, _words in outcomes) == {"done": 1, "wrong_state": WRITERS - 1}
    match = BankMatch.objects.get(line=line)
    assert Receipt.objects.filter(allocations__bill=bill).get() == match.receipt
    hour = f"{clock.local(match.at):%H:%M}"
    assert all(code == "done" or hour in words for code, words in outcomes)


@pytest.mark.duty("O6")
def test_one_refund_is_one_line_of_the_bank_and_everybody_else_reads_by_whom(counter: Desk):
    refund = refund_deposit(counter, receive_deposit(counter, "88.00"))
    day = f"{clock.today()}"
    lines = taken(counter, *(came("-88.00", "某某", day=day, number=f"R{number}") for number in range(WRITERS)))
    choice = f"refund:{refund.pk}"

    def match(number: int) -> None:
        bank.confirm(actor=counter.finance, line_id=lines[number].pk, choice=choice, form_id=new_form())

    outcomes = race(match)
    assert Counter(code for code, _words in outcomes) == {"done": 1, "matched": WRITERS - 1}
    assert BankMatch.objects.get(refund=refund).by == counter.finance
    assert all(code == "done" or counter.finance.name in words for code, words in outcomes)


def test_a_prepayment_is_used_once(counter: Desk):
    customer = counter.resident
    pay(counter, "100.00", customer=customer)
    bills = [bill_for(counter, "100.00", customer=customer, due=clock.today()) for _number in range(WRITERS)]

    def use(number: int) -> Receipt:
        chosen = {bills[number].pk: Decimal("100.00")}
        return pay(counter, "100.00", customer=customer, method="prepayment", bills=chosen)

    assert Counter(code for code, _words in race(use)) == {"done": 1, "credit_used": WRITERS - 1}
    assert CustomerAccount.objects.get(customer=customer).credit == 0


@pytest.mark.duty("O6")
def test_a_prepayment_is_paid_back_or_used_never_both(counter: Desk):
    customer = counter.resident
    first = bill_for(counter, "1.00", customer=customer, due=clock.today())
    pay(counter, "101.00", customer=customer, bills={first.pk: first.amount})
    request = paybacks.approve(actor=counter.manager, request_id=ask_payback(counter, "100.00", customer=customer).pk)
    bills = [bill_for(counter, "100.00", customer=customer, due=clock.today()) for _number in range(WRITERS)]
    payer = somebody(counter.finance, person(Role.FINANCE, counter.park))

    def either(number: int) -> Any:
        if number % 2:
            return paybacks.pay(actor=payer(number // 2), request_id=request.pk, method="transfer")
        chosen = {bills[number].pk: Decimal("100.00")}
        return pay(counter, "100.00", customer=customer, method="prepayment", bills=chosen)

    outcomes = Counter(code for code, _words in race(either))
    assert outcomes["done"] == 1
    assert set(outcomes) <= {"done", "credit_used", "wrong_state"}
    assert CustomerAccount.objects.get(customer=customer).credit == 0


def to_take_back(desk: Desk) -> ReversalRequest:
    """A receipt of today that the officer asked to void."""
    bill = fresh_bill(desk)
    return ask_back(desk, pay(desk, "1000.00", bills={bill.pk: bill.amount}))


def void_alike(desk: Desk, request: ReversalRequest) -> Callable[[int], Reversal]:
    """What each second person sends."""
    second = somebody(desk.manager, desk.project_manager, desk.officer2)
    return lambda number: reversals.void(actor=second(number), request_id=request.pk)


@pytest.mark.duty("O6")
def test_a_receipt_is_voided_once(counter: Desk):
    request = to_take_back(counter)
    outcomes = race(void_alike(counter, request))
    assert Counter(code for code, _words in outcomes) == {"done": 1, "wrong_state": WRITERS - 1}
    reversal = Reversal.objects.get(receipt=request.receipt)
    opened = Bill.objects.get(allocations__receipt=request.receipt)
    assert (opened.paid, reversal.amount) == (0, Decimal("1000.00"))


@pytest.mark.duty("O6")
def test_a_deposit_is_refunded_once(counter: Desk):
    request = ask_refund(counter, receive_deposit(counter))
    deposits.approve_refund(actor=counter.manager, request_id=request.pk)
    payer = somebody(counter.finance, person(Role.FINANCE, counter.park))
    outcomes = race(lambda number: deposits.pay_refund(actor=payer(number), request_id=request.pk, payout=BY_BANK))
    assert Counter(code for code, _words in outcomes) == {"done": 1, "wrong_state": WRITERS - 1}
    assert Refund.objects.filter(deposit=request.deposit).count() == 1


@pytest.mark.duty("O6")
def test_numbers_have_no_gap_and_stand_in_the_order_of_the_chain(counter: Desk):
    first = NumberSeries.objects.get(park=counter.park, prefix="SJ").last
    outcomes = race(lambda number: [pay(counter, "1.00", customer=counter.resident) for _round in range(3)])
    assert Counter(code for code, _words in outcomes) == {"done": WRITERS}
    given = Receipt.objects.filter(park=counter.park).order_by("pk").values_list("number", flat=True)
    serials = [int(number.rpartition("-")[2]) for number in given]
    assert serials == list(range(1, first + WRITERS * 3 + 1))
    assert list(faults(Receipt, {})) == []


def test_the_books_are_right_after_all_races(counter: Desk):
    call_command("check_books")


def met(arena: Arena) -> Callable[[], None]:
    """Wait until two writers without a lock have read the same row."""
    meeting = threading.Barrier(2)

    def wait() -> None:
        try:
            meeting.wait(TO_MEET[arena.vendor])
        except threading.BrokenBarrierError:
            assert connection.vendor == "sqlite"

    return wait


def read_bills_without_lock(arena: Arena) -> Callable[[Any], list[Bill]]:
    """The lock off bills."""
    wait = met(arena)

    def read(ids: Any) -> list[Bill]:
        bills = list(Bill.objects.filter(pk__in=list(ids)).select_related("item", "park"))
        wait()
        return bills

    return read


@pytest.fixture
def month_unlocked(counter: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock off month and drawer, which would let one receipt in after the other; the month is open."""
    with transaction.atomic():
        periods.hold(park=counter.park, day=clock.today())
    monkeypatch.setattr(posting, "lock_taking", lambda **_said: posting.Place(clock.today()))


@pytest.mark.usefixtures("month_unlocked")
def test_the_guard_alone_keeps_the_second_receipt_out(arena: Arena, counter: Desk, monkeypatch: pytest.MonkeyPatch):
    bill = fresh_bill(counter)
    monkeypatch.setattr(settling, "lock_bills", read_bills_without_lock(arena))
    outcomes = race(pay_alike(counter, bill), writers=2)
    assert Counter(code for code, _words in outcomes) == {"done": 1, "bill_paid": 1}


@pytest.mark.usefixtures("month_unlocked")
def test_without_the_lock_a_deposit_is_refunded_into_a_break(
    arena: Arena, counter: Desk, monkeypatch: pytest.MonkeyPatch
):
    """The constraint is the last to hold: both have read an approved request, the second refund breaks."""
    request, wait = ask_refund(counter, receive_deposit(counter, method="transfer")), met(arena)
    deposits.approve_refund(actor=counter.manager, request_id=request.pk)

    def read_without_lock(request_id: int) -> RefundRequest:
        found = RefundRequest.objects.select_related("deposit__park", "park").get(pk=request_id)
        wait()
        return found

    monkeypatch.setattr(deposits, "lock", read_without_lock)
    payer = somebody(counter.finance)
    act = lambda number: deposits.pay_refund(actor=payer(number), request_id=request.pk, payout=BY_BANK)  # noqa: E731
    outcomes = Counter(code for code, _words in race(act, writers=2))
    assert outcomes == {"done": 1, "wrong_state" if arena.vendor == "sqlite" else "broken": 1}


def test_without_the_lock_a_receipt_is_voided_into_a_break(
    arena: Arena, counter: Desk, monkeypatch: pytest.MonkeyPatch
):
    """The constraint is the last to hold: nobody is told anything, the second void breaks."""
    request, wait = to_take_back(counter), met(arena)

    def read_without_lock(request_id: int) -> ReversalRequest:
        found = ReversalRequest.objects.select_related("receipt__customer", "park").get(pk=request_id)
        wait()
        return found

    monkeypatch.setattr(reversals, "lock", read_without_lock)
    monkeypatch.setattr(reversals, "_refuse_second", lambda receipt: None)
    outcomes = Counter(code for code, _words in race(void_alike(counter, request), writers=2))
    assert outcomes == {"done": 1, "wrong_state" if arena.vendor == "sqlite" else "broken": 1}


@pytest.mark.usefixtures("month_unlocked")
def test_without_the_lock_two_receipts_want_one_number(arena: Arena, counter: Desk, monkeypatch: pytest.MonkeyPatch):
    wait = met(arena)

    def read_without_lock(park: Any, code: str, year: int) -> NumberSeries:
        series = NumberSeries.objects.get(park=park, prefix=code, year=year)
        if code == "SJ":
            wait()
        return series

    bills = [fresh_bill(counter, "10.00") for _number in range(2)]
    monkeypatch.setattr(numbers, "_locked_series", read_without_lock)
    outcomes = race(lambda number: pay(counter, "10.00", bills={bills[number].pk: Decimal("10.00")}), writers=2)
    expected = {"done": 2} if arena.vendor == "sqlite" else {"done": 1, "broken": 1}
    assert Counter(code for code, _words in outcomes) == expected


@pytest.mark.usefixtures("month_unlocked")
def test_without_lock_and_guard_one_bill_is_paid_twice(arena: Arena, counter: Desk, monkeypatch: pytest.MonkeyPatch):
    bill = fresh_bill(counter)
    monkeypatch.setattr(settling, "lock_bills", read_bills_without_lock(arena))
    monkeypatch.setattr(
        settling,
        "update_guarded",
        lambda row, before: Bill.objects.filter(pk=row.pk).update(paid=row.paid, waived=row.waived, state=row.state),
    )
    race(pay_alike(counter, bill), writers=2)
    assert bill.allocations.count() == (1 if arena.vendor == "sqlite" else 2)
