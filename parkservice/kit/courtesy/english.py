"""The courtesy words in English texts: greeting, please, thanks and an apology (R1 to R5)."""

import re
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from parkservice.kit.courtesy.letter import Finding, Letter

_HELLO = re.compile(r"\s*(?:dear|hello|hi|good (?:morning|afternoon|evening|day))\b", re.IGNORECASE)
_PLEASE = re.compile(r"\b(?:please|kindly|would you|could you)\b", re.IGNORECASE)
_THANKS = re.compile(r"\b(?:thank|thanks|grateful)\b", re.IGNORECASE)
_SORRY = re.compile(r"\b(?:sorry|apolog\w+|regret)\b", re.IGNORECASE)


def greeting(letter: Letter) -> Finding | None:
    """R1: the text opens with a greeting."""
    if _HELLO.match(letter.text):
        return None
    return Finding("R1", _("Begin with a greeting."), f"Hello, {letter.text.lstrip()}")


def please(letter: Letter) -> Finding | None:
    """R2: a request says please."""
    if not letter.context.is_request or _PLEASE.search(letter.text):
        return None
    return Finding("R2", _("A request says please."))


def thanks(letter: Letter) -> Finding | None:
    """R3: a request, or the last word of a conversation, thanks."""
    asked = letter.context.is_request or letter.context.ends_dialogue
    if not asked or _THANKS.search(letter.text):
        return None
    return Finding("R3", _("End with thanks."), f"{letter.text.rstrip()} Thank you.")


def apology(letter: Letter) -> Finding | None:
    """R4 and R5: a fault of ours, or trouble for people, asks for an apology."""
    context = letter.context
    if not (context.our_fault or context.inconvenience) or _SORRY.search(letter.text):
        return None
    rule = "R4" if context.our_fault else "R5"
    return Finding(rule, _("Apologise for the trouble."), f"{letter.text.rstrip()} We are sorry for the trouble.")


RULES: tuple[Callable[[Letter], Finding | None], ...] = (greeting, please, thanks, apology)
