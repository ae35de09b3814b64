"""Answers of the park office to a reported result (A3, A5, M12)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.casework.steps import lock
from complaints.office.models import OfficeWord
from complaints.people import answering, leaders_of
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks import thresholds


def may_answer(complaint: Complaint, user: User) -> bool:
    """Whether this person answers for the park office; only results that were reported to it."""
    return complaint.told_office and may(user, "complaints.acknowledge", complaint)


@transaction.atomic
def acknowledge(*, complaint_id: int, actor: User | None, name: str = "", text: str = "") -> Complaint:
    """Keep that the park office has read the result; officer and manager learn of a comment (A3, A5).

    Without an account (`actor` None) the name that was written stands for the person. Raises RuleViolation before a
    result was reported and when it was acknowledged already, PermissionDenied for everybody else.
    """
    complaint = _reported(complaint_id, actor)
    if complaint.office_acknowledged_at is not None:
        raise RuleViolation(_("The park office has acknowledged this result already. A comment is still welcome."))
    word = _write(complaint, actor, name, text, acknowledged=True)
    complaint.office_acknowledged_at = word.at
    complaint.save(update_fields=["office_acknowledged_at"])
    _note(complaint, word, "office.acknowledged")
    return complaint


@transaction.atomic
def comment(*, complaint_id: int, actor: User | None, text: str, name: str = "") -> Complaint:
    """Keep a comment of the park office and tell officer and manager (A3, A5).

    Raises as `acknowledge`, and RuleViolation when more comments came by the link within an hour than people write.
    """
    complaint = _reported(complaint_id, actor)
    if actor is None:
        _check_flood(complaint)
    word = _write(complaint, actor, name, text, acknowledged=False)
    _note(complaint, word, "office.commented")
    return complaint


def _reported(complaint_id: int, actor: User | None) -> Complaint:
    complaint = lock(complaint_id)
    if complaint.told_office_at is not None and not complaint.told_office:
        raise RuleViolation(_("The matter was taken up again, so this result no longer counts. We report the new one."))
    if not complaint.told_office:
        raise RuleViolation(_("No result has been reported yet. It comes to you as soon as there is one."))
    if actor is not None and not may_answer(complaint, actor):
        raise PermissionDenied(_("Results are acknowledged by the park office."))
    return complaint


def _check_flood(complaint: Complaint) -> None:
    """Whoever holds the link may write, but not without end."""
    lately = complaint.office_words.filter(by=None, at__gt=clock.now() - timedelta(hours=1)).count()
    if lately >= thresholds.value(complaint.park, "office_comments"):
        raise RuleViolation(_("Many comments came within an hour. Please call the officer, or write again later."))


def _write(complaint: Complaint, actor: User | None, name: str, text: str, *, acknowledged: bool) -> OfficeWord:
    return OfficeWord.objects.create(
        complaint=complaint,
        report=complaint.office_reports.latest("at", "id"),
        at=clock.now(),
        by=actor,
        name=actor.name if actor else name,
        acknowledged=acknowledged,
        text=text,
    )


def _note(complaint: Complaint, word: OfficeWord, verb: str) -> None:
    record(
        park=complaint.park,
        actor=word.by,
        verb=verb,
        subject=complaint,
        data={"name": word.name, "text": word.text},
    )
    if word.text:
        tell(
            recipients=[*answering(complaint), *leaders_of(complaint, Role.MANAGER)],
            park=complaint.park,
            verb="inbox.office_comment",
            subject=complaint,
            data={"matter": complaint.matter, "text": word.text, "name": word.name},
        )
