"""Each step of a complaint, and each refusal: who may, from which state, and what must be on record (A1–A3, A5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from complaints.casework import services, words
from complaints.choices import (
    Category,
    Channel,
    LimitKind,
    Outcome,
    ReplyKind,
    ReplyMethod,
    ReportMethod,
    Severity,
    State,
    Validity,
)
from complaints.models import Complaint
from parkservice.accounts.rights import forget
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.complaints import factories
from tests.complaints.factories import MORNING, ComplaintFactory, Office, complaint_in, new_form


def told(person) -> list[str]:
    """What stands in somebody's inbox, oldest first."""
    return list(InboxItem.objects.filter(recipient=person).order_by("pk").values_list("verb", flat=True))


@pytest.mark.duty("A1", "O11")
def test_a_complaint_has_one_officer_from_the_first_second(office: Office):
    complaint = complaint_in(office)
    assert complaint.officer == office.officer
    assert complaint.state == State.RECEIVED
    assert Event.objects.about(complaint).get().verb == "complaint.received"
    assert len(told(office.officer)) == 1


@pytest.mark.duty("A1")
def test_service_attitude_goes_to_the_manager(office: Office):
    assert complaint_in(office, category=Category.SERVICE_ATTITUDE).officer == office.manager


@pytest.mark.duty("A3")
def test_investigation_weighs_the_complaint_and_limits_still_count_from_the_receipt(office: Office):
    complaint = complaint_in(office)
    with clock.at(MORNING + timedelta(hours=1)):
        services.investigate(complaint_id=complaint.pk, actor=office.officer, severity=Severity.IMPORTANT)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.state == State.INVESTIGATING
    # 2 working hours from 10:00 end after the lunch break began at 12:00; 3 working days end on Tuesday (domain 3.12).
    assert clock.local(complaint.acknowledge_due) == factories.at(MORNING.date(), 12)
    assert clock.local(complaint.resolve_due) == factories.at(MORNING.date() + timedelta(days=5), 17, 30)
    assert complaint.next_due == complaint.acknowledge_due


def test_an_urgent_complaint_runs_in_natural_time(office: Office):
    complaint = complaint_in(office)
    services.investigate(complaint_id=complaint.pk, actor=office.officer, urgent=True)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.acknowledge_due == MORNING + timedelta(minutes=15)
    assert complaint.resolve_due == MORNING + timedelta(hours=24)


def test_a_major_complaint_reaches_the_project_manager(office: Office):
    complaint = complaint_in(office)
    services.investigate(complaint_id=complaint.pk, actor=office.officer, severity=Severity.MAJOR)
    assert told(office.project_manager) == ["inbox.major"]


def test_the_project_manager_hears_once_that_a_complaint_is_major(office: Office):
    complaint = complaint_in(office, severity=Severity.MAJOR)
    services.investigate(complaint_id=complaint.pk, actor=office.officer)
    assert told(office.project_manager) == ["inbox.major"]
    begun = Event.objects.about(complaint).get(verb="complaint.investigation_begun")
    assert (begun.data["severity"], begun.data["urgent"], begun.data["category"]) == ("major", False, "facility_repair")


def test_a_held_complaint_is_released_before_it_is_investigated(office: Office):
    complaint = complaint_in(office, held=True, email="lin@example.invalid")
    assert not OutboxMessage.objects.exists()
    with pytest.raises(RuleViolation):
        services.investigate(complaint_id=complaint.pk, actor=office.officer)
    services.release(complaint_id=complaint.pk, actor=office.officer)
    assert OutboxMessage.objects.get().purpose == "receipt"
    with pytest.raises(RuleViolation):
        services.release(complaint_id=complaint.pk, actor=office.officer)
    services.investigate(complaint_id=complaint.pk, actor=office.officer)


def test_a_service_attitude_complaint_names_the_person_before_it_is_investigated(office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    with pytest.raises(RuleViolation):
        services.investigate(complaint_id=complaint.pk, actor=office.manager)
    services.investigate(complaint_id=complaint.pk, actor=office.manager, against_staff=office.clerk)
    assert Complaint.objects.get(pk=complaint.pk).against_staff == office.clerk


def test_the_person_concerned_is_never_the_one_who_answers_for_it(office: Office):
    complaint = complaint_in(office)
    with pytest.raises(RuleViolation):
        services.investigate(complaint_id=complaint.pk, actor=office.manager, against_staff=office.officer)
    assert Complaint.objects.get(pk=complaint.pk).against_staff is None


def test_an_officer_cannot_turn_a_complaint_into_one_about_service_attitude(office: Office):
    complaint = complaint_in(office)
    with pytest.raises(RuleViolation):
        services.investigate(complaint_id=complaint.pk, actor=office.officer, category=Category.SERVICE_ATTITUDE)


@pytest.mark.duty("A3")
@pytest.mark.parametrize("outcome", ["act", "explain", "dismiss"])
def test_no_outcome_without_findings(office: Office, outcome: str):
    complaint = complaint_in(office, State.INVESTIGATING)
    step = {
        "act": lambda: services.begin_action(complaint_id=complaint.pk, actor=office.officer, measures="更换衬垫"),
        "explain": lambda: services.explain(
            complaint_id=complaint.pk,
            actor=office.officer,
            article_id=factories.an_article(office.park).pk,
            explanation="当面解释",
        ),
        "dismiss": lambda: services.dismiss(complaint_id=complaint.pk, actor=office.officer, explanation="未发现"),
    }[outcome]
    with pytest.raises(RuleViolation):
        step()
    assert Complaint.objects.get(pk=complaint.pk).state == State.INVESTIGATING


@pytest.mark.duty("A2")
def test_explaining_names_the_article_and_settles_the_complaint(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint, Validity.UNFOUNDED)
    article = factories.an_article(office.park)
    services.explain(
        complaint_id=complaint.pk, actor=office.officer, article_id=article.pk, explanation="当面解释，接受"
    )
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, complaint.outcome, complaint.article) == (State.RESOLVED, Outcome.EXPLAINED, article)


def test_only_an_unfounded_complaint_is_settled_as_unfounded(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint, Validity.VALID)
    with pytest.raises(RuleViolation):
        services.dismiss(complaint_id=complaint.pk, actor=office.officer, explanation="未发现")
    factories.find(office, complaint, Validity.UNFOUNDED)
    services.dismiss(complaint_id=complaint.pk, actor=office.officer, explanation="现场未发现")
    assert Complaint.objects.get(pk=complaint.pk).outcome == Outcome.UNFOUNDED


@pytest.mark.duty("A3")
def test_findings_can_be_corrected_while_it_is_investigated_and_not_later(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint, Validity.UNFOUNDED)
    factories.find(office, complaint, Validity.VALID)
    factories.act(office, complaint)
    with pytest.raises(RuleViolation):
        factories.find(office, complaint, Validity.UNFOUNDED)
    assert Event.objects.about(complaint).filter(verb="complaint.findings").count() == 2


@pytest.mark.duty("A3", "A5")
def test_the_whole_way_ends_closed_with_both_replies(office: Office):
    complaint = complaint_in(office, State.CLOSED)
    assert complaint.closed_at is not None
    assert complaint.next_due is None
    states = Event.objects.about(complaint).exclude(to_state="").order_by("id").values_list("from_state", "to_state")
    assert list(states) == [
        ("", "received"),
        ("received", "investigating"),
        ("investigating", "acting"),
        ("acting", "resolved"),
        ("resolved", "closed"),
    ]


@pytest.mark.duty("A5")
@pytest.mark.parametrize("missing", ["reply", "report"])
def test_closing_needs_the_complainant_and_the_park_office(office: Office, missing: str):
    """Invariants C4 and C6."""
    complaint = complaint_in(office, State.RESOLVED)
    if missing != "reply":
        factories.tell_result(office, complaint)
    if missing != "report":
        factories.tell_office(office, complaint)
    with pytest.raises(RuleViolation):
        factories.close(office, complaint)
    assert Complaint.objects.get(pk=complaint.pk).state == State.RESOLVED


@pytest.mark.duty("A5")
def test_replies_from_before_the_decision_do_not_count_for_closing(office: Office):
    """Invariant C6: both replies are later than the last measure or decision."""
    complaint = complaint_in(office, State.ACTING)
    words.reply(
        complaint_id=complaint.pk,
        actor=office.officer,
        kind=ReplyKind.ANSWER,
        method=ReplyMethod.PHONE,
        text=factories.POLITE,
        form_id=new_form(),
    )
    factories.resolve(office, complaint)
    factories.tell_office(office, complaint)
    with pytest.raises(RuleViolation):
        factories.close(office, complaint)


@pytest.mark.duty("A3")
def test_escalation_needs_problem_and_opinion_and_tells_the_manager(office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    escalation = complaint.escalations.get()
    assert escalation.problem
    assert escalation.opinion
    assert told(office.manager) == ["inbox.escalated"]


@pytest.mark.duty("A3")
@pytest.mark.parametrize(
    ("target", "state"),
    [(State.ACTING, State.ACTING), (State.INVESTIGATING, State.INVESTIGATING), (State.RESOLVED, State.RESOLVED)],
)
def test_only_the_managers_decision_leads_out_of_an_escalation(office: Office, target: str, state: str):
    """Invariant C5."""
    complaint = complaint_in(office, State.ESCALATED)
    for step in (factories.act, factories.resolve, factories.escalate, factories.close):
        with pytest.raises(RuleViolation):
            step(office, complaint)
    services.decide(complaint_id=complaint.pk, actor=office.manager, decision="同意租用叉车", target=target)
    complaint = Complaint.objects.get(pk=complaint.pk)
    escalation = complaint.escalations.get()
    assert complaint.state == state
    assert (escalation.decided_by, escalation.target) == (office.manager, target)
    assert "inbox.decided" in told(office.officer)


def test_a_decision_leads_nowhere_else(office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    with pytest.raises(RuleViolation):
        services.decide(complaint_id=complaint.pk, actor=office.manager, decision="直接关闭", target=State.CLOSED)


@pytest.mark.duty("A3")
def test_an_officer_never_decides(office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    with pytest.raises(PermissionDenied):
        services.decide(complaint_id=complaint.pk, actor=office.officer, decision="同意", target=State.ACTING)


def test_nobody_decides_what_they_escalated_themselves(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint)
    services.escalate(complaint_id=complaint.pk, actor=office.manager, problem="缺少预算", opinion="建议追加")
    with pytest.raises(PermissionDenied):
        services.decide(complaint_id=complaint.pk, actor=office.manager, decision="同意", target=State.ACTING)
    services.decide(complaint_id=complaint.pk, actor=office.project_manager, decision="同意", target=State.ACTING)
    event = Event.objects.about(complaint).get(verb="complaint.decided")
    assert event.acting_as == "project_manager"


def test_a_decision_without_findings_only_sends_back_to_the_investigation(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.escalate(office, complaint)
    with pytest.raises(RuleViolation):
        services.decide(complaint_id=complaint.pk, actor=office.manager, decision="同意", target=State.RESOLVED)
    services.decide(complaint_id=complaint.pk, actor=office.manager, decision="先查清", target=State.INVESTIGATING)


def test_a_late_colleague_is_told_who_was_first(office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    with clock.at(MORNING + timedelta(minutes=12)):
        services.decide(complaint_id=complaint.pk, actor=office.manager, decision="同意", target=State.ACTING)
    with clock.at(MORNING + timedelta(minutes=13)), pytest.raises(RuleViolation) as refusal:
        services.decide(
            complaint_id=complaint.pk, actor=office.project_manager, decision="不同意", target=State.RESOLVED
        )
    assert "王示例" in str(refusal.value)
    assert "10:12" in str(refusal.value)
    assert Complaint.objects.get(pk=complaint.pk).state == State.ACTING


def test_a_second_click_is_told_that_it_was_done_already(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    with pytest.raises(RuleViolation) as refusal:
        services.investigate(complaint_id=complaint.pk, actor=office.officer)
    assert "李样例" not in str(refusal.value)
    assert "10:00" in str(refusal.value)


@pytest.mark.duty("A1")
def test_only_the_manager_names_another_officer(office: Office):
    complaint = complaint_in(office)
    with pytest.raises(PermissionDenied):
        services.assign(complaint_id=complaint.pk, actor=office.officer, officer=office.other_officer)
    services.assign(complaint_id=complaint.pk, actor=office.manager, officer=office.other_officer)
    assert Complaint.objects.get(pk=complaint.pk).officer == office.other_officer
    assert told(office.other_officer) == ["inbox.assigned"]


def test_nobody_without_rights_here_is_made_responsible(office: Office, other_park: Office):
    complaint = complaint_in(office)
    for stranger in (office.clerk, other_park.officer, office.officer):
        with pytest.raises(RuleViolation):
            services.assign(complaint_id=complaint.pk, actor=office.manager, officer=stranger)


def test_an_unnamed_service_complaint_stays_with_a_manager(office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    with pytest.raises(RuleViolation):
        services.assign(complaint_id=complaint.pk, actor=office.manager, officer=office.officer)
    services.assign(complaint_id=complaint.pk, actor=office.manager, officer=office.project_manager)


def test_a_closed_complaint_keeps_its_officer(office: Office):
    complaint = complaint_in(office, State.CLOSED)
    with pytest.raises(RuleViolation):
        services.assign(complaint_id=complaint.pk, actor=office.manager, officer=office.other_officer)


@pytest.mark.parametrize("role", ["clerk", "duty_room", "park_office", "other_officer", "tenant"])
def test_others_take_no_step(office: Office, role: str):
    complaint = complaint_in(office)
    with pytest.raises(PermissionDenied):
        services.investigate(complaint_id=complaint.pk, actor=getattr(office, role))
    assert Complaint.objects.get(pk=complaint.pk).state == State.RECEIVED


@pytest.mark.duty("A1")
def test_the_manager_acts_in_the_officers_place_and_the_journal_says_so(office: Office):
    complaint = complaint_in(office)
    services.investigate(complaint_id=complaint.pk, actor=office.manager)
    assert Event.objects.about(complaint).get(verb="complaint.investigation_begun").acting_as == "manager"


def test_a_former_officer_has_no_rights_although_their_name_stays(office: Office):
    complaint = complaint_in(office)
    office.officer.postings.update(ends=MORNING.date() - timedelta(days=1))
    forget(office.officer)
    with pytest.raises(PermissionDenied):
        services.investigate(complaint_id=complaint.pk, actor=office.officer)
    assert not Complaint.objects.visible_to(office.officer).exists()


@pytest.mark.duty("A3")
def test_the_park_office_and_the_manager_get_the_report(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    factories.tell_office(office, complaint)
    assert told(office.park_office) == ["inbox.reported"]
    assert told(office.manager) == ["inbox.reported"]


def test_a_report_by_mail_waits_in_the_outbox(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    words.report_to_office(
        complaint_id=complaint.pk,
        actor=office.officer,
        method=ReportMethod.MAIL,
        text="已处理完毕。",
        form_id=new_form(),
    )
    message = OutboxMessage.objects.get()
    assert (message.to, message.purpose, message.state) == ("office@park.invalid", "complaint.report", "waiting")


def test_nothing_is_reported_before_there_is_a_result(office: Office):
    with pytest.raises(RuleViolation):
        factories.tell_office(office, complaint_in(office, State.ACTING))


def test_a_report_in_the_system_needs_a_reader(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    office.park_office.postings.update(ends=MORNING.date() - timedelta(days=1))
    with pytest.raises(RuleViolation):
        factories.tell_office(office, complaint)


def test_an_anonymous_complaint_has_no_first_contact_limit(office: Office):
    complaint = ComplaintFactory(park=office.park, unit=office.unit, anonymous=True)
    assert complaint.acknowledge_due is None
    assert complaint.next_due == complaint.answer_due


@pytest.mark.duty("A1")
def test_a_complaint_taken_on_the_phone_has_had_its_first_contact(office):
    spoken = complaint_in(office, actor=office.clerk, channel=Channel.PHONE)
    assert spoken.acknowledged_at == spoken.received_at
    assert spoken.next_limit == LimitKind.ANSWER
