"""A colleague leaves: the manager sees the numbers and gives every open complaint to others (A1, M3)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import Category, State
from complaints.handovers.services import ask
from complaints.models import Complaint, Handover
from parkservice.accounts.models import Posting
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import Office, complaint_in, new_form, staff

pytestmark = pytest.mark.duty("A1", "M3")

URL = reverse("complaints:reassign")


def officers() -> dict[str, int]:
    """How many complaints each person answers for."""
    found: dict[str, int] = {}
    for complaint in Complaint.objects.select_related("officer"):
        found[complaint.officer.username] = found.get(complaint.officer.username, 0) + 1
    return found


@pytest.fixture
def manager(client: Client, office: Office) -> Client:
    """The manager's browser."""
    client.force_login(office.manager)
    return client


def test_the_preview_counts_and_writes_nothing(manager: Client, office: Office):
    for _number in range(3):
        complaint_in(office)
    page = manager.get(URL, {"former": office.officer.pk, "receiver": office.other_officer.pk})
    assert page.context["plan"].by_receiver == [(office.other_officer, 3)]
    assert officers() == {office.officer.username: 3}


def test_all_open_ones_go_with_one_line_each_and_one_word_in_the_inbox(manager: Client, office: Office):
    moved = [complaint_in(office), complaint_in(office, State.ACTING)]
    closed = complaint_in(office, State.CLOSED)
    manager.post(URL, {"former": office.officer.pk, "receiver": office.other_officer.pk})
    assert {each.officer for each in Complaint.objects.filter(pk__in=[one.pk for one in moved])} == {
        office.other_officer
    }
    assert Complaint.objects.get(pk=closed.pk).officer == office.officer
    assert Event.objects.filter(verb="complaint.assigned").count() == 2
    told = InboxItem.objects.filter(recipient=office.other_officer, verb__startswith="inbox.assigned")
    assert [item.data["count"] for item in told] == [2]


@pytest.mark.duty("P3")
def test_what_concerns_the_receiver_stays_and_is_named(manager: Client, office: Office):
    ordinary = complaint_in(office)
    about = complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.other_officer)
    Complaint.objects.filter(pk=about.pk).update(officer=office.officer)
    said = {"former": office.officer.pk, "receiver": office.other_officer.pk}
    assert [move.complaint for move in manager.get(URL, said).context["plan"].staying] == [about]
    page = manager.post(URL, said, follow=True).content.decode()
    assert about.number in page
    assert Complaint.objects.get(pk=about.pk).officer == office.officer
    assert Complaint.objects.get(pk=ordinary.pk).officer == office.other_officer


def test_by_building_they_go_where_new_ones_would_go(manager: Client, office: Office):
    complaint_in(office)
    Posting.objects.filter(user=office.officer).update(ends=clock.today() - timedelta(days=1))
    heir = staff(Role.OFFICER, office.park, "heir", "孙接任", buildings=[office.building])
    manager.post(URL, {"former": office.officer.pk, "receiver": ""})
    assert officers() == {heir.username: 1}


def test_while_the_building_is_still_theirs_it_stays(manager: Client, office: Office):
    kept = complaint_in(office)
    page = manager.get(URL, {"former": office.officer.pk, "receiver": ""})
    assert [move.complaint for move in page.context["plan"].staying] == [kept]


def test_what_waits_for_the_yes_of_the_one_who_leaves_is_taken_back(manager: Client, office: Office):
    complaint_in(office)
    asked = complaint_in(office)
    Complaint.objects.filter(pk=asked.pk).update(officer=office.other_officer)
    form = new_form()
    ask(complaint_id=asked.pk, actor=office.other_officer, receiver=office.officer, reason="更熟悉。", form_id=form)
    manager.post(URL, {"former": office.officer.pk, "receiver": office.manager.pk})
    assert not Handover.objects.waiting().exists()


def test_ticked_rows_of_the_queue_go_to_one_colleague(manager: Client, office: Office):
    one, other = complaint_in(office), complaint_in(office)
    picked = reverse("complaints:reassign_picked")
    assert one.number in manager.post(picked, {"ids": [one.pk]}).content.decode()
    manager.post(picked, {"ids": [one.pk, "x", "99999999"], "receiver": office.other_officer.pk})
    assert Complaint.objects.get(pk=one.pk).officer == office.other_officer
    assert Complaint.objects.get(pk=other.pk).officer == office.officer


def test_to_the_same_person_or_to_nobody_is_said_beside_the_field(manager: Client, office: Office):
    complaint_in(office)
    for said in ({"former": office.officer.pk, "receiver": office.officer.pk}, {"former": "0", "receiver": ""}):
        assert manager.post(URL, said).status_code == 422
    assert officers() == {office.officer.username: 1}


def test_the_page_of_a_person_warns_with_the_number_and_the_way(manager: Client, office: Office):
    person = reverse("accounts:person", args=[office.officer.pk])
    assert URL not in manager.get(person).content.decode()
    complaint_in(office)
    page = manager.get(person).content.decode()
    assert f"{URL}?former={office.officer.pk}" in page
