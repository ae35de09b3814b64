"""What happens to a question to the next level: asked, answered, acted on (M12)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may, people_with
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.numbers import next_number
from parkservice.parks.models import Park
from parkservice.tasks import moves, sources
from parkservice.tasks.base import remind_moment, source_values
from parkservice.tasks.referrals import rules
from parkservice.tasks.referrals.models import Referral


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is put to the next level: the matter in short, the problem, the asker's own opinion, answer by when."""

    matter: str
    problem: str
    opinion: str
    due: datetime


@transaction.atomic
def refer(
    *, park: Park, actor: User, problem: Problem, form_id: str, subject: models.Model | None = None
) -> tuple[Referral, bool]:
    """Ask the next level, from a record (`subject`) or by itself; its people are told (M12).

    Raises PermissionDenied for people who may not ask or do not work on the record, RuleViolation when nobody stands
    above them or the moment has passed.
    """
    moves.must(may(actor, "tasks.refer", park) and (subject is None or sources.works_on(actor, subject)))
    body = {**vars(problem), "subject": subject}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _make(park, actor, problem, subject))


def _make(park: Park, actor: User, problem: Problem, subject: models.Model | None) -> Referral:
    moves.ahead(problem.due)
    level = rules.next_level(park, actor, subject)
    if level is None:
        raise RuleViolation(_("Nobody stands above you in this park. Decide it, or talk to the company's leaders."))
    now = clock.now()
    made = Referral.objects.create(
        park=park,
        number=next_number(park, "QS"),
        to_role=level,
        asked_by=actor,
        asked_at=now,
        remind_at=remind_moment(park, now, problem.due),
        **vars(problem),
        **source_values(subject),
    )
    said = {"role": str(level), "problem": problem.problem, "opinion": problem.opinion}
    moves.note(made, actor, "referral.asked", data=said)
    moves.note_source(made, actor, "task.referred", said)
    moves.inform(made, level_of(made), "inbox.referral", actor, name=actor.name)
    return made


def level_of(row: Referral) -> list[User]:
    """Return the people of the level asked, without the person concerned."""
    return [person for person in people_with(row.park, Role(row.to_role)) if not row.concerns(person)]


@transaction.atomic
def give_answer(*, referral_id: int, actor: User, answer: str) -> Referral:
    """Answer who asked; the answer goes to them, to who answers for the source, and into its history (M12).

    Raises RuleViolation when somebody answered first, PermissionDenied for the asker and for everybody below.
    """
    row = moves.lock(Referral, referral_id)
    before = moves.advance(row, "give_answer", actor)
    row.answer, row.answered_by, row.answered_at = answer, actor, clock.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    moves.note(row, actor, "referral.answered", before=before, text=answer)
    moves.note_source(row, actor, "task.advised", {"answer": answer})
    moves.inform(row, moves.askers(row), "inbox.referral_answered", actor, answer=answer)
    return row


@transaction.atomic
def act_on(*, referral_id: int, actor: User, done: str) -> Referral:
    """Say what was done with the answer; who gave it is told. Raises RuleViolation before it is answered."""
    row = moves.lock(Referral, referral_id)
    before = moves.advance(row, "act_on", actor)
    row.acted_at, row.acted_note = clock.now(), done
    row.save(update_fields=["state", "acted_at", "acted_note"])
    moves.note(row, actor, "referral.acted", before=before, text=done)
    moves.inform(row, [row.answered_by], "inbox.referral_acted", actor, done=done)
    return row


@transaction.atomic
def withdraw(*, referral_id: int, actor: User, reason: str) -> Referral:
    """Withdraw a question that solved itself. Raises RuleViolation once it is answered."""
    row = moves.lock(Referral, referral_id)
    before = moves.advance(row, "withdraw", actor)
    row.save(update_fields=["state"])
    moves.note(row, actor, "referral.withdrawn", before=before, text=reason)
    moves.inform(row, level_of(row), "inbox.referral_withdrawn", actor, reason=reason)
    return row
