"""What the database itself refuses, on both stores (C1, C5, C6, C9)."""

import pytest
from django.db import IntegrityError, connection, transaction

from complaints.choices import Outcome, State
from complaints.models import Complaint, Escalation, Reply, TimeLimit
from tests.complaints.factories import ComplaintFactory, Office, complaint_in

pytestmark = pytest.mark.both


def refused(complaint: Complaint, name: str, **columns) -> None:
    """Writing these columns behind the services' back breaks the named rule."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**columns)


def test_a_complaint_is_not_resolved_without_findings(office: Office):
    refused(complaint_in(office), "complaint_resolved_has_findings", state=State.RESOLVED)


def test_a_complaint_is_not_closed_without_both_replies(office: Office):
    refused(complaint_in(office, State.RESOLVED), "complaint_closed_has_both_replies", state=State.CLOSED)


def test_explained_names_an_article(office: Office):
    refused(complaint_in(office, State.RESOLVED), "complaint_explained_names_article", outcome=Outcome.EXPLAINED)


def test_the_person_concerned_is_not_the_officer(office: Office):
    refused(complaint_in(office), "complaint_not_handled_by_person_concerned", against_staff=office.officer)


@pytest.mark.parametrize("satisfaction", [0, 6])
def test_a_rating_is_1_to_5(office: Office, satisfaction: int):
    refused(complaint_in(office), "complaint_satisfaction_1_to_5", satisfaction=satisfaction)


def test_a_complaint_names_somebody_unless_it_is_anonymous(office: Office):
    with pytest.raises(IntegrityError, match="complaint_named_unless_anonymous"), transaction.atomic():
        ComplaintFactory(park=office.park, name="")


def test_one_open_escalation_at_a_time(office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    first = complaint.escalations.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(complaint=complaint, at=first.at, by=office.officer, problem="再次", opinion="再次")


def test_who_escalates_never_decides(office: Office):
    escalation = complaint_in(office, State.ESCALATED).escalations.get()
    decided = {"decided_by": office.officer, "decided_at": escalation.at, "decision": "同意", "target": State.ACTING}
    with pytest.raises(IntegrityError, match="escalation_decided_by_another"), transaction.atomic():
        Escalation.objects.filter(pk=escalation.pk).update(**decided)


def test_a_decision_is_whole(office: Office):
    escalation = complaint_in(office, State.ESCALATED).escalations.get()
    with pytest.raises(IntegrityError, match="escalation_decision_whole"), transaction.atomic():
        Escalation.objects.filter(pk=escalation.pk).update(decision="同意")


def test_limits_are_named_once(office: Office):
    limit = TimeLimit.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeLimit.objects.create(
            park=limit.park, severity=limit.severity, urgent=limit.urgent, kind=limit.kind, amount=1, unit=limit.unit
        )


@pytest.mark.parametrize("column", ["content", "sender_name", "phone", "number", "received_at", "track_code"])
def test_received_words_are_never_edited(office: Office, column: str):
    """Invariant C9."""
    complaint = complaint_in(office)
    value = {"received_at": office.park.pk and complaint.received_at.replace(year=2025)}.get(column, "改")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**{column: value})


@pytest.mark.parametrize("table", ["complaint", "reply", "officereport", "remark", "escalation"])
def test_nothing_of_a_case_is_deleted(office: Office, table: str):
    complaint = complaint_in(office, State.CLOSED)
    complaint_in(office, State.ESCALATED)
    complaint.remarks.create(at=complaint.closed_at, author=office.officer, text="备注")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM complaints_{table}")  # noqa: S608 - names from the list above


def test_what_was_said_is_never_edited(office: Office):
    complaint_in(office, State.CLOSED)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Reply.objects.update(text="改")
