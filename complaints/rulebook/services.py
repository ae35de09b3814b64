"""How a rule comes about and changes: drafted by the manager, released by another person (A2, M1)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from complaints.rulebook import guards
from complaints.rulebook.models import (
    OPEN_DRAFTS,
    Article,
    DraftState,
    Rule,
    RuleDraft,
    RuleVersion,
    VersionState,
)
from complaints.rulebook.papers import revoke_papers
from complaints.rulebook.queries import signers
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role, may, people_of
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.flow import advance
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park

Row = Mapping[str, str]


@transaction.atomic
def create_rule(
    *, park: Park, actor: User, code: str, name_zh: str, name_en: str, kind: str, form_id: str
) -> tuple[Rule, bool]:
    """Open a new rule with an empty draft. Raises RuleViolation when the park has the code already."""
    if not may(actor, "rulebook.draft", park):
        raise PermissionDenied(_("Your postings do not give you the right to do this."))
    Park.objects.select_for_update(of=("self",)).get(pk=park.pk)

    def make() -> Rule:
        if Rule.objects.filter(park=park, code=code).exists():
            raise RuleViolation(_("This park already has a rule with that code."), code="code")
        rule = Rule.objects.create(park=park, code=code, name_zh=name_zh, name_en=name_en, kind=kind)
        _begin(rule, actor, [])
        return rule

    body = {"code": code, "name_zh": name_zh, "name_en": name_en, "kind": kind}
    return once(form_id=form_id, actor=actor, body=body, make=make)


@transaction.atomic
def begin_draft(*, rule_id: int, actor: User) -> RuleDraft:
    """Begin the next version with a copy of the newest one.

    Raises RuleViolation when there is a draft already, PermissionDenied for people who do not draft.
    """
    rule = _lock_rule(rule_id)
    _may_begin(rule, actor)
    newest = rule.versions.order_by("-number").first()
    articles = newest.articles.values(*guards.PARTS) if newest else []
    return _begin(rule, actor, [dict(row) for row in articles])


def _may_begin(rule: Rule, actor: User) -> None:
    if not may(actor, "rulebook.draft", rule):
        raise PermissionDenied(_("Your postings do not give you the right to do this."))
    if rule.drafts.filter(state__in=OPEN_DRAFTS).exists():
        raise RuleViolation(_("There is a draft of this rule already. Go on with that one."))


def _begin(rule: Rule, actor: User, articles: list[dict[str, str]], **more: Any) -> RuleDraft:
    draft = RuleDraft.objects.create(
        rule=rule, articles=articles, drafted_by=actor, hands=[actor.pk], created_at=clock.now(), **more
    )
    _note(draft, actor, "rule.drafted", "", "rulebook.draft")
    return draft


@transaction.atomic
def save_draft(
    *,
    rule_id: int,
    actor: User,
    edition: int,
    articles: Sequence[Row],
    changes_zh: str = "",
    changes_en: str = "",
    valid_from: date | None = None,
) -> RuleDraft:
    """Keep what was written so far; rows without a word are left out.

    Raises RuleViolation when somebody else saved since `edition` was read, or the draft waits for its release.
    """
    draft = _lock(rule_id)
    if not guards.may_draft(draft, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    if draft.state != DraftState.DRAFT:
        raise RuleViolation(_("It waits for its release. Take the proposal back first, then go on writing."))
    if draft.edition != edition:
        raise RuleViolation(
            _("Somebody else saved this draft in the meantime. Copy your words, open the draft again and add them."),
            code="stale",
        )
    draft.articles = [{part: row.get(part, "") for part in guards.PARTS} for row in articles if any(row.values())]
    draft.changes_zh, draft.changes_en, draft.valid_from = changes_zh, changes_en, valid_from
    draft.drafted_by, draft.edition = actor, draft.edition + 1
    draft.hands = sorted({*draft.hands, actor.pk})
    draft.save(update_fields=["articles", "changes_zh", "changes_en", "valid_from", "drafted_by", "edition", "hands"])
    _note(draft, actor, "rule.edited", draft.state, "rulebook.draft", {"articles": len(draft.articles)})
    return draft


@transaction.atomic
def propose(*, rule_id: int, actor: User) -> RuleDraft:
    """Put the draft before the project manager, or the general manager where the project manager wrote in it.

    Raises RuleViolation while something is missing.
    """
    draft = _lock(rule_id)
    before = _advance(draft, "propose", actor)
    draft.proposed_at, draft.reason = clock.now(), ""
    draft.save(update_fields=["state", "proposed_at", "reason"])
    _note(draft, actor, "rule.proposed", before, "rulebook.draft")
    _tell(draft, releasers(draft), "inbox.rule_proposed")
    return draft


@transaction.atomic
def propose_repeal(*, rule_id: int, actor: User, reason: str) -> RuleDraft:
    """Propose that a rule no longer applies; it is decided like a new version.

    Raises RuleViolation when it does not apply or a draft is open, PermissionDenied for people who do not draft.
    """
    rule = _lock_rule(rule_id)
    _may_begin(rule, actor)
    if not rule.versions.to_sign().exists():
        raise RuleViolation(_("This rule does not apply, so there is nothing to repeal."))
    _begin(rule, actor, [], repeals=True, changes_zh=reason)
    return propose(rule_id=rule.pk, actor=actor)


def releasers(draft: RuleDraft) -> list[User]:
    """Return who may release a draft: the project manager, and the general manager where that one wrote in it."""
    for role in (Role.PROJECT_MANAGER, Role.GENERAL_MANAGER):
        found = list(people_of(draft.rule.park, [role]).exclude(pk__in=draft.hands))
        if found:
            return found
    return []


@transaction.atomic
def take_back(*, rule_id: int, actor: User) -> RuleDraft:
    """Take a proposal back to go on writing. Raises RuleViolation when it was released or returned meanwhile."""
    draft = _lock(rule_id)
    before = _advance(draft, "take_back", actor)
    _drop_repeal(draft)
    draft.save(update_fields=["state"])
    _note(draft, actor, "rule.taken_back", before, "rulebook.draft")
    return draft


@transaction.atomic
def send_back(*, rule_id: int, actor: User, reason: str) -> RuleDraft:
    """Return a proposal to its writer, who is told why. Raises RuleViolation for a draft of one's own."""
    draft = _lock(rule_id)
    _refuse_own(draft, actor)
    before = _advance(draft, "send_back", actor)
    _drop_repeal(draft)
    draft.reason = reason
    draft.save(update_fields=["state", "reason"])
    _note(draft, actor, "rule.returned", before, "rulebook.release", note=reason)
    _tell(draft, [draft.drafted_by], "inbox.rule_returned", {"reason": reason})
    return draft


def _drop_repeal(draft: RuleDraft) -> None:
    """A repeal that comes back has no text to go on writing."""
    if draft.repeals:
        draft.discard()


@transaction.atomic
def discard(*, rule_id: int, actor: User) -> RuleDraft:
    """Throw a draft away; the current version stays as it is."""
    draft = _lock(rule_id)
    before = _advance(draft, "discard", actor)
    draft.save(update_fields=["state"])
    _note(draft, actor, "rule.discarded", before, "rulebook.draft")
    return draft


@transaction.atomic
def release(*, rule_id: int, actor: User, edition: int) -> RuleVersion | None:
    """Make a proposed draft the current version, and tell everybody who must sign it (M1, D1, O1).

    A repeal makes no version: from today on none applies.

    Raises RuleViolation for a draft of one's own, one that was changed since it was read, or that waits no longer.
    """
    draft = _lock(rule_id)
    _refuse_own(draft, actor)
    if draft.edition != edition:
        raise RuleViolation(_("It was changed since you opened this page. Read it as it is now, then release it."))
    before = _advance(draft, "release", actor)
    draft.save(update_fields=["state"])
    if draft.repeals:
        _end_versions(draft.rule, actor, clock.today(), _("The rule was repealed."))
        _note(draft, actor, "rule.repealed", before, "rulebook.release", note=draft.changes_zh)
        _tell(draft, [*signers(draft.rule.park), draft.drafted_by], "inbox.rule_repealed")
        return None
    version = _publish(draft, actor)
    _note(draft, actor, "rule.released", before, "rulebook.release", {"version": version.number})
    _tell(draft, signers(draft.rule.park), "inbox.rule_released", {"version": version.number})
    _tell(draft, [draft.drafted_by], "inbox.rule_approved", {"version": version.number})
    return version


def _publish(draft: RuleDraft, actor: User) -> RuleVersion:
    """The next version with its articles; those before it end the day before it begins."""
    rule, today = draft.rule, clock.today()
    starts = max(draft.valid_from or today, today)
    number = (rule.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    _end_versions(rule, actor, starts, _("Version %(number)d was released.") % {"number": number})
    version = RuleVersion.objects.create(
        rule=rule,
        number=number,
        changes_zh=draft.changes_zh,
        changes_en=draft.changes_en,
        drafted_by=draft.drafted_by,
        released_by=actor,
        released_at=clock.now(),
        valid_from=starts,
    )
    write_articles(version, draft.articles)
    return version


def _end_versions(rule: Rule, actor: User, day: date, reason: str) -> None:
    """No version so far applies from a day on, and none of its papers counts any more."""
    revoke_papers(rule=rule, actor=actor, reason=reason)
    running = rule.versions.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    running.update(valid_until=day - timedelta(days=1))
    rule.versions.update(state=VersionState.SUPERSEDED)


def write_articles(version: RuleVersion, rows: Sequence[Row]) -> None:
    """Give a new version its articles, numbered in their order."""
    Article.objects.bulk_create(
        Article(version=version, position=position, **row) for position, row in enumerate(rows, start=1)
    )


def _refuse_own(draft: RuleDraft, actor: User) -> None:
    if actor.pk in draft.hands:
        raise RuleViolation(_("You wrote in this draft, so another leader decides it."), code="own")


def _lock_rule(rule_id: int) -> Rule:
    return Rule.objects.select_for_update(of=("self",)).select_related("park").get(pk=rule_id)


def _lock(rule_id: int) -> RuleDraft:
    """The open draft of a rule, locked after the rule. Raises RuleViolation when there is none."""
    rule = _lock_rule(rule_id)
    drafts: QuerySet[RuleDraft] = RuleDraft.objects.select_for_update(of=("self",)).select_related("drafted_by")
    draft = drafts.filter(rule=rule, state__in=OPEN_DRAFTS).first()
    if draft is None:
        raise RuleViolation(_("There is no draft any more. It was released or discarded in the meantime."))
    draft.rule = rule
    return draft


def _advance(draft: RuleDraft, step: str, actor: User) -> str:
    before = str(draft.state)
    advance(draft, step, actor)
    return before


def _note(
    draft: RuleDraft,
    actor: User,
    verb: str,
    before: str,
    perm: str,
    data: dict[str, object] | None = None,
    note: str = "",
) -> None:
    rule = draft.rule
    record(
        park=rule.park,
        actor=actor,
        verb=verb,
        subject=rule,
        from_state=before,
        to_state=str(draft.state),
        data={"draft": draft.pk, **(data or {})},
        note=note,
        acting_as=acting_role(actor, perm, rule.park),
    )


def _tell(
    draft: RuleDraft, people: Sequence[User] | QuerySet[User], verb: str, more: dict[str, object] | None = None
) -> None:
    rule = draft.rule
    names = {"rule": [rule.name_zh, rule.name_en or rule.name_zh], **(more or {})}
    tell(recipients=people, park=rule.park, verb=verb, subject=rule, data=names)
