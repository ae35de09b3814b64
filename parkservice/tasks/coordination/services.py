"""What happens to a question to a department: asked, answered, asked again (M4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.journal.forms import once
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.uploads import CleanFile, attach
from parkservice.parks.models import Department, Park
from parkservice.tasks import moves, people, sources
from parkservice.tasks.base import remind_moment, source_values
from parkservice.tasks.coordination.models import Question


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is asked: the matter in short, the question, of which department, and by when the answer is needed."""

    matter: str
    question: str
    department: Department
    due: datetime


@transaction.atomic
def ask(
    *,
    park: Park,
    actor: User,
    asking: Asking,
    form_id: str,
    subject: models.Model | None = None,
    photos: Sequence[CleanFile] = (),
) -> tuple[Question, bool]:
    """Ask another department, from a record (`subject`) or by itself; its people are told (M4).

    Raises PermissionDenied for people who may not ask or do not work on the record, RuleViolation for a department in
    which nobody can answer, or a moment that has passed.
    """
    moves.must(may(actor, "tasks.ask", park) and (subject is None or sources.works_on(actor, subject)))
    body = {**vars(asking), "subject": subject, "photos": [file.sha256 for file in photos]}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _make(park, actor, asking, subject, photos))


def _make(
    park: Park, actor: User, asking: Asking, subject: models.Model | None, photos: Sequence[CleanFile]
) -> Question:
    moves.ahead(asking.due)
    department = asking.department
    others = people.members(department).exclude(pk=actor.pk)
    if department.park_id != park.pk or not others.exists():
        raise RuleViolation(_("Nobody in this department can answer. Choose another one, or call them."))
    now = clock.now()
    made = Question.objects.create(
        park=park,
        number=next_number(park, "XT"),
        asked_by=actor,
        asked_at=now,
        remind_at=remind_moment(park, now, asking.due),
        **vars(asking),
        **source_values(subject),
    )
    attach(subject=made, park=park, files=photos, actor=actor, public=False)
    moves.note(made, actor, "question.asked", data={"department": moves.named(department)}, text=asking.question)
    moves.note_source(made, actor, "task.asked", {"department": moves.named(department), "matter": asking.matter})
    moves.inform(made, others, "inbox.question", actor, name=actor.name)
    return made


@transaction.atomic
def give_answer(*, question_id: int, actor: User, answer: str, photos: Sequence[CleanFile] = ()) -> Question:
    """Answer for the department; the asker and who answers for the source are told (M4).

    Raises RuleViolation when a colleague answered first, PermissionDenied for people of other departments.
    """
    row = moves.lock(Question, question_id)
    before = moves.advance(row, "give_answer", actor)
    row.answer, row.answered_by, row.answered_at = answer, actor, clock.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    attach(subject=row, park=row.park, files=photos, actor=actor, public=False)
    moves.note(row, actor, "question.answered", before=before, text=answer)
    moves.note_source(row, actor, "task.answered", {"department": moves.named(row.department), "answer": answer})
    moves.inform(row, moves.askers(row), "inbox.question_answered", actor, answer=answer)
    return row


@transaction.atomic
def ask_again(*, question_id: int, actor: User, reason: str, due: datetime) -> Question:
    """Ask again when the answer does not help: what is missing, and by when. The first answer stays in the history.

    Raises RuleViolation for a question without an answer, or for a moment that has passed.
    """
    row = moves.lock(Question, question_id)
    moves.ahead(due)
    before = moves.advance(row, "ask_again", actor)
    row.due, row.times_asked = due, row.times_asked + 1
    row.remind_at = remind_moment(row.park, clock.now(), due)
    row.reminded_at = row.overdue_at = None
    row.save(update_fields=["state", "due", "remind_at", "times_asked", "reminded_at", "overdue_at"])
    moves.note(row, actor, "question.asked_again", before=before, text=reason)
    moves.inform(row, people.members(row.department), "inbox.question_again", actor, reason=reason)
    return row


@transaction.atomic
def withdraw(*, question_id: int, actor: User, reason: str) -> Question:
    """Withdraw a question whose answer is not needed any more. Raises RuleViolation once it is answered."""
    row = moves.lock(Question, question_id)
    before = moves.advance(row, "withdraw", actor)
    row.save(update_fields=["state"])
    moves.note(row, actor, "question.withdrawn", before=before, text=reason)
    moves.inform(row, people.members(row.department), "inbox.question_withdrawn", actor, reason=reason)
    return row
