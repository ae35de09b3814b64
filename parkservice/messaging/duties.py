"""The duties of polite language, L1 to L4, read from all outgoing texts (duties.md, last section)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.readings import once_per_board
from parkservice.accounts.roles import GRANTS, Role
from parkservice.kit import clock
from parkservice.messaging.wordbook import writing
from parkservice.parks.models import Park

#: Days of outgoing texts that these duties look back on.
LOOK_BACK = 30
# The general manager answers for a matter only where nobody else can: no duty of the day.
WRITERS = tuple(role for role in Role if "complaints.act" in GRANTS[role] and role != Role.GENERAL_MANAGER)
#: Which rules each duty stands for.
RULES = {
    "L1": ("R6", "R7", "R9", "R10"),
    "L2": ("R1",),
    "L3": ("R2", "R3", "R4"),
    "L4": ("R5",),
}

#: The four duties look at the same texts.
_sent, _drafts = once_per_board(writing.sent), once_per_board(writing.drafts)


def courteous(duty: str) -> Callable[[Sequence[User], Park, date], dict[int, Status]]:
    """Build a reading: the share of my texts of the last 30 days sent without these hints open; due while I write one
    that has them; never missed."""

    def team(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
        rules = set(RULES[duty])
        since = clock.combine(day - timedelta(days=LOOK_BACK))
        clean: dict[int, list[bool]] = {user.pk: [] for user in people}
        for text in _sent(people, park, since):
            clean[text.writer_id].append(not rules & set(text.open))
        waiting: dict[int, int] = dict.fromkeys(clean, 0)
        for draft in _drafts(people, park):
            waiting[draft.writer_id] += bool(rules & set(draft.rules))
        return {pk: _status(texts, waiting[pk]) for pk, texts in clean.items()}

    return team


def _status(clean: Sequence[bool], waiting: int) -> Status:
    url = reverse("messaging:my_texts")
    figure = f"{sum(clean)} / {len(clean)}" if clean else ""
    if waiting:
        line = ngettext("%(n)d unfinished text has hints", "%(n)d unfinished texts have hints", waiting) % {
            "n": waiting
        }
        return Status("due", figure, line, url, _("Look at the hints"))
    if not clean:
        return Status("nothing", "", _("No text sent in the last 30 days."), url)
    return Status("done", figure, _("texts of the last 30 days without an open hint"), url)


def _duty(number: str, title: Promise, short: Promise) -> Duty:
    return Duty(number, WRITERS, "day", title, short, "messaging:my_texts", courteous(number))


DUTIES = [
    _duty("L1", gettext_lazy("Use the words of courtesy"), gettext_lazy("Words")),
    _duty("L2", gettext_lazy("Greet before anything else"), gettext_lazy("Greeting")),
    _duty("L3", gettext_lazy("Ask with please, thank, say sorry for a fault"), gettext_lazy("Courtesy")),
    _duty("L4", gettext_lazy("Say sorry when giving trouble"), gettext_lazy("Apology")),
]
