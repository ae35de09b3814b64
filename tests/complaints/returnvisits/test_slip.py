"""The visit slip 回访单: printed before the visit at the door, its number is that of the visit (A5, domain 2.1)."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import State
from complaints.models import Complaint
from complaints.returnvisits.models import ReturnVisit
from complaints.returnvisits.services import print_slip
from parkservice.accounts.models import User
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Paper, PaperState
from tests.complaints import factories
from tests.complaints.factories import Office, complaint_in
from tests.support.paper import pages_of, words_of

pytestmark = pytest.mark.duty("A5")


def told(office: Office, **said) -> Complaint:
    """A complaint whose result complainant and park office know."""
    complaint = complaint_in(office, State.RESOLVED, **said)
    factories.tell_result(office, complaint)
    factories.tell_office(office, complaint)
    return Complaint.objects.get(pk=complaint.pk)


def press(client: Client, complaint: Complaint, user: User):
    """Press the button and follow it to the slip."""
    client.force_login(user)
    return client.post(reverse("complaints:visit_slip", args=[complaint.pk]), follow=True)


def test_the_clerk_takes_a_slip_to_the_door_and_the_visit_gets_its_number(client: Client, office: Office):
    complaint = told(office)
    client.force_login(office.clerk)
    assert (
        reverse("complaints:visit_slip", args=[complaint.pk])
        in client.get(reverse("complaints:visit", args=[complaint.pk])).content.decode()
    )
    answer = press(client, complaint, office.clerk)
    assert answer["Content-Type"] == "application/pdf"
    (page,) = pages_of(answer.content)
    for words in ("回访单", "HF-2026-000001", complaint.number, "林女士", "A-201", "试运行5次", "李样例"):
        assert words in page, words
    for words in ("满意度", "处理质量", "投诉人签字", "回访人签字"):
        assert words in page, words
    for secret in ("林示例", "19900000034"):
        assert secret not in page
    factories.visit(office, complaint, method="door", signed=True)
    assert ReturnVisit.objects.get().number == "HF-2026-000001"
    assert Paper.objects.get().state == PaperState.VALID


def test_a_second_print_is_a_reprint_with_the_same_number(client: Client, office: Office):
    complaint = told(office)
    for _time in range(2):
        answer = press(client, complaint, office.clerk)
    paper = Paper.objects.get()
    assert (paper.number, paper.reprints) == ("HF-2026-000001", 1)
    assert "补打1" in words_of(answer.content)


def test_who_handled_it_may_prepare_the_slip_for_a_colleague(client: Client, office: Office):
    complaint = told(office)
    client.force_login(office.officer)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert reverse("complaints:visit_slip", args=[complaint.pk]) in page
    assert press(client, complaint, office.officer)["Content-Type"] == "application/pdf"


def test_after_a_missed_visit_at_the_door_the_slip_stays_good(client: Client, office: Office):
    complaint = told(office)
    press(client, complaint, office.clerk)
    missed = {"quality": None, "effect": "", "satisfaction": None}
    factories.visit(office, complaint, result="", method="door", reached=False, **missed)
    factories.visit(office, complaint, method="door", signed=True)
    numbers = list(ReturnVisit.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["HF-2026-000002", "HF-2026-000001"]
    assert Paper.objects.get().state == PaperState.VALID


def test_a_slip_of_the_result_that_no_longer_counts_is_revoked(client: Client, office: Office):
    complaint = told(office)
    press(client, complaint, office.clerk)
    Client().post(reverse("complaints:track_reopen", args=[complaint.track_code]), {"reason": "今天早上又响了"})
    assert Paper.objects.get().state == PaperState.REVOKED


def test_a_telephone_call_has_its_own_number_and_ends_the_slip(client: Client, office: Office):
    complaint = told(office)
    press(client, complaint, office.clerk)
    factories.visit(office, complaint)
    paper = Paper.objects.get()
    assert ReturnVisit.objects.get().number == "HF-2026-000002"
    assert paper.state == PaperState.REVOKED
    assert "其他方式" in paper.reason


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_there_is_no_slip_without_a_visit_to_be_made(client: Client, office: Office, state: str):
    complaint = complaint_in(office, state)
    with pytest.raises(RuleViolation):
        print_slip(complaint_id=complaint.pk, actor=office.manager)
    assert press(client, complaint, office.manager).status_code in (200, 404)
    assert not Paper.objects.exists()


def test_others_have_no_slip(client: Client, office: Office, other_park: Office):
    complaint = told(office)
    assert press(client, complaint, other_park.clerk).status_code == 404
    assert press(client, complaint, office.duty_room).status_code == 403
    assert press(client, complaint, office.tenant).status_code == 403
    assert not Paper.objects.exists()


def test_hostile_words_stay_words(client: Client, office: Office):
    complaint = told(office, name='#panic("x")*', title="", matter="$x$ #{ <b> @a")
    (page,) = pages_of(press(client, complaint, office.clerk).content)
    assert '#panic("x")*' in page
    assert "$x$#{<b>@a" in page
