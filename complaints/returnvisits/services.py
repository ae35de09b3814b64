"""Recording return visits and quality checks (domain 2.1, duties A5 and A6)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.casework.steps import acting_as, lock
from complaints.choices import State
from complaints.people import answering
from complaints.reopening.services import check_time, take_up
from complaints.returnvisits import papers
from complaints.returnvisits.models import Method, QualityCheck, Result, ReturnVisit
from complaints.returnvisits.queries import may_visit, not_handled_by
from parkservice.accounts.models import User
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.paperwork.models import Paper
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.papers import issue, reprint, revoke
from parkservice.parks import thresholds

#: What every colleague reads who comes with answers after the visit was made.
VISITED_ALREADY = gettext_lazy("A colleague has made the return visit already. Look at the record.")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a visitor brings back."""

    method: str
    reached: bool = True
    quality: int | None = None
    effect: str = ""
    satisfaction: int | None = None
    shortcomings: str = ""
    suggestion: str = ""
    signed: bool = False
    result: str = ""
    note: str = ""


@transaction.atomic
def record_visit(*, complaint_id: int, actor: User, heard: Heard, form_id: str) -> ReturnVisit:
    """Record a return visit or an attempt; "to be done again" reopens, three attempts on different days count.

    Raises PermissionDenied for those who handled the complaint and those who must not visit it, RuleViolation before
    the result was told, after a visit was made, for an anonymous complainant, and for "to be done again" once it was
    closed too long ago.
    """

    def make() -> ReturnVisit:
        complaint = lock(complaint_id)
        if not may_visit(complaint, actor):
            raise PermissionDenied(_("The return visit is made by somebody who did not handle the complaint."))
        _check(complaint, heard)
        visit = ReturnVisit.objects.create(
            park=complaint.park,
            number=_number(complaint, actor, heard),
            complaint=complaint,
            at=clock.now(),
            by=actor,
            handler=complaint.officer,
            **vars(heard),
        )
        _follow_up(complaint, visit)
        return visit

    body = {"complaint": complaint_id, "heard": repr(heard)}
    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


def _number(complaint: Complaint, actor: User, heard: Heard) -> str:
    """The number of the slip that was signed at the door, else a new one; a slip that is not needed ends.

    Who was not met signed nothing: the slip stays good for the next attempt.
    """
    slip = papers.unused_slip(complaint) if heard.reached else None
    if slip is not None and heard.method == Method.DOOR:
        return slip.number
    if slip is not None:
        revoke(paper_id=slip.pk, actor=actor, reason=_("The return visit was made in another way."))
    return next_number(complaint.park, "HF")


@transaction.atomic
def print_slip(*, complaint_id: int, actor: User, language: str = "zh-hans") -> Paper:
    """Issue the slip for the visit at the door, with the number of that visit, or count a reprint (domain 2.1).

    Raises PermissionDenied for those who neither make nor prepare the visit, RuleViolation when none is to be made.
    """
    complaint = lock(complaint_id)
    if not papers.may_print(complaint, actor):
        raise PermissionDenied(_("The return visit is made by somebody who did not handle the complaint."))
    if not papers.is_open(complaint):
        raise RuleViolation(_("There is no return visit to be made now. Look at the record."))
    with translation.override(language):
        data = papers.slip_data(complaint)
    slip = papers.unused_slip(complaint)
    if slip is not None and (slip.data, slip.language) == (data, language):
        return reprint(paper_id=slip.pk, actor=actor)
    if slip is not None:
        revoke(paper_id=slip.pk, actor=actor, reason=_("Replaced by a newer print."))
    number = slip.number if slip is not None else next_number(complaint.park, "HF")
    return issue(
        kind=papers.SLIP,
        subject=complaint,
        park=complaint.park,
        number=number,
        data=data,
        actor=actor,
        language=language,
    )


def _check(complaint: Complaint, heard: Heard) -> None:
    if not complaint.is_known:
        raise RuleViolation(_("The complainant stayed anonymous: there is nobody to visit."))
    if complaint.state not in (State.RESOLVED, State.CLOSED) or not complaint.told_complainant:
        raise RuleViolation(_("There is no result yet that the complainant knows. The visit follows it."))
    if complaint.visited_at is not None:
        raise RuleViolation(VISITED_ALREADY)
    if heard.result == Result.REDO:
        check_time(complaint)


def _follow_up(complaint: Complaint, visit: ReturnVisit) -> None:
    """Journal the visit, and close the question or open the case again."""
    said = {"number": visit.number, "method": visit.method, "visit": visit.pk}
    if not visit.reached:
        _journal(complaint, visit, "complaint.visit_missed", {**said, "text": visit.note})
        if _tried_enough(complaint):
            _count(complaint, visit)
        return
    words = {"satisfaction": visit.satisfaction, "result": visit.result}
    texts = {"shortcomings": visit.shortcomings, "suggestion": visit.suggestion, "text": visit.note}
    _journal(complaint, visit, "complaint.visited", {**said, **words, **texts})
    if visit.result == Result.REDO:
        take_up(complaint, visit.by, {"reason": visit.shortcomings, "visit": visit.number})
        return
    _count(complaint, visit)
    tell(
        recipients=answering(complaint),
        park=complaint.park,
        verb="inbox.visited",
        subject=complaint,
        data={"matter": complaint.matter, **words},
    )


def _journal(complaint: Complaint, visit: ReturnVisit, verb: str, data: dict[str, object]) -> None:
    record(park=complaint.park, actor=visit.by, verb=verb, subject=complaint, data=data)


def _count(complaint: Complaint, visit: ReturnVisit) -> None:
    complaint.visited_at = visit.at
    complaint.save(update_fields=["visited_at"])


def _tried_enough(complaint: Complaint) -> bool:
    """Enough attempts on different days since the result count as a visit (domain 2.1)."""
    attempts = complaint.return_visits.filter(reached=False, at__gte=complaint.resolved_at)
    days = {clock.local(at).date() for at in attempts.values_list("at", flat=True)}
    return len(days) >= thresholds.value(complaint.park, "visit_attempts")


def may_check(complaint: Complaint, user: User) -> bool:
    """The manager looks at closed cases, never at one that they or whom they stand in for handled (peers 5)."""
    return rules.may_decide(complaint, user) and not_handled_by(complaint, user)


@transaction.atomic
def check_quality(*, complaint_id: int, actor: User, quality: int, remark: str) -> QualityCheck:
    """Keep the manager's own judgement of a closed case, once for each closing (peers 5, duty A6).

    Raises PermissionDenied for everybody else and for who handled it, RuleViolation before closing or a second time.
    """
    complaint = lock(complaint_id)
    if not may_check(complaint, actor):
        raise PermissionDenied(_("The quality is checked by a manager who did not handle the complaint."))
    if complaint.state != State.CLOSED:
        raise RuleViolation(_("Only closed cases are checked. Close this one first."))
    if complaint.quality_checks.filter(round=complaint.reopened_count).exists():
        raise RuleViolation(_("This case was checked already. Look at the record."))
    checked = QualityCheck.objects.create(
        complaint=complaint,
        round=complaint.reopened_count,
        at=clock.now(),
        by=actor,
        handler=complaint.officer,
        quality=quality,
        remark=remark,
    )
    record(
        park=complaint.park,
        actor=actor,
        verb="complaint.quality_checked",
        subject=complaint,
        data={"quality": quality, "text": remark},
        acting_as=acting_as(complaint, actor, "complaints.decide"),
    )
    return checked
