"""Handing a complaint over: a named colleague says yes or no, it is counted, and it does not go round (A5, C10)."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.books import handovers as books_check
from complaints.casework import services as casework
from complaints.casework import words
from complaints.choices import Category, State
from complaints.duties import DUTIES
from complaints.handovers import services
from complaints.models import Complaint, Handover
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import lines
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import POLITE, Office, complaint_in, new_form, staff

pytestmark = pytest.mark.duty("A5")


@pytest.fixture
def case(office: Office) -> Complaint:
    """A complaint that the officer of the building investigates."""
    return complaint_in(office, State.INVESTIGATING)


def ask(complaint: Complaint, receiver, actor=None) -> Handover:
    """The officer asks a colleague."""
    return services.ask(
        complaint_id=complaint.pk,
        actor=actor or Complaint.objects.get(pk=complaint.pk).officer,
        receiver=receiver,
        reason="货梯属 B 栋设备间，由您更熟悉。",
        form_id=new_form(),
    )


def refuse(complaint: Complaint, actor) -> None:
    services.refuse(complaint_id=complaint.pk, actor=actor, refusal="本周外出培训。")


def accept(complaint: Complaint, actor) -> None:
    services.accept(complaint_id=complaint.pk, actor=actor)


def now(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def told(user) -> str:
    """The newest sentence in an inbox."""
    return lines(InboxItem.objects.filter(recipient=user).order_by("-pk")[:1])[0].sentence


def post(client: Client, user, name: str, complaint: Complaint, **said):
    """Send one act by the record page's own address, and follow it."""
    client.force_login(user)
    return client.post(reverse(f"complaints:{name}", args=[complaint.pk]), said, follow=True)


def status(office: Office, duty: str, user):
    """How a duty stands for one person."""
    reading = next(each for each in DUTIES if each.id == duty)
    return reading.team([user], office.park, clock.today())[user.pk]


def test_the_officer_stays_responsible_until_the_colleague_accepts(client: Client, office: Office, case: Complaint):
    said = {"receiver": office.other_officer.pk, "reason": "由您更熟悉。", "form_id": new_form()}
    page = post(client, office.officer, "hand_over", case, **said)
    assert "已通知您的同事" in page.content.decode()
    assert now(case).officer == office.officer
    assert "由您更熟悉" in told(office.other_officer)
    page = post(client, office.other_officer, "accept", case)
    assert page.status_code == 200
    kept = now(case)
    assert (kept.officer, kept.handover_count, kept.first_contact) == (office.other_officer, 1, office.officer)
    assert kept.matter in told(office.officer)
    assert not list(books_check())


def test_a_colleague_of_another_building_reads_it_only_while_asked(client: Client, office: Office, case: Complaint):
    client.force_login(office.other_officer)
    url = reverse("complaints:record", args=[case.pk])
    assert client.get(url).status_code == 404
    ask(case, office.other_officer)
    assert client.get(url).status_code == 200
    page = post(client, office.other_officer, "refuse", case, refusal="本周外出培训。")
    assert page.redirect_chain[-1][0] == reverse("complaints:queue")
    assert client.get(url).status_code == 404


def test_a_refusal_needs_a_reason_which_the_asker_reads(client: Client, office: Office, case: Complaint):
    ask(case, office.other_officer)
    assert post(client, office.other_officer, "refuse", case, refusal="").status_code == 422
    assert Handover.objects.waiting().count() == 1
    post(client, office.other_officer, "refuse", case, refusal="本周外出培训。")
    assert "本周外出培训" in told(office.officer)
    client.force_login(office.officer)
    shown = client.get(reverse("complaints:record", args=[case.pk])).content.decode()
    assert "本周外出培训" in shown
    assert now(case).officer == office.officer


def test_the_asker_takes_it_back_and_a_late_yes_hears_so(client: Client, office: Office, case: Complaint):
    ask(case, office.other_officer)
    post(client, office.officer, "take_back", case)
    late = post(client, office.other_officer, "accept", case)
    assert "已撤回" in late.content.decode()
    assert now(case).officer == office.officer
    assert now(case).handover_count == 0


def test_a_late_taking_back_hears_that_the_colleague_has_accepted(client: Client, office: Office, case: Complaint):
    ask(case, office.other_officer)
    post(client, office.other_officer, "accept", case)
    late = post(client, office.officer, "take_back", case)
    assert late.status_code == 200
    assert "已接手" in late.content.decode()
    assert now(case).officer == office.other_officer


@pytest.mark.both
def test_only_one_colleague_is_asked_at_a_time(office: Office, case: Complaint):
    ask(case, office.other_officer)
    with pytest.raises(RuleViolation, match=office.other_officer.name):
        ask(case, office.manager)


def test_after_two_hand_overs_the_manager_is_told_and_only_the_manager_assigns(
    client: Client, office: Office, case: Complaint
):
    third = staff(Role.OFFICER, office.park, "officer3", "吴试办", buildings=[office.other_building])
    for receiver in (office.other_officer, third):
        ask(case, receiver)
        accept(case, receiver)
    assert case.matter in told(office.manager)
    assert InboxItem.objects.filter(recipient=office.manager, verb="inbox.handed_over_often").count() == 1
    with pytest.raises(RuleViolation):
        ask(case, office.officer)
    said = {"receiver": office.officer.pk, "reason": "再转一次。", "form_id": new_form()}
    post(client, third, "hand_over", case, **said)
    assert now(case).officer == third
    casework.assign(complaint_id=case.pk, actor=office.manager, officer=office.officer)
    assert (now(case).officer, now(case).handover_count) == (office.officer, 2)


@pytest.mark.duty("M2")
def test_two_refusals_in_a_row_go_to_the_manager_who_names_the_officer(office: Office, case: Complaint):
    third = staff(Role.OFFICER, office.park, "officer3", "吴试办", buildings=[office.other_building])
    for receiver in (office.other_officer, third):
        ask(case, receiver)
        refuse(case, receiver)
    assert InboxItem.objects.filter(recipient=office.manager, verb="inbox.handover_stopped").count() == 1
    assert status(office, "A5", office.manager).state == "due"
    with pytest.raises(RuleViolation, match="2"):
        ask(case, office.other_officer)
    casework.assign(complaint_id=case.pk, actor=office.manager, officer=third)
    assert status(office, "A5", office.manager).state == "nothing"
    ask(case, office.other_officer)


def test_a_yes_between_two_refusals_starts_the_count_again(office: Office, case: Complaint):
    ask(case, office.other_officer)
    refuse(case, office.other_officer)
    ask(case, office.other_officer)
    accept(case, office.other_officer)
    ask(case, office.officer)
    refuse(case, office.officer)
    assert now(case).handover_refusals == 1
    assert not InboxItem.objects.filter(verb="inbox.handover_stopped").exists()


@pytest.mark.duty("P3")
def test_it_is_never_handed_to_the_person_concerned_nor_below_the_manager_unnamed(office: Office):
    unnamed = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    with pytest.raises(RuleViolation):
        ask(unnamed, office.officer)
    about = complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.officer)
    with pytest.raises(RuleViolation):
        ask(about, office.officer)
    with pytest.raises(RuleViolation):
        ask(complaint_in(office), office.clerk)


def test_the_assignment_of_the_manager_ends_a_waiting_hand_over(office: Office, case: Complaint):
    ask(case, office.other_officer)
    casework.assign(complaint_id=case.pk, actor=office.manager, officer=office.manager)
    assert not Handover.objects.waiting().exists()
    assert case.matter in told(office.other_officer)
    with pytest.raises(RuleViolation):
        accept(case, office.other_officer)
    assert not list(books_check())


def test_it_waits_on_the_desk_and_in_the_duties_of_the_colleague(client: Client, office: Office, case: Complaint):
    assert status(office, "A5", office.other_officer).state == "nothing"
    ask(case, office.other_officer)
    reading = status(office, "A5", office.other_officer)
    assert reading.state == "due"
    client.force_login(office.other_officer)
    desk = client.get(reverse("home:desk")).content.decode()
    assert case.number in desk
    asked = client.get(reading.url).context["listing"]
    assert [row.number for row in asked.page.rows] == [case.number]


@pytest.mark.duty("A1")
def test_who_received_it_first_answers_for_the_first_word_after_a_hand_over(client: Client, office: Office):
    web = complaint_in(office)
    ask(web, office.other_officer)
    accept(web, office.other_officer)
    assert status(office, "A1", office.officer).state == "open"
    assert status(office, "A1", office.other_officer).state == "open"
    client.force_login(office.officer)
    shown = client.get(reverse("complaints:record", args=[web.pk])).content.decode()
    assert "首问负责 李样例" in shown

    words.reply(
        complaint_id=web.pk, actor=office.other_officer, kind="contact", method="phone", text=POLITE, form_id=new_form()
    )
    assert status(office, "A1", office.officer).state == "nothing"


def test_the_number_of_hand_overs_shows_in_record_and_queue(client: Client, office: Office, case: Complaint):
    ask(case, office.other_officer)
    accept(case, office.other_officer)
    client.force_login(office.manager)
    for url in (reverse("complaints:record", args=[case.pk]), reverse("complaints:queue")):
        assert "移交 1 次" in client.get(url).content.decode()
