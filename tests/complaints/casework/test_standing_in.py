"""Standing in counts in the park of the posting alone, and former colleagues read nothing (A1, design section 5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from complaints.casework.sight import Sight, sight_of
from complaints.choices import State, Topic
from complaints.contacts.services import Visit, answer_contact, convert_contact, record_contact
from complaints.intake.services import Arrival, Place, Sender, record_suggestion
from complaints.models import Complaint, Contact, Suggestion
from complaints.suggestions import services as suggestions
from parkservice.accounts.models import User
from parkservice.accounts.rights import forget
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from tests.accounts.factories import PostingFactory, refused
from tests.complaints.factories import Office, complaint_in, new_form

pytestmark = pytest.mark.duty("A1")


@pytest.fixture
def stand_in(office: Office, other_park: Office) -> User:
    """Somebody who rents in the first park, and in the second one stands in for the officer of both."""
    today = clock.today()
    PostingFactory(user=office.officer, role=Role.OFFICER, park=other_park.park)
    PostingFactory(
        user=office.tenant,
        role=Role.OFFICER,
        park=other_park.park,
        standing_in_for=office.officer,
        starts=today,
        ends=today + timedelta(days=5),
    )
    return office.tenant


def leave(user: User, office: Office) -> None:
    """End the postings of somebody in a park."""
    user.postings.filter(park=office.park).update(state="ended", ends=clock.today() - timedelta(days=1))
    forget(user)


def test_a_stand_in_of_one_park_neither_reads_nor_acts_in_another(client: Client, office: Office, stand_in: User):
    case = complaint_in(office)
    client.force_login(stand_in)
    assert client.get(reverse("complaints:record", args=[case.pk])).status_code == 404
    assert client.post(reverse("complaints:investigate", args=[case.pk])).status_code == 404
    assert not Complaint.objects.open().of_officer(stand_in).exists()
    assert Complaint.objects.get().state == State.RECEIVED


def test_what_the_stand_in_sent_there_is_theirs_as_a_tenant(office: Office, stand_in: User):
    case = complaint_in(office, account=stand_in, company=office.customer)
    assert case.officer == office.officer
    assert Complaint.objects.visible_to(stand_in).get() == case
    assert sight_of(case, stand_in) is Sight.OWN


def test_in_the_park_of_the_posting_the_stand_in_works(office: Office, other_park: Office, stand_in: User):
    case = complaint_in(other_park)
    Complaint.objects.filter(pk=case.pk).update(officer=office.officer)
    case = Complaint.objects.visible_to(stand_in).get(pk=case.pk)
    assert sight_of(case, stand_in) is Sight.FULL
    assert Complaint.objects.open().of_officer(stand_in).get() == case


def test_who_left_the_park_neither_reads_nor_answers_the_visits_they_took(
    client: Client, office: Office, other_park: Office
):
    taken, _new = record_contact(
        park=office.park,
        actor=office.clerk,
        sender=Sender(name="林示例", phone="19900000034"),
        place=Place(unit=office.unit),
        visit=Visit(channel="phone", topic=Topic.ENQUIRY, content="问停车证怎么办理。"),
        form_id=new_form(),
    )
    PostingFactory(user=office.clerk, role=Role.CLERK, park=other_park.park)
    leave(office.clerk, office)
    client.force_login(office.clerk)
    assert client.get(reverse("complaints:contact", args=[taken.pk])).status_code == 404
    for name in ("contact_answer", "contact_convert"):
        assert client.post(reverse(f"complaints:{name}", args=[taken.pk]), {"answer": "可以"}).status_code == 404
    with refused("no_right"):
        answer_contact(contact_id=taken.pk, actor=office.clerk, answer="可以办理。")
    with refused("no_right"):
        convert_contact(contact_id=taken.pk, actor=office.clerk, topic=Topic.SUGGESTION)
    assert Contact.objects.get().closed_at is None


@pytest.mark.duty("A4")
def test_who_left_the_park_neither_reads_nor_releases_the_suggestions_they_looked_after(
    client: Client, office: Office, other_park: Office
):
    idea, _new = record_suggestion(
        park=office.park,
        sender=Sender(name="林示例", phone="19900000034"),
        place=Place(unit=office.unit),
        content="建议在一层设快递柜。",
        arrival=Arrival(channel="web", form_id=new_form(), held=True),
    )
    assert idea.officer == office.officer
    PostingFactory(user=office.officer, role=Role.OFFICER, park=other_park.park)
    leave(office.officer, office)
    client.force_login(office.officer)
    assert client.get(reverse("complaints:suggestion", args=[idea.pk])).status_code == 404
    assert client.post(reverse("complaints:suggestion_release", args=[idea.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        suggestions.release(suggestion_id=idea.pk, actor=office.officer)
    assert Suggestion.objects.get().held
