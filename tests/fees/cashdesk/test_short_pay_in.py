"""A pay-in that is truly short, from the dispute to its end: the float stands in, and the loss is a document (O7)."""

from datetime import date, time
from decimal import Decimal

import pytest

from fees.models import DayClose, Difference, PayIn, PayInCheck
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk, notes, on
from tests.fees.cashdesk.test_close_mistakes import close_of
from tests.fees.cashdesk.test_counting_pages import english
from tests.fees.cashdesk.test_duties import LAST
from tests.fees.cashdesk.test_pages import pieces, send

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O7")]

D = Decimal


def check(desk: Desk, counted: str, remark: str = "") -> None:
    path = f"/fees/pay-ins/{PayIn.objects.get().pk}/check/"
    send(english(desk.finance), path, **pieces(notes(counted)), remark=remark)


@pytest.fixture
def disputed(desk: Desk) -> Desk:
    """Finance found 2,582.80 of the 2,682.80 on the slip."""
    with on(LAST):
        factories.takes(desk, "2682.80")
        factories.counted(desk)
        factories.handed_in(desk, confirmed=False)
        check(desk, "2582.80", "少一张壹佰元")
    return desk


def slip(desk: Desk, user: object) -> str:
    with on(LAST):
        return english(user).get(f"/fees/pay-ins/{PayIn.objects.get().pk}/").content.decode()


def test_the_officer_reads_what_is_missing_and_what_to_do(disputed: Desk) -> None:
    text = slip(disputed, disputed.officer)
    assert "Finance counted ¥2,582.80, ¥100.00 is missing. Bring it to finance" in text
    assert f'href="{close_of(disputed)}"' in text


def test_finance_reads_no_step_of_the_officer(disputed: Desk) -> None:
    assert "is missing. Bring it to finance" not in slip(disputed, disputed.finance)


def test_the_officer_of_a_confirmed_pay_in_has_nothing_to_do(disputed: Desk) -> None:
    with on(LAST):
        check(disputed, "2682.80")
    assert "Bring it to finance" not in slip(disputed, disputed.officer)


def test_a_pay_in_with_too_much_tells_the_officer_to_take_it_back(desk: Desk) -> None:
    with on(LAST):
        factories.takes(desk, "60.00")
        factories.counted(desk)
        factories.handed_in(desk, confirmed=False)
        check(desk, "70.00", "多一张拾元")
    assert "Finance counted ¥70.00, ¥10.00 too much." in slip(desk, desk.officer)


@pytest.fixture
def lost(disputed: Desk) -> Desk:
    """100.00 of the float went to finance, the float is counted short, the difference is written down."""
    with on(LAST, time(16)):
        check(disputed, "2682.80")
        officer, page = english(disputed.officer), close_of(disputed)
        send(officer, f"{page}float/", **pieces(notes("400.00")))
        witness = str(disputed.office.clerk.pk)
        send(officer, f"{page}difference/", reason="缴款单少一张壹佰元，以备用金补足", witness=witness)
    return disputed


def test_a_loss_of_a_pay_in_is_a_difference_of_the_float(lost: Desk) -> None:
    made = Difference.objects.get()
    assert (made.amount, made.line.pot) == (D("-100.00"), "float")
    assert PayInCheck.objects.filter(result="confirmed").exists()


def test_the_day_of_a_short_pay_in_is_closed_and_its_float_refilled(lost: Desk) -> None:
    page = close_of(lost)
    with on(LAST, time(17)):
        send(english(lost.office.manager), f"{page}consent/", reason="备用金明日补足")
        officer = english(lost.officer)
        send(officer, f"{page}safe/", locked="on", scrambled="on", agrees="on")
        send(officer, f"{page}day/", unused_books="3")
    with on(date(2026, 4, 1), time(9)):
        number = Difference.objects.get().number
        send(english(lost.finance), f"/fees/cash/{lost.drawer_id}/refill/", number=number, amount="100.00")
        assert findings() == []
    assert DayClose.objects.get().day == LAST
    assert lost.drawer.float_balance == D("500.00")
