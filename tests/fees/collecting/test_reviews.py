"""The manager's review of each officer's collection, with the figures of that moment (M11)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from fees.collecting.models import CollectionReview
from fees.collecting.reviewing import standing, write_review
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import PostingFactory, refused
from tests.fees.arrears.park import APRIL, officer_of, other_unit
from tests.fees.factories import Desk, bill_for, new_form, on, pay

pytestmark = [pytest.mark.both, pytest.mark.duty("M11")]
#: A Monday.
MONDAY = date(2026, 6, 15)


def review(
    desk: Desk, officer: User, actor: User | None = None, note: str = "收缴偏慢,本周走访三户"
) -> CollectionReview:
    return write_review(actor=actor or desk.manager, park=desk.park, officer=officer, note=note, form_id=new_form())[0]


@pytest.fixture
def officer(desk: Desk) -> User:
    """The officer of building B, where 750.00 of 1,000.00 came in this quarter; building A owes 500.00."""
    unit = other_unit(desk)
    made = officer_of(unit, "何样例")
    bill_for(desk, "500.00", issued_at=on(APRIL), due=date(2026, 4, 20))
    bill = bill_for(desk, "1000.00", issued_at=on(APRIL), due=date(2026, 7, 20), unit=unit, building=unit.building)
    with clock.at(on(date(2026, 4, 10))):
        pay(desk, "750.00", bills={bill.pk: Decimal(750)})
    return made


def test_the_review_keeps_the_figures_of_the_officers_buildings(desk: Desk, officer: User):
    with clock.at(on(MONDAY)):
        kept = review(desk, officer).figures
    assert (kept["billed"], kept["paid"], kept["rate"]) == ("¥1,000.00", "¥750.00", "75.00 %")
    assert (kept["open"], kept["overdue"], kept["target"], kept["old_rate"]) == ("¥250.00", "¥0.00", 95, "—")


def test_later_rows_change_no_review(desk: Desk, officer: User):
    with clock.at(on(MONDAY)):
        made = review(desk, officer)
        before = dict(made.figures)
        bill_for(desk, "90.00", issued_at=on(MONDAY))
    made.refresh_from_db()
    assert made.figures == before
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE fees_collectionreview SET note = 'x'")


def test_once_a_week(desk: Desk, officer: User):
    with clock.at(on(MONDAY)):
        review(desk, officer)
    with clock.at(on(date(2026, 6, 21))), refused("reviewed"):
        review(desk, officer, desk.project_manager)
    with clock.at(on(date(2026, 6, 22))):
        review(desk, officer)
    assert [str(row.week) for row in CollectionReview.objects.order_by("pk")] == ["2026-06-15", "2026-06-22"]


def test_sent_twice_it_is_one_review(desk: Desk, officer: User):
    form_id: str = new_form()
    said: dict[str, Any] = {"actor": desk.manager, "park": desk.park, "officer": officer, "note": "好"}
    with clock.at(on(MONDAY)):
        first, _new = write_review(**said, form_id=form_id)
        again, new = write_review(**said, form_id=form_id)
    assert (first.pk, new) == (again.pk, False)


def test_only_the_manager_reviews_and_never_the_own_collection(desk: Desk, officer: User):
    PostingFactory(user=desk.manager, role=Role.OFFICER, park=desk.park)
    with clock.at(on(MONDAY)):
        for who in (officer, desk.finance, desk.general_manager):
            with pytest.raises(PermissionDenied):
                review(desk, desk.officer, who)
        with refused("own"):
            review(desk, desk.manager)
        with refused("no_note"):
            review(desk, officer, note="")


def test_the_officer_is_told_and_reads_the_own_review_only(client: Client, desk: Desk, officer: User):
    with clock.at(on(MONDAY)):
        own, other = review(desk, officer), review(desk, desk.officer)
        assert InboxItem.objects.filter(verb="inbox.collection_reviewed", recipient=officer).count() == 1
        client.force_login(officer)
        assert "本周走访三户" in client.get(own.get_absolute_url()).content.decode()
        assert client.get(other.get_absolute_url()).status_code == 404
        rows = client.get(reverse("fees:collection_reviews")).context["listing"].page.rows
    assert [row.pk for row in rows] == [own.pk]


def test_the_manager_goes_through_the_officers_of_the_week(client: Client, desk: Desk, officer: User):
    with clock.at(on(MONDAY)):
        client.force_login(desk.manager)
        page = client.get(reverse("fees:collection_officers"))
        assert "75.00 %" in page.content.decode()
        url = f"{reverse('fees:collection_review_new')}?officer={officer.pk}"
        assert "¥1,000.00" in client.get(url).content.decode()
        assert client.post(url, {"note": "", "form_id": new_form()}).status_code == 422
        answer = client.post(url, {"note": "继续保持", "form_id": new_form()}, follow=True)
        assert "继续保持" in answer.content.decode()
        assert [row.review is not None for row in standing(desk.park) if row.officer == officer] == [True]


@pytest.mark.parametrize("query", ["", "?officer=0", "?officer=x", "?officer=99999999999999999999"])
def test_without_an_officer_it_leads_to_the_list(client: Client, desk: Desk, query: str):
    client.force_login(desk.manager)
    answer = client.get(reverse("fees:collection_review_new") + query)
    assert (answer.status_code, answer["Location"]) == (302, reverse("fees:collection_officers"))
