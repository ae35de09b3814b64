"""That a word reached the complainant, by method (A5): the provider's answer, the printed letter, the attempts made."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from complaints.casework.delivery import LETTER, reply_key
from complaints.casework.models import Complaint
from complaints.choices import ReplyMethod
from parkservice.journal.models import Event, subject_kind
from parkservice.kit import clock
from parkservice.messaging.models import OutboxMessage
from parkservice.paperwork.models import Paper
from parkservice.parks import thresholds
from parkservice.ui.words import when_text


class Proofs:
    """The proofs of one complaint; `messages` are those about it, papers are read only when a letter was written."""

    def __init__(self, complaint: Complaint, messages: Iterable[OutboxMessage], events: Iterable[Event]) -> None:
        self.complaint = complaint
        self.messages: Mapping[str, OutboxMessage] = {message.key: message for message in messages}
        self.said = [event for event in events if "reply" in event.data]

    def of(self, event: Event) -> str:
        """One line on how it is known that this word arrived, or that it did not; empty for other events."""
        if event.verb == "complaint.not_reached":
            return self._attempt(event)
        if event.verb != "complaint.replied" or "reply" not in event.data:
            return ""
        if message := self.messages.get(reply_key(event.data["reply"])):
            return message.status_line
        return self._letter(event) if event.data.get("method") == ReplyMethod.LETTER else ""

    def _attempt(self, event: Event) -> str:
        """Which attempt it was, counted in days as the rule counts them (domain 2.1)."""
        kind = event.data.get("kind")
        same = [other for other in self.said if other.verb == event.verb and other.data.get("kind") == kind]
        days = {clock.local(other.at).date() for other in same if other.at <= event.at}
        said = {"day": len(days), "wanted": thresholds.value(self.complaint.park, "reply_attempts")}
        return _("Attempt on day %(day)d; attempts on %(wanted)d different days count as told.") % said

    def _letter(self, event: Event) -> str:
        """Which paper carries the letter: printed after it was written and before the next word."""
        later = min((other.at for other in self.said if other.at > event.at), default=None)
        for paper in self.letters:
            if paper.issued_at >= event.at and (later is None or paper.issued_at < later):
                said = {"number": paper.number, "code": paper.code, "when": when_text(paper.issued_at)}
                return _("Letter %(number)s printed %(when)s, verification code %(code)s.") % said
        return _("The letter has not been printed yet.")

    @cached_property
    def letters(self) -> list[Any]:
        """The reply letters of this complaint, newest first; one statement."""
        mine = Paper.objects.filter(
            kind=LETTER, subject_kind=subject_kind(self.complaint), subject_id=self.complaint.pk
        )
        return list(mine.order_by("-issued_at", "-pk"))
