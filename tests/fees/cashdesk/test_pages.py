"""The cash desk through its pages: a whole close, finance's count, the safe, the month (O3, O6 to O8)."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fees.cashdesk.sheet import DENOMINATIONS
from fees.models import CashCount, DayClose, Difference, MonthClose, MonthReopening, PayIn, PayInCheck, SafeCheck
from parkservice.accounts.models import User
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import COUNTED, FLOAT, Desk, notes, on

pytestmark = pytest.mark.django_db

D = Decimal
LAST = date(2026, 3, 31)


def as_person(user: User) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def pieces(given: dict[str, int]) -> dict[str, str]:
    """A count as the form sends it."""
    return {f"n{value}": str(given.get(f"{value}", 0)) for value in DENOMINATIONS}


def send(client: Client, path: str, **filled: Any) -> str:
    """Send a form and follow to the page that comes back."""
    response = client.post(path, {"form_id": new_form(), **filled}, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


@pytest.fixture
def late(desk: Desk, example_day: None) -> Desk:
    """The example day before its close."""
    factories.last_of_march(desk)
    return desk


@pytest.fixture
def officer(late: Desk) -> Client:
    return as_person(late.officer)


@pytest.mark.duty("O7", "O8")
def test_a_day_is_closed_step_by_step(late: Desk, officer: Client) -> None:
    page = f"/fees/cash/{late.drawer_id}/close/"
    send(officer, f"{page}count/", **pieces(COUNTED))
    send(officer, f"{page}pay-in/", **pieces(notes("4948.70")))
    made = PayIn.objects.get()
    send(as_person(late.finance), f"/fees/pay-ins/{made.pk}/check/", **pieces(notes("4948.70")))
    send(officer, f"{page}float/", **pieces(FLOAT))
    send(officer, f"{page}safe/", locked="on", scrambled="on", agrees="on")
    send(officer, f"{page}day/", unused_books="3")
    close = DayClose.objects.get()
    assert (close.day, close.sheet["closing"], close.unused_books) == (LAST, "500.00", 3)
    assert PayInCheck.objects.get().result == "confirmed"
    assert SafeCheck.objects.get().checker == late.officer


@pytest.mark.duty("O7")
def test_the_book_figure_is_hidden_until_the_count_is_saved(late: Desk, officer: Client) -> None:
    page = f"/fees/cash/{late.drawer_id}/close/"
    before = officer.get(page).content.decode()
    after = send(officer, f"{page}count/", **pieces(COUNTED))
    for figure in ("5,448.70", "4,948.70", "4,888.70"):
        assert figure not in before
    assert "5,448.70" in after


@pytest.mark.duty("O7")
def test_a_shortage_is_recorded_on_the_page_and_decided_by_the_manager(late: Desk, officer: Client) -> None:
    page = f"/fees/cash/{late.drawer_id}/close/"
    send(officer, f"{page}count/", **pieces(notes("5438.70")))
    send(officer, f"{page}difference/", reason="少一张拾元", witness=late.office.clerk.pk)
    row = Difference.objects.get()
    send(officer, f"/fees/differences/{row.pk}/explain/", explanation="找零时多付")
    send(as_person(late.office.manager), f"/fees/differences/{row.pk}/decide/", outcome="compensated")
    send(officer, f"/fees/differences/{row.pk}/carry-out/")
    assert Difference.objects.get().state == "settled"
    assert late.drawer.lines.order_by("position").last().receipt == D("10.00")  # type: ignore[union-attr]


@pytest.mark.duty("O7")
def test_a_count_sent_twice_is_one_count(late: Desk, officer: Client) -> None:
    body = {"form_id": new_form(), **pieces(COUNTED)}
    for _time in range(2):
        assert officer.post(f"/fees/cash/{late.drawer_id}/close/count/", body).status_code == 302
    assert CashCount.objects.count() == 1


@pytest.mark.duty("O7")
@pytest.mark.parametrize("typed", ["-1", "1.5", "NaN", "1e3", "９9x"])
def test_a_malformed_count_is_shown_again_and_nothing_is_written(late: Desk, officer: Client, typed: str) -> None:
    body = {"form_id": new_form(), **pieces(COUNTED), "n100": typed}
    response = officer.post(f"/fees/cash/{late.drawer_id}/close/count/", body)
    assert response.status_code == 422
    assert not CashCount.objects.exists()


@pytest.mark.duty("O7")
def test_the_manager_lets_cash_stay_in_the_safe(late: Desk, officer: Client) -> None:
    page = f"/fees/cash/{late.drawer_id}/close/"
    send(officer, f"{page}count/", **pieces(COUNTED))
    send(as_person(late.office.manager), f"{page}consent/", reason="财务外出")
    send(officer, f"{page}float/", **pieces(FLOAT))
    send(officer, f"{page}safe/", locked="on", scrambled="on", agrees="on")
    send(officer, f"{page}day/", unused_books="3")
    assert DayClose.objects.get().carried == D("4948.70")


@pytest.mark.duty("O3")
def test_the_journal_shows_reversals_in_red(desk: Desk) -> None:
    factories.sixteenth_of_march(desk)
    with on(date(2026, 3, 16)):
        text = as_person(desk.officer).get(f"/fees/cash/{desk.drawer_id}/?day=2026-03-16").content.decode()
    assert re.search(r'class="num text-danger"[^>]*>−210\.30<', text)
    assert "1,466.00" in text


@pytest.mark.duty("O7")
def test_an_officer_sees_no_other_drawer(late: Desk) -> None:
    client = as_person(late.office.other_officer)
    assert client.get(f"/fees/cash/{late.drawer_id}/").status_code == 404
    assert client.get(f"/fees/cash/{late.drawer_id}/close/").status_code == 404


@pytest.mark.duty("O7")
def test_finance_finds_what_waits(late: Desk) -> None:
    factories.counted(late, pieces=COUNTED)
    factories.handed_in(late, confirmed=False)
    text = as_person(late.finance).get("/fees/pay-ins/").content.decode()
    assert "JK-2026-000043" in text
    assert "4,948.70" in text


@pytest.mark.duty("O7")
def test_a_count_of_finance_that_differs_needs_a_remark(late: Desk) -> None:
    factories.counted(late, pieces=COUNTED)
    made = factories.handed_in(late, confirmed=False)
    body = {"form_id": new_form(), **pieces(notes("4948.60"))}
    assert as_person(late.finance).post(f"/fees/pay-ins/{made.pk}/check/", body).status_code == 422
    assert not PayInCheck.objects.exists()
    send(as_person(late.finance), f"/fees/pay-ins/{made.pk}/check/", remark="少一角", **pieces(notes("4948.60")))
    assert PayInCheck.objects.get().result == "disputed"


@pytest.mark.duty("O8")
def test_the_duty_room_sees_whether_the_safe_was_checked(late: Desk) -> None:
    factories.safe_checked(late)
    text = as_person(late.office.duty_room).get("/fees/safes/").content.decode()
    assert "BX-2026-000001" in text
    assert 'name="locked"' not in text


@pytest.mark.duty("O8")
def test_an_unscrambled_safe_is_not_signed(late: Desk, officer: Client) -> None:
    body = {"form_id": new_form(), "locked": "on", "agrees": "on"}
    assert officer.post(f"/fees/safes/{late.safe.pk}/check/", body).status_code == 422
    assert not SafeCheck.objects.exists()


@pytest.mark.duty("O3")
def test_a_month_is_signed_closed_printed_and_reopened(desk: Desk) -> None:
    factories.earlier_months(desk)
    factories.march(desk)
    with on(date(2026, 4, 1)):
        officer, finance = as_person(desk.officer), as_person(desk.finance)
        text = officer.get("/fees/months/?month=2026-03").content.decode()
        assert "11,603.10" in text
        send(officer, "/fees/months/sign/?month=2026-03")
        send(finance, "/fees/months/close/?month=2026-03")
        printed = finance.post("/fees/months/print/?month=2026-03", follow=True)
        assert printed["Content-Type"] == "application/pdf"
        send(finance, "/fees/months/reopen/?month=2026-03", reason="收据记错项目")
        send(as_person(desk.office.project_manager), "/fees/months/agree/?month=2026-03")
    assert MonthClose.objects.get(month=date(2026, 3, 1)).by == desk.finance
    assert MonthReopening.objects.get().agreed_by == desk.office.project_manager


@pytest.mark.duty("O7")
def test_finance_hands_out_a_drawer(desk: Desk, example_day: None) -> None:
    body = {"officer": desk.office.other_officer.pk, "safe": desk.safe.pk, "float_amount": "300.00"}
    text = send(as_person(desk.finance), "/fees/cash/new/", **body)
    assert "300.00" in text


@pytest.mark.duty("O7")
def test_slip_and_day_sheet_open_as_pdf(late: Desk, officer: Client) -> None:
    close = factories.whole_close(late)
    slip = officer.post(f"/fees/pay-ins/{close.pay_in_id}/print/", follow=True)
    sheet = officer.post(f"/fees/cash/days/{close.pk}/print/", follow=True)
    assert [each["Content-Type"] for each in (slip, sheet)] == ["application/pdf"] * 2
