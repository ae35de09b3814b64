"""The register form and the reply letter: what they say, their code, their reprints (domain 2.1 "Printed")."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework import papers
from complaints.choices import State
from complaints.models import Complaint
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Paper
from tests.complaints import factories
from tests.complaints.factories import Office, complaint_in


def press(client: Client, complaint: Complaint, button: str, user):
    """Press a button of the print menu and follow it to the paper."""
    client.force_login(user)
    return client.post(reverse(f"complaints:{button}", args=[complaint.pk]), follow=True)


@pytest.mark.duty("A3")
def test_the_register_form_is_a_pdf_with_a_code_that_verifies(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    response = press(client, complaint, "print_register", office.officer)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    paper = Paper.objects.get()
    assert (paper.kind, paper.number) == ("complaint_register", complaint.number)
    shown = client.get(reverse("paperwork:verify", args=[paper.code])).content.decode()
    assert complaint.number in shown
    assert "林" not in shown


def test_the_register_form_says_what_is_on_record(office: Office):
    complaint = complaint_in(office, State.CLOSED)
    data = papers.print_register(complaint=complaint, actor=office.officer).data
    assert data["received_at"] == "2026-11-05 10:00"
    assert data["facts"] == "导靴衬垫磨损 4 毫米，超过更换限度。"
    assert data["officer"] == "李样例"
    assert data["phone"] == "199****0034"
    assert "08:30" in data["deadlines"][0]["basis"]
    assert len(data["deadlines"]) == 4


def test_the_same_content_is_a_reprint_and_new_content_a_new_paper(client: Client, office: Office):
    complaint = complaint_in(office)
    for _time in range(2):
        press(client, complaint, "print_register", office.officer)
    assert Paper.objects.get().reprints == 1
    factories.investigate(office, complaint)
    factories.find(office, complaint)
    press(client, complaint, "print_register", office.officer)
    old, new = Paper.objects.order_by("pk")
    assert old.revoked_at is not None
    assert new.reprints == 0


def test_the_letter_carries_the_last_word_and_greets_once(office: Office):
    complaint = complaint_in(office, State.CLOSED)
    data = papers.print_letter(complaint=complaint, actor=office.officer).data
    assert data["salutation"] == "林女士："
    assert data["paragraphs"][0].startswith("您好！")
    assert data["signer"] == "李样例"
    assert data["date"] == "2026 年 11 月 5 日"


def test_an_english_complainant_gets_an_english_letter(office: Office):
    complaint = complaint_in(office, State.RESOLVED, language="en", name="Alex Sample", title="mr")
    factories.tell_result(office, complaint)
    paper = papers.print_letter(complaint=complaint, actor=office.officer)
    assert paper.language == "en"
    assert (paper.data["salutation"], paper.data["date"]) == ("Mr Sample:", "5 November 2026")


@pytest.mark.parametrize("anonymous", [True, False])
def test_there_is_no_letter_without_a_reply_or_a_reader(client: Client, office: Office, anonymous: bool):
    complaint = complaint_in(office, State.CLOSED, anonymous=True) if anonymous else complaint_in(office)
    with pytest.raises(RuleViolation):
        papers.print_letter(complaint=complaint, actor=office.officer)
    assert press(client, complaint, "print_reply", office.officer).status_code == 200
    assert not Paper.objects.exists()


@pytest.mark.parametrize("role", ["duty_room", "park_office", "clerk"])
def test_others_print_nothing(client: Client, office: Office, role: str):
    complaint = complaint_in(office, State.CLOSED)
    assert press(client, complaint, "print_register", getattr(office, role)).status_code in (403, 404)
    assert not Paper.objects.exists()


def test_a_paper_of_another_complaint_does_not_exist(client: Client, office: Office):
    first, second = complaint_in(office), complaint_in(office)
    paper = papers.print_register(complaint=first, actor=office.officer)
    client.force_login(office.officer)
    assert client.get(reverse("complaints:paper", args=[second.pk, paper.pk])).status_code == 404
