"""A complaint about a person reaches that person by no way: register, inbox, outbox, duty room, group (P3, A7).

Where the only manager is concerned, the project manager hears what the manager would; above the project manager
stands the general manager (design section 4, chain).
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from complaints.casework import rules, services, words
from complaints.choices import Category, ReplyKind, ReplyMethod, Severity, State
from complaints.duplicates.services import mention, merge
from complaints.models import Complaint, Contact, Observation
from complaints.office.services import comment
from complaints.oversight import services as oversight
from parkservice.accounts.models import User
from parkservice.home import board
from parkservice.kit import clock
from parkservice.messaging.inbox import tell
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.complaints import factories
from tests.complaints.contacts.sending import complaint as call
from tests.complaints.contacts.sending import send
from tests.complaints.factories import MORNING, POLITE, Office, complaint_in, new_form
from tests.tasks.factories import an_order, make_team

pytestmark = pytest.mark.duty("P3")


def about(office: Office, person: User, state: str = State.RECEIVED, **said: Any) -> Complaint:
    """A complaint about somebody's manners, told by the web."""
    return complaint_in(office, state, category=Category.SERVICE_ATTITUDE, against=person, **said)


def told(person: User) -> list[str]:
    """What stands in somebody's inbox."""
    return list(InboxItem.objects.filter(recipient=person).order_by("pk").values_list("verb", flat=True))


def observe(office: Office, complaint: Complaint) -> Observation:
    """The duty room writes down what it saw of a complaint."""
    return oversight.observe_complaint(
        complaint_id=complaint.pk, actor=office.duty_room, text="经理对客户大声说话", form_id=new_form()
    )


def test_a_complaint_about_the_only_manager_is_escalated_to_the_project_manager(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, against=office.manager)
    client.force_login(office.officer)
    said = {"problem": "经理当众训斥客户", "opinion": "请上级处理"}
    assert client.post(reverse("complaints:escalate", args=[complaint.pk]), said).status_code == 302
    assert "inbox.escalated" in told(office.project_manager)
    assert told(office.manager) == []


def test_the_proposal_on_the_only_manager_is_asked_of_the_project_manager(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, against=office.manager, severity=Severity.MAJOR)
    factories.find(office, complaint)
    assert "inbox.to_propose" in told(office.project_manager)
    assert told(office.manager) == []


def test_what_is_major_about_the_project_manager_goes_to_the_general_manager(office: Office):
    complaint_in(office, against=office.project_manager, severity=Severity.MAJOR)
    assert told(office.general_manager) == ["inbox.major"]
    assert told(office.project_manager) == []


def test_report_comment_reminder_and_observation_pass_over_the_manager_concerned(office: Office):
    complaint = complaint_in(office, State.RESOLVED, against=office.clerk)
    Complaint.objects.filter(pk=complaint.pk).update(against_staff=office.manager)
    before = {person: len(told(person)) for person in (office.manager, office.project_manager)}
    factories.tell_office(office, complaint)
    comment(complaint_id=complaint.pk, actor=office.park_office, text="请说明经理的态度")
    observe(office, complaint)
    with clock.at(Complaint.objects.get().next_due + timedelta(minutes=1)):
        oversight.remind(complaint_id=complaint.pk, actor=office.duty_room, text="已经超期")
    heard = ["inbox.reported", "inbox.office_comment", "inbox.observed", "inbox.duty_reminder"]
    assert told(office.project_manager)[before[office.project_manager] :] == heard
    assert told(office.manager)[before[office.manager] :] == []


def test_the_person_concerned_neither_reads_nor_answers_the_observation(client: Client, office: Office):
    seen = observe(office, about(office, office.manager))
    client.force_login(office.manager)
    assert "大声说话" not in client.get(reverse("complaints:observations")).content.decode()
    said = {"text": "没有这回事"}
    assert client.post(reverse("complaints:observation_answer", args=[seen.pk]), said).status_code == 404
    with pytest.raises(PermissionDenied):
        oversight.answer(observation_id=seen.pk, actor=office.manager, **said)
    tiles = board.read_own(office.manager, office.park, clock.today())
    assert next(tile.status.state for tile in tiles if tile.duty.id == "P1") == "nothing"
    client.force_login(office.project_manager)
    client.post(reverse("complaints:observation_answer", args=[seen.pk]), said)
    assert Observation.objects.get().answered_by == office.project_manager


def test_the_register_of_calls_hides_a_complaint_from_the_person_it_is_about(client: Client, office: Office):
    send(client, office.clerk, call(category="service_attitude", against=office.manager.pk, content="经理骂人"))
    for other in (office.manager, office.officer):  # the officer of the building sees no service attitude either
        client.force_login(other)
        row = Contact.objects.get()
        assert client.get(reverse("complaints:contact", args=[row.pk])).status_code == 404
        assert "经理骂人" not in client.get(reverse("complaints:contacts"), {"view": "all"}).content.decode()
    client.force_login(office.project_manager)
    assert "经理骂人" in client.get(reverse("complaints:contacts"), {"view": "all"}).content.decode()


def test_a_mention_is_as_secret_as_the_complaint_that_it_counts_for(client: Client, office: Office):
    complaint = about(office, office.manager)
    send(client, office.clerk, call(topic="other", content="经理又骂人了", outcome="open"))
    row = Contact.objects.get()
    mention(complaint_id=complaint.pk, actor=office.project_manager, contact=row)
    assert Contact.objects.visible_to(office.project_manager).exists()
    assert not Contact.objects.visible_to(office.manager).exists()
    assert not Contact.objects.visible_to(office.officer).exists()


def test_who_writes_down_a_complaint_about_themselves_comes_back_to_the_register(client: Client, office: Office):
    response = send(client, office.clerk, call(category="service_attitude", against=office.clerk.pk))
    assert response["Location"] == reverse("complaints:contacts")
    assert client.get(response["Location"]).status_code == 200


def test_the_outbox_hides_letters_about_the_reader(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, against=office.manager, email="lin@example.invalid")
    words.reply(
        complaint_id=complaint.pk,
        actor=office.officer,
        kind=ReplyKind.ANSWER,
        method=ReplyMethod.MAIL,
        text=POLITE,
        form_id=new_form(),
    )
    for reader, status in ((office.manager, 404), (office.project_manager, 200)):
        client.force_login(reader)
        letter = OutboxMessage.objects.get(purpose="complaint.reply")
        assert client.get(reverse("messaging:outbox_message", args=[letter.pk])).status_code == status
        assert ("导靴衬垫" in client.get(reverse("messaging:outbox")).content.decode()) == (status == 200)


def test_the_group_hears_nothing_of_a_named_person(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, against=office.clerk, severity=Severity.MAJOR)
    services.escalate(complaint_id=complaint.pk, actor=office.officer, problem="缺少备件", opinion="租用叉车")
    assert not OutboxMessage.objects.filter(channel="robot").exists()


def test_what_was_told_before_the_person_was_named_leaves_their_inbox(client: Client, office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    client.force_login(office.manager)
    assert complaint.matter in client.get(reverse("messaging:inbox")).content.decode()
    services.assign(complaint_id=complaint.pk, actor=office.project_manager, officer=office.project_manager)
    services.investigate(complaint_id=complaint.pk, actor=office.project_manager, against_staff=office.manager)
    assert complaint.matter not in client.get(reverse("messaging:inbox")).content.decode()


def test_who_is_named_on_the_leading_complaint_reads_nothing_of_the_merged_ones(client: Client, office: Office):
    with clock.at(MORNING - timedelta(hours=1)):
        first = complaint_in(office)
    send(client, office.clerk, call(content="保安经理又在门口骂人"))
    second = Complaint.objects.exclude(pk=first.pk).get()
    merge(complaint_id=second.pk, actor=office.manager, into=first)
    said = {"number": second.number, "matter": second.matter}
    tell(recipients=[office.manager], park=office.park, verb="inbox.complaint", subject=second, data=said)
    client.force_login(office.manager)
    assert client.get(second.get_absolute_url()).status_code == 200
    assert second.matter in client.get(reverse("messaging:inbox")).content.decode()
    services.investigate(complaint_id=first.pk, actor=office.officer, against_staff=office.manager)
    assert client.get(second.get_absolute_url()).status_code == 404
    assert second.matter not in client.get(reverse("messaging:inbox")).content.decode()
    assert not Contact.objects.visible_to(office.manager).exists()
    assert rules.concerns(Complaint.objects.get(pk=second.pk), office.manager)
    assert Complaint.objects.visible_to(office.project_manager).count() == 2


def test_messages_on_calls_and_tasks_leave_the_inbox_of_who_is_named_later(client: Client, office: Office):
    send(client, office.clerk, call(content="电话里说的事情"))
    contact, complaint = Contact.objects.get(), Complaint.objects.get()
    factories.investigate(office, complaint)
    make_team(office)
    order = an_order(office, subject=complaint, matter="更换大堂灯管")
    passed = {"recipients": [office.manager], "park": office.park}
    tell(verb="contact.passed_on", subject=contact, data={"matter": "电话里说的事情"}, **passed)
    tell(verb="inbox.workorder", subject=order, data={"matter": order.matter}, **passed)
    kinds = ("complaints.contact", "tasks.workorder")

    def read() -> int:
        return InboxItem.objects.visible_to(office.manager).filter(subject_kind__in=kinds).count()

    assert read() == 2
    Complaint.objects.update(against_staff=office.manager)
    assert read() == 0
