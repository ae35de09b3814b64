"""The example day 2026-03-31 of domain section 4 through the services: as counted, short, over, and carried."""

from datetime import date, time
from decimal import Decimal

import pytest

from fees.cashdesk.models import JournalLine, Pot
from fees.counting.models import DifferenceState, Outcome, Purpose
from fees.counting.services import carry_out, decide, explain
from fees.dayclose.services import give_consent
from fees.payins.models import CheckResult, PayIn
from fees.payins.services import check_pay_in
from parkservice.journal.models import Event
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import refused
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import COUNTED, FLOAT, Desk, notes, on

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.duty("O7")]

D = Decimal


@pytest.fixture
def late_march(desk: Desk, example_day: None) -> Desk:
    """The example day with all its movements, before the count."""
    factories.last_of_march(desk)
    return desk


def test_the_journal_shows_the_balance_after_every_line(late_march: Desk) -> None:
    balances = late_march.drawer.lines.values_list("balance", flat=True).order_by("position")
    assert list(balances) == [D("500.00"), D("5388.70"), D("5448.70"), D("5398.70"), D("5448.70")]


def test_the_count_agrees_and_the_day_closes(late_march: Desk) -> None:
    found = factories.counted(late_march, pieces=COUNTED)
    assert (found.total, found.book, found.off) == (D("5448.70"), D("5448.70"), 0)
    made = factories.handed_in(late_march)
    assert (made.number, made.amount) == ("JK-2026-000043", D("4948.70"))
    assert factories.counted(late_march, Purpose.FLOAT, FLOAT).off == 0
    factories.safe_checked(late_march)
    close = factories.closed(late_march)
    assert (close.sheet["opening"], close.sheet["takings"], close.sheet["closing"]) == ("500.00", "4948.70", "500.00")
    assert close.sheet["of_day"] == {"receipts": "4998.70", "payments": "4998.70"}
    assert late_march.drawer.balance == D("500.00")
    assert Event.objects.about(close).get().verb == "cash.day_closed"


SHORT = {**COUNTED, "10": 2}
OVER = {**COUNTED, "10": 4}


def test_a_shortage_is_a_document_and_lowers_the_pay_in(late_march: Desk) -> None:
    row = factories.differs(late_march, factories.counted(late_march, pieces=SHORT))
    assert (row.number, row.amount) == ("CY-2026-000003", D("-10.00"))
    assert (row.line.payment, row.line.summary, row.line.pot) == (D("10.00"), "现金短缺待处理", Pot.TAKINGS)
    assert factories.handed_in(late_march).amount == D("4938.70")
    assert late_march.drawer.balance == D("500.00")
    factories.counted(late_march, Purpose.FLOAT, FLOAT)
    factories.safe_checked(late_march)
    assert factories.closed(late_march).sheet["closing"] == "500.00"


def test_an_overage_is_a_document_and_raises_the_pay_in(late_march: Desk) -> None:
    row = factories.differs(late_march, factories.counted(late_march, pieces=OVER))
    assert row.amount == D("10.00")
    assert (row.line.receipt, row.line.summary) == (D("10.00"), "现金溢余待处理")
    assert factories.handed_in(late_march).amount == D("4958.70")
    assert late_march.drawer.balance == D("500.00")


def _explained(desk: Desk, pieces: dict[str, int]) -> int:
    row = factories.differs(desk, factories.counted(desk, pieces=pieces))
    explain(difference_id=row.pk, actor=desk.officer, explanation="找零时多付了一张拾元。")
    return row.pk


def test_a_shortage_is_compensated_by_the_person(late_march: Desk) -> None:
    pk = _explained(late_march, SHORT)
    decide(difference_id=pk, actor=late_march.office.manager, outcome=Outcome.COMPENSATED)
    row = carry_out(difference_id=pk, actor=late_march.officer)
    assert row.state == DifferenceState.SETTLED
    assert row.moved is not None
    assert (row.moved.receipt, row.moved.pot) == (D("10.00"), Pot.TAKINGS)


def test_a_shortage_approved_as_expense_moves_no_cash(late_march: Desk) -> None:
    pk = _explained(late_march, SHORT)
    before = late_march.drawer.position
    row = decide(difference_id=pk, actor=late_march.office.manager, outcome=Outcome.EXPENSE)
    assert (row.state, late_march.drawer.position) == (DifferenceState.SETTLED, before)


def test_an_overage_goes_back_to_the_payer_from_the_float(late_march: Desk) -> None:
    pk = _explained(late_march, OVER)
    decide(difference_id=pk, actor=late_march.office.manager, outcome=Outcome.RETURNED)
    row = carry_out(difference_id=pk, actor=late_march.officer)
    assert row.moved is not None
    assert (row.moved.payment, row.moved.pot) == (D("10.00"), Pot.FLOAT)


def test_an_outcome_must_fit(late_march: Desk) -> None:
    pk = _explained(late_march, SHORT)
    with refused("outcome"):
        decide(difference_id=pk, actor=late_march.office.manager, outcome=Outcome.INCOME)


def test_a_small_difference_alarms_nobody(late_march: Desk) -> None:
    row = factories.differs(late_march, factories.counted(late_march, pieces=SHORT))
    assert not row.escalated
    assert not InboxItem.objects.filter(verb="inbox.cash_difference").exists()


@pytest.mark.parametrize(("missing", "told"), [("50.00", False), ("50.10", True)])
def test_more_than_fifty_goes_to_finance_and_manager(late_march: Desk, missing: str, told: bool) -> None:
    pieces = notes(D("5448.70") - D(missing))
    row = factories.differs(late_march, factories.counted(late_march, pieces=pieces))
    people = set(InboxItem.objects.filter(verb="inbox.cash_difference").values_list("recipient_id", flat=True))
    assert row.escalated is told
    assert people == ({late_march.finance.pk, late_march.office.manager.pk} if told else set())


def test_the_third_difference_of_a_month_goes_to_finance_and_manager(desk: Desk) -> None:
    told = []
    for day in (2, 3, 4):
        with on(date(2026, 3, day)):
            factories.takes(desk, "100.00")
            short = notes(desk.drawer.balance - 1)
            told.append(factories.differs(desk, factories.counted(desk, pieces=short)).escalated)
            factories.handed_in(desk)
            factories.counted(desk, Purpose.FLOAT)
            factories.safe_checked(desk)
            factories.closed(desk)
    assert told == [False, False, True]


def test_finance_disputes_what_it_counts_otherwise(late_march: Desk) -> None:
    factories.counted(late_march, pieces=COUNTED)
    made = factories.handed_in(late_march, confirmed=False)
    pieces = {**made.notes, "0.1": made.notes["0.1"] - 1}
    found = check_pay_in(pay_in_id=made.pk, actor=late_march.finance, notes=pieces, remark="少一角")
    assert (found.result, found.counted) == (CheckResult.DISPUTED, D("4948.60"))
    told = set(InboxItem.objects.filter(verb="inbox.payin_disputed").values_list("recipient_id", flat=True))
    assert told == {late_march.officer.pk, late_march.office.manager.pk}
    assert list(PayIn.objects.waiting()) == [made]


def test_a_disputed_pay_in_is_counted_again_and_confirmed(late_march: Desk) -> None:
    factories.counted(late_march, pieces=COUNTED)
    made = factories.handed_in(late_march, confirmed=False)
    pieces = {**made.notes, "0.1": made.notes["0.1"] - 1}
    check_pay_in(pay_in_id=made.pk, actor=late_march.finance, notes=pieces, remark="少一角")
    assert factories.confirm(late_march, made).result == CheckResult.CONFIRMED
    assert not PayIn.objects.waiting().exists()


def test_cash_is_carried_with_consent_and_handed_in_first_thing_next_day(late_march: Desk) -> None:
    factories.counted(late_march, pieces=COUNTED)
    factories.counted(late_march, Purpose.FLOAT, FLOAT)
    factories.safe_checked(late_march)
    with refused("not_handed_in"):
        factories.closed(late_march)
    give_consent(drawer=late_march.drawer, actor=late_march.office.manager, reason="财务外出开会")
    close = factories.closed(late_march)
    assert (close.carried, close.pay_in, close.sheet["closing"]) == (D("4948.70"), None, "5448.70")
    with on(date(2026, 4, 1), time(9)):
        made = factories.handed_in(late_march)
    assert (made.amount, made.day, made.for_day) == (D("4948.70"), date(2026, 4, 1), date(2026, 3, 31))


def test_a_late_payment_goes_to_the_next_day(late_march: Desk) -> None:
    factories.whole_close(late_march)
    with refused("day_closed"):
        factories.enter(late_march, "SJ-2026-000108", "20.00", day=date(2026, 3, 31))
    assert factories.takes(late_march, "20.00").day == date(2026, 4, 1)


def test_cash_found_after_the_close_is_a_document_of_the_next_day(late_march: Desk) -> None:
    factories.whole_close(late_march)
    found = factories.counted(late_march, Purpose.SURPRISE, notes("510.00"), witness=late_march.office.manager)
    row = factories.differs(late_march, found)
    assert (row.day, row.amount) == (date(2026, 4, 1), D("10.00"))


def test_the_books_are_right_after_the_day(late_march: Desk) -> None:
    from tests.fees.cashdesk.checking import findings

    factories.differs(late_march, factories.counted(late_march, pieces=SHORT))
    factories.handed_in(late_march)
    factories.counted(late_march, Purpose.FLOAT, FLOAT)
    factories.safe_checked(late_march)
    factories.closed(late_march)
    assert findings() == []
    assert JournalLine.objects.filter(drawer=late_march.drawer).count() == 7
