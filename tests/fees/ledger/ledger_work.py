"""Random work of officers, manager and finance at the ledger of one customer, against the ledger kept on paper."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from fees import books as _fees_books  # noqa: F401 - registers the invariants
from fees.billing.models import Bill
from fees.disputes import services as disputes
from fees.ledger import reversals
from fees.ledger.models import CustomerAccount, Receipt
from fees.ledger.reference import LATE_FEE
from fees.ledger.statement import statement
from fees.waivers import services as waivers
from fees.waivers.services import Wish
from parkservice.accounts.models import User
from parkservice.journal.books import CHECKS
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import books as _paper_books  # noqa: F401
from tests.fees.factories import Desk, ask_back, bill_for, new_form, on, pay
from tests.fees.model import NOTHING, PaperBill, PaperLedger, PaperReceipt

JIAO = Decimal("0.1")


class LedgerWork:
    """One seed: the product, the paper, and what happens next."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.luck, self.paper = desk, random.Random(seed), PaperLedger()
        self.today = date(2026, 3, 31)
        self.open_disputes: dict[int, int] = {}

    def yuan(self, top: int = 120_000) -> Decimal:
        """Some amount above zero."""
        return Decimal(self.luck.randrange(1, top)).scaleb(-2)

    def some_bill(self) -> int | None:
        """The key of an open bill."""
        keys = [key for key, bill in self.paper.bills.items() if bill.open]
        return self.luck.choice(keys) if keys else None

    # what the desk with its drawers answers; here nobody closes a day

    def day_of(self, actor: User, method: str) -> date | None:
        """The day on which money of now is dated, None when it is refused."""
        return self.today

    def taken(self, actor: User, method: str, day: date, amount: Decimal) -> None:
        """Money has come in."""

    def may_go_back(self, actor: User, method: str, day: date, amount: Decimal) -> date | None:
        """The day on which a receipt is taken back, None when that is refused."""
        return self.today

    def gone_back(self, actor: User, method: str, day: date, amount: Decimal) -> None:
        """A receipt was taken back."""

    def _finance(self, method: str) -> list[User]:
        return [self.desk.finance] if method in ("transfer", "qr") else []

    def bill(self) -> None:
        """A bill is issued; some are due soon."""
        due = self.today + timedelta(days=self.luck.randrange(20))
        made = bill_for(self.desk, str(self.yuan()), due=due, issued_at=on(self.today))
        self.paper.bills[made.pk] = PaperBill(made.amount, due)

    def pay(self) -> None:
        """Money comes in, for one bill or by the order of due days, now and then too much."""
        key = self.some_bill() if self.luck.random() < 0.6 else None
        wishes = None
        amount = self.yuan()
        if key is not None:
            whole = self.paper.bills[key].open + self.paper.fee_left(key, self.today)
            amount = whole if self.luck.random() < 0.5 else min(amount, whole)
            wishes = {key: amount}
        method = self.luck.choice(["transfer", "qr", "cash"])
        if method == "cash":  # nobody counts fen
            amount = amount.quantize(JIAO, ROUND_DOWN)
            wishes = wishes and dict.fromkeys(wishes, amount)
        if amount:
            self._take(amount, wishes, method)

    def use_credit(self) -> None:
        """A bill is paid from the prepayment."""
        key = self.some_bill()
        if key is None or not self.paper.credit:
            return
        amount = min(self.paper.credit, self.paper.bills[key].open)
        self._take(amount, {key: amount}, "prepayment")

    def _take(self, amount: Decimal, wishes: dict[int, Decimal] | None, method: str) -> None:
        cashier = self.luck.choice([self.desk.officer, self.desk.officer2, *self._finance(method)])
        said = {"method": method, "bills": wishes, "actor": cashier, "reason": "对公账户冻结"}
        day = self.day_of(cashier, method)
        early = method == "prepayment" and day is not None and self.paper.ahead_on(day) < amount
        if day is None or early:
            self.refused(lambda: pay(self.desk, str(amount), **said))
            return
        principal, fees, surplus = self.paper.spread(amount, self.today, wishes)
        over = [key for key, share in principal.items() if share and share == self.paper.bills[key].open]
        left = {key: self.paper.fee_left(key, self.today) for key in fees}
        grown = {key: fee for key, fee in left.items() if fee and (fees[key] or key in over)}
        receipt = pay(self.desk, str(amount), **said)
        assert receipt.day == day
        lines = {key: share for key, share in principal.items() if share}
        for key, fee in grown.items():
            made = Bill.objects.filter(item__code=LATE_FEE, charge_object=f"bill:{key}").latest("pk")
            self.paper.bills[made.pk] = PaperBill(fee, self.today, of=key)
            lines |= {made.pk: fees[key]} if fees[key] else {}
        for key, share in lines.items():
            self.paper.bills[key].paid.append((day, share, receipt.pk))
        used = amount if method == "prepayment" else NOTHING
        self.paper.receipts[receipt.pk] = PaperReceipt(lines, surplus, used, day)
        self.paper.move_ahead(day, surplus - used)
        self.taken(cashier, method, day, amount)
        assert dict(receipt.allocations.values_list("bill_id", "amount")) == lines
        assert receipt.surplus == surplus

    def take_back(self) -> None:
        """A receipt is taken back, unless its surplus is used up."""
        keys = [key for key, receipt in self.paper.receipts.items() if not receipt.back]
        if not keys:
            return
        key = self.luck.choice(keys[-5:])
        noted, receipt = self.paper.receipts[key], Receipt.objects.get(pk=key)
        said = (receipt.received_by, receipt.method, noted.day, receipt.amount)
        day = self.may_go_back(*said)
        if noted.surplus > self.paper.credit or day is None or 0 < noted.surplus > self.paper.ahead_on(day):
            self.refused(lambda: self._take_back(receipt))
            return
        self._take_back(receipt)
        noted.back = True
        self.gone_back(said[0], said[1], day, said[3])
        self.paper.move_ahead(day, noted.from_credit - noted.surplus)
        for bill in noted.lines:
            self.paper.bills[bill].paid = [each for each in self.paper.bills[bill].paid if each[2] != key]

    def _take_back(self, receipt: Receipt) -> None:
        waiting = receipt.requests.filter(state="asked").first()
        request = waiting or ask_back(self.desk, receipt, actor=receipt.received_by)
        self.refused(lambda: reversals.take_back(actor=receipt.received_by, receipt_id=receipt.pk))
        act = reversals.void if receipt.day >= self.today else reversals.reverse
        act(actor=self.desk.manager, request_id=request.pk)

    def waive(self) -> None:
        """A part of a bill is waived by somebody whose limit covers it; never by the proposer."""
        key = self.some_bill()
        if key is None:
            return
        amount = min(self.yuan(20_000), self.paper.bills[key].open)
        wish = Wish("reduce", {key: amount}, "停电")
        proposer = self.desk.manager
        made = waivers.propose(actor=proposer, customer=self.desk.company, wish=wish, form_id=new_form())[0]
        self.refused(lambda: waivers.approve(actor=proposer, waiver_id=made.pk))
        waivers.approve(actor=self.desk.general_manager, waiver_id=made.pk)
        self.paper.bills[key].waived += amount
        left = self.paper.fee_left(key, self.today)
        if left and not self.paper.bills[key].open:
            fee = Bill.objects.filter(item__code=LATE_FEE, charge_object=f"bill:{key}").latest("pk")
            self.paper.bills[fee.pk] = PaperBill(left, self.today, of=key)

    def dispute(self) -> None:
        """A bill is disputed, or a dispute is answered."""
        if self.open_disputes and self.luck.random() < 0.6:
            key, pk = self.open_disputes.popitem()
            disputes.answer(actor=self.desk.manager, dispute_id=pk, answer="已核对")
            spans = self.paper.bills[key].disputes
            spans[-1] = (spans[-1][0], self.today)
            return
        key = self.some_bill()
        if key is None or key in self.open_disputes:
            return
        made = disputes.dispute(actor=self.desk.officer, bill_id=key, reason="停梯", form_id=new_form())[0]
        self.open_disputes[key] = made.pk
        self.paper.bills[key].disputes.append((self.today, None))

    def too_much(self) -> None:
        """More is chosen than is open: refused, and nothing changes."""
        key = self.some_bill()
        if key is None:
            return
        amount = self.paper.bills[key].open + self.paper.fee_left(key, self.today) + Decimal("0.01")
        self.refused(lambda: pay(self.desk, str(amount), bills={key: amount}))

    def night(self) -> None:
        """Some days pass."""
        self.today += timedelta(days=self.luck.randrange(1, 9))

    def refused(self, act: Callable[[], Any]) -> None:
        """What must not be done is not done."""
        with pytest.raises((RuleViolation, PermissionDenied)), transaction.atomic():
            act()

    def compare(self) -> None:
        """The product says what the paper says, and every invariant holds."""
        rows = Bill.objects.filter(customer=self.desk.company)
        said = {row.pk: (row.open_amount, str(row.state)) for row in rows}
        assert said == {key: (bill.open, bill.state) for key, bill in self.paper.bills.items()}
        account = CustomerAccount.objects.filter(customer=self.desk.company).first()
        assert (account.credit if account else NOTHING) == self.paper.credit
        found = statement(self.desk.company, self.today + timedelta(days=10))  # late money is dated ahead
        assert found.balance == sum((bill.open for bill in self.paper.bills.values()), NOTHING)
        assert found.credit == self.paper.credit
        assert [line for each in CHECKS if each.code.startswith("M") for line in each.find()] == []
