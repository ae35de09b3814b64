"""What happens to a rectification: planned, carried out step by step, done, verified by another (A4, domain 2.2).

Other apps plan with `plan`, find what hangs on a record with `for_subject`, and show the proposer with `progress_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may, people_of
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.numbers import next_number
from parkservice.parks.models import Park
from parkservice.tasks import moves, people, sources
from parkservice.tasks.base import source_values
from parkservice.tasks.rectifications import rules
from parkservice.tasks.rectifications.models import (
    UNDER_WAY,
    DueChange,
    PlanState,
    ProgressLine,
    Rectification,
    RectificationQuerySet,
    Step,
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One step of a plan: what, by whom, by when."""

    what: str
    owner: User
    due: date


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a rectification says when it is planned."""

    matter: str
    problem: str
    owner: User
    due: date
    measures: Sequence[Measure]
    budget: Decimal | None = None


@dataclass(frozen=True)
class Progress:
    """How far a rectification is, without names: fit for the proposer and for public pages."""

    number: str
    state: str
    tone: str
    done: int
    total: int
    due: date
    is_verified: bool


@transaction.atomic
def plan(
    *, park: Park, actor: User, plan: Plan, form_id: str, subject: models.Model | None = None
) -> tuple[Rectification, bool]:
    """Plan a rectification, from a record (`subject`) or by itself; owners of the plan and its steps are told (A4).

    Raises PermissionDenied for everybody but the manager, RuleViolation without measures, with dates that have passed
    or lie behind the whole plan, or for owners who are not staff of the park.
    """
    concerned = subject is not None and sources.concerns(actor, subject)
    moves.must(may(actor, "rectifications.plan", park) and not concerned)
    body = {**vars(plan), "measures": [vars(each) for each in plan.measures], "subject": subject}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _make(park, actor, plan, subject))


def _make(park: Park, actor: User, plan: Plan, subject: models.Model | None) -> Rectification:
    _check(park, plan)
    made = Rectification.objects.create(
        park=park,
        number=next_number(park, "ZG"),
        matter=plan.matter,
        problem=plan.problem,
        owner=plan.owner,
        due=plan.due,
        budget=plan.budget,
        asked_by=actor,
        asked_at=clock.now(),
        **source_values(subject),
    )
    Step.objects.bulk_create(
        Step(rectification=made, position=place, what=each.what, owner=each.owner, due=each.due)
        for place, each in enumerate(plan.measures, start=1)
    )
    said = {"owner": plan.owner.name, "due": plan.due.isoformat(), "steps": len(plan.measures)}
    moves.note(made, actor, "rectification.planned", data=said)
    moves.note_source(made, actor, "task.planned", said)
    moves.inform(made, [plan.owner], "inbox.rectification", actor)
    moves.inform(made, {each.owner for each in plan.measures} - {plan.owner}, "inbox.rectification_step", actor)
    return made


def _check(park: Park, plan: Plan) -> None:
    """Refuse what could never be carried out."""
    if not plan.measures:
        raise RuleViolation(_("Write down at least one measure: what, by whom, by when."))
    if any(day < clock.today() for day in (plan.due, *(each.due for each in plan.measures))):
        raise RuleViolation(_("This day has passed. Choose a later one."))
    if any(each.due > plan.due for each in plan.measures):
        raise RuleViolation(_("A step can't be due later than the whole rectification."))
    owners = {plan.owner.pk, *(each.owner.pk for each in plan.measures)}
    if people_of(park, people.OWNERS).filter(pk__in=owners).count() != len(owners):
        raise RuleViolation(_("Only colleagues with a posting in this park own a rectification or a step."))


def _open(rectification_id: int, actor: User, *, write: bool = False) -> Rectification:
    """Lock a rectification that is under way, for those who carry it out (or write how it goes)."""
    row = moves.lock(Rectification, rectification_id)
    moves.must(rules.may_write(row, actor) if write else rules.may_work(row, actor))
    if row.state not in UNDER_WAY:
        raise RuleViolation(_("It is done already. Look at the record as it is now."))
    return row


def _begin(row: Rectification, actor: User) -> None:
    """What is done or written first brings a plan into progress."""
    if row.state == PlanState.PLANNED:
        before = moves.advance(row, "begin", actor)
        row.save(update_fields=["state"])
        moves.note(row, actor, "rectification.begun", before=before)


@transaction.atomic
def begin(*, rectification_id: int, actor: User) -> Rectification:
    """Begin to carry it out. Raises RuleViolation when it is under way already."""
    row = moves.lock(Rectification, rectification_id)
    moves.must(rules.may_write(row, actor))
    if row.state != PlanState.PLANNED:
        raise RuleViolation(_("It is under way already. Look at the record as it is now."))
    _begin(row, actor)
    return row


@transaction.atomic
def finish_step(*, rectification_id: int, actor: User, step: Step) -> Rectification:
    """Mark one step as done; its owner, or who carries out the whole. Raises RuleViolation when it is done already."""
    row = _open(rectification_id, actor, write=True)
    step = row.steps.select_for_update(of=("self",)).get(pk=step.pk)
    moves.must(step.owner_id == actor.pk or rules.may_work(row, actor))
    if step.done_at is not None:
        raise RuleViolation(_("This step is done already. Look at the record as it is now."))
    step.done_by, step.done_at = actor, clock.now()
    step.save(update_fields=["done_by", "done_at"])
    _begin(row, actor)
    moves.note(row, actor, "rectification.step_done", data={"place": step.position, "what": step.what})
    if not row.steps.filter(done_at__isnull=True).exists():
        moves.inform(row, [row.owner], "inbox.rectification_steps_done", actor)
    return row


@transaction.atomic
def write_progress(*, rectification_id: int, actor: User, form_id: str, text: str) -> tuple[ProgressLine, bool]:
    """Write how it goes. Raises RuleViolation once it is done, PermissionDenied for people who own no part of it."""
    row = _open(rectification_id, actor, write=True)

    def make() -> ProgressLine:
        _begin(row, actor)
        moves.note(row, actor, "rectification.progress", text=text)
        return ProgressLine.objects.create(rectification=row, at=clock.now(), by=actor, text=text)

    return once(form_id=form_id, actor=actor, body={"rectification": row, "text": text}, make=make)


@transaction.atomic
def change_due(
    *, rectification_id: int, actor: User, due: date, reason: str, step: Step | None = None
) -> Rectification:
    """Change a due date, of the whole or of one step; date, person and reason stay for ever (domain 2.2).

    Raises RuleViolation for a date that is no change, has passed, or puts a step behind the whole.
    """
    row = _open(rectification_id, actor)
    target: Any = row if step is None else row.steps.get(pk=step.pk)
    _check_day(row, target, due)
    former, target.due = target.due, due
    target.reminded_at = target.overdue_at = None
    target.save(update_fields=["due", "reminded_at", "overdue_at"])
    DueChange.objects.create(
        rectification=row, step=step, at=clock.now(), by=actor, former=former, due=due, reason=reason
    )
    said = {"former": former.isoformat(), "due": due.isoformat(), "place": step.position if step else 0}
    moves.note(row, actor, "rectification.step_moved" if step else "rectification.moved", data=said, text=reason)
    told = [row.asked_by, row.owner, *([target.owner] if step else [])]
    moves.inform(row, told, "inbox.rectification_moved", actor, due=due.isoformat(), reason=reason)
    return row


def _check_day(row: Rectification, target: Any, day: date) -> None:
    if day == target.due:
        raise RuleViolation(_("This is the date it has already."))
    if day < clock.today():
        raise RuleViolation(_("This day has passed. Choose a later one."))
    if target is not row and day > row.due:
        raise RuleViolation(_("A step can't be due later than the whole rectification. Move the whole first."))
    if target is row and row.steps.filter(done_at__isnull=True, due__gt=day).exists():
        raise RuleViolation(_("A step is due later than this. Move the step first."))


@transaction.atomic
def finish(*, rectification_id: int, actor: User, result: str) -> Rectification:
    """Say that it is done and what was reached; the leaders verify. Raises RuleViolation while a step is open."""
    row = moves.lock(Rectification, rectification_id)
    before = moves.advance(row, "finish", actor)
    row.result, row.done_at = result, clock.now()
    row.save(update_fields=["state", "result", "done_at"])
    moves.note(row, actor, "rectification.done", before=before, text=result)
    moves.inform(row, _verifiers(row), "inbox.rectification_done", actor)
    return row


def _verifiers(row: Rectification) -> list[User]:
    """Who may verify: the one who planned it, and the leaders, without the owner."""
    leaders = people_of(row.park, [Role.MANAGER, Role.PROJECT_MANAGER])
    return [person for person in {row.asked_by, *leaders} if rules.may_verify(row, person)]


@transaction.atomic
def send_back(*, rectification_id: int, actor: User, reason: str) -> Rectification:
    """Find that it is not done yet, and say why. Raises PermissionDenied for the owner."""
    row = moves.lock(Rectification, rectification_id)
    before = moves.advance(row, "send_back", actor)
    row.save(update_fields=["state"])
    moves.note(row, actor, "rectification.returned", before=before, text=reason)
    moves.inform(row, [row.owner], "inbox.rectification_returned", actor, reason=reason)
    return row


@transaction.atomic
def verify(*, rectification_id: int, actor: User, effect: str) -> Rectification:
    """Verify on the spot that it worked, and write down the effect. Raises PermissionDenied for the owner (G6)."""
    row = moves.lock(Rectification, rectification_id)
    before = moves.advance(row, "verify", actor)
    row.verified_by, row.verified_at, row.effect = actor, clock.now(), effect
    row.save(update_fields=["state", "verified_by", "verified_at", "effect"])
    moves.note(row, actor, "rectification.verified", before=before, text=effect)
    moves.note_source(row, actor, "task.verified", {"effect": effect})
    moves.inform(row, [row.owner, *moves.askers(row)], "inbox.rectification_verified", actor)
    return row


def for_subject(record: models.Model) -> RectificationQuerySet:
    """Return the rectifications of a record, the first planned first; the caller has checked who reads."""
    found: Any = Rectification.objects.about(record).select_related("owner", "verified_by").order_by("asked_at", "id")
    return found


def progress_of(record: models.Model) -> list[Progress]:
    """Return how far the rectifications of a record are, for its page or for the proposer: no names, no words."""
    rows = for_subject(record).annotate(
        total=models.Count("steps"), finished=models.Count("steps", filter=models.Q(steps__done_at__isnull=False))
    )
    return [
        Progress(
            row.number,
            row.get_state_display(),
            row.tone,
            row.finished,  # type: ignore[attr-defined]
            row.total,  # type: ignore[attr-defined]
            row.due,
            row.is_settled,
        )
        for row in rows
    ]
