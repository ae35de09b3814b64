"""Who is on the line: recognised by phone or unit, with what is open with them."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import State
from parkservice.accounts.roles import Role
from tests.complaints.contacts.sending import said, screen, send
from tests.complaints.factories import Office, complaint_in, staff


def beside(client: Client, user, **query: str) -> str:
    """The fragment beside the form."""
    client.force_login(user)
    answer = client.post(reverse("complaints:caller"), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.duty("A2")
@pytest.mark.parametrize("phone", ["19900000034", "0034", "１９９００００００３４", "199-0000-0034"])
def test_a_phone_tells_who_it_is_and_what_is_open(client: Client, office: Office, phone: str):
    complaint = complaint_in(office)
    closed = complaint_in(office, State.CLOSED)
    seen = beside(client, office.officer, phone=phone)
    assert 'data-fill-name="林示例"' in seen
    assert 'data-fill-unit="A-201"' in seen
    assert "松石电子" in seen
    assert complaint.number in seen
    assert closed.number not in seen
    assert "19900000034" not in seen


@pytest.mark.duty("A2")
def test_a_unit_tells_who_to_expect_and_what_is_open(client: Client, office: Office):
    complaint = complaint_in(office, phone="19900000099")
    send(client, office.officer, said(outcome="open", answer=""))
    for unit in ("A-201", "a201", "松石"):
        seen = beside(client, office.officer, unit=unit)
        assert 'data-fill-name="林示例"' in seen
        assert complaint.number in seen
        assert "LF-2026-000001" in seen


def test_a_clerk_learns_number_and_state_of_complaints_taken_by_others(client: Client, office: Office):
    complaint = complaint_in(office)
    seen = beside(client, office.clerk, phone="0034")
    assert complaint.number in seen
    assert "李样例" in seen
    assert complaint.matter not in seen
    assert reverse("complaints:record", args=[complaint.pk]) not in seen


def test_nothing_is_told_about_complaints_against_the_reader_or_before_the_person_is_named(
    client: Client, office: Office
):
    complaint = complaint_in(office, category="service_attitude")
    assert complaint.number not in beside(client, office.clerk, phone="0034")
    assert complaint.number not in beside(client, office.officer, phone="0034")


def test_those_who_see_no_customers_see_no_names(client: Client, office: Office):
    guard = staff(Role.GUARD, office.park, "guard", "秦示岗")
    complaint_in(office)
    for query in ({"phone": "19900000034"}, {"unit": "A-201"}, {"unit": "林示例"}):
        seen = beside(client, guard, **query)
        assert "林示例" not in seen
        assert "TS-2026" not in seen


def test_another_park_is_not_looked_through(client: Client, office: Office, other_park: Office):
    complaint = complaint_in(other_park)
    assert complaint.number not in beside(client, office.manager, phone="19900000034")


@pytest.mark.parametrize("query", [{}, {"phone": "34"}, {"unit": "A"}, {"phone": "\x00", "unit": "\x00"}])
def test_too_little_asks_for_more(client: Client, office: Office, query: dict):
    assert "输入电话或单元" in beside(client, office.clerk, **query)


def test_somebody_unknown_is_called_so(client: Client, office: Office):
    assert "还没有记录" in beside(client, office.clerk, phone="13800009999")


def test_a_link_with_a_unit_shows_the_people_at_once(client: Client, office: Office):
    seen = screen(client, office, unit="A-201")
    assert 'data-fill-name="林示例"' in seen


def test_only_staff_may_ask(client: Client, office: Office):
    client.force_login(office.tenant)
    assert client.post(reverse("complaints:caller"), {"phone": "0034"}).status_code == 403
    client.logout()
    assert client.post(reverse("complaints:caller"), {"phone": "0034"}).status_code == 302
