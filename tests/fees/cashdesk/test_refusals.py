"""What must not happen to the cash journal: refused by the services, and by the database itself (M7 to M10, M15)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from fees.cashdesk import periods, sources
from fees.cashdesk.models import Drawer, JournalLine, LineKind, Month, Pot
from fees.cashdesk.services import open_drawer, take_back
from fees.counting.models import Outcome, Purpose
from fees.counting.services import count, decide, explain
from fees.dayclose.services import close_day, give_consent
from fees.deposits.services import Payout, pay_refund
from fees.ledger.models import Method, Receipt
from fees.ledger.services import Payment, take_payment
from fees.models import CashCount, DayClose, Difference, MonthClose, PayIn, PayInCheck, SafeCheck
from fees.payins.services import check_pay_in, pay_in
from fees.safes.services import check_safe
from parkservice.accounts.models import User
from parkservice.kit import appendonly
from parkservice.kit.appendonly import refused_change, refused_closed
from tests.accounts.factories import refused
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk, notes, on

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.duty("O7")]

D = Decimal
LAST = date(2026, 3, 31)


@pytest.fixture
def full(desk: Desk, example_day: None) -> Desk:
    """The example day, closed, with a shortage that is a document."""
    factories.last_of_march(desk)
    factories.differs(desk, factories.counted(desk, pieces=notes("5438.70")))
    factories.handed_in(desk)
    factories.counted(desk, Purpose.FLOAT)
    factories.safe_checked(desk)
    factories.closed(desk)
    return desk


POSTED = [JournalLine, CashCount, Difference, PayIn, PayInCheck, SafeCheck, DayClose]


@pytest.mark.parametrize("model", POSTED, ids=lambda model: model.__name__)
def test_nobody_deletes_a_posted_row(full: Desk, model: Any) -> None:
    ways: list[Callable[[], object]] = [
        lambda: model.objects.all()._raw_delete(using="default"),
        lambda: raw(f"DELETE FROM {model._meta.db_table}"),  # noqa: S608 - our own tables
    ]
    for way in ways:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            way()
        assert refused_change(refusal.value)
    assert model.objects.exists()


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@pytest.mark.parametrize("model", [each for each in POSTED if each is not Difference], ids=lambda model: model.__name__)
def test_nobody_changes_a_posted_row(full: Desk, model: Any) -> None:
    for field in model._meta.concrete_fields:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            raw(f"UPDATE {model._meta.db_table} SET {field.column} = {field.column}")  # noqa: S608 - our own tables
        assert refused_change(refusal.value), field.column


@pytest.mark.parametrize(
    "column", ["amount", "day", "reason", "witness_id", "officer_id", "count_id", "line_id", "number"]
)
def test_what_a_difference_found_stays(full: Desk, column: str) -> None:
    other = {"day": "'2026-01-01'", "reason": "'x'", "number": "'x'"}.get(column, f"{column} + 1")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(f"UPDATE fees_difference SET {column} = {other}")  # noqa: S608 - our own columns
    assert refused_change(refusal.value)


COPY = (
    "INSERT INTO fees_journalline (id, park_id, drawer_id, position, day, at, kind, number, summary, item, receipt,"
    " payment, balance, pot, entered_by_id, version, previous, hash) SELECT id + 50, park_id, drawer_id, position + 50,"
    " %s, at, kind, 'SJ-2026-000999', summary, item, receipt, payment, balance, pot, entered_by_id, version, previous,"
    " hash FROM fees_journalline WHERE receipt = 488870"
)


def test_raw_sql_dates_nothing_in_a_closed_day(full: Desk) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(COPY, "2026-03-31")
    assert refused_closed(refusal.value)


@pytest.mark.parametrize("day", ["2026-02-27", "2026-02-11"])
def test_raw_sql_dates_nothing_in_a_closed_month(desk: Desk, day: str) -> None:
    factories.earlier_months(desk)
    with on(LAST):
        factories.last_of_march(desk)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(COPY, day)
    assert refused_closed(refusal.value)
    assert MonthClose.objects.count() == 2


def test_raw_sql_dates_nothing_in_a_month_that_was_never_opened(full: Desk) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(COPY, "2027-01-04")
    assert refused_closed(refusal.value)


def test_a_day_that_is_open_takes_the_row(desk: Desk) -> None:
    """The control of the refusals above."""
    with on(LAST):
        factories.last_of_march(desk)
    raw(COPY, "2026-03-31")
    assert JournalLine.objects.filter(number="SJ-2026-000999").exists()


def test_every_dated_table_of_the_cash_desk_is_under_the_rule() -> None:
    dated = {name for name in appendonly.registry._dated if "fees_" in name}
    by_day = {f"closed_on_day_fees_{table}" for table in ("journalline", "payin", "difference")}
    by_month = {
        f"closed_month_fees_{table}" for table in ("journalline", "payin", "difference", "cashcount", "dayclose")
    }
    assert by_day | by_month <= dated


def test_an_officer_whose_posting_ended_counts_no_more(desk: Desk, example_day: None) -> None:
    desk.officer.postings.update(ends=date(2026, 3, 30))
    former = User.objects.get(pk=desk.officer.pk)
    with pytest.raises(PermissionDenied):
        count(drawer=desk.drawer, actor=former, purpose=Purpose.CLOSE, notes=notes("500.00"))


def test_nobody_dates_back(desk: Desk, example_day: None) -> None:
    with refused("day_closed"):
        factories.enter(desk, "SJ-2026-000001", "10.00", day=date(2026, 3, 30))


def test_nobody_dates_ahead(desk: Desk, example_day: None) -> None:
    with refused("future_day"):
        factories.enter(desk, "SJ-2026-000001", "10.00", day=date(2026, 4, 1))


def test_yesterday_is_closed_before_today_begins(desk: Desk) -> None:
    with on(date(2026, 3, 30)):
        factories.takes(desk, "10.00")
    with on(LAST):
        with refused("day_open"):
            factories.takes(desk, "10.00")
        factories.whole_close(desk)
        assert factories.takes(desk, "10.00").day == LAST
    assert DayClose.objects.get().day == date(2026, 3, 30)


def test_nothing_comes_in_between_pay_in_and_close(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.counted(desk)
    factories.handed_in(desk)
    with refused("handed_in"):
        factories.takes(desk, "10.00")


def test_a_second_pay_in_is_refused(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.counted(desk)
    factories.handed_in(desk)
    with refused("paid_in"):
        factories.handed_in(desk)
    assert PayIn.objects.count() == 1


def test_nothing_is_handed_in_before_the_count(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    with refused("not_counted"):
        factories.handed_in(desk)


def test_a_difference_is_a_document_before_the_pay_in(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.counted(desk, pieces=notes("5438.70"))
    with refused("not_counted"):
        factories.handed_in(desk)


def test_a_count_is_of_no_use_after_cash_has_moved(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.counted(desk)
    factories.takes(desk, "10.00")
    with refused("not_counted"):
        factories.handed_in(desk)


def test_the_slip_adds_up_to_the_takings(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.counted(desk)
    with refused("sum"):
        pay_in(drawer=desk.drawer, actor=desk.officer, notes=notes("4948.00"))


def test_no_day_closes_while_receipts_are_unposted(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.counted(desk)
    factories.handed_in(desk)
    factories.counted(desk, Purpose.FLOAT)
    factories.safe_checked(desk)
    before = sources.books()
    sources.register(sources.Books(lambda drawer, day: ["SJ-2026-000108"], *list(vars(before).values())[1:]))
    try:
        with refused("unposted"):
            factories.closed(desk)
    finally:
        sources.register(before)
    assert not DayClose.objects.exists()


def test_the_steps_of_the_close_in_their_order(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    for code, step in [
        ("not_counted", lambda: factories.counted(desk)),
        ("not_handed_in", lambda: factories.handed_in(desk, confirmed=False)),
        ("not_handed_in", lambda: factories.confirm(desk, PayIn.objects.get())),
        ("float_not_counted", lambda: factories.counted(desk, Purpose.FLOAT)),
        ("safe_not_checked", lambda: factories.safe_checked(desk)),
    ]:
        with refused(code):
            factories.closed(desk)
        step()
    assert factories.closed(desk).day == LAST


def test_a_day_is_closed_once(full: Desk) -> None:
    with refused("day_closed"):
        factories.closed(full)


def test_a_float_that_is_not_whole_needs_consent(desk: Desk, example_day: None) -> None:
    factories.takes(desk, "100.00")
    factories.refund(desk)
    factories.counted(desk)
    factories.handed_in(desk)
    factories.counted(desk, Purpose.FLOAT)
    factories.safe_checked(desk)
    with refused("float_short"):
        factories.closed(desk)


def test_takings_are_not_spent(desk: Desk, example_day: None) -> None:
    factories.takes(desk, "100.00")
    with refused("journal"):
        factories.enter(desk, "TK-2026-000004", "0.00", payment=D("50.00"), pot=Pot.TAKINGS)


def test_the_float_is_refilled_up_to_what_was_handed_out(desk: Desk, example_day: None) -> None:
    number = factories.refund(desk).number
    with refused("float"):
        factories.refilled(desk, number, "50.01")


def test_no_more_is_paid_than_is_there(desk: Desk, example_day: None) -> None:
    with refused("too_little"):
        factories.enter(desk, "TK-2026-000004", "0.00", payment=D("500.01"), pot=Pot.FLOAT)


def test_a_document_is_in_the_journal_once(desk: Desk, example_day: None) -> None:
    factories.enter(desk, "SJ-2026-000106", "100.00")
    with refused("journal"):
        factories.enter(desk, "SJ-2026-000106", "100.00")


def test_a_line_is_taken_back_once(desk: Desk, example_day: None) -> None:
    line = factories.enter(desk, "SJ-2026-000106", "100.00")
    factories.enter(desk, "SJ-2026-000107", "100.00")
    factories.enter(desk, "SJ-2026-000106", "-100.00", kind=LineKind.REVERSAL, reverses=line)
    with pytest.raises(Exception, match=r"(?i)unique|reverses"), transaction.atomic():
        factories.enter(desk, "SJ-2026-000106x", "-100.00", kind=LineKind.REVERSAL, reverses=line)


@pytest.mark.parametrize(("receipt", "payment"), [("0.00", "0.00"), ("1.00", "1.00"), ("-1.00", "0.00")])
def test_a_line_has_one_amount_above_zero(desk: Desk, example_day: None, receipt: str, payment: str) -> None:
    with refused("journal"):
        factories.enter(desk, "SJ-2026-000106", receipt, payment=D(payment), pot=Pot.FLOAT)


def test_nobody_counts_the_drawer_of_another(desk: Desk, example_day: None) -> None:
    with pytest.raises(PermissionDenied):
        count(drawer=desk.drawer, actor=desk.office.manager, purpose=Purpose.CLOSE, notes=notes("500.00"))


def test_the_officer_never_confirms_their_own_pay_in(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.counted(desk)
    made = factories.handed_in(desk, confirmed=False)
    with pytest.raises(PermissionDenied):
        check_pay_in(pay_in_id=made.pk, actor=desk.officer, notes=made.notes)
    with pytest.raises(IntegrityError, match="payin_checked_by_another"), transaction.atomic():
        PayInCheck.objects.create(
            pay_in=made,
            park=made.park,
            collector=desk.officer,
            expected=made.amount,
            counted=made.amount,
            result="confirmed",
            by=desk.officer,
            at=made.at,
        )


def test_the_witness_is_somebody_else(desk: Desk, example_day: None) -> None:
    found = factories.counted(desk, pieces=notes("490.00"))
    with refused("witness"):
        factories.raise_difference(count=found, actor=desk.officer, reason="少", witness=desk.officer)


def test_nobody_decides_on_their_own_difference(desk: Desk, example_day: None) -> None:
    row = factories.differs(desk, factories.counted(desk, pieces=notes("490.00")))
    explain(difference_id=row.pk, actor=desk.officer, explanation="找零多付")
    for person in (desk.officer, desk.office.clerk, desk.finance):
        with pytest.raises(PermissionDenied):
            decide(difference_id=row.pk, actor=person, outcome=Outcome.EXPENSE)
    with pytest.raises(IntegrityError, match="difference_decided_by_another"), transaction.atomic():
        raw(
            "UPDATE fees_difference SET state = 'settled', outcome = 'expense', decided_by_id = officer_id,"
            " decided_at = at WHERE id = %s",
            row.pk,
        )


def test_the_officer_gives_no_consent_to_themselves(desk: Desk, example_day: None) -> None:
    with pytest.raises(PermissionDenied):
        give_consent(drawer=desk.drawer, actor=desk.officer, reason="财务不在")


def test_only_the_officer_closes(desk: Desk, example_day: None) -> None:
    with pytest.raises(PermissionDenied):
        close_day(drawer=desk.drawer, actor=desk.finance, unused_books=0)


@pytest.mark.duty("O8")
@pytest.mark.parametrize(("locked", "scrambled"), [(True, False), (False, True)])
def test_a_safe_is_locked_and_scrambled_or_not_signed(desk: Desk, locked: bool, scrambled: bool) -> None:
    with on(LAST), refused("not_locked"):
        check_safe(safe=desk.safe, actor=desk.officer, locked=locked, scrambled=scrambled, agrees=True)
    assert not SafeCheck.objects.exists()


def test_an_officer_keeps_one_drawer(desk: Desk, example_day: None) -> None:
    with refused("drawer"):
        factories.open_drawer(park=desk.office.park, actor=desk.finance, officer=desk.officer, safe=desk.safe)
    with pytest.raises(IntegrityError, match="no-overlap"), transaction.atomic():
        Drawer.objects.create(park=desk.office.park, officer=desk.officer, safe=desk.safe, starts=LAST)


def test_the_opening_is_the_first_line_and_no_other(desk: Desk, example_day: None) -> None:
    with refused("journal"):
        factories.enter(desk, "SJ-2026-000106", "100.00", kind=LineKind.OPENING, pot=Pot.FLOAT)
    assert Month.objects.filter(park=desk.office.park).count() == 1
    assert periods.open_day(desk.drawer) is None


def test_a_drawer_is_taken_back_with_a_watched_count(desk: Desk, example_day: None) -> None:
    found = factories.watched(desk)
    held = take_back(drawer=desk.drawer, actor=desk.finance, number=found.number)
    assert (held.balance, held.ends) == (D("0.00"), LAST)
    with refused("no_drawer"):
        factories.enter(desk, "SJ-2026-000001", "10.00", day=date(2026, 4, 1))


def test_a_drawer_is_not_taken_back_without_a_watched_count(desk: Desk, example_day: None) -> None:
    found = factories.counted(desk)
    with refused("not_counted"):
        take_back(drawer=desk.drawer, actor=desk.finance, number=found.number)


def test_a_drawer_with_takings_is_not_taken_back(desk: Desk, example_day: None) -> None:
    factories.takes(desk, "10.00")
    found = factories.watched(desk)
    with refused("not_counted"):
        take_back(drawer=desk.drawer, actor=desk.finance, number=found.number)


def transfer(desk: Desk, actor: User) -> Receipt:
    """A bank transfer of a bill of 10.00."""
    bill = factories.owed(desk, "10.00")
    payment = Payment("transfer", bill.amount, bill.customer.name, {bill.pk: bill.amount})
    return take_payment(actor=actor, customer=bill.customer, payment=payment, form_id=new_form())[0]


def test_the_sheet_of_a_closed_day_stays_when_a_transfer_on_it_is_to_be_voided(desk: Desk, example_day: None) -> None:
    receipt = transfer(desk, desk.officer)
    factories.whole_close(desk)
    with refused("day_closed"), transaction.atomic():
        factories.taken_back(desk, receipt)
    with on(date(2026, 4, 1)):
        assert factories.taken_back(desk, receipt).kind == "reversal"
        assert findings() == []


def test_late_money_of_one_officer_and_todays_money_of_another_are_both_in_order(desk: Desk, example_day: None) -> None:
    colleague = desk.office.other_officer
    open_drawer(park=desk.office.park, actor=desk.finance, officer=colleague, safe=desk.safe)
    factories.whole_close(desk)
    days = [transfer(desk, officer).day for officer in (desk.officer, colleague)]
    assert days == [date(2026, 4, 1), LAST]
    assert findings() == []


def test_a_transfer_after_the_close_of_the_month_is_refused_in_words(desk: Desk) -> None:
    factories.earlier_months(desk)
    with on(LAST):
        factories.whole_close(desk)
        factories.whole_month(desk, LAST)
        with refused("closed"), transaction.atomic():
            transfer(desk, desk.finance)


def test_a_deposit_taken_after_the_close_goes_back_from_the_day_of_its_books_on(full: Desk) -> None:
    late = factories.deposited(full, "300.00", method=Method.TRANSFER)
    request = factories.agreed(full, late)
    with refused("early"):
        pay_refund(actor=full.finance, request_id=request.pk, payout=Payout(Method.TRANSFER))
    with on(late.day):
        paid = pay_refund(actor=full.finance, request_id=request.pk, payout=Payout(Method.TRANSFER))
    assert (late.day, paid.day) == (date(2026, 4, 1), date(2026, 4, 1))
