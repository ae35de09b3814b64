"""What must not happen to the cash journal, refused by the services (M8 to M10, M15)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fees.cashdesk import periods, sources
from fees.cashdesk.models import Drawer, LineKind, Month, Pot
from fees.cashdesk.services import take_back
from fees.counting.models import Outcome, Purpose
from fees.counting.services import count, decide, explain
from fees.dayclose.services import close_day, give_consent
from fees.models import DayClose, PayIn, PayInCheck, SafeCheck
from fees.payins.services import check_pay_in, pay_in
from fees.safes.services import check_safe
from parkservice.accounts.models import User
from tests.accounts.factories import refused
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import raw
from tests.fees.cashdesk.factories import Desk, notes, on

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.duty("O7")]

D = Decimal
LAST = date(2026, 3, 31)


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
