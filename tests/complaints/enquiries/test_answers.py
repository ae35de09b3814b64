"""Ready answers stand beside the form, and a good answer is kept for everybody (D11, O9)."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Contact, ReadyAnswer
from tests.complaints.contacts.sending import said, screen, send
from tests.complaints.factories import Office


@pytest.mark.duty("D11", "O9")
def test_an_answer_is_found_by_its_words_while_somebody_asks(client: Client, office: Office):
    assert "前台几点上班？" in screen(client, office)
    found = client.get(reverse("complaints:answer_options"), {"q": "出门条"}).content.decode()
    assert "货物出园怎么办？" in found
    assert "前台几点上班？" not in found


@pytest.mark.duty("D11")
def test_what_was_answered_is_kept_for_everybody(client: Client, office: Office):
    send(client, office.clerk, said())
    contact = Contact.objects.get()
    record = client.get(reverse("complaints:contact", args=[contact.pk])).content.decode()
    address = f"{reverse('complaints:answer_new')}?contact={contact.pk}"
    assert address in record
    assert "访客停访客区" in client.get(address).content.decode()
    kept = {"question": "访客的车停多久？", "answer": "您好！两小时内免费，谢谢！", "is_active": "on"}
    assert client.post(address, kept).status_code == 302
    assert ReadyAnswer.objects.get(question="访客的车停多久？").changed_by == office.clerk
    client.force_login(office.officer)
    assert "访客的车停多久？" in client.get(reverse("complaints:answers"), {"q": "访客"}).content.decode()


def test_a_question_has_one_answer_and_a_mistake_keeps_what_was_typed(client: Client, office: Office):
    client.force_login(office.clerk)
    twice = {"question": "前台几点上班？", "answer": "您好！八点半，谢谢！", "is_active": "on"}
    page = client.post(reverse("complaints:answer_new"), twice)
    assert page.status_code == 422
    assert "您好！八点半" in page.content.decode()


def test_answers_of_another_park_do_not_exist(client: Client, office: Office, other_park: Office):
    foreign = ReadyAnswer.objects.filter(park=other_park.park)[0]
    client.force_login(office.clerk)
    assert client.get(reverse("complaints:answer_edit", args=[foreign.pk])).status_code == 404
