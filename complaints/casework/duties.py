"""The duties of casework and how each one stands: first contact, casework, both replies, words (A1, A3, A5, L5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.casework.queries import stuck, unheard
from complaints.choices import State
from complaints.models import Complaint
from complaints.people import is_about
from complaints.readings import CASEWORKERS, Limit, Reading, once_per_board, queue, worst
from complaints.returnvisits import queries as visits
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, people_of, roles_of
from parkservice.accounts.roles import LEADERS, STAFF, Role
from parkservice.kit import clock
from parkservice.parks.models import Park

_CASE = (
    *("officer_id", "against_staff_id", "about_manager", "category", "state", "matter"),
    *("acknowledge_due", "acknowledged_at"),
    *("answer_due", "answered_at", "resolve_due", "reply_due", "resolved_at", "told_complainant_at", "told_office_at"),
)
Cases = Mapping[int, list[Any]]


@once_per_board
def _open_cases(people: Sequence[User], park: Park) -> Cases:
    """The open complaints that each person answers for; one statement."""
    answered = {user.pk: answering_for(user, park.pk, "complaints.act") for user in people}
    officers = set().union(*answered.values()) if answered else set()
    # What waits for its complainant waits for nobody here; of what is held nobody is reminded.
    running = Complaint.objects.open().filter(park=park, officer_id__in=officers, paused_at__isnull=True, held=False)
    rows = list(running.values_list(*_CASE, named=True))
    roles = {user.pk: roles_of(user, park) for user in people}
    return {
        pk: [row for row in rows if row.officer_id in ids and not is_about(row, pk, roles=roles[pk])]
        for pk, ids in answered.items()
    }


def first_contact(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A1: complaints of mine, or first received by me, whose complainant has not heard from us yet."""
    reading = Reading(
        figure=lambda n: ngettext("%(n)d not yet contacted", "%(n)d not yet contacted", n) % {"n": n},
        quiet=_("Everyone has been contacted."),
        url=queue(view="mine"),
        action=_("Contact them"),
        last_day=False,
    )
    firsts = _first_received(people, park)
    statuses = {}
    for pk, cases in _open_cases(people, park).items():
        own = [Limit(c.acknowledge_due, c.matter) for c in cases if c.acknowledge_due and not c.acknowledged_at]
        given = firsts.get(pk, [])
        here = reading if own or not given else replace(reading, url=queue(view="first"))
        statuses[pk] = here.status([*own, *given], park, day)
    return statuses


def _first_received(people: Sequence[User], park: Park) -> dict[int, list[Limit]]:
    """What each person received first and others answer for now, not contacted yet: they stay answerable (A5)."""
    rows = Complaint.objects.filter(unheard(), park=park, held=False, first_contact__in=[user.pk for user in people])
    answered = {user.pk: answering_for(user, park.pk, "complaints.act") for user in people}
    found: dict[int, list[Limit]] = {}
    for row in rows.exclude(against_staff=F("first_contact")):
        if row.officer_id not in answered[row.first_contact_id] and row.acknowledge_due:
            found.setdefault(row.first_contact_id, []).append(Limit(row.acknowledge_due, row.matter))
    return found


@once_per_board
def casework(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A3: my complaints in investigation or being put right."""
    return {pk: _under_way().status(_running(cases), park, day) for pk, cases in _open_cases(people, park).items()}


def _under_way() -> Reading:
    return Reading(
        figure=lambda n: ngettext("%(n)d under way", "%(n)d under way", n) % {"n": n},
        quiet=_("No complaint under way."),
        url=queue(view="mine"),
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
    """A5: resolved complaints without both replies, hand-overs that wait for my yes, and for my naming an officer."""
    told, asked, stuck = _told_both(people, park, day), _asked(people, park, day), _stuck(people, park, day)
    return {pk: worst(*(each[pk] for each in (told, asked, stuck) if pk in each)) for pk in told}


def _told_both(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """Resolved complaints whose result somebody does not know yet; for the manager also visits that are due."""
    reading = Reading(
        figure=lambda n: ngettext("%(n)d not yet replied", "%(n)d not yet replied", n) % {"n": n},
        quiet=_("Complainants and park office know all results."),
        url=queue(view="mine", state=State.RESOLVED),
        action=_("Write the replies"),
        open_state="due",
    )
    stands = {
        pk: reading.status((Limit(c.reply_due, c.matter) for c in cases if _lacks_reply(c)), park, day)
        for pk, cases in _open_cases(people, park).items()
    }
    for user in people:
        if Role.MANAGER in roles_of(user, park):
            quiet = _("Complainants and park office know all results, and nobody waits for a visit.")
            stands[user.pk] = worst(stands[user.pk], _visits(user, park, day), quiet=quiet)
    return stands


def _visits(user: User, park: Park, day: date) -> Status:
    """The return visits that the manager may make and nobody has made yet (domain 2.1)."""
    reading = Reading(
        figure=lambda n: ngettext("%(n)d return visit due", "%(n)d return visits due", n) % {"n": n},
        quiet="",
        url=reverse("complaints:visits"),
        action=_("See the return visits"),
        open_state="due",
    )
    days = visits.days_for(park)
    rows = visits.due_for(user).filter(park=park)
    return reading.status((Limit(visits.due_at(row, days), row.matter) for row in rows), park, day)


def _asked(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """Hand-overs that wait for the answer of each person, by the limit of the complaint that runs on."""
    reading = Reading(
        figure=lambda n: ngettext("%(n)d waits for your yes", "%(n)d wait for your yes", n) % {"n": n},
        quiet=_("No colleague waits for your answer."),
        url=queue(view="asked"),
        action=_("Accept or refuse"),
        open_state="due",
    )
    rows = Complaint.objects.open().filter(park=park, asked_officer__in=[user.pk for user in people])
    waiting: dict[int, list[Limit]] = {}
    for row in rows.exclude(against_staff=F("asked_officer")).exclude(next_due=None):
        waiting.setdefault(row.asked_officer_id or 0, []).append(Limit(row.next_due or clock.now(), row.matter))
    return {pk: reading.status(limits, park, day) for pk, limits in waiting.items()}


def _stuck(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """Complaints that colleagues refused in a row: a manager of the park names the officer (invariant C10)."""
    managers = [user for user in people if Role.MANAGER in roles_of(user, park)]
    rows = list(Complaint.objects.filter(stuck(park)).exclude(next_due=None)) if managers else []
    if not rows:
        return {}
    reading = Reading(
        figure=lambda n: ngettext("%(n)d without a taker", "%(n)d without a taker", n) % {"n": n},
        quiet="",
        url=queue(view="stuck"),
        action=_("Name the officer"),
        open_state="due",
    )
    limits = {
        user.pk: [row for row in rows if not is_about(row, user.pk, roles=roles_of(user, park))] for user in managers
    }
    return {
        pk: reading.status([Limit(row.next_due or clock.now(), row.matter) for row in found], park, day)
        for pk, found in limits.items()
        if found
    }


def _lacks_reply(case: Any) -> bool:
    """Whether a resolved complaint lacks one of its two replies; words from before the resolution do not count."""
    told = (case.told_complainant_at, case.told_office_at)
    return case.state == State.RESOLVED and any(at is None or at < case.resolved_at for at in told)


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
        "A3",
        (Role.OFFICER,),
        "event",
        gettext_lazy("Investigate complaints and put them right"),
        gettext_lazy("Casework"),
        "complaints:queue",
        casework,
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
        "L5",
        tuple(role for role in Role if role in STAFF),
        "day",
        gettext_lazy("Greet leaders by title and name"),
        gettext_lazy("Form of address"),
        "home:desk",
        greeting,
    ),
]
