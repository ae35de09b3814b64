"""Whether the last words of a result really went out (A5): a failed message or an unprinted letter tells nobody."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from complaints.choices import ReplyKind, ReplyMethod
from parkservice.journal.models import subject_kind
from parkservice.messaging.models import OutboxMessage, OutboxState
from parkservice.paperwork.models import Paper

if TYPE_CHECKING:
    from complaints.casework.models import Complaint

#: The kind of paper that carries a reply; `casework.papers` prints it.
LETTER = "reply_letter"


def reply_key(reply_id: int) -> str:
    """Return the key under which the outbox keeps the message of a reply."""
    return f"reply:{reply_id}"


def report_key(report_id: int) -> str:
    """Return the key under which the outbox keeps the mail of a report to the park office."""
    return f"office:{report_id}"


def reply_failed(complaint: "Complaint", since: datetime) -> bool:
    """Whether the newest word on the result did not go out: its message failed, or its letter was not printed.

    Only words since the resolution count, that of the leading one for a merged complaint; enough attempts to reach
    somebody that follow the word stand for it (domain 2.1).
    """
    told = complaint.replies.filter(kind=ReplyKind.RESULT, reached=True, at__gte=since)
    letters = Paper.objects.filter(
        kind=LETTER,
        subject_kind=subject_kind(complaint),
        subject_id=complaint.pk,
        issued_at__gte=OuterRef("at"),
    )
    last = _with_failure(told, "reply:").annotate(printed=Exists(letters)).order_by("at", "id").last()
    if last is None or (complaint.told_complainant_at is not None and complaint.told_complainant_at > last.at):
        return False
    return last.failed or (last.method == ReplyMethod.LETTER and not last.printed)


def report_failed(complaint: "Complaint") -> bool:
    """Whether the mail of the newest report to the park office failed."""
    reports = complaint.office_reports.filter(at__gte=complaint.resolved_at)
    last = _with_failure(reports, "office:").order_by("at", "id").last()
    return last is not None and last.failed


def _with_failure(words: "QuerySet[Model]", key: str) -> "QuerySet[Model]":
    mine = Concat(Value(key), Cast(OuterRef("pk"), CharField()))
    return words.annotate(failed=Exists(OutboxMessage.objects.filter(key=mine, state=OutboxState.FAILED)))
