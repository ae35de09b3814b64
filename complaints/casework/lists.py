"""The lists of complaints: the queue of those who work on them, and the states that a clerk may tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework import queries
from complaints.casework.exports import COLUMNS, with_staff
from complaints.casework.filters import ComplaintFilter, StatusFilter
from complaints.casework.models import Complaint
from complaints.casework.sight import READERS, sight_of, veiled
from complaints.choices import OPEN_STATES, STATE_TONES, Category, State
from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.models import User
from parkservice.accounts.rights import postings_of, roles_of
from parkservice.accounts.roles import Role
from parkservice.journal.queries import pulse
from parkservice.kit import clock
from parkservice.kit.memo import Memo
from parkservice.kit.text import mask_phone
from parkservice.ui import keyset
from parkservice.ui.icons import TONE_ICONS
from parkservice.ui.listing import Listing, Tab, spoken_count
from parkservice.ui.lists import BulkAction, Column, Create, RecordList, SavedView
from parkservice.ui.words import when_text

OPEN = Q(state__among=OPEN_STATES)
WORKING = ("complaints.act",)
ASSIGNING = ("complaints.assign",)


@dataclass(frozen=True)
class OpenView(SavedView):
    """A tab over open complaints, for holders of `perms` (none named: everybody); a rare one hides while empty."""

    perms: tuple[str, ...] = ()
    rare: bool = False


def _open(
    key: str, label: Any, which: Callable[[Any], Q], perms: tuple[str, ...] = (), *, rare: bool = False
) -> OpenView:
    return OpenView(key, label, lambda request: OPEN & which(request), perms=perms, rare=rare)


# Closed ones have no limit that runs, so the newest come first, as their index gives them.
CLOSED = SavedView("closed", gettext_lazy("Closed"), lambda _request: Q(state=State.CLOSED), count=False, sort="-date")
ALL = SavedView("all", gettext_lazy("All"), count=False, sort="-date")
#: More open complaints than a park ever has: of more, the first by limit are counted, and the numbers say "at least".
MOST_COUNTED = 5000
#: For some hundred people who each look at a few views.
NUMBERS: Memo[dict[str, int]] = Memo(500)
BY_LIMIT = keyset.Order("next_due")
VIEWS: tuple[SavedView, ...] = (
    _open("open", gettext_lazy("All open"), lambda _request: Q()),
    _open("mine", gettext_lazy("Mine"), lambda request: queries.mine(request.user), WORKING),
    _open("asked", gettext_lazy("Waiting for my yes"), lambda request: queries.asked(request.user), WORKING, rare=True),
    _open(
        "first",
        gettext_lazy("First received by me, not yet contacted"),
        lambda request: queries.first_received(request.user) & ~queries.mine(request.user),
        WORKING,
        rare=True,
    ),
    _open(
        "stuck", gettext_lazy("Officer to be named"), lambda request: queries.stuck(request.park), ASSIGNING, rare=True
    ),
    _open("today", gettext_lazy("Due today"), lambda _request: queries.due_on(clock.today())),
    _open("overdue", gettext_lazy("Overdue"), lambda _request: queries.overdue(clock.now())),
    _open(
        "decide",
        gettext_lazy("Waiting for my decision"),
        lambda request: queries.for_decision_by(request.user),
        ("complaints.decide",),
    ),
    _open(
        "extensions",
        gettext_lazy("More time asked for"),
        lambda request: queries.for_extension_by(request.user),
        ("complaints.decide",),
    ),
    _open("paused", gettext_lazy("Waiting for the complainant"), lambda _request: Q(paused_at__isnull=False)),
    _open(
        "propose",
        gettext_lazy("Proposal wanted"),
        lambda request: queries.for_proposal_by(request.user),
        ("complaints.decide",),
    ),
    _open(
        "approve",
        gettext_lazy("Waiting for my approval"),
        lambda request: queries.for_approval_by(request.user),
        ("complaints.approve",),
    ),
    _open("service", gettext_lazy("Service quality"), lambda _request: Q(category=Category.SERVICE_ATTITUDE)),
    _open("anonymous", gettext_lazy("Anonymous"), lambda _request: Q(anonymous=True)),
    _open("held", gettext_lazy("Held"), lambda _request: Q(held=True), WORKING),
    CLOSED,
    ALL,
)


class QueueListing(Listing):
    """The list with all its tabs counted by one statement: every counted view is a part of the open complaints."""

    @cached_property
    def numbers(self) -> dict[str, int]:
        """How many complaints each counted view holds, and the chosen one in each state (see MOST_COUNTED).

        Counted anew when anything happened in the park, and with each minute, because limits pass.
        """
        user, park = self.request.user, self.request.park  # type: ignore[attr-defined]
        chosen = self.view.key if self.is_whole else ""  # type: ignore[union-attr]
        minute = clock.now().replace(second=0, microsecond=0)
        key = (park.pk, user.pk, postings_of(user), chosen, pulse(park.pk), minute)
        return NUMBERS.get(key, self._count)

    def _count(self) -> dict[str, int]:
        counted = {f"tab_{view.key}": Count("pk", filter=view.q(self.request)) for view in VIEWS if view.count}
        if self.is_whole:
            chosen = self.view.q(self.request)  # type: ignore[union-attr]
            counted |= {f"in_{state}": Count("pk", filter=chosen & Q(state=state)) for state in OPEN_STATES}
        rows = self.owner.rows().filter(OPEN)
        first = rows.order_by(*keyset.ordering(rows, BY_LIMIT)).values("pk")[: MOST_COUNTED + 1]
        return Complaint.objects.filter(pk__in=first).aggregate(**counted)

    @property
    def is_whole(self) -> bool:
        """Whether an open view is shown without any filter: then the tabs' statement knows the states too."""
        names = self.filterset.filters if self.filterset is not None else ()
        return isinstance(self.view, OpenView) and not any(self.get.get(name) for name in names)

    @cached_property
    def state_counts(self) -> dict[str, int] | None:
        """Rows per state, without another statement where that can be."""
        if self.is_whole and self.numbers["tab_open"] <= MOST_COUNTED:
            return {str(state): self.numbers[f"in_{state}"] for state in OPEN_STATES}
        return super().state_counts

    def number_in(self, view: SavedView) -> str:
        """How many rows a tab has, from the one statement."""
        return self.spoken(self.numbers[f"tab_{view.key}"])

    def spoken(self, number: int) -> str:
        """A number of the one statement; with "+" where not every open complaint was read."""
        text = spoken_count(number)
        return text if self.numbers["tab_open"] <= MOST_COUNTED or text.endswith("+") else f"{text}+"

    @property
    def tabs(self) -> list[Tab]:
        """The tabs without the rare ones that hold nothing."""
        empty = [
            str(view.label)
            for view in VIEWS
            if isinstance(view, OpenView) and view.rare and not self.numbers[f"tab_{view.key}"]
        ]
        return [tab for tab in super().tabs if tab.current or str(tab.label) not in empty]


#: What a line of the queue shows, and what tells how much of it this reader sees.
SHOWN = (
    *("number", "received_at", "matter", "category", "severity", "urgent", "state", "closed_at", "held"),
    *("next_due", "next_limit", "limit_basis", "paused_at", "paused_until", "pause_reason"),
    *("repeat_of_id", "mentions", "handover_count", "anonymous", "sender_name", "sender_title", "language", "phone"),
    *("park_id", "building_id", "asked_officer_id", "received_by_id", "first_contact_id", "against_staff_id"),
    *("unit__code", "customer__name", "customer__name_en", "customer__kind", "officer__name", "officer__name_en"),
)


class ComplaintList(RecordList):
    """The queue of complaints (A1, A3, A5)."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Complaints"), "complaints", "complaint"
    listing_class = QueueListing
    filterset_class = ComplaintFilter
    state_field, states = "state", State.choices
    state_icons = {str(state): TONE_ICONS[tone] for state, tone in STATE_TONES.items()}
    sorts = {"number": "number", "date": "received_at", "deadline": "next_due"}
    default_sort = "deadline"
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Matter")),
        Column(gettext_lazy("Complainant")),
        Column(gettext_lazy("Severity")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Officer"), css="wide-only"),
        Column(gettext_lazy("Deadline (opening hours)"), sort="deadline"),
    )
    row_template = "complaints/casework/_row.html"
    export_perms = ("complaints.export",)
    create = Create("complaints:contact_new", gettext_lazy("Record complaint"), ("contacts.record",))
    bulk = (BulkAction("complaints:reassign_picked", gettext_lazy("Assign to a colleague"), "swap", ASSIGNING),)
    empty_title = gettext_lazy("No complaint here")
    empty_text = gettext_lazy("New complaints come from the public form, or from a visit or call that you record.")
    export_columns = COLUMNS

    @cached_property
    def views(self) -> list[SavedView]:  # type: ignore[override]
        """The tabs that mean something to this person; who gets results alone begins with all of them."""
        if not self.allowed(("complaints.view", "complaints.view_masked")):
            return [ALL, VIEWS[0], CLOSED]
        return [view for view in VIEWS if not isinstance(view, OpenView) or self._for_me(view)]

    def _for_me(self, view: OpenView) -> bool:
        return not view.perms or self.allowed(view.perms)

    def rows(self) -> QuerySet[Complaint]:
        """What this person may read, in the park shown."""
        return Complaint.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """With what a line names; the park is the one shown."""
        return rows.select_related("unit", "customer", "officer").only(*SHOWN)

    def prepare_export(self, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """With what a row of the file names."""
        return rows.select_related("park", "unit", "customer", "officer", "received_by", "first_contact", "repeat_of")

    def export_rows(self, listing: Listing) -> Iterable[Complaint]:
        """The rows with the names of those who acted on them."""
        return with_staff(super().export_rows(listing))

    def more_context(self, listing: Listing) -> dict[str, Any]:
        """The line of facts, and the rows made ready."""
        for row in listing.page.rows:
            row.park = self.request.park
        make_ready(listing.page.rows, self.request.user)
        return {"line": _line(listing.numbers)}  # type: ignore[attr-defined]


def _line(numbers: dict[str, int]) -> str:
    """When the list was read, how many are open and how many of these are late."""
    words = {"now": when_text(clock.now(), near=False), "open": spoken_count(numbers["tab_open"])}
    late = numbers["tab_overdue"]
    if not late:
        return _("%(now)s · %(open)s open, none overdue") % words
    return _("%(now)s · %(open)s open, %(late)s of them overdue") % {**words, "late": spoken_count(late)}


def make_ready(rows: Iterable[Any], user: Any) -> None:
    """Give each row `who`, the second line about its complainant, and its matter as this reader may see it."""
    for row in rows:
        row.who = who_line(row, user)
        row.shown_matter = veiled(sight_of(row, user), row, row.matter)


def who_line(row: Complaint, user: User) -> str:
    """The company, or the person as this reader may name them."""
    if row.anonymous:
        return _("anonymous, answered on the tracking page")
    if row.customer is not None and row.customer.is_company:
        return row.customer.display_name
    sight = sight_of(row, user)
    if sight.names:
        return f"{row.salutation} {mask_phone(row.phone)}"
    return veiled(sight, row, row.sender_name)


class OwnList(RecordList):
    """The complaints of a tenant: number, matter, state and deadline; each opens its tracking page (C12)."""

    request: PersonRequest
    title, what, icon = gettext_lazy("My complaints"), "own-complaints", "complaint"
    sorts = {"number": "number", "date": "received_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Matter")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Deadline (opening hours)")),
    )
    row_template = "complaints/casework/_own_row.html"
    create = Create("complaints:submit", gettext_lazy("Send a complaint"))
    empty_title = gettext_lazy("You have sent no complaint")
    empty_text = gettext_lazy("Tell us when something is wrong; we look into it.")

    def rows(self) -> QuerySet[Complaint]:
        """What I or my company sent in the park shown."""
        return Complaint.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """With the park, for its opening hours."""
        return rows.select_related("park")


@allow(*READERS)
def queue(request: PersonRequest) -> HttpResponseBase:
    """The list that fits the person: tenants see their own complaints, staff the queue."""
    tenant = roles_of(request.user, request.park) <= {Role.TENANT}
    return (OwnList if tenant else ComplaintList).as_view()(request)


@allow("complaints.view_status")
class StatusList(RecordList):
    """What a clerk tells a caller: number, state, officer and deadline, nothing else."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Status of complaints"), "complaint-status", "search"
    filterset_class = StatusFilter
    views = (
        SavedView("open", gettext_lazy("All open"), lambda _request: OPEN),
        CLOSED,
    )
    sorts = {"number": "number", "deadline": "next_due"}
    default_sort = "-number"
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Officer")),
        Column(gettext_lazy("Deadline (opening hours)"), sort="deadline"),
    )
    row_template = "complaints/casework/_status_row.html"
    empty_title = gettext_lazy("No complaint here")
    empty_text = gettext_lazy("Ask the caller for the number; it begins with TS.")

    def rows(self) -> QuerySet[Complaint]:
        """Every complaint of the park shown, as far as its state goes."""
        return Complaint.objects.status_for(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """With park and officer."""
        return rows.select_related("park", "officer")

    def row_url(self, row: Any) -> str:
        """A clerk opens only what they took in themselves."""
        return row.get_absolute_url() if row.received_by_id == self.request.user.pk else ""
