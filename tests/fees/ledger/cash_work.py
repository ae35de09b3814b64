"""Random work at two cash drawers, with deposits, runs and closes, against the desk kept on paper."""

from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from fees.billing import reversing, runs
from fees.billing.models import Bill
from fees.cashdesk import periods
from fees.cashdesk import services as cash
from fees.cashdesk.models import Drawer
from fees.counting.models import Difference, Purpose
from fees.counting.services import count, decide, explain, raise_difference
from fees.dayclose.services import close_day, give_consent
from fees.deposits import services as deposits
from fees.deposits.models import Deposit, Refund
from fees.deposits.services import Payout
from fees.ledger import cashbooks
from fees.monthclose.checks import last_of
from fees.monthclose.models import MonthClose
from fees.monthclose.services import close_month, sign_month
from fees.payins.services import check_pay_in, pay_in
from fees.safes.services import check_safe
from parkservice.accounts.models import User
from tests.fees.cash_model import FLOAT, NOTHING, PaperDrawer, PaperMonths, month_of
from tests.fees.cashdesk.factories import notes
from tests.fees.factories import ask_refund, new_form, receive_deposit
from tests.fees.ledger.ledger_work import JIAO, LedgerWork
from tests.fees.model import PaperBill
from tests.fees.pricing import released

AREA, PRICE = Decimal("1286.50"), Decimal("3.80")
CENT = Decimal("0.01")


class CashWork(LedgerWork):
    """One seed with the whole desk."""

    def __init__(self, desk: Any, seed: int) -> None:
        super().__init__(desk, seed)
        self.boxes = {desk.drawer.pk: PaperDrawer(), desk.drawer2.pk: PaperDrawer()}
        self.keepers = {desk.drawer.pk: desk.officer, desk.drawer2.pk: desk.officer2}
        self.months = PaperMonths(begun={month_of(self.today)})
        self.held: dict[int, Decimal] = {}
        self.held_from: dict[int, date] = {}
        self.runs: dict[date, int] = {}
        released(desk, "management", str(PRICE))

    # what the ledger asks of the desk

    def day_of(self, actor: User, method: str) -> date | None:
        """The day on which money of now is dated, None when it is refused."""
        drawer = self.drawer_of(actor)
        if drawer is None:
            return self.today
        box, after = self.boxes[drawer], self._after(drawer)
        if method == "cash":
            return box.day_of_cash(self.today, after)
        return after if box.is_closed(self.today) else self.today

    def drawer_of(self, actor: User) -> int | None:
        """The drawer that somebody keeps."""
        return next((pk for pk, keeper in self.keepers.items() if keeper == actor), None)

    def _after(self, drawer: int) -> date:
        return periods.next_day(Drawer.objects.select_related("park").get(pk=drawer), self.today)

    def taken(self, actor: User, method: str, day: date, amount: Decimal) -> None:
        """Money has come in."""
        self.months.begun.add(month_of(day))
        if method == "cash":
            self._moves(self.drawer_of(actor), day, takings=amount)

    def _moves(self, drawer: int | None, day: date, **pots: Decimal) -> None:
        assert drawer is not None
        self.boxes[drawer].move(day, **pots)
        self.months.begun.add(month_of(day))
        self.months.moved.add((drawer, month_of(day)))

    def may_go_back(self, actor: User, method: str, day: date, amount: Decimal) -> date | None:
        """The day on which a receipt of a day is taken back, None when that is refused."""
        drawer = self.drawer_of(actor)
        if method == "cash" and drawer is not None:
            booked = self.boxes[drawer].day_of_cash(self.today, self._after(drawer))
            if booked is None or self.boxes[drawer].takings < amount or (day >= self.today and booked != day):
                return None
            return booked
        booked = max(day, self.today)
        shut = drawer is not None and booked == day and self.boxes[drawer].is_closed(day)
        return None if shut else booked

    def gone_back(self, actor: User, method: str, day: date, amount: Decimal) -> None:
        """A receipt was taken back."""
        self.taken(actor, method, day, -amount)

    # deposits

    def deposit(self) -> None:
        """A deposit comes in, in cash or by bank; a small one is for a worker's pass."""
        actor, method = self.luck.choice(list(self.keepers.values())), self.luck.choice(["cash", "transfer"])
        small = self.luck.random() < 0.5
        amount = Decimal("50.00") if small else self.yuan().quantize(JIAO, ROUND_UP)
        said = {"actor": actor, "method": method, "kind": "worker_pass" if small else "decoration"}
        day = self.day_of(actor, method)
        if day is None:
            self.refused(lambda: receive_deposit(self.desk, str(amount), **said))
            return
        made = receive_deposit(self.desk, str(amount), **said)
        self.held[made.pk], self.held_from[made.pk] = amount, day
        self.taken(actor, method, day, amount)

    def give_back(self) -> None:
        """A deposit goes back by three people: by bank, or a small one from the float, which finance refills later."""
        if not self.held:
            return
        key = self.luck.choice(list(self.held))
        deposit = Deposit.objects.get(pk=key)
        request = ask_refund(self.desk, deposit) if not deposit.requests.exists() else deposit.requests.get()
        if request.state == "requested":
            self.refused(lambda: deposits.approve_refund(actor=self.desk.clerk, request_id=request.pk))
            deposits.approve_refund(actor=self.desk.manager, request_id=request.pk)
        self.refused(lambda: self._pay_back(request.pk, self.desk.manager, "transfer"))
        if self.today < self.held_from[key]:
            self.refused(lambda: self._pay_back(request.pk, self.desk.finance, "transfer"))
            return
        if deposit.kind != "worker_pass" or self.luck.random() < 0.5:
            self._pay_back(request.pk, self.desk.finance, "transfer")
            del self.held[key]
            return
        actor = self.luck.choice(list(self.keepers.values()))
        drawer = self.drawer_of(actor)
        assert drawer is not None
        day, box = self.day_of(actor, "cash"), self.boxes[drawer]
        if day is None or day < self.held_from[key] or FLOAT - box.spent < self.held[key]:
            self.refused(lambda: self._pay_back(request.pk, actor, "cash"))
            return
        self._pay_back(request.pk, actor, "cash")
        self._moves(drawer, day, spent=self.held.pop(key))

    def _pay_back(self, request: int, actor: User, method: str) -> Refund:
        return deposits.pay_refund(actor=actor, request_id=request, payout=Payout(method))

    # the day

    def close_the_day(self) -> None:
        """An officer counts, hands in, counts the float, signs the safe and closes, all by the book or not at all."""
        key = self.luck.choice(list(self.boxes))
        box, keeper = self.boxes[key], self.keepers[key]
        day = box.open_day or self.today
        drawer = Drawer.objects.select_related("park", "safe").get(pk=key)
        if box.is_closed(day) or day > self.today:
            self.refused(lambda: close_day(drawer=drawer, actor=keeper, unused_books=0))
            return
        self.refused(lambda: close_day(drawer=drawer, actor=keeper, unused_books=0))
        self.months.begun.update({month_of(day), month_of(self.today)})
        self._refill(drawer, box, day)
        self._count(drawer, keeper, day)
        if box.takings:
            self._hand_in(drawer, keeper, day)
        if box.spent:
            self.refused(lambda: give_consent(drawer=drawer, actor=keeper, reason="备用金待补"))
            give_consent(drawer=drawer, actor=self.desk.manager, reason="备用金待补")
        count(drawer=drawer, actor=keeper, purpose=Purpose.FLOAT, notes=notes(box.balance - box.takings))
        check_safe(safe=drawer.safe, actor=keeper, locked=True, scrambled=True, agrees=True)
        self.refused(lambda: close_day(drawer=drawer, actor=self.desk.manager, unused_books=0))
        close_day(drawer=drawer, actor=keeper, unused_books=0)
        box.closed_through, box.open_day = day, None
        watched: Any = {"purpose": Purpose.SURPRISE, "notes": notes(box.balance), "witness": self.desk.clerk}
        count(drawer=drawer, actor=keeper, **watched)
        self.months.watched.add((key, month_of(self.today)))

    def _count(self, drawer: Drawer, keeper: User, day: date) -> None:
        """The cash is counted; now and then a little is missing or too much, which becomes a document."""
        box = self.boxes[drawer.pk]
        off = self.luck.choice([NOTHING, NOTHING, Decimal("1.00"), Decimal("-1.00")])
        off = NOTHING if box.takings < 1 else off
        found = count(drawer=drawer, actor=keeper, purpose=Purpose.CLOSE, notes=notes(box.balance + off))
        assert found.off == off
        if not off:
            return
        self.refused(lambda: pay_in(drawer=drawer, actor=keeper, notes=notes(box.takings)))
        row = raise_difference(count=found, actor=keeper, reason="原因待查", witness=self.desk.clerk)
        self._moves(drawer.pk, day, takings=off)
        self.months.undecided[row.pk] = month_of(day)

    def _hand_in(self, drawer: Drawer, keeper: User, day: date) -> None:
        """All takings go to finance, who may dispute at first."""
        box = self.boxes[drawer.pk]
        self.refused(lambda: pay_in(drawer=drawer, actor=keeper, notes=notes(box.takings + 1)))
        made = pay_in(drawer=drawer, actor=keeper, notes=notes(box.takings))
        self._moves(drawer.pk, day, takings=-box.takings)
        self.refused(lambda: check_pay_in(pay_in_id=made.pk, actor=keeper, notes=made.notes))
        if self.luck.random() < 0.3:
            less = notes(made.amount + 1)
            check_pay_in(pay_in_id=made.pk, actor=self.desk.finance, notes=less, remark="多一元")
        check_pay_in(pay_in_id=made.pk, actor=self.desk.finance, notes=made.notes)
        self.refused(lambda: check_pay_in(pay_in_id=made.pk, actor=self.desk.finance, notes=made.notes))

    def _refill(self, drawer: Drawer, box: PaperDrawer, day: date) -> None:
        """Finance gives back to the float what refunds took, unless the day is over and waits to be closed."""
        paid = drawer.lines.filter(pot="float", payment__gt=0, number__startswith="TK-")
        back = set(drawer.lines.filter(pot="float", receipt__gt=0, kind="entry").values_list("number", flat=True))
        for line in paid:
            if line.number in back:
                continue
            if day < self.today:
                self.refused(lambda: self._give(drawer, self.desk.finance, line.number, line.payment))  # noqa: B023
            else:
                self.refused(lambda: self._give(drawer, self.keepers[drawer.pk], line.number, line.payment))  # noqa: B023
                self._give(drawer, self.desk.finance, line.number, line.payment)
                self._moves(drawer.pk, day, spent=-line.payment)

    def _give(self, drawer: Drawer, actor: User, number: str, amount: Decimal) -> None:
        cash.refill(drawer=drawer, actor=actor, number=number, amount=amount)

    def explain_difference(self) -> None:
        """A difference is explained by the officer and decided by the manager, never by the officer."""
        if not self.months.undecided:
            return
        row = Difference.objects.get(pk=self.luck.choice(list(self.months.undecided)))
        explain(difference_id=row.pk, actor=row.officer, explanation="找零")
        outcome = "expense" if row.amount < 0 else "income"
        self.refused(lambda: decide(difference_id=row.pk, actor=row.officer, outcome=outcome))
        decide(difference_id=row.pk, actor=self.desk.manager, outcome=outcome)
        del self.months.undecided[row.pk]

    # the month, and what is billed

    def close_the_month(self) -> None:
        """Finance closes the earliest open month that is over, once nothing of it waits."""
        month = self.months.first_open()
        if month is None or month >= month_of(self.today):
            return
        if self.months.waits(month) or any(
            box.open_day is not None and box.open_day <= last_of(month) for box in self.boxes.values()
        ):
            self.refused(lambda: self._close(month))
            return
        for key, keeper in self.keepers.items():
            if (key, month) in self.months.moved:
                sign_month(drawer=Drawer.objects.select_related("park").get(pk=key), month=month, actor=keeper)
        self.refused(lambda: close_month(park=self.desk.park, month=month, actor=self.desk.officer))
        self._close(month)
        self.months.closed.add(month)
        self.refused(lambda: self._close(month))

    def _close(self, month: date) -> MonthClose:
        return close_month(park=self.desk.park, month=month, actor=self.desk.finance)

    def run(self) -> None:
        """The management fee of a quarter is billed, once: a second run adds nothing."""
        day = date(2026, 1 + 3 * self.luck.randrange(4), 1)
        said = {"item": self.desk.item, "day": day, "buildings": [self.desk.unit.building], "form_id": new_form()}
        due = self.today + timedelta(days=15)
        made = runs.preview(park=self.desk.park, actor=self.desk.manager, due=due, **said)
        self.refused(lambda: runs.start(run_id=made.pk, actor=self.desk.officer))
        runs.start(run_id=made.pk, actor=self.desk.manager)
        done = runs.execute(made.pk)
        assert done.count == (0 if day in self.runs or self._leaves_gap(day) else 1)
        if done.count:
            bill = Bill.objects.get(run=done)
            amount = (AREA * PRICE * 3).quantize(CENT)
            self.paper.bills[bill.pk] = PaperBill(amount, due)
            self.runs[day] = bill.pk

    def _leaves_gap(self, day: date) -> bool:
        """Whether quarters before it are billed, but not the one that it follows: such a run bills nothing."""
        earlier = [each for each in self.runs if each < day]
        return bool(earlier) and (max(earlier).month + 3) != day.month

    def reverse_bill(self) -> None:
        """A bill is taken out by two people, unless money or a waiver is on it; then it may be billed anew."""
        key = self.some_bill()
        if key is None:
            return
        bill, said = self.paper.bills[key], {"bill_id": key, "reason": "面积录错", "form_id": new_form()}
        if bill.amount - bill.open:
            self.refused(lambda: reversing.ask_reversal(actor=self.desk.manager, **said))
            return
        asked = reversing.ask_reversal(actor=self.desk.manager, **said)
        self.refused(lambda: reversing.approve_reversal(reversal_id=asked.pk, actor=self.desk.manager))
        reversing.approve_reversal(reversal_id=asked.pk, actor=self.desk.project_manager)
        bill.cancelled = True
        self.runs = {day: pk for day, pk in self.runs.items() if pk != key}

    def compare(self) -> None:
        """Drawers, deposits and months are as on paper, and so is the ledger."""
        said = {row.pk: (row.takings, row.balance) for row in Drawer.objects.filter(pk__in=self.boxes)}
        assert said == {key: (box.takings, box.balance) for key, box in self.boxes.items()}
        found = cashbooks.deposits(self.desk.park, self.today + timedelta(days=10))
        assert found["list"] == found["ledger"] == sum(self.held.values(), NOTHING)
        assert set(MonthClose.objects.values_list("month", flat=True)) == self.months.closed
        super().compare()
