"""Which notices are due and when: each stage on its day, one letter per customer and stage, never twice (2.4)."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fees.disputes import services as disputes
from fees.dunning.models import DunningNotice, DunningRound, NoticeLine, NoticeState
from fees.waivers.models import WaiverKind
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.parks import thresholds
from tests.estate.factories import CustomerFactory
from tests.fees.arrears.park import waive
from tests.fees.dunning.acting import DUE, debt, deliver, promise, proposed
from tests.fees.factories import Desk, new_form, on, pay

pytestmark = [pytest.mark.both, pytest.mark.duty("P8")]


def after(days: int):
    """The clock stands so many days after the due day."""
    return clock.at(on(DUE + timedelta(days=days)))


def stages(desk: Desk) -> list[int]:
    return [notice.stage for notice in proposed(desk)]


def test_each_stage_comes_on_its_day_after_the_one_before_was_delivered(desk: Desk):
    debt(desk)
    found = []
    for days in range(-10, 200):
        with after(days):
            for notice in proposed(desk):
                found.append((days, notice.stage))
                if notice.stage < 3:
                    deliver(notice, desk.officer)
                elif notice.stage == 3:
                    deliver(notice, desk.manager, signed_by="林示例", signed_at=clock.today())
    assert found == [(-7, 0), (7, 1), (30, 2), (60, 3), (180, 4)]


def test_without_delivery_no_stage_follows(desk: Desk):
    debt(desk)
    with after(7):
        assert stages(desk) == [1]
    with after(90):
        assert stages(desk) == []


def test_an_old_debt_begins_with_the_first_notice(desk: Desk):
    debt(desk)
    with after(400):
        assert stages(desk) == [1]


def test_after_the_due_day_there_is_no_reminder_any_more(desk: Desk):
    debt(desk)
    with after(1):
        assert stages(desk) == []


def test_the_days_are_thresholds_of_the_park(desk: Desk):
    debt(desk)
    thresholds.change(desk.park, {"dunning_first_days": 10}, date(2026, 4, 1))
    with after(9):
        assert stages(desk) == []
    with after(10):
        assert stages(desk) == [1]


def test_one_letter_for_all_bills_of_a_customer_at_a_stage(desk: Desk):
    first, second = debt(desk), debt(desk, "500.00")
    other = debt(desk, "50.00", customer=CustomerFactory(park=desk.park))
    with after(8):
        assert len(proposed(desk)) == 2
        notice = DunningNotice.objects.get(customer=desk.company)
        assert {line.bill_id for line in notice.lines.all()} == {first.pk, second.pk}
        # 1,500.00 × 0.05 % × 8 days
        assert (str(notice.amount_principal), str(notice.late_fee_to_date)) == ("1500.00", "6.00")
        assert DunningNotice.objects.get(customer=other.customer).lines.count() == 1


def test_a_bill_that_comes_later_joins_the_letter_that_waits(desk: Desk):
    debt(desk)
    with after(8):
        (notice,) = proposed(desk)
        debt(desk, "200.00")
        assert proposed(desk) == []
        notice.refresh_from_db()
        assert (notice.lines.count(), str(notice.amount_principal)) == (2, "1200.00")


def test_running_it_again_proposes_nothing_twice(desk: Desk):
    debt(desk)
    with after(8):
        assert len(proposed(desk)) == 1
        assert [proposed(desk) for _time in range(3)] == [[], [], []]
    assert NoticeLine.objects.count() == 1


def test_the_database_refuses_a_second_live_line_of_a_stage(desk: Desk):
    bill = debt(desk)
    with after(8):
        (notice,) = proposed(desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeLine.objects.create(notice=notice, bill=bill, stage=1, principal=1)


def test_the_clock_proposes_once_a_day(desk: Desk):
    debt(desk)
    with after(8):
        for _minute in range(2):
            call_command("tick", stdout=StringIO())
        assert (DunningNotice.objects.count(), DunningRound.objects.filter(park=desk.park).count()) == (1, 1)
        debt(desk, "10.00", customer=CustomerFactory(park=desk.park))
        call_command("tick", stdout=StringIO())
        assert DunningNotice.objects.count() == 1
    with after(9):
        call_command("tick", stdout=StringIO())
        assert DunningNotice.objects.count() == 2
    assert Event.objects.filter(verb="dunning.proposed", actor=None).count() == 2


def test_a_disputed_bill_is_not_urged_until_it_is_answered(desk: Desk):
    bill = debt(desk)
    found, _new = disputes.dispute(actor=desk.officer, bill_id=bill.pk, reason="面积不对", form_id=new_form())
    with after(8):
        assert stages(desk) == []
        disputes.answer(actor=desk.manager, dispute_id=found.pk, answer="已复核,面积无误")
        assert stages(desk) == [1]


def test_a_deferred_bill_is_urged_from_its_later_day(desk: Desk):
    bill = debt(desk)
    waive(desk, bill, "1000.00", WaiverKind.DEFER, until=DUE + timedelta(days=20))
    with after(26):
        assert stages(desk) == []
    with after(27):
        assert stages(desk) == [1]


def test_while_a_promise_runs_nobody_is_urged(desk: Desk):
    debt(desk)
    with after(6):
        promise(desk.officer, desk.company, DUE + timedelta(days=12), "1000.00")
    with after(12):
        assert stages(desk) == []
    with after(13):
        assert stages(desk) == [1]


def test_while_a_deadline_runs_no_further_notice_comes(desk: Desk):
    debt(desk)
    with after(28):
        deliver(proposed(desk)[0], desk.officer)
    with after(35):
        assert stages(desk) == []
    with after(36):
        assert stages(desk) == [2]


def test_what_is_paid_before_delivery_is_dropped_and_its_number_stays(desk: Desk):
    bill = debt(desk)
    with after(8):
        (notice,) = proposed(desk)
        pay(desk, "1004.00", bills={bill.pk: bill.amount + 4})
        assert proposed(desk) == []
        notice.refresh_from_db()
        assert (notice.state, notice.number) == (NoticeState.DROPPED, "CJ-2026-000001")


def test_a_dropped_notice_does_not_stop_the_next_one(desk: Desk):
    bill = debt(desk)
    with after(8):
        proposed(desk)
        found, _new = disputes.dispute(actor=desk.officer, bill_id=bill.pk, reason="面积不对", form_id=new_form())
        proposed(desk)
        disputes.answer(actor=desk.manager, dispute_id=found.pk, answer="已复核")
        assert stages(desk) == [1]


def test_letters_that_wait_are_not_looked_at_one_by_one(desk: Desk):
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert proposed(desk) == []
        return len(statements)

    with after(8):
        debt(desk)
        proposed(desk)
        alone = asked()
        for _number in range(3):
            debt(desk, customer=CustomerFactory(park=desk.park))
        assert len(proposed(desk)) == 3
        assert asked() == alone
