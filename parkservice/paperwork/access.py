"""Who may open an attachment: decided by the app that owns the record, asked through this registry.

`register("complaints.complaint", may_open)` with `may_open(user, subject_id, request) -> bool | Sight`. The request is
passed because a complainant without an account proves the right by the secret of the tracking page, which that app
keeps in the session. `True` means everything, `Sight.PUBLIC` only what is marked public, `False` nothing.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any

from parkservice.paperwork.models import Attachment


class Sight(Enum):
    """How much of a record's attachments somebody may see."""

    NONE = "none"
    PUBLIC = "public"
    ALL = "all"


Rule = Callable[[Any, int, Any], "bool | Sight"]
_rules: dict[str, Rule] = {}


def register(subject_kind: str, rule: Rule) -> None:
    """Let `rule(user, subject_id, request)` decide for the attachments of one kind of record."""
    _rules[subject_kind] = rule


def may_open(attachment: Attachment, user: Any, request: Any) -> bool:
    """True when this person may open this attachment. Without a rule for its kind nobody may."""
    rule = _rules.get(attachment.subject_kind)
    if rule is None:
        return False
    answer = rule(user, attachment.subject_id, request)
    sight = answer if isinstance(answer, Sight) else Sight.ALL if answer else Sight.NONE
    return sight is Sight.ALL or (sight is Sight.PUBLIC and attachment.public)
