"""The acts through the pages: what is asked for, what comes back with mistakes, what is refused, what is stored."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import Category, ReplyKind, State
from complaints.models import Complaint, OfficeReport, Remark, Reply
from parkservice.journal.models import AccessEntry, Event
from parkservice.kit import clock
from tests.complaints import factories
from tests.complaints.factories import MORNING, POLITE, Office, complaint_in, new_form

Answers = dict[str, Any]


def post(client: Client, complaint: Complaint, act: str, user, **answers):
    """Send one act of a complaint."""
    client.force_login(user)
    return client.post(reverse(f"complaints:{act}", args=[complaint.pk]), answers)


def state(complaint: Complaint) -> str:
    """Where the complaint stands in the database."""
    return str(Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk))


def said(response) -> str:
    """The page after an act, with its message."""
    return response.client.get(response["Location"]).content.decode()


def good(office: Office, act: str) -> Answers:
    """Answers that an act takes."""
    return {
        "investigate": {"severity": "important", "category": Category.FACILITY_REPAIR},
        "findings": {"facts": "导靴衬垫磨损", "validity": "valid", "cause": "漏换", "department": office.department.pk},
        "act": {"measures": "更换衬垫"},
        "resolve": {"measures": "已更换衬垫"},
        "explain": {"article_id": factories.an_article(office.park).pk, "explanation": "当面解释，接受"},
        "dismiss": {"explanation": "现场未发现问题"},
        "escalate": {"problem": "缺少备件", "opinion": "建议租用"},
        "decide": {"decision": "同意租用", "target": State.ACTING},
        "report": {"way": "in_app", "text": "已处理完毕", "form_id": new_form()},
        "reply": {"kind": ReplyKind.ANSWER, "way": "phone", "text": POLITE, "form_id": new_form()},
        "note": {"text": "下午再看", "form_id": new_form()},
        "assign": {"officer": office.other_officer.pk},
        "close": {},
        "release": {},
    }[act]


@pytest.mark.duty("A3", "A5", "O11")
def test_an_officer_brings_a_complaint_from_the_queue_to_both_replies(client: Client, office: Office):
    complaint = complaint_in(office)
    for act, expected in [
        ("investigate", State.INVESTIGATING),
        ("findings", State.INVESTIGATING),
        ("act", State.ACTING),
        ("resolve", State.RESOLVED),
    ]:
        assert post(client, complaint, act, office.officer, **good(office, act)).status_code == 302
        assert state(complaint) == expected
    result = {**good(office, "reply"), "kind": ReplyKind.RESULT}
    assert post(client, complaint, "reply", office.officer, **result).status_code == 302
    assert post(client, complaint, "report", office.officer, **good(office, "report")).status_code == 302
    factories.visit(office, complaint)
    assert post(client, complaint, "close", office.officer).status_code == 302
    assert state(complaint) == State.CLOSED


@pytest.mark.duty("A3")
def test_a_manager_decides_what_an_officer_escalated(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint)
    post(client, complaint, "escalate", office.officer, **good(office, "escalate"))
    assert post(client, complaint, "decide", office.officer, **good(office, "decide")).status_code == 403
    assert state(complaint) == State.ESCALATED
    assert post(client, complaint, "decide", office.manager, **good(office, "decide")).status_code == 302
    assert state(complaint) == State.ACTING


@pytest.mark.parametrize(
    ("where", "act", "missing"),
    [
        (State.RECEIVED, "investigate", "severity"),
        (State.INVESTIGATING, "findings", "facts"),
        (State.INVESTIGATING, "findings", "validity"),
        (State.INVESTIGATING, "findings", "department"),
        (State.ACTING, "resolve", "measures"),
        (State.ACTING, "escalate", "problem"),
        (State.ACTING, "escalate", "opinion"),
        (State.RESOLVED, "report", "text"),
        (State.RECEIVED, "reply", "text"),
        (State.RECEIVED, "note", "text"),
    ],
)
def test_an_empty_answer_comes_back_beside_its_field(
    client: Client, office: Office, where: str, act: str, missing: str
):
    complaint = complaint_in(office, where)
    before = Event.objects.count()
    response = post(client, complaint, act, office.officer, **{**good(office, act), missing: ""})
    text = response.content.decode()
    assert response.status_code == 422
    assert f'id="{act}-{missing}_error"' in text
    assert Event.objects.count() == before
    assert state(complaint) == where


@pytest.mark.parametrize("text", ["短", "含有\x00控制字符", "长" * 5001])
def test_text_that_cannot_be_kept_comes_back(client: Client, office: Office, text: str):
    complaint = complaint_in(office, State.ACTING)
    assert post(client, complaint, "resolve", office.officer, measures=text).status_code == 422
    assert state(complaint) == State.ACTING


def test_markup_is_kept_as_it_was_typed_and_shown_as_text(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING)
    post(client, complaint, "resolve", office.officer, measures="<script>alert(1)</script>已处理")
    client.force_login(office.officer)
    text = client.get(complaint.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_what_was_typed_comes_back_with_the_mistake(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    response = post(client, complaint, "findings", office.officer, facts="导靴衬垫磨损", validity="", department="")
    assert "导靴衬垫磨损</textarea>" in response.content.decode()


def test_a_promise_lies_ahead(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint)
    past = {"measures": "更换衬垫", "done_by": "2026-11-05T09:00"}
    assert post(client, complaint, "act", office.officer, **past).status_code == 422
    assert post(client, complaint, "act", office.officer, **{**past, "done_by": "2026-11-06T16:00"}).status_code == 302
    assert Complaint.objects.get(pk=complaint.pk).measures_by == factories.at(MORNING.date() + timedelta(days=1), 16)


@pytest.mark.parametrize(
    ("where", "act", "role"),
    [
        (State.CLOSED, "resolve", "officer"),
        (State.RECEIVED, "close", "officer"),
        (State.RESOLVED, "escalate", "officer"),
        (State.ACTING, "decide", "manager"),
        (State.CLOSED, "assign", "manager"),
        (State.ACTING, "report", "officer"),
        (State.ACTING, "investigate", "officer"),
        (State.RECEIVED, "findings", "officer"),
    ],
)
def test_a_step_out_of_turn_is_refused_with_a_message(client: Client, office: Office, where: str, act: str, role: str):
    complaint = complaint_in(office, where)
    before = Event.objects.count()
    response = post(client, complaint, act, getattr(office, role), **good(office, act))
    assert response.status_code == 302
    assert 'data-tone="miss" role="alert"' in said(response)
    assert Event.objects.count() == before
    assert state(complaint) == where


def test_a_late_step_is_told_the_day_on_which_the_colleague_was_first(client: Client, office: Office):
    complaint = complaint_in(office)
    post(client, complaint, "investigate", office.officer, **good(office, "investigate"))
    with clock.at(MORNING + timedelta(days=1)):
        response = post(client, complaint, "investigate", office.manager, **good(office, "investigate"))
        assert f"{office.officer.name}已在 2026-11-05 10:00 先办理" in said(response)


ACTS = (
    *("investigate", "findings", "act", "resolve", "explain", "dismiss", "escalate", "decide", "close", "assign"),
    *("release", "reply", "report", "note", "reveal", "print_register", "print_reply"),
)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_needs_a_post(client: Client, office: Office, act: str):
    client.force_login(office.manager)
    assert client.get(reverse(f"complaints:{act}", args=[complaint_in(office).pk])).status_code == 405


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["clerk", "duty_room", "park_office", "other_officer", "tenant"])
def test_forced_acts_of_others_write_nothing(client: Client, office: Office, act: str, role: str):
    complaint = complaint_in(office, State.RESOLVED)
    before = Event.objects.count()
    answers = good(office, act) if act not in ("reveal", "print_register", "print_reply") else {}
    assert post(client, complaint, act, getattr(office, role), **answers).status_code in (403, 404)
    assert Event.objects.count() == before
    assert not any(model.objects.exists() for model in (Reply, OfficeReport, Remark))


def test_a_refused_act_is_logged(client: Client, office: Office):
    post(client, complaint_in(office), "decide", office.officer, **good(office, "decide"))
    assert AccessEntry.objects.filter(what="refused", actor=office.officer).exists()


def test_an_act_on_another_parks_complaint_is_404(client: Client, office: Office, other_park: Office):
    complaint = complaint_in(office)
    assert post(client, complaint, "investigate", other_park.manager, **good(office, "investigate")).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client, office: Office):
    response = client.post(reverse("complaints:close", args=[complaint_in(office).pk]))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.duty("A3")
def test_the_second_of_two_managers_is_told_who_was_first(client: Client, office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    post(client, complaint, "decide", office.manager, **good(office, "decide"))
    with clock.at(MORNING + timedelta(minutes=1)):
        late = post(client, complaint, "decide", office.project_manager, decision="不同意这样", target=State.RESOLVED)
        text = said(late)
    assert "王示例" in text
    assert "10:00" in text
    assert state(complaint) == State.ACTING


@pytest.mark.duty("L2", "L3")
def test_the_courtesy_check_answers_while_typing_and_records_nothing(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    before = Event.objects.count()
    client.force_login(office.officer)
    url = reverse("messaging:check", args=["complaint.reply", complaint.pk])
    response = client.post(url, {"text": "你反映的问题已处理。"})
    text = response.content.decode()
    assert "data-mend" in text
    assert "对不起" in text
    assert Event.objects.count() == before


@pytest.mark.duty("L3")
def test_a_missing_apology_asks_for_the_reason_and_keeps_the_text(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    plain = {**good(office, "reply"), "kind": ReplyKind.RESULT, "text": "林女士：您好！李样例已更换衬垫，谢谢！"}
    response = post(client, complaint, "reply", office.officer, **plain)
    assert response.status_code == 422
    assert 'id="reply-courtesy_reason_error"' in response.content.decode()
    assert "李样例已更换衬垫" in response.content.decode()
    again = post(client, complaint, "reply", office.officer, **plain, courtesy_reason="电话里已致歉")
    assert again.status_code == 302
    assert Reply.objects.get().courtesy_reason == "电话里已致歉"


def test_a_preview_sends_nothing(client: Client, office: Office):
    complaint = complaint_in(office)
    response = post(client, complaint, "reply", office.officer, **good(office, "reply"), preview="1")
    assert response.status_code == 200
    assert response.content.decode().count("李样例于11月6日前") >= 2
    assert not Reply.objects.exists()


def test_a_second_send_of_a_reply_makes_no_second_one(client: Client, office: Office):
    complaint, answers = complaint_in(office), good(office, "reply")
    for _time in range(2):
        assert post(client, complaint, "reply", office.officer, **answers).status_code == 302
    assert Reply.objects.count() == 1


def test_methods_that_reach_nobody_are_not_offered(client: Client, office: Office):
    complaint = complaint_in(office)
    answers = {**good(office, "reply"), "way": "mail"}
    assert post(client, complaint, "reply", office.officer, **answers).status_code == 422


@pytest.mark.duty("A1")
def test_the_manager_names_another_officer(client: Client, office: Office):
    complaint = complaint_in(office)
    assert post(client, complaint, "assign", office.manager, **good(office, "assign")).status_code == 302
    assert Complaint.objects.get(pk=complaint.pk).officer == office.other_officer


def test_only_people_who_handle_complaints_are_offered(client: Client, office: Office):
    complaint = complaint_in(office)
    for nobody in (office.clerk, office.officer):
        assert post(client, complaint, "assign", office.manager, officer=nobody.pk).status_code == 422


def test_an_officer_is_not_asked_for_a_person(client: Client, office: Office):
    complaint = complaint_in(office)
    answers = {**good(office, "investigate"), "against_staff": office.clerk.pk}
    assert post(client, complaint, "investigate", office.officer, **answers).status_code == 302
    assert Complaint.objects.get(pk=complaint.pk).against_staff is None


def test_a_right_that_ended_between_opening_and_sending_is_refused(client: Client, office: Office):
    complaint = complaint_in(office)
    client.force_login(office.officer)
    client.get(complaint.get_absolute_url())
    office.officer.postings.update(ends=MORNING.date() - timedelta(days=1))
    answer = client.post(reverse("complaints:investigate", args=[complaint.pk]), good(office, "investigate"))
    assert answer.status_code == 403
    assert state(complaint) == State.RECEIVED


def test_the_form_asks_for_the_person_of_a_service_complaint(client: Client, office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    answers = {"severity": "minor", "category": Category.SERVICE_ATTITUDE}
    for person in ("", office.manager.pk):
        assert (
            post(client, complaint, "investigate", office.manager, **answers, against_staff=person).status_code == 422
        )
    named = post(client, complaint, "investigate", office.manager, **answers, against_staff=office.clerk.pk)
    assert named.status_code == 302
    assert Complaint.objects.get(pk=complaint.pk).against_staff == office.clerk


@pytest.mark.duty("A3", "L3")
@pytest.mark.parametrize("facts", ["邻居身份证 990101199001010019 已核对", "欠费不缴清就停电，已告知对方"])
def test_what_the_complainant_reads_names_no_numbers_and_threatens_nobody(client: Client, office: Office, facts: str):
    complaint = complaint_in(office, State.INVESTIGATING)
    response = post(client, complaint, "findings", office.officer, **{**good(office, "findings"), "facts": facts})
    assert response.status_code == 422
    assert 'id="findings-facts_error"' in response.content.decode()
    assert not Complaint.objects.get(pk=complaint.pk).facts
