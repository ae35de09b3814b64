"""What stands on a desk beside the duty board: by role, what this person looks for first (design section 6)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.casework import queries
from complaints.casework.lists import make_ready
from complaints.casework.queries import ComplaintQuerySet
from complaints.choices import State
from complaints.models import Complaint, Contact, Escalation, Proposal
from complaints.returnvisits import queries as returnvisits
from fees.desk import Money, money_of
from parkservice.accounts.models import User
from parkservice.accounts.readings import one_board
from parkservice.accounts.rights import may, roles_of, scope
from parkservice.accounts.roles import LEADERS, Role
from parkservice.home import board
from parkservice.home.jobs import Jobs, for_desk
from parkservice.kit import clock, worktime
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.ui import due, words

#: Rows of a list on the desk; the list itself is one click away.
ROWS = 8
#: Rows of a list in the narrow column.
FEW = 5


@dataclass(frozen=True)
class Action:
    """A button of the head."""

    label: str
    url: str
    icon: str
    primary: bool = False


@dataclass(frozen=True)
class Stat:
    """A figure that opens its list."""

    label: str
    figure: int
    url: str
    tone: str = ""
    small: str = ""


@dataclass(frozen=True)
class CaseList:
    """A short list of complaints with the way to all of them; `told` shows when the park office was told."""

    key: str
    title: str
    rows: list[Complaint]
    total: int
    url: str
    empty: str
    told: bool = False


@dataclass(frozen=True)
class Decision:
    """An escalated complaint or a proposal that waits for this person, and for how long."""

    asked: Escalation | Proposal
    waited: due.Due


@dataclass(frozen=True)
class Visits:
    """The first return visits that are due for this person, and how many there are."""

    rows: list[Complaint]
    total: int


@dataclass
class Desk:
    """Everything that one person's desk shows."""

    tiles: list[board.Tile] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    stats: list[Stat] = field(default_factory=list)
    grid: board.Grid | None = None
    decisions: list[Decision] | None = None
    approvals: list[Decision] = field(default_factory=list)
    lists: list[CaseList] = field(default_factory=list)
    late: CaseList | None = None
    calls: list[Contact] = field(default_factory=list)
    visits: Visits | None = None
    jobs: list[Jobs] = field(default_factory=list)
    money: Money | None = None

    @property
    def urgent(self) -> list[board.Tile]:
        """Duties that want something: missed, due or under way."""
        return [tile for tile in self.tiles if tile.urgent]

    @property
    def quiet(self) -> list[board.Tile]:
        """Duties that are done or have nothing open."""
        return [tile for tile in self.tiles if not tile.urgent]

    @property
    def counts(self) -> dict[str, int]:
        """Numbers for legend and bar."""
        return board.counts(self.tiles)


def queue_url(**query: str) -> str:
    """Address of the complaint queue with a view or filter."""
    return f"{reverse('complaints:queue')}?{urlencode(query)}"


@one_board()
def desk_of(user: User, park: Park, day: date) -> Desk:
    """Read the desk of one person."""
    roles = roles_of(user, park)
    desk = Desk(actions=_actions(user, park), jobs=for_desk(user, park), money=money_of(user, park))
    visible = Complaint.objects.visible_to(user).filter(park=park)
    if LEADERS & roles:
        _lead(desk, user, park, visible)
        desk.tiles, desk.grid = board.read_all(user, park, day)
    else:
        desk.tiles = board.read_own(user, park, day)
    if may(user, "complaints.act", park):
        desk.lists += [*_asked(visible, user), _mine(visible, user)]
    elif Role.DUTY_ROOM in roles:
        desk.stats = _watch(visible)
        desk.lists.append(_cases("open", _("Open complaints"), visible.open(), user, queue_url(view="open")))
    elif may(user, "complaints.acknowledge", park):
        desk.lists.append(_results(visible, user))
    elif may(user, "contacts.record", park) and not LEADERS & roles:
        desk.lists.append(_taken(visible, user))
    if may(user, "contacts.record", park):
        desk.calls = _calls(user, park)
    if may(user, "complaints.visit", park):
        desk.visits = _visits(user, park)
    return desk


def _actions(user: User, park: Park) -> list[Action]:
    """The one or two things that this person starts most often."""
    found = []
    if may(user, "contacts.record", park):
        counter = Role.CLERK in roles_of(user, park)
        found.append(Action(_("Record visit or call"), reverse("complaints:contact_new"), "phone", primary=counter))
    if may(user, "complaints.view_status", park):
        found.append(Action(_("Tell a caller the state"), reverse("complaints:status"), "search"))
    if may(user, "balance.view", park):
        found.append(Action(_("What a customer owes"), reverse("fees:balance_find"), "money"))
    return found


def closing(park: Park, now: datetime) -> str:
    """How long the desk is open still, or that it is closed."""
    windows = calendar_for(park).windows(clock.local(now).date())
    open_now = next((closes for opens, closes in windows if opens <= now < closes), None)
    if open_now is not None and open_now == windows[-1][1]:
        span = words.span_text((open_now - now).total_seconds() // 60)
        return _("%(span)s until closing time") % {"span": span}
    if open_now is not None:
        return _("break at %(time)s") % {"time": f"{clock.local(open_now):%H:%M}"}
    later = next((opens for opens, _closes in windows if opens > now), None)
    return _("opens at %(time)s") % {"time": f"{clock.local(later):%H:%M}"} if later else _("the desk is closed")


def _lead(desk: Desk, user: User, park: Park, visible: ComplaintQuerySet) -> None:
    """What a leader sees first: figures that open their lists, decisions, what is late (M2)."""
    now = clock.now()
    decides = park.pk in scope(user, "complaints.decide").parks
    waiting = queries.for_decision_by(user) if decides else Q(state=State.ESCALATED)
    late = queries.overdue(now)
    figures = visible.open().aggregate(
        waiting=Count("pk", filter=waiting),
        late=Count("pk", filter=late),
        oldest=Min("next_due", filter=late),
        today=Count("pk", filter=queries.due_on(clock.today())),
        received=Count("pk", filter=Q(state=State.RECEIVED)),
        held=Count("pk", filter=Q(held=True)),
        open=Count("pk"),
    )
    rows = visible.open().filter(waiting)
    desk.decisions = _decisions(rows, park, now)
    longest = desk.decisions[0].waited.text if desk.decisions else ""
    oldest = _over(figures["oldest"], now, park) if figures["oldest"] else ""
    desk.stats = [
        Stat(
            _("Waiting for my decision") if decides else _("Waiting for a decision"),
            figures["waiting"],
            queue_url(view="decide") if decides else queue_url(state=State.ESCALATED),
            "rise" if figures["waiting"] else "",
            _("longest: %(span)s") % {"span": longest} if longest else "",
        ),
        Stat(
            _("Overdue complaints"),
            figures["late"],
            queue_url(view="overdue"),
            "miss" if figures["late"] else "",
            _("longest: %(span)s") % {"span": oldest} if oldest else "",
        ),
        Stat(_("Due today"), figures["today"], queue_url(view="today"), "due" if figures["today"] else ""),
        Stat(_("Not taken on yet"), figures["received"], queue_url(view="open", state=State.RECEIVED)),
        Stat(_("Held for a look"), figures["held"], queue_url(view="held"), "due" if figures["held"] else ""),
        Stat(_("All open"), figures["open"], queue_url(view="open")),
    ]
    desk.approvals = _approvals(visible.filter(queries.for_approval_by(user)), park, now)
    desk.late = _late(visible.open().filter(late), user, figures["late"])


def _over(moment: datetime, now: datetime, park: Park) -> str:
    """The opening time that has passed since a moment."""
    calendar = calendar_for(park)
    minutes = worktime.working_minutes(moment, now, calendar)
    return words.span_text(minutes, working=True, day_minutes=calendar.minutes_per_day)


def _decisions(cases: ComplaintQuerySet, park: Park, now: datetime) -> list[Decision]:
    """The escalations that wait, longest first; a limit that has passed meanwhile is told by the tone."""
    rows = Escalation.objects.filter(decided_at__isnull=True, complaint__in=cases)
    named = rows.select_related("by", "complaint__unit", "complaint__customer").order_by("at", "id")[:ROWS]
    return [_decision(row, park, now) for row in named]


def _approvals(cases: ComplaintQuerySet, park: Park, now: datetime) -> list[Decision]:
    """The proposals that wait for this person, longest first (P3)."""
    rows = Proposal.objects.filter(decided_at__isnull=True, complaint__in=cases)
    named = rows.select_related("by", "complaint__unit", "complaint__customer").order_by("at", "id")[:ROWS]
    return [_decision(row, park, now, row.due_at) for row in named]


def _decision(row: Escalation | Proposal, park: Park, now: datetime, limit: datetime | None = None) -> Decision:
    limit = limit or row.complaint.next_due
    tone = "miss" if limit and limit < now else "rise"
    since = _("since %(when)s") % {"when": words.when_text(row.at)}
    return Decision(row, due.Due(_over(row.at, now, park), since, tone, "clock"))


def _watch(visible: ComplaintQuerySet) -> list[Stat]:
    """What the duty room watches over."""
    figures = visible.open().aggregate(
        late=Count("pk", filter=queries.overdue(clock.now())),
        today=Count("pk", filter=queries.due_on(clock.today())),
        open=Count("pk"),
    )
    return [
        Stat(_("Overdue complaints"), figures["late"], queue_url(view="overdue"), "miss" if figures["late"] else ""),
        Stat(_("Due today"), figures["today"], queue_url(view="today"), "due" if figures["today"] else ""),
        Stat(_("All open"), figures["open"], queue_url(view="open")),
    ]


def _cases(
    key: str, title: str, rows: ComplaintQuerySet, user: User, url: str, *, order: str = "next_due", empty: str = ""
) -> CaseList:
    """The first rows of a list, made ready for this reader."""
    shown = list(_named(rows).order_by(order, "id")[:ROWS])
    make_ready(shown, user)
    total = len(shown) if len(shown) < ROWS else rows.count()
    return CaseList(key, title, shown, total, url, empty or _("Nothing open."), told=order == "-told_office_at")


def _named(rows: ComplaintQuerySet) -> ComplaintQuerySet:
    return rows.select_related("park", "unit", "building", "customer", "officer")


def _asked(visible: ComplaintQuerySet, user: User) -> list[CaseList]:
    """Complaints that colleagues ask this person to take over; no list for none (A5)."""
    rows = visible.filter(queries.asked(user))
    waiting = _cases("asked", _("Colleagues ask you to take over"), rows, user, queue_url(view="asked"))
    return [waiting] if waiting.rows else []


def _mine(visible: ComplaintQuerySet, user: User) -> CaseList:
    empty = _("You answer for no open complaint.")
    url = queue_url(view="mine")
    return _cases("mine", _("My open complaints"), visible.open().of_officer(user), user, url, empty=empty)


def _late(rows: ComplaintQuerySet, user: User, total: int) -> CaseList:
    shown = list(_named(rows).order_by("next_due", "id")[:FEW])
    make_ready(shown, user)
    empty = _("No complaint is past its limit.")
    return CaseList("late", _("Overdue complaints"), shown, total, queue_url(view="overdue"), empty)


def _results(visible: ComplaintQuerySet, user: User) -> CaseList:
    told = visible.filter(told_office_at__isnull=False)
    empty = _("No result has been reported yet.")
    title = _("Results reported to the park office")
    return _cases(
        "results", title, told, user, queue_url(view="all", sort="-date"), order="-told_office_at", empty=empty
    )


def _taken(visible: ComplaintQuerySet, user: User) -> CaseList:
    taken = visible.open().filter(received_by=user)
    empty = _("No open complaint that you took in.")
    return _cases("taken", _("Complaints that I took in"), taken, user, queue_url(view="open"), empty=empty)


def _calls(user: User, park: Park) -> list[Contact]:
    """Visits and calls that wait for an answer from me: taken by me, or passed on to me."""
    mine = Contact.objects.visible_to(user).filter(Q(received_by=user) | Q(handed_to=user), park=park)
    return list(mine.open().select_related("unit").order_by("promised_by", "at")[:FEW])


def _visits(user: User, park: Park) -> Visits | None:
    """The return visits that this person may make, the longest waiting first (domain 2.1)."""
    due = returnvisits.due_for(user).filter(park=park)
    shown = list(due.select_related("unit").order_by("resolved_at", "id")[:FEW])
    total = len(shown) if len(shown) < FEW else due.count()
    return Visits(returnvisits.with_due(shown, park), total) if shown else None
