"""How the duties of the cash desk stand, and the alarm of the evening (O3, O7, O8; M10)."""

from datetime import date, time

import pytest

from fees import ticks
from fees.cashdesk.duties import DUTIES
from fees.models import SafeAlarm
from parkservice.accounts.duties import Status
from parkservice.accounts.leaving import open_matters
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, on

pytestmark = pytest.mark.django_db

LAST = date(2026, 3, 31)
EVENING = time(18, 30)


def reading(code: str, user: User, desk: Desk) -> Status:
    duty = next(duty for duty in DUTIES if duty.id == code)
    return duty.status(user, desk.office.park, clock.today())


@pytest.mark.duty("O7")
def test_takings_are_due_and_by_the_evening_missed(desk: Desk) -> None:
    with on(LAST):
        factories.takes(desk, "60.00")
        assert reading("O7", desk.officer, desk).state == "due"
    with on(LAST, EVENING):
        assert reading("O7", desk.officer, desk).state == "missed"


@pytest.mark.duty("O7")
def test_a_pay_in_is_open_until_finance_confirms_it(desk: Desk) -> None:
    with on(LAST):
        factories.takes(desk, "60.00")
        factories.counted(desk)
        made = factories.handed_in(desk, confirmed=False)
        assert reading("O7", desk.officer, desk).state == "open"
        factories.confirm(desk, made)
        assert reading("O7", desk.officer, desk).state == "done"


@pytest.mark.duty("O7")
def test_a_day_that_was_not_closed_is_missed(desk: Desk) -> None:
    with on(date(2026, 3, 30)):
        factories.takes(desk, "60.00")
    with on(LAST, time(9)):
        status = reading("O7", desk.officer, desk)
    assert (status.state, "2026-03-30" in status.sentence) == ("missed", True)


@pytest.mark.duty("O7")
def test_who_keeps_no_drawer_has_nothing_to_hand_in(desk: Desk, example_day: None) -> None:
    assert reading("O7", desk.office.other_officer, desk).state == "nothing"


@pytest.mark.duty("O8")
@pytest.mark.parametrize(("hour", "state"), [(time(15), "nothing"), (time(16, 30), "due"), (EVENING, "missed")])
def test_the_safe_in_the_course_of_a_day(desk: Desk, hour: time, state: str) -> None:
    with on(LAST, hour):
        assert reading("O8", desk.officer, desk).state == state


@pytest.mark.duty("O8")
def test_a_checked_safe_is_done(desk: Desk, example_day: None) -> None:
    factories.safe_checked(desk)
    assert reading("O8", desk.officer, desk).state == "done"


@pytest.mark.duty("O8")
def test_a_missing_check_alarms_the_manager_once(desk: Desk) -> None:
    with on(LAST):
        for day in range(24, 31):
            factories.SafeCheck.objects.create(
                park=desk.office.park,
                number=f"BX-2026-1000{day}",
                safe=desk.safe,
                day=date(2026, 3, day),
                locked=True,
                scrambled=True,
                agrees=True,
                checker=desk.officer,
                at=clock.now(),
            )
    with on(LAST, time(18, 29)):
        ticks.run()
        assert not SafeAlarm.objects.exists()
    with on(LAST, EVENING):
        ticks.run()
        ticks.run()
    told = InboxItem.objects.filter(verb="inbox.cash_safe_missing")
    assert [item.recipient for item in told] == [desk.office.manager]
    assert SafeAlarm.objects.get().day == LAST


@pytest.mark.duty("O8")
def test_a_check_before_the_evening_alarms_nobody(desk: Desk) -> None:
    with on(LAST):
        factories.safe_checked(desk)
    with on(LAST, EVENING):
        ticks.run()
    assert not SafeAlarm.objects.filter(day=LAST).exists()


@pytest.mark.duty("O8")
def test_after_a_gap_the_missed_working_days_are_told(desk: Desk) -> None:
    """Friday 27, Monday 30 and Tuesday 31 of March, no weekend; the look back ends with the 24th."""
    with on(date(2026, 4, 1), time(9)):
        ticks.run()
    days = list(SafeAlarm.objects.order_by("day").values_list("day", flat=True))
    assert days == [date(2026, 3, day) for day in (25, 26, 27, 30, 31)]


@pytest.mark.duty("O8")
def test_contents_that_do_not_agree_go_to_the_manager(desk: Desk, example_day: None) -> None:
    factories.check_safe(
        safe=desk.safe, actor=desk.officer, locked=True, scrambled=True, agrees=False, remark="少一本收据"
    )
    item = InboxItem.objects.get(verb="inbox.cash_safe_wrong")
    assert (item.recipient, item.data["remark"]) == (desk.office.manager, "少一本收据")


@pytest.mark.duty("O3")
@pytest.mark.parametrize(("day", "state"), [(1, "due"), (5, "due"), (6, "missed")])
def test_last_month_is_closed_in_the_first_days(desk: Desk, day: int, state: str) -> None:
    with on(date(2026, 3, 30)):
        factories.takes(desk, "60.00")
        factories.whole_close(desk)
    with on(date(2026, 4, day)):
        assert reading("O3", desk.officer, desk).state == state
        assert reading("O3", desk.finance, desk).state == state


@pytest.mark.duty("O3")
def test_a_closed_month_is_done(desk: Desk) -> None:
    factories.earlier_months(desk)
    with on(date(2026, 3, 2)):
        assert reading("O3", desk.officer, desk).state == "done"


@pytest.mark.duty("O7")
def test_a_drawer_is_named_before_its_officer_leaves(desk: Desk, example_day: None) -> None:
    (matter,) = open_matters(desk.officer, desk.office.park, desk.office.manager)
    assert matter.url == f"/fees/cash/{desk.drawer_id}/"
    assert open_matters(desk.office.other_officer, desk.office.park, desk.office.manager) == []
