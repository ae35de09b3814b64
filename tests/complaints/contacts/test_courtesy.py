"""What a visitor is answered is checked for courtesy like every text that goes out (L1 to L4, domain section 5)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Contact
from parkservice.kit import clock
from parkservice.messaging.models import CourtesyDraft
from tests.complaints.contacts.sending import said, send
from tests.complaints.factories import MORNING, Office

PLAIN = "林女士：您好！访客停访客区，两小时内免费。谢谢！"
SORRY = "林女士：您好！让您久等了，对不起。访客停访客区，两小时内免费。谢谢！"
FOREIGN = "林女士：您好！请打保安的电话 19900000077，谢谢！"


def waiting(client: Client, office: Office) -> Contact:
    """A call with an answer promised for an hour later."""
    promised = clock.local(MORNING + timedelta(hours=1))
    send(client, office.clerk, said(outcome="open", answer="", promised_by=f"{promised:%Y-%m-%dT%H:%M}"))
    return Contact.objects.get()


def answer(client: Client, contact: Contact, text: str, **more: str):
    """Write the answer down."""
    return client.post(reverse("complaints:contact_answer", args=[contact.pk]), {"answer": text, **more})


@pytest.mark.duty("L4", "D11")
def test_an_answer_after_its_promise_says_sorry_or_why_not(client: Client, office: Office):
    contact = waiting(client, office)
    with clock.at(MORNING + timedelta(hours=2)):
        client.force_login(office.clerk)
        asked = answer(client, contact, PLAIN)
        assert asked.status_code == 422
        assert 'id="id_courtesy_reason_error"' in asked.content.decode()
        assert Contact.objects.get().closed_at is None
        assert answer(client, contact, PLAIN, courtesy_reason="电话里已致歉").status_code == 302
        mine = client.get(reverse("messaging:my_texts")).content.decode()
    kept = Contact.objects.get()
    assert (kept.answered_by, kept.answer_courtesy, kept.answer_courtesy_reason) == (
        office.clerk,
        ["R5"],
        "电话里已致歉",
    )
    assert "电话里已致歉" in mine


def test_with_an_apology_nothing_is_asked(client: Client, office: Office):
    contact = waiting(client, office)
    with clock.at(MORNING + timedelta(hours=2)):
        client.force_login(office.clerk)
        assert answer(client, contact, SORRY).status_code == 302
    assert Contact.objects.get().answer_courtesy == []


def test_an_answer_in_time_needs_no_apology(client: Client, office: Office):
    contact = waiting(client, office)
    assert answer(client, contact, PLAIN).status_code == 302


def test_an_answer_with_the_number_of_another_is_not_written_down(client: Client, office: Office):
    contact = waiting(client, office)
    refused = answer(client, contact, FOREIGN)
    assert refused.status_code == 422
    assert 'id="id_answer_error"' in refused.content.decode()
    assert Contact.objects.get().answer == ""


def test_an_answer_given_at_once_is_checked_too(client: Client, office: Office):
    assert send(client, office.clerk, said(answer=FOREIGN)).status_code == 422
    assert not Contact.objects.exists()
    send(client, office.clerk, said(answer="你可以停两小时。"))
    kept = Contact.objects.get()
    assert (kept.answered_by, kept.answer_courtesy) == (office.clerk, ["R1", "R6", "R7"])


@pytest.mark.duty("L1", "L2")
def test_hints_come_while_typing_and_the_draft_is_forgotten_with_the_answer(client: Client, office: Office):
    contact = waiting(client, office)
    kinds = (("contact.answer", contact.pk), ("contact.new", office.park.pk))
    for kind, pk in kinds:
        typed = client.post(reverse("messaging:check", args=[kind, pk]), {"text": "你可以停两小时。"})
        assert "data-mend" in typed.content.decode()
    assert CourtesyDraft.objects.count() == 2
    answer(client, contact, PLAIN)
    send(client, office.clerk, said(answer=PLAIN))
    assert not CourtesyDraft.objects.exists()


def test_only_those_who_answer_have_a_text_checked(client: Client, office: Office, other_park: Office):
    contact = waiting(client, office)
    for stranger in (office.tenant, other_park.clerk):
        client.force_login(stranger)
        for kind, pk in (("contact.answer", contact.pk), ("contact.new", office.park.pk)):
            typed = client.post(reverse("messaging:check", args=[kind, pk]), {"text": "你好"})
            assert typed.status_code in (403, 404)
    assert not CourtesyDraft.objects.exists()
