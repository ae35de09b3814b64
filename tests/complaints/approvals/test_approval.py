"""Service-quality and major complaints: verify, propose, approve, carry out; nobody approves their own (P3, C7)."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.approvals import services
from complaints.approvals.duties import service_quality
from complaints.approvals.models import Proposal
from complaints.casework import services as casework
from complaints.choices import Category, Outcome, Severity, State, Validity
from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.accounts.rights import forget
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints import factories
from tests.complaints.factories import MORNING, Office, complaint_in

pytestmark = pytest.mark.duty("P3")
WORDS = {"opinion": "责任在我方", "measures": "当面道歉，班前会学习"}


def verified(office: Office, against: User | None = None, validity: str = Validity.VALID, **said) -> Complaint:
    """A service-quality complaint whose facts are known; about the clerk unless somebody else is named."""
    said = {"category": Category.SERVICE_ATTITUDE, "against": against or office.clerk, **said}
    complaint = complaint_in(office, State.INVESTIGATING, **said)
    factories.find(office, complaint, validity)
    return Complaint.objects.get(pk=complaint.pk)


def propose(complaint: Complaint, actor: User, **said) -> Proposal:
    """Put a proposal for a complaint before the next level."""
    return services.propose(complaint_id=complaint.pk, actor=actor, **{**WORDS, "heard": "愿意道歉", **said})


def state(complaint: Complaint) -> str:
    """Where the complaint stands in the database."""
    return str(Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk))


def told(person: User, verb: str) -> bool:
    """Whether an item of this kind lies in somebody's inbox."""
    return InboxItem.objects.filter(recipient=person, verb=verb).exists()


def post(client: Client, complaint: Complaint, act: str, user: User, **answers):
    """Send one act through the page."""
    client.force_login(user)
    return client.post(reverse(f"complaints:{act}", args=[complaint.pk]), answers)


def test_the_chain_runs_through_the_pages_from_the_facts_to_the_result(client: Client, office: Office):
    complaint = verified(office)
    assert (
        post(client, complaint, "propose", office.manager, heard="愿意道歉", cost="120.50", **WORDS).status_code == 302
    )
    assert state(complaint) == State.AWAITING_APPROVAL
    assert told(office.project_manager, "inbox.proposed")
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert "当面道歉，班前会学习" in page
    assert "¥120.50" in page
    assert "意见：责任在我方" in page, "the history tells what each of its texts is"
    assert post(client, complaint, "approve", office.project_manager).status_code == 302
    approved = Complaint.objects.get(pk=complaint.pk)
    assert (approved.state, approved.measures, approved.approved_at) == (State.ACTING, WORDS["measures"], MORNING)
    assert told(office.manager, "inbox.approved")
    casework.resolve(complaint_id=complaint.pk, actor=office.manager, measures="已当面道歉")
    assert state(complaint) == State.RESOLVED
    call_command("check_books", stdout=StringIO())


def test_the_journal_names_who_proposed_and_approved_in_whose_place(office: Office):
    complaint = verified(office)
    propose(complaint, office.project_manager)
    services.approve(complaint_id=complaint.pk, actor=office.general_manager)
    acted = dict(Event.objects.about(complaint).values_list("verb", "acting_as"))
    assert acted["complaint.proposed"] == "project_manager"
    assert acted["complaint.approved"] == "general_manager"


def test_a_returned_proposal_goes_back_to_the_investigation_with_its_reason(client: Client, office: Office):
    complaint = verified(office)
    propose(complaint, office.manager)
    assert post(client, complaint, "send_back", office.project_manager, reason="").status_code == 422
    post(client, complaint, "send_back", office.project_manager, reason="先听旁人怎么说")
    assert state(complaint) == State.INVESTIGATING
    assert "先听旁人怎么说" in client.get(complaint.get_absolute_url()).content.decode()
    propose(complaint, office.manager)
    services.approve(complaint_id=complaint.pk, actor=office.project_manager)
    assert list(complaint.proposals.values_list("verdict", flat=True)) == ["returned", "approved"]


def test_a_returned_proposal_stands_ready_with_its_words_and_what_was_wrong(client: Client, office: Office):
    complaint = verified(office)
    propose(complaint, office.manager, cost=Decimal("120.50"))
    services.send_back(complaint_id=complaint.pk, actor=office.project_manager, reason="先听旁人怎么说")
    client.force_login(office.manager)
    page = client.get(complaint.get_absolute_url())
    form = next(offer.form for offer in page.context["page"].offers if offer.act.name == "propose")
    stands = {name: form[name].value() for name in ("heard", "opinion", "measures", "cost")}
    assert stands == {**WORDS, "heard": "愿意道歉", "cost": Decimal("120.50")}
    slip = page.content.decode().partition('action="' + reverse("complaints:propose", args=[complaint.pk]))[2]
    assert "先听旁人怎么说" in slip.partition("</form>")[0]


@pytest.mark.parametrize("act", ["act", "explain", "dismiss"])
def test_nothing_is_done_before_the_approval(office: Office, act: str):
    complaint = verified(office, validity=Validity.UNFOUNDED)
    step = {
        "act": lambda: casework.begin_action(complaint_id=complaint.pk, actor=office.manager, measures="当面道歉"),
        "explain": lambda: casework.explain(
            complaint_id=complaint.pk,
            actor=office.manager,
            article_id=factories.an_article(office.park).pk,
            explanation="当面解释",
        ),
        "dismiss": lambda: casework.dismiss(complaint_id=complaint.pk, actor=office.manager, explanation="未发现"),
    }[act]
    with pytest.raises(RuleViolation):
        step()
    assert state(complaint) == State.INVESTIGATING


@pytest.mark.parametrize("target", [State.ACTING, State.RESOLVED])
def test_a_decision_about_an_escalation_does_not_walk_around_the_approval(office: Office, target: str):
    complaint = complaint_in(office, State.ESCALATED, severity=Severity.MAJOR)
    with pytest.raises(RuleViolation):
        casework.decide(complaint_id=complaint.pk, actor=office.manager, decision="照办", target=target)
    casework.decide(
        complaint_id=complaint.pk, actor=office.manager, decision="先查清再报批", target=State.INVESTIGATING
    )
    services.propose(complaint_id=complaint.pk, actor=office.manager, **WORDS)
    assert state(complaint) == State.AWAITING_APPROVAL


def test_what_was_approved_may_be_decided_on_and_a_new_investigation_takes_the_approval_back(office: Office):
    complaint = complaint_in(office, State.ACTING, severity=Severity.MAJOR)
    factories.escalate(office, complaint)
    casework.decide(complaint_id=complaint.pk, actor=office.manager, decision="照批准的办", target=State.ACTING)
    assert Complaint.objects.get(pk=complaint.pk).approved_at is not None
    factories.escalate(office, complaint)
    casework.decide(complaint_id=complaint.pk, actor=office.manager, decision="重新查", target=State.INVESTIGATING)
    assert Complaint.objects.get(pk=complaint.pk).approved_at is None
    with pytest.raises(RuleViolation):
        casework.begin_action(complaint_id=complaint.pk, actor=office.officer, measures="更换")


def test_a_complaint_that_became_major_while_acting_is_still_approved(office: Office):
    complaint = complaint_in(office, State.ACTING)
    Complaint.objects.filter(pk=complaint.pk).update(severity=Severity.MAJOR)
    with pytest.raises(RuleViolation):
        factories.resolve(office, complaint)
    factories.act(office, Complaint.objects.get(pk=complaint.pk))
    factories.resolve(office, complaint)
    assert state(complaint) == State.RESOLVED


def test_an_unfounded_one_is_settled_as_unfounded_after_the_approval(office: Office):
    complaint = verified(office, validity=Validity.UNFOUNDED)
    propose(complaint, office.manager, measures="向客户说明经过")
    services.approve(complaint_id=complaint.pk, actor=office.project_manager)
    casework.resolve(complaint_id=complaint.pk, actor=office.manager, measures="已向客户说明经过")
    assert Complaint.objects.get(pk=complaint.pk).outcome == Outcome.UNFOUNDED


def test_an_ordinary_complaint_needs_no_approval(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint)
    with pytest.raises(RuleViolation):
        services.propose(complaint_id=complaint.pk, actor=office.manager, **WORDS)


def test_a_proposal_needs_findings_and_the_person_heard(client: Client, office: Office):
    bare = complaint_in(office, State.INVESTIGATING, severity=Severity.MAJOR)
    with pytest.raises(RuleViolation):
        services.propose(complaint_id=bare.pk, actor=office.manager, **WORDS)
    complaint = verified(office)
    with pytest.raises(RuleViolation):
        propose(complaint, office.manager, heard="")
    answer = post(client, complaint, "propose", office.manager, heard="", cost="一百", **WORDS)
    assert answer.status_code == 422
    assert 'id="propose-heard_error"' in answer.content.decode()
    assert 'id="propose-cost_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("proposer", "decider", "barred"),
    [
        ("manager", "project_manager", ("manager", "general_manager", "officer")),
        ("project_manager", "general_manager", ("manager", "project_manager", "officer")),
    ],
)
def test_the_next_level_approves_and_nobody_else(office: Office, proposer: str, decider: str, barred: tuple):
    complaint = verified(office)
    propose(complaint, getattr(office, proposer))
    for name in barred:
        with pytest.raises(PermissionDenied):
            services.approve(complaint_id=complaint.pk, actor=getattr(office, name))
    services.approve(complaint_id=complaint.pk, actor=getattr(office, decider))


def test_one_about_the_manager_starts_at_the_project_manager_and_the_general_manager_approves(office: Office):
    complaint = verified(office, against=office.manager)
    assert complaint.officer == office.project_manager
    with pytest.raises(PermissionDenied):
        propose(complaint, office.manager)
    propose(complaint, office.project_manager)
    assert not told(office.manager, "inbox.to_propose")
    services.approve(complaint_id=complaint.pk, actor=office.general_manager)


def test_one_about_the_project_manager_is_approved_by_the_general_manager_unseen_by_them(
    client: Client, office: Office
):
    complaint = verified(office, against=office.project_manager)
    propose(complaint, office.manager)
    assert not told(office.project_manager, "inbox.proposed")
    assert post(client, complaint, "approve", office.project_manager).status_code == 404
    services.approve(complaint_id=complaint.pk, actor=office.general_manager)


def test_without_anybody_who_can_approve_nothing_is_proposed(office: Office):
    complaint = verified(office)
    office.project_manager.postings.update(ends=MORNING.date() - timedelta(days=1))
    forget(office.project_manager)
    with pytest.raises(RuleViolation):
        propose(complaint, office.manager)
    assert state(complaint) == State.INVESTIGATING


def test_the_second_of_two_deciders_is_told_who_was_first(office: Office):
    complaint = verified(office)
    propose(complaint, office.manager)
    services.approve(complaint_id=complaint.pk, actor=office.project_manager)
    with pytest.raises(RuleViolation) as refusal:
        services.send_back(complaint_id=complaint.pk, actor=office.general_manager, reason="不同意")
    assert "周示例" in str(refusal.value)


def test_the_manager_hears_that_the_facts_are_there(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, severity=Severity.MAJOR)
    factories.find(office, complaint)
    assert told(office.manager, "inbox.to_propose")


def test_the_approver_finds_it_on_the_desk_and_in_the_queue(client: Client, office: Office):
    complaint = verified(office)
    propose(complaint, office.manager)
    for user, sees in [(office.project_manager, True), (office.manager, False), (office.general_manager, False)]:
        client.force_login(user)
        assert ('id="approvals"' in client.get(reverse("home:desk")).content.decode()) is sees
        if user != office.manager:
            found = client.get(reverse("complaints:queue"), {"view": "approve"}).content.decode()
            assert (f'data-href="{complaint.get_absolute_url()}"' in found) is sees


def test_the_tenant_reads_that_the_project_manager_decides_and_nothing_of_the_proposal(client: Client, office: Office):
    complaint = verified(office)
    propose(complaint, office.manager)
    text = client.get(reverse("complaints:track_case", args=[complaint.track_code])).content.decode()
    assert "项目经理正在决定怎么处理" in text or "The project manager is deciding" in text
    assert WORDS["opinion"] not in text
    assert WORDS["measures"] not in text


def test_the_duty_counts_what_waits_for_me(office: Office):
    day = MORNING.date()

    def stands(user: User, at=MORNING) -> str:
        with clock.at(at):
            return service_quality([user], office.park, at.date())[user.pk].state

    assert stands(office.manager) == "nothing"
    complaint = verified(office)
    # First answer within one working day: tomorrow.
    assert stands(office.manager) == "open"
    assert stands(office.project_manager) == "nothing"
    propose(complaint, office.manager)
    assert stands(office.manager) == "nothing"
    assert stands(office.project_manager) == "open"
    # One working day for the approval, until Friday 17:30.
    assert stands(office.project_manager, factories.at(day + timedelta(days=1), 9)) == "due"
    assert stands(office.project_manager, factories.at(day + timedelta(days=1), 18)) == "missed"
    services.approve(complaint_id=complaint.pk, actor=office.project_manager)
    assert stands(office.project_manager) == "nothing"


@pytest.mark.both
def test_the_database_refuses_a_proposal_decided_by_its_writer_and_a_half_decision(office: Office):
    proposal = propose(verified(office), office.manager)
    rows = Proposal.objects.filter(pk=proposal.pk)
    whole = {"verdict": "approved", "decided_at": MORNING, "decided_by": office.manager}
    for columns, name in [
        (whole, "proposal_decided_by_another"),
        ({"verdict": "approved"}, "proposal_decision_whole"),
        ({**whole, "decided_by": office.project_manager, "verdict": "returned"}, "proposal_returned_with_reason"),
        ({"opinion": "改"}, "append-only"),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**columns)


def test_the_books_find_what_was_settled_without_approval(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    call_command("check_books", stdout=StringIO())
    Complaint.objects.filter(pk=complaint.pk).update(severity=Severity.MAJOR)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("check_books", stdout=said)
    assert "C7 " in said.getvalue()
    assert complaint.number in said.getvalue()
