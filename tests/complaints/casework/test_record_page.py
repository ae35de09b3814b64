"""The record page: what each reader sees of a complaint, which acts are offered, and that looking writes nothing."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.casework import papers, words
from complaints.choices import Category, State
from complaints.models import Complaint
from parkservice.journal.models import AccessEntry
from parkservice.kit import clock
from parkservice.messaging.models import OutboxMessage
from parkservice.messaging.outbox import deliver_due
from tests.complaints import factories
from tests.complaints.factories import Office, complaint_in, new_form

#: Statements of the whole page, its frame included (performance.md 5.3).
MOST = 14


def page(client: Client, complaint: Complaint, user, **query) -> str:
    """The record page as somebody sees it."""
    client.force_login(user)
    response = client.get(reverse("complaints:record", args=[complaint.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def status(client: Client, complaint: Complaint, user) -> int:
    """What somebody gets when they open the record."""
    client.force_login(user)
    return client.get(reverse("complaints:record", args=[complaint.pk])).status_code


def offered(text: str) -> set[str]:
    """The acts whose form stands on the page."""
    names = (
        *("release", "investigate", "findings", "act", "resolve", "explain", "dismiss", "escalate", "decide"),
        *("close", "assign", "reply", "report", "note", "reject", "dispatch"),
    )
    return {name for name in names if re.search(rf'/complaints/\d+/{name}/"', text)}


@pytest.mark.duty("A3", "O11")
@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (State.RECEIVED, {"investigate", "reply", "note"}),
        (State.INVESTIGATING, {"findings", "reply", "note", "escalate"}),
        (State.ACTING, {"resolve", "reply", "note", "escalate"}),
        (State.ESCALATED, {"reply", "note"}),
        (State.RESOLVED, {"report", "reply", "note"}),
        (State.CLOSED, {"note"}),
    ],
)
def test_the_officer_is_offered_what_the_state_allows(client: Client, office: Office, state: str, acts: set[str]):
    assert offered(page(client, complaint_in(office, state), office.officer)) == acts


def test_outcomes_are_offered_once_there_are_findings(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint)
    assert {"act", "explain"} <= offered(page(client, complaint, office.officer))
    factories.find(office, complaint, "unfounded")
    assert "dismiss" in offered(page(client, complaint, office.officer))


def test_closing_is_offered_once_both_know_the_result(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    factories.tell_result(office, complaint)
    assert "close" not in offered(page(client, complaint, office.officer))
    factories.tell_office(office, complaint)
    assert "close" not in offered(page(client, complaint, office.officer))
    factories.visit(office, complaint)
    assert "close" in offered(page(client, complaint, office.officer))


@pytest.mark.duty("A3")
def test_the_manager_reads_problem_and_opinion_and_decides(client: Client, office: Office):
    text = page(client, complaint_in(office, State.ESCALATED), office.manager)
    assert {"decide", "assign"} <= offered(text)
    assert "缺少备件，两周后到货" in text
    assert "建议先租用叉车" in text


def test_a_held_complaint_offers_only_its_release(client: Client, office: Office):
    acts = offered(page(client, complaint_in(office, held=True), office.officer))
    assert acts == {"release", "note"}
    assert "reject" in offered(page(client, Complaint.objects.get(), office.manager))


def test_others_are_offered_nothing(client: Client, office: Office):
    assert offered(page(client, complaint_in(office), office.duty_room)) == set()


def test_the_phone_is_masked_and_the_mail_too(client: Client, office: Office):
    text = page(client, complaint_in(office, email="lin@example.invalid"), office.officer)
    assert "199****0034" in text
    assert "19900000034" not in text
    assert "lin@example.invalid" not in text


def test_a_number_is_shown_once_with_a_reason_in_the_access_log(client: Client, office: Office, settings: LazySettings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    complaint = complaint_in(office)
    client.force_login(office.officer)
    url = reverse("complaints:reveal", args=[complaint.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    desk = {"REMOTE_ADDR": "10.0.0.1", "headers": {"x-forwarded-for": "198.51.100.1"}}
    shown = client.post(url, {"reason": "回电核对时间"}, **desk)
    assert "19900000034" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    entry = AccessEntry.objects.get(what="reveal")
    assert (entry.actor, entry.reason, entry.subject_id) == (office.officer, "回电核对时间", complaint.pk)
    assert entry.address == "198.51.100.1"
    assert "19900000034" not in page(client, complaint, office.officer)


@pytest.mark.parametrize("role", ["duty_room", "park_office"])
def test_who_sees_masked_records_reveals_nothing(client: Client, office: Office, role: str):
    complaint = complaint_in(office, State.CLOSED)
    client.force_login(getattr(office, role))
    answer = client.post(reverse("complaints:reveal", args=[complaint.pk]), {"reason": "好奇"})
    assert answer.status_code == 403
    assert not AccessEntry.objects.filter(what="reveal").exists()


def test_the_duty_room_sees_neither_name_nor_number_nor_notes(client: Client, office: Office):
    told = "我是林示例，电话 19900000034，货梯异响。"
    complaint = complaint_in(office, State.ACTING, content=told, matter="林示例反映货梯")
    words.note(complaint_id=complaint.pk, actor=office.manager, text="内部备注一条", form_id=new_form())
    text = page(client, complaint, office.duty_room)
    assert "林**" in text
    for secret in ("林示例", "林女士", "19900000034", "内部备注一条"):
        assert secret not in text


@pytest.mark.duty("A3")
def test_the_park_office_sees_results_and_never_notes_or_escalations(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING)
    assert status(client, complaint, office.park_office) == 404
    factories.escalate(office, complaint)
    from complaints.casework import services

    services.decide(complaint_id=complaint.pk, actor=office.manager, decision="同意租用叉车", target=State.RESOLVED)
    words.note(complaint_id=complaint.pk, actor=office.manager, text="内部备注一条", form_id=new_form())
    assert status(client, complaint, office.park_office) == 404
    factories.tell_office(office, complaint)
    text = page(client, complaint, office.park_office)
    assert "导靴衬垫磨损 4 毫米" in text
    for secret in ("缺少备件", "建议先租用叉车", "内部备注一条", "林示例", "19900000034", "199****0034"):
        assert secret not in text


def test_a_colleague_sees_what_they_took_in_without_notes(client: Client, office: Office):
    complaint = complaint_in(office, actor=office.clerk, channel="phone")
    words.note(complaint_id=complaint.pk, actor=office.manager, text="内部备注一条", form_id=new_form())
    text = page(client, complaint, office.clerk)
    assert "199****0034" in text
    assert "内部备注一条" not in text
    assert offered(text) == {"note"}


def test_a_tenant_is_led_to_the_tracking_page(client: Client, office: Office):
    complaint = complaint_in(office, account=office.tenant, company=office.customer)
    client.force_login(office.tenant)
    response = client.get(reverse("complaints:record", args=[complaint.pk]))
    assert response.status_code == 302
    assert response["Location"] == reverse("complaints:track_case", args=[complaint.track_code])


@pytest.mark.parametrize("role", ["other_officer", "clerk", "tenant", "park_office"])
def test_a_complaint_of_others_does_not_exist(client: Client, office: Office, role: str):
    assert status(client, complaint_in(office), getattr(office, role)) == 404


def test_a_complaint_of_another_park_does_not_exist(client: Client, office: Office, other_park: Office):
    complaint = complaint_in(office)
    for role in ("officer", "manager", "project_manager", "duty_room"):
        assert status(client, complaint, getattr(other_park, role)) == 404


def test_the_person_concerned_never_sees_it(client: Client, office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.manager)
    assert complaint.officer == office.project_manager
    assert status(client, complaint, office.manager) == 404
    assert status(client, complaint, office.project_manager) == 200


def test_no_officer_sees_a_service_complaint_before_it_is_theirs(client: Client, office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    assert status(client, complaint, office.officer) == 404
    assert status(client, complaint, office.manager) == 200


def test_an_officer_who_took_in_a_service_complaint_reads_only_what_they_wrote(client: Client, office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE, actor=office.officer, channel="phone")
    words.note(complaint_id=complaint.pk, actor=office.manager, text="内部备注一条", form_id=new_form())
    text = page(client, complaint, office.officer)
    assert "内部备注一条" not in text
    assert offered(text) == {"note"}


def test_a_stand_in_takes_the_officers_place(client: Client, office: Office):
    stand_in = factories.staff("officer", office.park, "standin", "代班员", buildings=[office.other_building])
    stand_in.postings.update(standing_in_for=office.officer, ends=factories.MORNING.date())
    complaint = complaint_in(office, unit=None, customer=None, building=office.building)
    Complaint.objects.filter(pk=complaint.pk).update(officer=office.officer)
    assert "investigate" in offered(page(client, complaint, stand_in))


def test_the_computation_of_the_limit_is_shown(client: Client, office: Office):
    assert "08:30–12:00" in page(client, complaint_in(office), office.officer)


def test_the_history_can_be_narrowed(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    whole = page(client, complaint, office.officer)
    told = page(client, complaint, office.officer, show="told")
    assert whole.count("<time ") > told.count("<time ") == 1


def test_a_waiting_mail_is_said_on_the_page(client: Client, office: Office):
    complaint = complaint_in(office, email="lin@example.invalid")
    OutboxMessage.objects.update(state="failed", error="OSError")
    assert 'data-tone="miss" role="alert"' in page(client, complaint, office.officer)


def test_other_complaints_of_the_unit_stand_beside_it(client: Client, office: Office):
    first = complaint_in(office, matter="货梯停在二楼")
    second = complaint_in(office)
    text = page(client, second, office.officer)
    assert first.number in text
    assert "货梯停在二楼" in text


def test_a_ready_text_fills_the_form(client: Client, office: Office):
    from parkservice.messaging.models import ReplyTemplate

    complaint = complaint_in(office)
    template = ReplyTemplate.objects.filter(park=office.park, language="zh-hans").first()
    text = page(client, complaint, office.officer, template=template.pk)
    assert f"林女士：您好！您反映的{complaint.matter}（{complaint.number}）" in text


@pytest.mark.parametrize("role", ["officer", "manager", "duty_room", "park_office"])
@pytest.mark.parametrize("state", [State.RECEIVED, State.INVESTIGATING, State.ESCALATED, State.RESOLVED, State.CLOSED])
def test_looking_writes_nothing_and_asks_little(client: Client, office: Office, role: str, state: str):
    complaint = complaint_in(office, state)
    client.force_login(getattr(office, role))
    url = reverse("complaints:record", args=[complaint.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(asked) <= MOST


@pytest.mark.duty("A5")
def test_the_history_proves_how_each_word_arrived(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED, email="lin@example.invalid")
    for method in ("sms", "mail", "letter"):
        factories.tell_result(office, complaint, method=method)
    deliver_due()
    text = page(client, complaint, office.officer)
    assert text.count("已发送，回执：") == 2
    assert "信函还没有打印。" in text
    paper = papers.print_letter(complaint=complaint, actor=office.officer)
    assert f"验证码 {paper.code}" in page(client, complaint, office.officer)
    assert paper.code not in page(client, complaint, office.duty_room)


def test_an_attempt_says_which_day_it_was(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    factories.tell_result(office, complaint, reached=False)
    with clock.at(factories.MORNING + timedelta(days=1)):
        factories.tell_result(office, complaint, reached=False)
        text = page(client, complaint, office.officer)
    assert "第 1 天联系" in text
    assert "第 2 天联系" in text


def test_the_length_of_a_text_message_is_shown_while_typing(client: Client, office: Office):
    complaint = complaint_in(office)
    client.force_login(office.officer)
    url = reverse("messaging:check", args=["complaint.reply", complaint.pk])
    assert "计 2 条短信" in client.post(url, {"text": "您" * 80, "way": "sms"}).content.decode()
    assert "条短信" not in client.post(url, {"text": "您" * 80, "way": "phone"}).content.decode()
    reply = reverse("complaints:reply", args=[complaint.pk])
    form = {"kind": "answer", "way": "sms", "text": "您" * 501, "form_id": new_form()}
    answer = client.post(reply, form)
    assert answer.status_code == 422
    assert "短信最多 500 字" in answer.content.decode()
