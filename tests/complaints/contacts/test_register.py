"""The register: which lines each person reads, masked and searchable."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from complaints.models import Contact
from parkservice.accounts.roles import Role
from tests.complaints.contacts.sending import said, send
from tests.complaints.factories import Office, staff


def lines(client: Client, user, **query: str) -> list[str]:
    """The numbers on the page."""
    client.force_login(user)
    listing = client.get(reverse("complaints:contacts"), query).context["listing"]
    return [row.number for row in listing.page.rows]


@pytest.fixture
def calls(client: Client, office: Office) -> list[Contact]:
    """An answered call and an open one, taken by the clerk about the officer's building."""
    send(client, office.clerk, said())
    send(
        client, office.clerk, said(outcome="open", answer="", content="问装修手续", name="华摹本", phone="19900000077")
    )
    return list(Contact.objects.order_by("pk"))


def test_the_first_view_is_what_waits_for_an_answer(client: Client, office: Office, calls: list[Contact]):
    answered, waiting = (call.number for call in calls)
    assert lines(client, office.clerk) == [waiting]
    assert lines(client, office.clerk, view="all") == [waiting, answered]
    assert lines(client, office.clerk, view="mine", state="open") == [waiting]


def test_each_person_reads_the_own_part(client: Client, office: Office, calls: list[Contact]):
    assert len(lines(client, office.officer, view="all")) == 2
    assert len(lines(client, office.manager, view="all")) == 2
    assert lines(client, office.other_officer, view="all") == []
    assert lines(client, office.duty_room, view="all") == []
    assert lines(client, staff(Role.GUARD, office.park, "guard", "秦示岗"), view="all") == []


def test_a_line_of_another_building_does_not_exist(client: Client, office: Office, calls: list[Contact]):
    client.force_login(office.other_officer)
    assert client.get(reverse("complaints:contact", args=[calls[0].pk])).status_code == 404


@pytest.mark.parametrize("text", ["装修", "华摹本", "0077", "LF-2026-000002", "A-201 装修"])
def test_a_line_is_found_by_words_name_phone_number_and_unit(
    client: Client, office: Office, calls: list[Contact], text: str
):
    assert lines(client, office.officer, view="all", q=text) == ["LF-2026-000002"]


def test_names_and_phones_are_masked_in_the_list(client: Client, office: Office, calls: list[Contact]):
    client.force_login(office.manager)
    seen = client.get(reverse("complaints:contacts"), {"view": "all"}).content.decode()
    assert "林女士" in seen
    assert "林示例" not in seen
    assert "19900000034" not in seen
    assert "19900000034" not in client.get(reverse("complaints:contact", args=[calls[0].pk])).content.decode()


def test_what_was_said_stays_as_it_was_said(office: Office, calls: list[Contact]):
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE complaints_contact SET content = 'x'")


def test_an_empty_register_says_what_to_do_first(client: Client, office: Office):
    client.force_login(office.clerk)
    seen = client.get(reverse("complaints:contacts")).content.decode()
    assert "按 N 就能打开登记" in seen
    assert reverse("complaints:contact_new") in seen
