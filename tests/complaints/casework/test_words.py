"""Replies, reports, notes, remarks and ratings: what stops a clock, what is sent, what is refused (A5, L2, L3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from complaints.casework import services, words
from complaints.choices import ReplyKind, ReplyMethod, State
from complaints.models import Complaint, OfficeReport, Remark, Reply
from parkservice.journal.forms import FormReused
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.complaints import factories
from tests.complaints.factories import MORNING, POLITE, Office, complaint_in, new_form


def say(complaint: Complaint, **said) -> Reply:
    """The officer tells the complainant something."""
    usual = {"kind": ReplyKind.ANSWER, "method": ReplyMethod.PHONE, "text": POLITE, "form_id": new_form()}
    return words.reply(**{"complaint_id": complaint.pk, "actor": complaint.officer, **usual, **said})


def read(complaint: Complaint) -> Complaint:
    """The complaint as it is stored now."""
    return Complaint.objects.get(pk=complaint.pk)


@pytest.mark.duty("A3")
def test_the_first_word_of_a_person_stops_the_first_contact_clock(office: Office):
    complaint = complaint_in(office)
    with clock.at(MORNING + timedelta(minutes=8)):
        say(complaint, kind=ReplyKind.CONTACT)
    complaint = read(complaint)
    assert complaint.acknowledged_at == MORNING + timedelta(minutes=8)
    assert complaint.answered_at is None
    assert complaint.next_limit == "answer"


def test_the_automatic_receipt_stops_no_clock(office: Office):
    complaint = complaint_in(office, email="lin@example.invalid")
    assert OutboxMessage.objects.get().purpose == "receipt"
    assert read(complaint).acknowledged_at is None


def test_facts_or_a_plan_stop_both_first_clocks(office: Office):
    complaint = complaint_in(office)
    say(complaint)
    complaint = read(complaint)
    assert complaint.acknowledged_at == complaint.answered_at == MORNING
    assert complaint.next_limit == "resolve"


def test_a_result_is_told_only_once_there_is_one(office: Office):
    with pytest.raises(RuleViolation):
        say(complaint_in(office, State.ACTING), kind=ReplyKind.RESULT)


def test_three_attempts_on_different_days_count_as_told(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    for day in (0, 0, 1):
        with clock.at(MORNING + timedelta(days=day, hours=1)):
            say(complaint, kind=ReplyKind.RESULT, reached=False, text="无人接听")
    assert not read(complaint).told_complainant
    with clock.at(MORNING + timedelta(days=4)):
        say(complaint, kind=ReplyKind.RESULT, reached=False, text="无人接听")
    assert read(complaint).told_complainant


def test_attempts_from_before_the_result_do_not_count_for_it(office: Office):
    complaint = complaint_in(office, State.ACTING)
    for day in (0, 1, 4):
        with clock.at(MORNING + timedelta(days=day)):
            say(complaint, reached=False, text="无人接听")
    factories.resolve(office, complaint)
    with clock.at(MORNING + timedelta(days=5)):
        say(complaint, kind=ReplyKind.RESULT, reached=False, text="无人接听")
    assert not read(complaint).told_complainant


def test_only_a_call_or_a_visit_can_miss_somebody(office: Office):
    with pytest.raises(RuleViolation):
        say(complaint_in(office), method=ReplyMethod.LETTER, reached=False)


def test_a_reply_by_mail_waits_in_the_outbox_with_its_writer(office: Office):
    complaint = complaint_in(office, email="lin@example.invalid")
    say(complaint, method=ReplyMethod.MAIL)
    message = OutboxMessage.objects.get(purpose="complaint.reply")
    assert (message.to, message.body, message.sender) == ("lin@example.invalid", POLITE, office.officer)


@pytest.mark.duty("A5")
def test_a_reply_by_text_message_waits_in_the_outbox_in_the_language_of_the_complainant(office: Office):
    complaint = complaint_in(office, language="en")
    told = say(complaint, method=ReplyMethod.SMS)
    message = OutboxMessage.objects.get(key=f"reply:{told.pk}")
    assert (message.channel, message.to, message.body) == ("sms", "19900000034", POLITE)
    assert message.language == "en"


@pytest.mark.parametrize("phone", ["0755-26001234", "95588"])
def test_a_text_message_goes_to_a_mobile_number_only(office: Office, phone: str):
    complaint = complaint_in(office, phone=phone)
    with pytest.raises(RuleViolation):
        say(complaint, method=ReplyMethod.SMS)
    assert not Reply.objects.exists()


def test_the_group_hears_once_of_a_major_complaint_and_of_each_escalation(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, severity="major")
    services.escalate(complaint_id=complaint.pk, actor=office.officer, problem="林示例要求赔偿", opinion="建议协商")
    major, escalated = OutboxMessage.objects.filter(channel="robot").order_by("pk")
    assert "重大投诉" in major.body
    assert complaint.number in major.body
    assert "林**要求赔偿" in escalated.body
    assert f"/complaints/{complaint.pk}/" in escalated.body


def test_the_group_hears_nothing_of_a_complaint_about_a_colleague(office: Office):
    complaint_in(office, severity="major", category="service_attitude")
    assert not OutboxMessage.objects.filter(channel="robot").exists()


def test_no_mail_without_an_address(office: Office):
    with pytest.raises(RuleViolation):
        say(complaint_in(office), method=ReplyMethod.MAIL)


@pytest.mark.duty("A5")
def test_an_anonymous_complaint_is_answered_on_its_tracking_page(office: Office):
    complaint = complaint_in(office, State.RESOLVED, anonymous=True)
    with pytest.raises(RuleViolation):
        say(complaint, kind=ReplyKind.RESULT, method=ReplyMethod.PHONE)
    say(complaint, kind=ReplyKind.RESULT, method=ReplyMethod.TRACKING_PAGE)
    assert read(complaint).told_complainant


@pytest.mark.duty("L2", "L3")
def test_open_hints_are_kept_with_the_text_and_never_block(office: Office):
    told = say(complaint_in(office), text="你反映的情况已在处理，请等待。")
    assert "R1" in told.courtesy
    assert "R7" in told.courtesy


@pytest.mark.duty("L3")
def test_leaving_out_sorry_on_our_fault_wants_a_reason_once(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    plain = "林女士：您好！货梯导靴衬垫已由李样例于11月5日更换，请您验收后告知我们，谢谢！"
    with pytest.raises(RuleViolation) as refusal:
        say(complaint, text=plain)
    assert refusal.value.code == "apology"
    assert not Reply.objects.exists()
    assert say(complaint, text=plain, courtesy_reason="电话里已当面致歉").courtesy[0] == "R4"


@pytest.mark.parametrize(
    "text", ["请于5日前缴清欠费，否则停电。", "您好！请联系身份证 990101199001010019 的业主，谢谢！"]
)
def test_threats_and_personal_data_block(office: Office, text: str):
    with pytest.raises(RuleViolation) as refusal:
        say(complaint_in(office), text=text)
    assert refusal.value.code == "courtesy"
    assert not Reply.objects.exists()


def test_a_second_send_of_the_same_form_is_the_same_reply(office: Office):
    complaint, form_id = complaint_in(office), new_form()
    assert say(complaint, form_id=form_id) == say(complaint, form_id=form_id)
    assert Reply.objects.count() == 1
    with pytest.raises(FormReused):
        say(complaint, form_id=form_id, text=POLITE + "再见！")


@pytest.mark.parametrize("held", [True, False])
def test_nothing_is_told_about_a_held_or_a_closed_complaint(office: Office, held: bool):
    complaint = complaint_in(office, held=True) if held else complaint_in(office, State.CLOSED)
    with pytest.raises(RuleViolation):
        say(complaint)


@pytest.mark.parametrize("role", ["clerk", "duty_room", "park_office", "other_officer", "tenant"])
def test_others_tell_and_report_nothing(office: Office, role: str):
    complaint, other = complaint_in(office, State.RESOLVED), getattr(office, role)
    before = Event.objects.count()
    with pytest.raises(PermissionDenied):
        say(complaint, actor=other)
    with pytest.raises(PermissionDenied):
        words.report_to_office(
            complaint_id=complaint.pk, actor=other, method="in_app", text="已处理完毕", form_id=new_form()
        )
    with pytest.raises(PermissionDenied):
        words.note(complaint_id=complaint.pk, actor=other, text="旁注一条", form_id=new_form())
    assert Event.objects.count() == before
    assert not any(model.objects.exists() for model in (Reply, OfficeReport, Remark))


def test_who_took_it_in_may_add_a_note(office: Office):
    complaint = complaint_in(office, actor=office.clerk, channel="phone")
    note = words.note(complaint_id=complaint.pk, actor=office.clerk, text="下午再来电", form_id=new_form())
    assert not note.by_complainant


def test_a_remark_of_the_complainant_reaches_the_officer(office: Office):
    complaint = complaint_in(office)
    remark = words.remark_by_complainant(complaint_id=complaint.pk, text="今天又响了")
    assert remark.by_complainant
    item = InboxItem.objects.filter(recipient=office.officer).latest("pk")
    assert (item.verb, item.data["text"]) == ("inbox.remarked", "今天又响了")


def test_the_complainant_rates_once_and_after_the_result(office: Office):
    complaint = complaint_in(office, State.ACTING)
    with pytest.raises(RuleViolation):
        words.rate(complaint_id=complaint.pk, satisfaction=5)
    factories.resolve(office, complaint)
    words.rate(complaint_id=complaint.pk, satisfaction=4)
    with pytest.raises(RuleViolation):
        words.rate(complaint_id=complaint.pk, satisfaction=1)
    assert read(complaint).satisfaction == 4
