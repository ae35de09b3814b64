"""The polite-language rules as checks of outgoing texts (domain section 5, duties L1 to L5): pure functions.

`check` reads a Chinese text by the rules R1 to R13 and an English one by those that make sense there. A hint never
stops the writer; only R12 (no threat of cutting supplies) and R13 (no personal data) block. Where one click can mend
the text, the finding carries the whole mended text.
"""

from collections.abc import Iterable, Mapping

from parkservice.kit.courtesy import chinese, english, forbidden
from parkservice.kit.courtesy.letter import Context, Finding, Letter, address, surname

__all__ = ["LEVELS", "Context", "Finding", "address", "blocking", "check", "needs_reason", "open_findings", "surname"]

LEVELS: Mapping[str, str] = {f"R{number}": "block" if number in (12, 13) else "hint" for number in range(1, 14)}
"""The level of each rule as shipped; a park may pass its own to `check`, where "pass" switches a hint off."""
BLOCKS: Mapping[str, str] = {rule: level for rule, level in LEVELS.items() if level == "block"}
"""The rules that no park can lower."""


def check(text: str, context: Context, levels: Mapping[str, str] = LEVELS) -> list[Finding]:
    """Return what the rules say about a text, in the order of the rules; nothing for an empty one.

    A finding of level "pass" is only an offer: the text is polite as it is.
    """
    if not text.strip():
        return []
    letter = Letter.read(text, context)
    rules = [*(chinese.RULES if letter.is_chinese else english.RULES), *forbidden.RULES]
    found = [finding for rule in rules if (finding := rule(letter))]
    hold = {**LEVELS, **levels, **BLOCKS}
    return [finding.at(hold) for finding in found if hold[finding.rule] != "pass"]


def open_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that the writer should look at: hints and blocks."""
    return [finding for finding in findings if finding.level != "pass"]


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that forbid sending."""
    return [finding for finding in findings if finding.level == "block"]


def needs_reason(findings: Iterable[Finding]) -> bool:
    """Tell whether the text lacks an apology that R4 or R5 asks for: sending it so wants a reason once (L3)."""
    return any(finding.rule in ("R4", "R5") for finding in open_findings(findings))
