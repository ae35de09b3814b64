"""One screen for visits and calls: what is written down, and what comes of it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import ContactOutcome, State
from complaints.duplicates.offers import NEW
from complaints.models import Complaint, Contact, Suggestion
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from parkservice.paperwork.models import Attachment
from parkservice.tasks.models import WorkOrder
from tests.complaints.contacts.sending import complaint, said, send
from tests.complaints.factories import MORNING, Office, an_article, at, staff
from tests.paperwork.pictures import picture, upload


@pytest.mark.duty("A2")
def test_an_answered_call_is_one_closed_line_of_the_register(client: Client, office: Office):
    answer = send(client, office.clerk, said())
    contact = Contact.objects.get()
    assert answer.url == reverse("complaints:contact", args=[contact.pk])
    assert contact.number == "LF-2026-000001"
    assert (contact.outcome, contact.closed_at) == (ContactOutcome.ANSWERED, clock.now())
    assert (contact.unit, contact.building, contact.customer) == (office.unit, office.building, office.customer)
    assert (contact.received_by, contact.visitor, contact.phone) == (office.clerk, "林示例", "19900000034")
    page = client.get(answer.url).content.decode()
    assert "LF-2026-000001 已登记" in page
    assert "两小时内免费" in page
    assert Event.objects.about(contact).get().verb == "contact.recorded"


@pytest.mark.duty("A2", "A3", "O11", "A1")
def test_a_complaint_becomes_a_case_with_its_officer_and_its_clocks_at_once(client: Client, office: Office):
    answer = send(client, office.clerk, complaint(wanted_result="本周修好", place="1 号货梯"))
    case, contact = Complaint.objects.get(), Contact.objects.get()
    assert (case.officer, case.received_by, case.first_contact) == (office.officer, office.clerk, office.clerk)
    assert (case.contact, contact.outcome, contact.closed_at) == (contact, ContactOutcome.RECORDED, clock.now())
    assert (case.channel, case.category, case.severity) == ("phone", "facility_repair", "important")
    assert (case.sender_name, case.phone, case.unit) == ("林示例", "19900000034", office.unit)
    assert (case.wanted_result, case.place, case.state) == ("本周修好", "1 号货梯", State.RECEIVED)
    assert clock.local(case.acknowledge_due).strftime("%m-%d %H:%M") == "11-05 12:00"
    page = client.get(answer.url, follow=True).content.decode()
    assert f"{case.number} 已登记，由李样例负责。" in page
    assert InboxItem.objects.filter(recipient=office.officer, subject_id=case.pk).exists()


@pytest.mark.duty("A4", "O11")
def test_a_suggestion_becomes_a_case_reported_to_the_manager(client: Client, office: Office):
    send(client, office.clerk, said(topic="suggestion", content="在 C 栋设快递柜", outcome="", answer=""))
    suggestion = Suggestion.objects.get()
    assert suggestion.reported_at == clock.now()
    assert Contact.objects.get().outcome == ContactOutcome.RECORDED
    assert InboxItem.objects.filter(recipient=office.manager).exists()


@pytest.mark.duty("A2")
def test_explaining_a_rule_names_the_article(client: Client, office: Office):
    article = an_article(office.park)
    send(client, office.clerk, said(outcome="explained", article=article.pk))
    contact = Contact.objects.get()
    assert (contact.outcome, contact.article) == (ContactOutcome.EXPLAINED, article)
    assert article.text in client.get(reverse("complaints:contact", args=[contact.pk])).content.decode()


def test_passing_on_tells_the_colleague_and_keeps_the_line_open(client: Client, office: Office):
    fields = {
        "topic": "repair",
        "outcome": "passed_on",
        "answer": "",
        "handed_to": office.officer.pk,
        "promised_by": "2026-11-05T16:00",
    }
    send(client, office.clerk, said(**fields))
    contact = Contact.objects.get()
    assert (contact.handed_to, contact.closed_at) == (office.officer, None)
    assert clock.local(contact.promised_by).hour == 16
    assert InboxItem.objects.get(recipient=office.officer).subject_id == contact.pk
    client.force_login(office.officer)
    page = client.get(reverse("complaints:contact", args=[contact.pk])).content.decode()
    assert "今日 16:00" in page
    answer = {"answer": "师傅 15:00 到场，已经修好。"}
    client.post(reverse("complaints:contact_answer", args=[contact.pk]), answer)
    contact.refresh_from_db()
    assert (contact.outcome, contact.closed_at) == (ContactOutcome.ANSWERED, clock.now())


def test_praise_is_kept_with_its_words(client: Client, office: Office):
    send(client, office.clerk, said(topic="praise", content="感谢师傅", outcome="", answer=""))
    assert (Contact.objects.get().topic, Contact.objects.get().outcome) == ("praise", ContactOutcome.OPEN)


def test_a_second_send_makes_nothing_new_and_leads_to_the_same_page(client: Client, office: Office):
    fields = complaint()
    first, second = send(client, office.clerk, fields), send(client, office.clerk, fields)
    assert first.url == second.url
    assert (Contact.objects.count(), Complaint.objects.count()) == (1, 1)
    other = send(client, office.clerk, {**fields, "content": "完全不同的另一件事情。"})
    assert other.status_code == 422
    assert Contact.objects.count() == 1


@pytest.mark.duty("A1")
def test_a_complaint_about_a_colleague_goes_to_the_manager_and_never_to_them(client: Client, office: Office):
    send(client, office.clerk, complaint(category="service_attitude", against=office.officer.pk))
    case = Complaint.objects.get()
    assert (case.officer, case.against_staff) == (office.manager, office.officer)
    assert case not in Complaint.objects.visible_to(office.officer)


def test_a_colleague_named_under_another_category_is_not_kept(client: Client, office: Office):
    send(client, office.clerk, complaint(against=office.other_officer.pk))
    assert Complaint.objects.get().against_staff is None


def test_photos_of_a_complaint_are_kept_with_the_case(client: Client, office: Office):
    send(client, office.officer, complaint(channel="patrol", photos=[upload(picture(), "货梯.jpg")]))
    assert Attachment.objects.of(Complaint.objects.get()).count() == 1


@pytest.mark.duty("A2")
@pytest.mark.parametrize("fields", [said, complaint, lambda: said(topic="suggestion")], ids=["call", "case", "idea"])
def test_every_member_of_staff_records_and_then_sees_what_came_of_it(client: Client, office: Office, fields):
    for role in set(Role) - {Role.TENANT, Role.SYSADMIN}:
        # Each says that it is another matter, or the form would ask whether it is the same one.
        told = {**fields(), "same_as": NEW}
        answer = send(client, staff(role, office.park, f"any-{role}", "某同事"), told)
        assert answer.status_code == 302, role
        assert client.get(answer.url).status_code == 200, role


def test_a_tenant_and_the_system_administrator_record_nothing(client: Client, office: Office):
    for user in (office.tenant, staff(Role.SYSADMIN, office.park, "sysadmin", "许示维")):
        assert send(client, user, said()).status_code == 403
    assert not Contact.objects.exists()


def test_links_fill_in_unit_and_topic(client: Client, office: Office):
    client.force_login(office.clerk)
    form = client.get(reverse("complaints:contact_new"), {"unit": "A-201", "topic": "complaint"}).context["form"]
    assert (form["unit"].value(), form["topic"].value()) == ("A-201", "complaint")
    form = client.get(reverse("complaints:contact_new"), {"topic": "nonsense"}).context["form"]
    assert form["topic"].value() == "enquiry"


def test_the_unit_is_found_by_company_and_pinyin_too(client: Client, office: Office):
    send(client, office.clerk, said(unit="松石"))
    assert Contact.objects.get().unit == office.unit


def test_two_answers_to_one_call_keep_the_first(client: Client, office: Office):
    send(client, office.clerk, said(outcome="open", answer=""))
    address = reverse("complaints:contact_answer", args=[Contact.objects.get().pk])
    client.post(address, {"answer": "两小时内免费。"})
    with clock.at(MORNING + timedelta(minutes=5)):
        client.force_login(office.officer)
        page = client.post(address, {"answer": "不知道。"}, follow=True).content.decode()
    assert "同事已经答复过了" in page
    assert Contact.objects.get().answer == "两小时内免费。"


def test_an_empty_answer_comes_back_beside_the_field(client: Client, office: Office):
    send(client, office.clerk, said(outcome="open", answer=""))
    contact = Contact.objects.get()
    again = client.post(reverse("complaints:contact_answer", args=[contact.pk]), {"answer": " "})
    assert again.status_code == 422
    contact.refresh_from_db()
    assert contact.closed_at is None


@pytest.mark.duty("O9")
def test_a_repair_becomes_a_work_order_with_the_same_words(client: Client, office: Office):
    tech = staff(Role.MAINTENANCE, office.park, "tech", "郑样修")
    tech.postings.update(department=office.department)
    call = said(topic="repair", content="卫生间水龙头漏水。", outcome="open", answer="", repaired_by="")
    refused = send(client, office.clerk, call)
    assert refused.status_code == 422
    assert "请选择由谁维修" in refused.content.decode()
    assert not Contact.objects.exists()
    for _twice in range(2):
        send(client, office.clerk, {**call, "repaired_by": office.department.pk})
    order, contact = WorkOrder.objects.get(), Contact.objects.get()
    # Thursday 10:00 and two working days: Monday, when the desk shuts (domain 3.12).
    assert (order.source, order.department, order.due) == (contact, office.department, at(date(2026, 11, 9), 17, 30))
    assert (order.details, order.unit) == ("卫生间水龙头漏水。", office.unit)
    assert (order.contact_name, order.contact_phone) == ("林女士", "19900000034")
    assert (contact.outcome, contact.closed_at) == (ContactOutcome.OPEN, None)
    assert InboxItem.objects.filter(recipient=tech, verb="inbox.workorder").count() == 1
    assert order.number in client.get(reverse("complaints:contact", args=[contact.pk])).content.decode()
