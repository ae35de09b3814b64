"""The telephone: rings, script, who was told, praise, a call that becomes a case, and the board (O9, D11)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import ContactOutcome
from complaints.duplicates.offers import NEW
from complaints.models import Complaint, Contact, Mention, Suggestion
from parkservice.home import board
from parkservice.journal.models import Event
from parkservice.kit import clock
from tests.complaints.contacts.sending import said, screen, send
from tests.complaints.factories import MORNING, Office, complaint_in

#: One matter, told twice.
LIFT = "1 号货梯上行到二楼时摩擦声很大，货搬不上去。"


def state_of(person, office: Office, duty: str) -> str:
    tiles = board.read_own(person, office.park, clock.today())
    return next(tile.status.state for tile in tiles if tile.duty.id == duty)


@pytest.mark.duty("O9")
def test_the_form_shows_what_one_says_and_keeps_the_rings(client: Client, office: Office):
    assert 'id="script"' in screen(client, office)
    send(client, office.clerk, said(rings="5"))
    assert Contact.objects.get().rings == 5
    assert send(client, office.clerk, said(rings="0")).status_code == 422


@pytest.mark.duty("O9")
def test_who_must_act_is_told_and_when_stands_on_the_record(client: Client, office: Office):
    send(client, office.clerk, said(outcome="passed_on", handed_to=office.officer.pk, answer=""))
    contact = Contact.objects.get()
    assert contact.notified_at == MORNING
    assert state_of(office.officer, office, "O9") == "open"
    assert state_of(office.clerk, office, "D11") == "nothing"


@pytest.mark.duty("D11", "O9")
def test_a_promise_that_passed_is_missed(client: Client, office: Office):
    promised = clock.local(MORNING + timedelta(hours=1))
    send(client, office.clerk, said(outcome="open", answer="", promised_by=f"{promised:%Y-%m-%dT%H:%M}"))
    assert state_of(office.clerk, office, "D11") == "open"
    with clock.at(MORNING + timedelta(hours=2)):
        assert state_of(office.clerk, office, "D11") == "missed"


def test_praise_names_the_colleague(client: Client, office: Office):
    send(client, office.clerk, said(topic="praise", content="李师傅很热心", praised=office.officer.pk))
    assert Contact.objects.get().praised == office.officer


@pytest.mark.duty("D11", "O11")
def test_an_open_call_becomes_a_complaint_without_typing_it_again(client: Client, office: Office):
    send(client, office.clerk, said(outcome="open", answer="", content="走廊漏水没人管"))
    address = reverse("complaints:contact_convert", args=[Contact.objects.get().pk])
    assert client.post(address, {"topic": "complaint", "category": ""}).status_code == 422
    for _twice in range(2):
        client.post(address, {"topic": "complaint", "category": "facility_repair"})
    complaint = Complaint.objects.get()
    assert (complaint.content, complaint.officer) == ("走廊漏水没人管", office.officer)
    assert complaint.contact == Contact.objects.get()
    assert Contact.objects.get().closed_at is not None


@pytest.mark.duty("D11")
def test_an_open_call_becomes_a_suggestion(client: Client, office: Office):
    send(client, office.clerk, said(outcome="open", answer="", content="建议加装自行车棚"))
    client.post(reverse("complaints:contact_convert", args=[Contact.objects.get().pk]), {"topic": "suggestion"})
    assert Suggestion.objects.get().content == "建议加装自行车棚"


@pytest.mark.duty("D11", "O11")
def test_a_call_about_what_is_known_asks_first_and_then_counts_a_mention(client: Client, office: Office):
    known = complaint_in(office, content=LIFT)
    send(client, office.clerk, said(outcome="open", answer="", content=LIFT, unit=office.unit.code))
    contact = Contact.objects.get()
    address = reverse("complaints:contact_convert", args=[contact.pk])
    given = {"topic": "complaint", "category": "facility_repair"}
    asked = client.post(address, given)
    assert asked.status_code == 422
    assert known.number in asked.content.decode()
    assert Contact.objects.get().closed_at is None
    answered = client.post(address, {**given, "same_as": str(known.pk)}, follow=True)
    assert known.number in answered.content.decode()
    assert Complaint.objects.get().mentions == 2
    assert (Mention.objects.get().contact, Contact.objects.get().outcome) == (contact, ContactOutcome.RECORDED)
    assert Event.objects.about(contact).filter(verb="contact.was_counted").count() == 1


def test_a_call_that_is_another_matter_becomes_a_complaint_of_its_own(client: Client, office: Office):
    known = complaint_in(office, content=LIFT)
    send(client, office.clerk, said(outcome="open", answer="", content=LIFT, unit=office.unit.code))
    given = {"topic": "complaint", "category": "facility_repair", "same_as": NEW}
    client.post(reverse("complaints:contact_convert", args=[Contact.objects.get().pk]), given)
    assert Complaint.objects.exclude(pk=known.pk).get().contact == Contact.objects.get()


def test_a_suggestion_is_never_counted_as_a_mention(client: Client, office: Office):
    known = complaint_in(office, content=LIFT)
    send(client, office.clerk, said(outcome="open", answer="", content=LIFT, unit=office.unit.code))
    given = {"topic": "suggestion", "same_as": str(known.pk)}
    client.post(reverse("complaints:contact_convert", args=[Contact.objects.get().pk]), given)
    assert (Suggestion.objects.count(), Complaint.objects.get().mentions) == (1, 1)
