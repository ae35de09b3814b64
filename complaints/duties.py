"""The duties of the complaint field and how each one stands, read from the records (duties.md, last section).

Each reading looks at several people at once and needs one or two statements whatever their number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.casework.queries import answering_for
from complaints.choices import ContactOutcome, State
from complaints.intake.services import shorten
from complaints.models import Complaint, Contact, Reply, Suggestion
from complaints.suggestions.models import SuggestionState
from parkservice.accounts.duties import ORDER, Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_of, roles_of
from parkservice.accounts.roles import GRANTS, LEADERS, STAFF, Role
from parkservice.kit import clock, worktime
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.ui.words import span_text, when_text

CASEWORKERS = (Role.OFFICER, Role.MANAGER)
WRITERS = tuple(role for role in Role if "complaints.act" in GRANTS[role])
RECORDERS = tuple(role for role in Role if "contacts.record" in GRANTS[role])
#: Working days in which a manager decides a suggestion (domain 2.2).
DECIDE_IN = 5
#: Days of outgoing texts that the polite-language duties look back on.
LOOK_BACK = 30
#: Characters of a matter that a tile shows.
SHORT = 20

_CASE = (
    *("officer_id", "against_staff_id", "state", "matter", "acknowledge_due", "acknowledged_at"),
    *("answer_due", "answered_at", "resolve_due", "reply_due", "resolved_at", "told_complainant_at", "told_office_at"),
)
Cases = Mapping[int, list[Any]]


@dataclass(frozen=True)
class Limit:
    """One thing that has to be done by a moment, and what it is about."""

    due: datetime
    matter: str


def _queue(**query: str) -> str:
    return f"{reverse('complaints:queue')}?{urlencode(query)}"


def _start(day: date) -> datetime:
    return clock.combine(day)


def _open_cases(people: Sequence[User], park: Park) -> Cases:
    """The open complaints that each person answers for; one statement."""
    answered = {user.pk: answering_for(user) for user in people}
    officers = set().union(*answered.values()) if answered else set()
    rows = list(Complaint.objects.open().filter(park=park, officer_id__in=officers).values_list(*_CASE, named=True))
    return {
        pk: [row for row in rows if row.officer_id in ids and row.against_staff_id != pk]
        for pk, ids in answered.items()
    }


@dataclass(frozen=True)
class Reading:
    """The common reading of a clock: how many wait, which one ends first, and whether one has ended already.

    `figure` counts what waits; `today` is the state when nothing is late: "open" turns into "due" on the last day.
    """

    figure: Callable[[int], str]
    quiet: str
    url: str
    action: str
    open_state: str = "open"
    last_day: bool = True

    def status(self, limits: Iterable[Limit], park: Park, day: date) -> Status:
        """How a duty with these limits stands at this moment."""
        rows = sorted(limits, key=lambda limit: limit.due)
        if not rows:
            return Status("nothing", "", self.quiet, self.url)
        first, now = rows[0], clock.now()
        figure = self.figure(len(rows))
        when = {"when": when_text(first.due), "matter": shorten(first.matter, SHORT)}
        if first.due < now:
            calendar = calendar_for(park)
            over = worktime.working_minutes(first.due, now, calendar)
            detail = span_text(over, working=True, day_minutes=calendar.minutes_per_day)
            sentence = _("Was due %(when)s: %(matter)s") % when
            return Status("missed", figure, sentence, self.url, self.action, detail, first.due)
        sentence = _("Next limit %(when)s: %(matter)s") % when
        today = sum(1 for row in rows if row.due < _start(day + timedelta(days=1)))
        detail = ngettext("%(n)d due today", "%(n)d due today", today) % {"n": today} if today else ""
        state: Any = "due" if today and self.last_day else self.open_state
        return Status(state, figure, sentence, self.url, self.action, detail, first.due)


def first_contact(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A1: my complaints whose complainant has not heard from us yet: nothing, open, or a limit passed."""
    reading = Reading(
        figure=lambda n: ngettext("%(n)d not yet contacted", "%(n)d not yet contacted", n) % {"n": n},
        quiet=_("Everyone has been contacted."),
        url=_queue(view="mine"),
        action=_("Contact them"),
        last_day=False,
    )
    return {
        pk: reading.status(
            (Limit(c.acknowledge_due, c.matter) for c in cases if c.acknowledge_due and not c.acknowledged_at),
            park,
            day,
        )
        for pk, cases in _open_cases(people, park).items()
    }


def casework(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A3: my complaints in investigation or being put right."""
    return {pk: _under_way().status(_running(cases), park, day) for pk, cases in _open_cases(people, park).items()}


def _under_way() -> Reading:
    return Reading(
        figure=lambda n: ngettext("%(n)d under way", "%(n)d under way", n) % {"n": n},
        quiet=_("No complaint under way."),
        url=_queue(view="mine"),
        action=_("See my complaints"),
    )


def _running(cases: Iterable[Any]) -> list[Limit]:
    """The limit that ends first, of each complaint under way: first answer or resolution."""
    under_way = [case for case in cases if case.state in (State.INVESTIGATING, State.ACTING)]
    return [
        Limit(case.resolve_due if case.answered_at else min(case.answer_due, case.resolve_due), case.matter)
        for case in under_way
    ]


def both_replies(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A5: my resolved complaints whose result the complainant or the park office does not know yet."""
    reading = Reading(
        figure=lambda n: ngettext("%(n)d not yet replied", "%(n)d not yet replied", n) % {"n": n},
        quiet=_("Complainants and park office know all results."),
        url=_queue(view="mine", state=State.RESOLVED),
        action=_("Write the replies"),
        open_state="due",
    )
    return {
        pk: reading.status((Limit(c.reply_due, c.matter) for c in cases if _lacks_reply(c)), park, day)
        for pk, cases in _open_cases(people, park).items()
    }


def _lacks_reply(case: Any) -> bool:
    """Whether a resolved complaint lacks one of its two replies; words from before the resolution do not count."""
    told = (case.told_complainant_at, case.told_office_at)
    return case.state == State.RESOLVED and any(at is None or at < case.resolved_at for at in told)


def suggestions(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A4: suggestions recorded by me and not reported the same day; for the manager those that wait for a decision."""
    waiting = list(
        Suggestion.objects.filter(park=park, state__in=[SuggestionState.RECORDED, SuggestionState.REPORTED])
        .order_by("received_at")
        .only("officer_id", "state", "content", "received_at", "reported_at")
    )
    return {user.pk: _suggestions_of(user, waiting, park, day) for user in people}


def _suggestions_of(user: User, waiting: Iterable[Suggestion], park: Park, day: date) -> Status:
    """The manager decides every suggestion; an officer reports their own."""
    calendar = calendar_for(park)
    decides = Role.MANAGER in roles_of(user, park)
    limits = []
    for row in waiting:
        if row.state == SuggestionState.RECORDED and row.officer_id == user.pk:
            end_of_day = _start(clock.local(row.received_at).date() + timedelta(days=1))
            limits.append(Limit(end_of_day - timedelta(minutes=1), row.content))
        elif row.state == SuggestionState.REPORTED and decides and row.reported_at is not None:
            limits.append(Limit(worktime.after_days(row.reported_at, DECIDE_IN, calendar).at, row.content))
    reading = Reading(
        figure=lambda n: ngettext("%(n)d suggestion", "%(n)d suggestions", n) % {"n": n},
        quiet=_("Every suggestion has been decided.") if decides else _("Every suggestion has been reported."),
        url=reverse("complaints:suggestions"),
        action=_("See the suggestions"),
    )
    return reading.status(limits, park, day)


def received(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A2: the visits and calls I took: all with an outcome, one left without, one without since yesterday."""
    since = _start(day)
    taken: dict[int, list[Contact]] = {user.pk: [] for user in people}
    rows = Contact.objects.filter(park=park, received_by__in=list(taken)).filter(Q(at__gte=since) | Contact.LEFT)
    for row in rows.only("received_by_id", "outcome", "at", "visitor"):
        taken[row.received_by_id].append(row)
    return {pk: _received(contacts, since) for pk, contacts in taken.items()}


def _received(contacts: Sequence[Contact], since: datetime) -> Status:
    left = [contact for contact in contacts if contact.is_left]
    if left:
        oldest = min(left, key=lambda contact: contact.at)
        figure = ngettext("%(n)d without an outcome", "%(n)d without an outcome", len(left)) % {"n": len(left)}
        sentence = _("%(visitor)s, %(when)s") % {"visitor": oldest.visitor, "when": when_text(oldest.at)}
        url = f"{reverse('complaints:contacts')}?{urlencode({'view': 'mine', 'state': ContactOutcome.OPEN})}"
        state: Any = "missed" if oldest.at < since else "due"
        return Status(state, figure, sentence, url, _("Write down the outcome"), due=oldest.at)
    if not contacts:
        return Status("nothing", "", _("No visit or call today."), reverse("complaints:contact_new"))
    figure = ngettext("%(n)d visit or call", "%(n)d visits and calls", len(contacts)) % {"n": len(contacts)}
    return Status("done", figure, _("today, each with its outcome"), reverse("complaints:contacts"))


def voices(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """O11: as A3 and A4 for mine: the worse of the two, with the figures of both."""
    cases, ideas = casework(people, park, day), suggestions(people, park, day)
    return {pk: _worse(cases[pk], ideas[pk]) for pk in cases}


def _worse(cases: Status, ideas: Status) -> Status:
    worse = min(cases, ideas, key=lambda status: ORDER.index(status.state))
    figure = _(" · ").join(filter(None, (cases.figure, ideas.figure)))
    sentence = worse.sentence if figure else _("No complaint and no suggestion waits.")
    return Status(worse.state, figure, sentence, worse.url, worse.action, worse.detail, worse.due)


def courteous(*rules: str) -> Callable[[Sequence[User], Park, date], dict[int, Status]]:
    """Build the reading of L2 and L3: the share of my texts of the last 30 days sent without these hints open."""

    def team(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
        since = _start(day - timedelta(days=LOOK_BACK))
        texts = Reply.objects.filter(by__in=[user.pk for user in people], complaint__park=park, at__gte=since)
        sent: dict[int, list[bool]] = {user.pk: [] for user in people}
        for writer, hints in texts.filter(reached=True).values_list("by_id", "courtesy"):
            sent[writer].append(not set(rules) & set(hints))
        return {pk: _share(clean) for pk, clean in sent.items()}

    return team


def _share(clean: Sequence[bool]) -> Status:
    url = _queue(view="mine")
    if not clean:
        return Status("nothing", "", _("No text sent in the last 30 days."), url)
    figure = f"{sum(clean)} / {len(clean)}"
    return Status("done", figure, _("texts of the last 30 days without an open hint"), url)


def greeting(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """L5: leaders are greeted on their first page of the day; everybody reads how to address them."""
    leaders = _(", ").join(leader.address for leader in people_of(park, LEADERS))
    status = Status("done", "", _("Good morning, %(names)s") % {"names": leaders}, reverse("home:desk"))
    return {user.pk: status for user in people}


DUTIES = [
    Duty(
        "A1",
        CASEWORKERS,
        "event",
        gettext_lazy("Contact every complainant"),
        gettext_lazy("First contact"),
        "complaints:queue",
        first_contact,
    ),
    Duty(
        "A2",
        RECORDERS,
        "event",
        gettext_lazy("Receive visits and calls, record the outcome"),
        gettext_lazy("Visits and calls"),
        "complaints:contact_new",
        received,
    ),
    Duty(
        "A3",
        (Role.OFFICER,),
        "event",
        gettext_lazy("Investigate complaints and put them right"),
        gettext_lazy("Casework"),
        "complaints:queue",
        casework,
    ),
    Duty(
        "A4",
        CASEWORKERS,
        "event",
        gettext_lazy("Report suggestions, decide them"),
        gettext_lazy("Suggestions"),
        "complaints:suggestions",
        suggestions,
    ),
    Duty(
        "A5",
        CASEWORKERS,
        "event",
        gettext_lazy("Reply to complainant and park office"),
        gettext_lazy("Both replies"),
        "complaints:queue",
        both_replies,
    ),
    Duty(
        "L2",
        WRITERS,
        "day",
        gettext_lazy("Greet before anything else"),
        gettext_lazy("Greeting"),
        "complaints:queue",
        courteous("R1"),
    ),
    Duty(
        "L3",
        WRITERS,
        "day",
        gettext_lazy("Ask with please, thank, say sorry for a fault"),
        gettext_lazy("Courtesy"),
        "complaints:queue",
        courteous("R2", "R3", "R4"),
    ),
    Duty(
        "L5",
        tuple(role for role in Role if role in STAFF),
        "day",
        gettext_lazy("Greet leaders by title and name"),
        gettext_lazy("Form of address"),
        "home:desk",
        greeting,
    ),
    Duty(
        "O11",
        (Role.OFFICER,),
        "event",
        gettext_lazy("Take complaints, opinions and suggestions"),
        gettext_lazy("Complaints"),
        "complaints:queue",
        voices,
    ),
]
