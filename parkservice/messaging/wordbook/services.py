"""Changing the words that the desk keeps ready (L1): phrases and ready texts by the manager, levels by two people."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock, courtesy
from parkservice.kit.errors import RuleViolation
from parkservice.messaging import templates
from parkservice.messaging.inbox import tell
from parkservice.messaging.models import Kept, Phrase, ReplyTemplate
from parkservice.messaging.wordbook.levels import HINT, OFF
from parkservice.messaging.wordbook.models import CourtesyLevels
from parkservice.parks.models import Park

#: Languages of a ready text, each with the field of its body.
BODIES = (("zh-hans", "body_zh"), ("en", "body_en"))


@transaction.atomic
def add_phrase(*, park: Park, actor: User, form_id: str, **words: Any) -> Phrase:
    """Add a phrase to the phrase book (L1); a second send of the form gives the same one."""

    def make() -> Phrase:
        phrase = Phrase(park=park, code=_own_code(), **words)
        _keep(phrase, actor)
        record(park=park, actor=actor, verb="words.phrase_added", subject=phrase, data={"text": phrase.text_zh})
        return phrase

    return once(form_id=form_id, actor=actor, body={"park": park, **words}, make=make)[0]


@transaction.atomic
def change_phrase(*, phrase_id: int, actor: User, version: str, **words: Any) -> Phrase:
    """Change a phrase or take it out of use (L1). Raises RuleViolation when a colleague changed it meanwhile."""
    phrase = Phrase.objects.select_for_update(of=("self",)).get(pk=phrase_id)
    _same_version(phrase, version)
    for name, value in words.items():
        setattr(phrase, name, value)
    _keep(phrase, actor)
    record(park=phrase.park, actor=actor, verb="words.phrase_changed", subject=phrase, data={"text": phrase.text_zh})
    return phrase


@transaction.atomic
def add_text(*, park: Park, actor: User, form_id: str, **words: Any) -> ReplyTemplate:
    """Add a ready text in both languages; a second send of the form gives the same one.

    Raises RuleViolation for a placeholder that its use does not know.
    """

    def make() -> ReplyTemplate:
        code = _own_code()
        rows = [ReplyTemplate(park=park, code=code, language=language) for language, _field in BODIES]
        return _write_text(rows, actor, "words.text_added", **words)

    return once(form_id=form_id, actor=actor, body={"park": park, **words}, make=make)[0]


@transaction.atomic
def change_text(*, text_id: int, actor: User, version: str, **words: Any) -> ReplyTemplate:
    """Change a ready text in both languages, or take it out of use.

    Raises RuleViolation when a colleague changed it meanwhile, or for a placeholder that its use does not know.
    """
    shown = ReplyTemplate.objects.select_for_update(of=("self",)).get(pk=text_id)
    _same_version(shown, version)
    rows = pair(shown)
    return _write_text(rows, actor, "words.text_changed", **words)


def pair(text: ReplyTemplate) -> list[ReplyTemplate]:
    """Return both languages of a ready text, in the order of BODIES; the missing one unsaved."""
    mine = {row.language: row for row in ReplyTemplate.objects.filter(park_id=text.park_id, code=text.code)}
    return [
        mine.get(language) or ReplyTemplate(park=text.park, code=text.code, language=language)
        for language, _field in BODIES
    ]


def _write_text(rows: list[ReplyTemplate], actor: User, verb: str, **words: Any) -> ReplyTemplate:
    bodies = [words.pop(field) for _language, field in BODIES]
    for row, body in zip(rows, bodies, strict=True):
        if wrong := templates.unknown(body, words["category"]):
            raise RuleViolation(unknown_words(wrong, words["category"]))
        for name, value in words.items():
            setattr(row, name, value)
        row.body = body
        _keep(row, actor)
    first = rows[0]
    record(park=first.park, actor=actor, verb=verb, subject=first, data={"name": first.name_zh})
    return first


def unknown_words(wrong: list[str], use: str) -> str:
    """Say which placeholders are wrong, and which ones there are."""
    known = " ".join(f"{{{name}}}" for name in templates.PLACEHOLDERS[use])
    return _("%(wrong)s is not known here. Placeholders are: %(known)s") % {"wrong": " ".join(wrong), "known": known}


def _own_code() -> str:
    """A code that no text of the first day has; digits of the moment keep it short and in order."""
    return f"own-{clock.now():%Y%m%d%H%M%S%f}"


def _keep(row: Kept, actor: User) -> None:
    row.changed_at, row.changed_by = clock.now(), actor
    row.save()


def _same_version(row: Kept, version: str) -> None:
    if row.version != version:
        by = row.changed_by.display_name if row.changed_by else ""
        raise RuleViolation(
            _("%(name)s changed these words meanwhile. Open them again, then change them.") % {"name": by}
        )


@transaction.atomic
def propose_levels(*, park: Park, actor: User, levels: dict[str, str], reason: str) -> CourtesyLevels:
    """Propose levels for the rules that may be lowered (domain section 5); somebody else releases them.

    Raises RuleViolation for a rule that always blocks, for another word than hint or pass, while a proposal waits.
    """
    if set(levels) != set(courtesy.LEVELS) - set(courtesy.BLOCKS) or set(levels.values()) - {HINT, OFF}:
        raise RuleViolation(_("Each rule is a hint or off. Rules that block cannot be lowered."))
    try:
        with transaction.atomic():
            proposal = CourtesyLevels.objects.create(
                park=park, levels=levels, reason=reason, proposed_by=actor, proposed_at=clock.now()
            )
    except IntegrityError:
        raise RuleViolation(_("A proposal waits already. It is decided first.")) from None
    record(park=park, actor=actor, verb="words.levels_proposed", subject=proposal, data={"off": _off(proposal)})
    tell(
        recipients=[leader for leader in people_with(park, Role.PROJECT_MANAGER) if leader.pk != actor.pk],
        park=park,
        verb="inbox.levels_proposed",
        subject=proposal,
        data={"name": actor.display_name, "reason": reason},
        url_name="messaging:courtesy_levels",
    )
    return proposal


@transaction.atomic
def decide_levels(*, levels_id: int, actor: User, released: bool) -> CourtesyLevels:
    """Release or refuse proposed levels (G6). Raises RuleViolation for who proposed them, or when they are decided."""
    proposal = CourtesyLevels.objects.select_for_update(of=("self",)).get(pk=levels_id)
    if proposal.decided_at:
        raise RuleViolation(_("This proposal has been decided already."))
    if proposal.proposed_by_id == actor.pk:
        raise RuleViolation(_("Who proposed the levels cannot release them. Ask the project manager."))
    proposal.decided_by, proposal.decided_at, proposal.released = actor, clock.now(), released
    proposal.save(update_fields=["decided_by", "decided_at", "released"])
    verb = "words.levels_released" if released else "words.levels_refused"
    record(park=proposal.park, actor=actor, verb=verb, subject=proposal, data={"off": _off(proposal)})
    return proposal


def _off(proposal: CourtesyLevels) -> str:
    """The rules that are off, for the journal."""
    return " ".join(rule for rule, level in proposal.levels.items() if level == OFF) or "–"
