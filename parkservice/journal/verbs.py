"""The register of verbs: how each stored event reads as a sentence, and who may read it.

Every app keeps its verbs in `verbs.py` and registers them in `AppConfig.ready`. A verb that nobody registered cannot be
recorded, so that no event is ever without a sentence.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Word = Callable[[Any], object]


@dataclass(frozen=True)
class Verb:
    """How one kind of event is shown.

    `sentence` is a lazy text with placeholders from the event's data: _("Handed to %(officer)s"). `words` turns stored
    codes into words: {"severity": lambda code: Severity(code).label}. `public` events may be seen by the complainant.
    """

    code: str
    sentence: str | Promise
    icon: str = "rest"
    tone: str = ""
    public: bool = False
    words: Mapping[str, Word] = field(default_factory=dict)

    def say(self, data: Mapping[str, Any]) -> str:
        """Return the sentence for one event; a figure that is not known reads as a dash."""
        known: defaultdict[str, object] = defaultdict(lambda: "—", data)
        for name, word in self.words.items():
            if known.get(name) not in (None, ""):
                known[name] = word(known[name])
        return str(self.sentence) % known


_verbs: dict[str, Verb] = {}
_roles: dict[str, str | Promise] = {}


def register(*verbs: Verb) -> None:
    """Add verbs; registering the same one again is harmless, another one under its code raises ValueError."""
    for verb in verbs:
        if _verbs.get(verb.code, verb) != verb:
            raise ValueError(f"The verb {verb.code} is registered twice.")
        _verbs[verb.code] = verb


def get(code: str) -> Verb:
    """Return a registered verb; raises LookupError for an unknown one."""
    try:
        return _verbs[code]
    except KeyError:
        raise LookupError(f"The verb {code} is not registered.") from None


def public_codes() -> list[str]:
    """Codes of the verbs that a complainant may see."""
    return [code for code, verb in _verbs.items() if verb.public]


def all_verbs() -> list[Verb]:
    """Every registered verb, by code."""
    return [_verbs[code] for code in sorted(_verbs)]


def register_roles(names: Mapping[str, str | Promise]) -> None:
    """Tell the journal the words for the roles that events store in `acting_as`."""
    _roles.update(names)


def role_name(code: str) -> str:
    """Return the word for a stored role; an unknown code is shown as it is."""
    return str(_roles.get(code, code))
