"""Keeping the ready answers (D11)."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from complaints.enquiries.models import ReadyAnswer
from parkservice.accounts.models import User
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park


@transaction.atomic
def keep_answer(
    *, park: Park, actor: User, question: str, answer: str, is_active: bool = True, answer_id: int | None = None
) -> ReadyAnswer:
    """Write a new ready answer, or change one (D11). Raises RuleViolation for a question that has an answer already."""
    row = ReadyAnswer(park=park)
    if answer_id is not None:
        row = ReadyAnswer.objects.select_for_update(of=("self",)).get(pk=answer_id, park=park)
    row.question, row.answer, row.is_active = question, answer, is_active
    row.changed_by, row.changed_at = actor, clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RuleViolation(_("This question has an answer already. Change that one.")) from error
    data = {"question": question, "answer": answer}
    record(park=park, actor=actor, verb="answer.kept", subject=row, data=data)
    return row


def count_use(*, answer_id: int) -> None:
    """Count that an answer was given, so that useful ones stand on top."""
    ReadyAnswer.objects.filter(pk=answer_id).update(used=F("used") + 1)
