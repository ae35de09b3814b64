"""How a ready text reads once it is filled: made-up values, and what the courtesy check knows about its use."""

from collections.abc import Iterable
from dataclasses import dataclass

from parkservice.kit import courtesy
from parkservice.kit.courtesy import Context, Finding
from parkservice.messaging import templates
from parkservice.messaging.models import ReplyTemplate, TextUse
from parkservice.messaging.wordbook.levels import levels_of
from parkservice.parks.models import Park

_CHINESE = {
    "name": "林女士",
    "number": "TS-2026-000123",
    "officer": "管理员李样例",
    "date": "4 月 7 日 16:00",
    "matter": "A 栋货梯异响",
    "place": "A 栋",
    "what": "停电",
    "start": "3 月 8 日 9:00",
    "end": "11:00",
    "reason": "检修配电柜",
    "phone": "0755-26001234",
}
_ENGLISH = {
    "name": "Ms Lin",
    "number": "TS-2026-000123",
    "officer": "Li Yangli",
    "date": "7 April, 16:00",
    "matter": "the noise of lift 1",
    "place": "block A",
    "what": "no power",
    "start": "8 March, 9:00",
    "end": "11:00",
    "reason": "work on the switchboard",
    "phone": "0755-26001234",
}
_SAMPLES = {"zh-hans": _CHINESE, "en": _ENGLISH}


@dataclass(frozen=True)
class Preview:
    """One language of a ready text as people will read it."""

    language: str
    text: str
    findings: list[Finding]


def context_of(use: str, outcome: str) -> Context:
    """What the courtesy check knows about a text of this use: L3 for our fault, L4 for works and outages."""
    if use == TextUse.NOTICE:
        return Context(is_request=True, inconvenience=True, outage=True, allowed_numbers=(_CHINESE["phone"],))
    if use == TextUse.KINDNESS:
        return Context(person="林", title="ms", answers="thanks" if outcome == "thanked" else "apology")
    return Context(
        our_fault=outcome in ("planned", "settled") and use == TextUse.COMPLAINT,
        complaint_reply=use == TextUse.COMPLAINT,
        person="林",
        title="ms",
    )


def previews(park: Park, use: str, outcome: str, bodies: Iterable[tuple[str, str]]) -> list[Preview]:
    """Fill each (language, body) with made-up values and check how courteous it is."""
    levels = levels_of(park)
    made = []
    for language, body in bodies:
        text = templates.fill(ReplyTemplate(body=body), **_SAMPLES[language])
        made.append(Preview(language, text, courtesy.check(text, context_of(use, outcome), levels)))
    return made
