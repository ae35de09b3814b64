"""What happened to a complaint as one reader may see it, by chip."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework.models import Complaint
from complaints.casework.proofs import Proofs
from complaints.casework.sight import Sight, shows, veiled
from complaints.duplicates.sharing import merged
from parkservice.journal.queries import Entry, timeline
from parkservice.messaging.models import OutboxMessage
from parkservice.ui.words import when_text

#: Events between us and the complainant.
SPOKEN = frozenset({"complaint.replied", "complaint.not_reached", "complaint.remarked", "complaint.rated"})
#: The long words of an event, shown below its sentence.
DETAILS = (
    *("facts", "cause", "measures", "explanation", "problem", "opinion", "heard", "decision", "reason"),
    *("shortcomings", "suggestion", "text"),
)
#: What they are called where one event has several.
LABELS = {
    "facts": gettext_lazy("Facts found"),
    "cause": gettext_lazy("Cause"),
    "measures": gettext_lazy("Measures taken"),
    "problem": gettext_lazy("Problem"),
    "opinion": gettext_lazy("Opinion"),
    "heard": gettext_lazy("What the person concerned said"),
    "decision": gettext_lazy("Decision"),
    "reason": gettext_lazy("Reason"),
    "shortcomings": gettext_lazy("What is not in order"),
    "suggestion": gettext_lazy("What they suggest"),
}

CHIPS: dict[str, Callable[[Entry], bool]] = {
    "": lambda _entry: True,
    "told": lambda entry: entry.event.verb in SPOKEN,
    "state": lambda entry: bool(entry.event.to_state),
}


def _said(data: dict[str, Any]) -> list[str]:
    """The long words of an event; several are told apart by what they are."""
    found = [(name, str(data[name])) for name in DETAILS if data.get(name)]
    if len(found) == 1:
        return [found[0][1]]
    return [f"{LABELS[name]}{_(': ')}{text}" if name in LABELS else text for name, text in found]


class History:
    """The lines of one complaint for one reader; one statement, made when the template asks."""

    def __init__(self, complaint: Complaint, sight: Sight, chosen: str, messages: Iterable[OutboxMessage] = ()) -> None:
        self.complaint, self.sight, self.messages = complaint, sight, messages
        self.chosen = chosen if chosen in CHIPS else ""

    @cached_property
    def entries(self) -> list[Entry]:
        """Every line this reader may see, newest first, those of merged complaints with their number."""
        lines = self._of(self.complaint)
        for other in merged(self.complaint):
            lines += [self._marked(line, other) for line in self._of(other) if "passed_on" not in line.event.data]
        return sorted(lines, key=lambda line: (line.at, line.event.pk), reverse=True)

    def _of(self, complaint: Complaint) -> list[Entry]:
        """The lines of one complaint, long words below their sentence."""
        seen = [entry for entry in timeline(complaint) if shows(self.sight, entry.event.verb)]
        proofs = Proofs(complaint, self.messages, (entry.event for entry in seen))
        return [self._line(entry, proofs, complaint) for entry in seen]

    def _marked(self, line: Entry, other: Complaint) -> Entry:
        words = {"sentence": line.sentence, "number": other.number}
        return replace(line, sentence=_("%(sentence)s (%(number)s)") % words)

    def _line(self, entry: Entry, proofs: Proofs, complaint: Complaint) -> Entry:
        said = _said(entry.event.data)
        proof = proofs.of(entry.event) if self.sight is Sight.FULL else ""
        note = "\n".join(filter(None, (*said, entry.note, proof)))
        role = _(" (as %(role)s)") % {"role": entry.acting_as} if entry.acting_as else ""
        sentence = entry.sentence if entry.actor_name else capfirst(entry.sentence)
        note, sentence = (veiled(self.sight, complaint, text) for text in (note, sentence + role))
        return replace(entry, note=note, sentence=sentence)

    @property
    def shown(self) -> list[Entry]:
        """The lines of the chosen chip."""
        return [entry for entry in self.entries if CHIPS[self.chosen](entry)]

    @property
    def chips(self) -> list[dict[str, Any]]:
        """All, what passed between us and the complainant, and the states."""
        labels = {"": _("All"), "told": _("To the complainant"), "state": _("State")}
        return [
            {
                "label": labels[key],
                "url": f"?show={key}#history" if key else "?#history",
                "count": sum(1 for entry in self.entries if fits(entry)),
                "current": key == self.chosen,
            }
            for key, fits in CHIPS.items()
        ]

    @property
    def told(self) -> str:
        """How often the complainant was told something, and when last."""
        said = [entry for entry in self.entries if entry.event.verb == "complaint.replied"]
        if not said:
            return _("not told anything yet")
        return _("told %(count)d times, last %(when)s") % {"count": len(said), "when": when_text(said[0].at)}
