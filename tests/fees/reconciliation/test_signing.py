"""The signature of the week: what is kept, what needs a note, who may, and how the duty stands (O6)."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fees.counting.models import Difference, Outcome
from fees.counting.services import decide, explain
from fees.duties import DUTIES
from fees.models import WeekSignature
from fees.payins.services import check_pay_in
from fees.reconciliation.services import sign_week
from parkservice.accounts.duties import Status
from parkservice.accounts.models import User
from parkservice.kit import appendonly, clock
from tests.accounts.factories import refused
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk, notes, on
from tests.fees.reconciliation.files import as_person

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O6")]

WEDNESDAY, MONDAY = date(2026, 4, 1), date(2026, 4, 6)
SIGN = "/fees/reconciliation/sign/"


def signed(desk: Desk, **notes: str) -> WeekSignature:
    return sign_week(park=desk.office.park, actor=desk.officer, notes=notes)


def reading(desk: Desk, user: User | None = None) -> Status:
    duty = next(duty for duty in DUTIES if duty.id == "O6")
    return duty.status(user or desk.officer, desk.office.park, clock.today())


def short(desk: Desk) -> Difference:
    """Ten yuan of sixty are missing."""
    factories.takes(desk, "60.00", "card")
    return factories.differs(desk, factories.counted(desk, pieces=notes("550.00")))


def test_the_figures_of_the_moment_are_kept(desk: Desk) -> None:
    with on(WEDNESDAY):
        factories.takes(desk, "60.00", "card")
        row = signed(desk)
        factories.takes(desk, "40.00", "card")
    row.refresh_from_db()
    assert ["receipts", "60.00", "60.00"] in row.statement["rows"]
    assert (row.week, row.last, row.number, row.open_matters) == (date(2026, 3, 30), WEDNESDAY, 1, 0)


def test_no_day_is_left_out_between_two_weeks(desk: Desk) -> None:
    """Signed on a Wednesday, the next week begins on the Thursday; the first one with the drawer itself."""
    with on(WEDNESDAY):
        first = signed(desk)
    with on(MONDAY):
        second = signed(desk)
    assert (first.first, second.first, second.week) == (factories.FIRST, date(2026, 4, 2), MONDAY)


def test_a_second_thought_is_a_new_signature(desk: Desk) -> None:
    with on(WEDNESDAY):
        first, second = signed(desk), signed(desk)
    assert (second.number, second.previous) == (2, first.hash)
    assert list(WeekSignature.objects.counting()) == [second]
    assert findings() == []


def test_what_is_open_needs_a_note_and_keeps_it(desk: Desk) -> None:
    with on(WEDNESDAY):
        number = short(desk).number
        with refused("no_note"):
            signed(desk)
        with refused("no_note"):
            signed(desk, **{number: "  "})
        row = signed(desk, **{number: "明天看监控"})
    said = {"code": number, "amount": "-10.00", "day": "2026-04-01", "note": "明天看监控"}
    assert (row.open_matters, row.statement["open"]) == (1, [said])


def test_nobody_signs_for_another(desk: Desk) -> None:
    with on(WEDNESDAY):
        for person in (desk.office.manager, desk.finance, desk.office.other_officer, desk.office.clerk):
            with pytest.raises(PermissionDenied):
                sign_week(park=desk.office.park, actor=person, notes={})


@pytest.mark.both
def test_the_database_keeps_a_signature_and_the_books_name_a_forged_one(desk: Desk) -> None:
    with on(WEDNESDAY):
        row = signed(desk)
    forge = "UPDATE fees_weeksignature SET open_matters = 1"
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute(forge)
    appendonly.uninstall(connection)
    with connection.cursor() as cursor:
        cursor.execute(forge)
    appendonly.install(connection)
    assert findings() == [f"M7-weeks {row}: the seal is broken"]


def test_the_week_is_due_until_it_is_signed(desk: Desk) -> None:
    with on(WEDNESDAY):
        before = reading(desk)
        signed(desk)
        assert (before.state, before.url) == ("due", SIGN)
        assert reading(desk).state == "done"
    with on(MONDAY):
        assert reading(desk).state == "due"
        assert reading(desk, desk.office.other_officer).state == "nothing"


def test_a_difference_stays_open_after_the_signature_and_is_missed_after_three_days(desk: Desk) -> None:
    with on(WEDNESDAY):
        row = short(desk)
        signed(desk, **{row.number: "明天看监控"})
        assert reading(desk).state == "open"
    with on(date(2026, 4, 5)):
        assert reading(desk).state == "missed"
        explain(difference_id=row.pk, actor=desk.officer, explanation="找零多付")
        decide(difference_id=row.pk, actor=desk.office.manager, outcome=Outcome.EXPENSE)
        assert reading(desk).state == "done"


def test_a_pay_in_that_finance_disputes_is_an_open_difference(desk: Desk) -> None:
    with on(WEDNESDAY):
        factories.takes(desk, "60.00", "card")
        factories.counted(desk)
        made = factories.handed_in(desk, confirmed=False)
        check_pay_in(pay_in_id=made.pk, actor=desk.finance, notes={"50": 1}, remark="少十元")
        signed(desk, pay_ins="与财务一起重点")
        status = reading(desk)
    assert (status.state, status.url) == ("open", reverse("fees:pay_in", args=[made.pk]))


def test_an_officer_compares_writes_the_note_and_signs(desk: Desk) -> None:
    with on(WEDNESDAY):
        number = short(desk).number
        officer = as_person(desk.officer)
        empty = officer.post(SIGN, {"form_id": new_form()})
        assert (empty.status_code, WeekSignature.objects.count()) == (422, 0)
        sent = {"form_id": new_form(), f"note_{number}": "明天看监控"}
        for _twice in range(2):
            assert officer.post(SIGN, sent, follow=True).status_code == 200
        row = WeekSignature.objects.get()
        page = as_person(desk.office.manager).get(row.get_absolute_url()).content.decode()
    for said in ("明天看监控", "−10.00"):
        assert said in page


def test_a_signed_week_prints_for_who_may_see_it(desk: Desk) -> None:
    with on(WEDNESDAY, time(9)):
        row = signed(desk)
        url = reverse("fees:reconciliation_print", args=[row.pk])
        paper = as_person(desk.office.manager).post(url, follow=True)
        stranger = as_person(desk.office.other_officer).post(url)
    assert paper["Content-Type"] == "application/pdf"
    assert b"".join(paper).startswith(b"%PDF") if paper.streaming else paper.content.startswith(b"%PDF")
    assert stranger.status_code == 404
