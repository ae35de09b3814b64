"""The courtesy check of every text that goes out, for all features (L1 to L4, domain section 5).

How a feature uses it, for example for the answer to a suggestion:

1. Name the kind of text once, in a module that `AppConfig.ready` loads:

       writing.register(writing.Kind("suggestion.answer", find=find, context=context, sent=sent))

   `find(user, pk)` gives the record, or raises its DoesNotExist or PermissionDenied; the record has a `park`.
   `context(record)` says what the check has to know (kit.courtesy.Context: our_fault, inconvenience, person …).
   `sent(people, park, since)` gives the texts that these people sent, as `Sent`, for the duties and "My texts".
2. Show it beside the textarea, inside `.ps-write`; the page loads courtesy.js already:

       {% url 'messaging:check' 'suggestion.answer' record.pk as check %}{% url 'messaging:phrase_buttons' as phrases %}
       {% include "ui/courtesy.html" with url=check target="textarea" findings=findings phrases=phrases only %}

   `phrases` is that address with `?target=<id of the textarea>&language=zh-hans`; leave it out for no phrase book.
   Where there is no place beside it, give the textarea `data-check="<that address>"`: the hints then stand below it.
3. Let the form ask with `wordbook.asking.CourtesyMixin`, and in the service call `choose(key, record, text, reason)`.
   It returns the hints that the writer left open: keep them and the reason with the text. It raises RuleViolation for
   what blocks, and with the code "apology" when 对不起 is left out without a reason.
4. After sending call `forget_draft(key, record, writer)`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parkservice.kit import clock, courtesy
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.wordbook.levels import levels_of
from parkservice.messaging.wordbook.models import CourtesyDraft
from parkservice.parks.models import Park

#: No text that is checked is longer.
LONGEST = 5000


@dataclass(frozen=True)
class Sent:
    """One text that left: who wrote it and when, which hints stayed open and why, what it is about and where it is."""

    writer_id: int
    at: datetime
    open: Sequence[str]
    reason: str
    title: str
    url: str


@dataclass(frozen=True)
class Kind:
    """One kind of outgoing text. With `hints` only these rules hint; what blocks always blocks."""

    key: str
    find: Callable[[Any, int], Any]
    context: Callable[[Any], courtesy.Context]
    hints: tuple[str, ...] = ()
    sent: Callable[[Sequence[Any], Park, datetime], Iterable[Sent]] | None = None
    page: Callable[[int], str] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of text; registering the same key again replaces it."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> Kind:
    """Return a registered kind; raises LookupError for an unknown key."""
    return _kinds[key]


def check(key: str, record: Any, text: str) -> list[courtesy.Finding]:
    """Return what the rules of the record's park say about a text; nothing for an empty one."""
    if not text.strip():
        return []
    kind = kind_of(key)
    found = courtesy.check(text, kind.context(record), levels_of(record.park))
    return [each for each in found if not kind.hints or each.level == "block" or each.rule in kind.hints]


def choose(key: str, record: Any, text: str, reason: str = "") -> list[str]:
    """Return the rules whose hint the writer left open.

    Raises RuleViolation for a blocking finding, and once, with the code "apology", when an apology is left out
    without a reason.
    """
    findings = check(key, record, text)
    for finding in courtesy.blocking(findings):
        raise RuleViolation(finding.message, code="courtesy")
    if courtesy.needs_reason(findings) and not reason:
        raise RuleViolation(_("Say 对不起 here, or give the reason for leaving it out."), code="apology")
    return [finding.rule for finding in courtesy.open_findings(findings)]


def note_draft(key: str, record: Any, writer: Any, findings: Iterable[courtesy.Finding]) -> None:
    """Remember which hints an unfinished text has, never the text; written only when they change (L1 to L4: due)."""
    rules = [finding.rule for finding in courtesy.open_findings(findings)]
    mine = CourtesyDraft.objects.filter(writer=writer, key=key, record_id=record.pk)
    before = mine.first()
    if not rules:
        if before:
            mine.delete()
    elif before is None or before.rules != rules:
        CourtesyDraft.objects.update_or_create(
            writer=writer,
            key=key,
            record_id=record.pk,
            defaults={"park": record.park, "rules": rules, "at": clock.now()},
        )


def forget_draft(key: str, record: Any, writer: Any) -> None:
    """A text was sent: it is no draft any more."""
    CourtesyDraft.objects.filter(writer=writer, key=key, record_id=record.pk).delete()


def drafts(people: Sequence[Any], park: Park) -> list[CourtesyDraft]:
    """Return the unfinished texts of today that have hints; what was left lying yesterday is no work of today."""
    mine = CourtesyDraft.objects.filter(park=park, writer__in=[person.pk for person in people])
    return [draft for draft in mine.filter(at__gte=clock.combine(clock.today())).order_by("at") if draft.key in _kinds]


def page_of(draft: CourtesyDraft) -> str:
    """The page on which a draft is written; empty when its kind names none."""
    page = kind_of(draft.key).page
    return page(draft.record_id) if page else ""


def sent(people: Sequence[Any], park: Park, since: datetime) -> list[Sent]:
    """Return the texts of all kinds that these people sent since then, newest first; a few statements per kind."""
    found = [text for kind in _kinds.values() if kind.sent for text in kind.sent(people, park, since)]
    return sorted(found, key=lambda text: text.at, reverse=True)
