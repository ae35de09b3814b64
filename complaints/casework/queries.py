"""Which complaints: one `visible_to` serves list, record, search, export, print and files (design section 3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from complaints.choices import OPEN_STATES, PROPOSABLE_STATES, Category, Severity, State
from parkservice.accounts.models import User
from parkservice.accounts.rights import ask_with_postings, holds, matters_of, parks_with, postings_of, read_once, scope
from parkservice.accounts.roles import ABOVE_MANAGER, GRANTS, Role
from parkservice.estate.tenure import customers_of
from parkservice.kit import clock
from parkservice.parks import thresholds
from parkservice.parks.models import Park

if TYPE_CHECKING:
    from complaints.casework.models import Complaint  # noqa: F401


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Which complaints."""

    def visible_to(self, user: User) -> "ComplaintQuerySet":
        """Rows that this person may read: by park, by building, own entries, own voice; never one about themselves."""
        return self.filter(_readable(user)).filter(_not_about(user))

    def status_for(self, user: User) -> "ComplaintQuerySet":
        """Rows of which this person may know number, state, officer and deadline (clerks: all of the park)."""
        unnamed = Q(category=Category.SERVICE_ATTITUDE, against_staff__isnull=True)
        parks = scope(user, "complaints.view_status").parks
        return self.filter(_not_about(user) & ~unnamed, park_id__in=parks)

    def about(self, user: User) -> "ComplaintQuerySet":
        """Complaints about this person: nothing that was said or sent on them is for their eyes (design section 4)."""
        keys = _keys_about(user)
        return self.filter(pk__in=keys) if keys else self.none()

    def open(self) -> "ComplaintQuerySet":
        """Complaints that are not closed."""
        return self.filter(state__among=OPEN_STATES)

    def of_officer(self, user: User) -> "ComplaintQuerySet":
        """Complaints that this person answers for."""
        return self.filter(mine(user))


def mine(user: User) -> Q:
    """Complaints that this person answers for, as officer or stand-in, in the parks where they work on complaints."""
    return matters_of(user, "officer_id", perm="complaints.act")


def asked(user: User) -> Q:
    """Open complaints that this person is asked to take over (A5)."""
    return Q(asked_officer_id=user.pk, state__among=OPEN_STATES)


def first_received(user: User) -> Q:
    """Complaints that reached this person first and went to somebody else before the complainant heard from us."""
    return Q(first_contact_id=user.pk) & unheard()


def unheard() -> Q:
    """Open complaints whose complainant has not heard from us; service attitude is the manager's alone."""
    waiting = Q(acknowledged_at__isnull=True, acknowledge_due__isnull=False, state__among=OPEN_STATES)
    return waiting & ~Q(category=Category.SERVICE_ATTITUDE)


def stuck(park: Park) -> Q:
    """Open complaints of a park that colleagues refused in a row: a manager names the officer (invariant C10)."""
    most = thresholds.value(park, "handover_refusals")
    return Q(park=park, handover_refusals__gte=most, state__among=OPEN_STATES)


def overdue(now: datetime) -> Q:
    """Complaints whose next limit has passed; nobody is reminded of what is held for a look."""
    return Q(next_due__lt=now, held=False)


def due_on(day: date) -> Q:
    """Complaints with a limit that ends on a local day, passed or not; without what is held for a look."""
    return Q(next_due__gte=clock.combine(day), next_due__lt=clock.combine(day + timedelta(days=1)), held=False)


def for_extension_by(user: User) -> Q:
    """Complaints whose officer asked for more time, which this person may grant: never on their own request."""
    from complaints.extensions.models import Extension

    asked = Extension.objects.filter(decided_at__isnull=True).exclude(by_id=user.pk).values("complaint_id")
    return Q(pk__in=asked, park_id__in=scope(user, "complaints.decide").parks)


def for_decision_by(user: User) -> Q:
    """Escalated complaints that this person may decide: not those that they escalated themselves (C5)."""
    from complaints.casework.records import Escalation

    own = Escalation.objects.filter(decided_at__isnull=True, by_id=user.pk).values("complaint_id")
    return Q(state=State.ESCALATED, park_id__in=scope(user, "complaints.decide").parks) & ~Q(pk__in=own)


#: What goes through approval before anything is done (P3, domain 2.1).
NEEDS_APPROVAL = Q(category=Category.SERVICE_ATTITUDE) | Q(against_staff__isnull=False) | Q(severity=Severity.MAJOR)


def for_proposal_by(user: User) -> Q:
    """Complaints whose facts are known and whose handling this person is to propose (P3)."""
    ready = NEEDS_APPROVAL & Q(state__in=PROPOSABLE_STATES, approved_at__isnull=True) & ~Q(facts="")
    return ready & Q(park_id__in=scope(user, "complaints.decide").parks)


def for_approval_by(user: User) -> Q:
    """Complaints whose proposal this person may decide: of their role, not written by them (P3)."""
    from complaints.approvals.models import Proposal

    mine = Q(pk__in=[])
    for posting in postings_of(user):
        if "complaints.approve" in GRANTS[posting.role]:
            mine |= Q(complaint__park_id=posting.park_id, approver_role=posting.role)
    waiting = Proposal.objects.filter(mine, decided_at__isnull=True).exclude(by_id=user.pk)
    return Q(state=State.AWAITING_APPROVAL, pk__in=waiting.values("complaint_id"))


#: Whether any complaint is about a person at all, asked together with their postings.
NAMED = "complaints_about"


def _is_named() -> Q:
    """A complaint names the person of a posting, or "the manager" of its park while nobody is named."""
    from complaints.casework.models import Complaint

    named = Complaint.objects.filter(against_staff_id=OuterRef("user_id"))
    meant = Complaint.objects.filter(about_manager=True, park_id=OuterRef("park_id"))
    return Q(Exists(named)) | Q(Q(role=Role.MANAGER) & Q(Exists(meant)))


ask_with_postings(NAMED, _is_named)


def _keys_about(user: User) -> tuple[int, ...]:
    """Keys of the complaints about a person; for nearly everybody there is none, and no list has to ask again."""
    if not holds(user, NAMED):
        return ()
    return read_once(user, NAMED, lambda: tuple(_read_about(user)))


def _read_about(user: User) -> Iterable[int]:
    """Complaints that name this person, "the manager" while nobody is named, and what was merged into such a one.

    Merged ones also where the name came after the merge.
    """
    from complaints.casework.models import Complaint

    named = Complaint.objects.filter(against_staff_id=user.pk).order_by()
    led = Complaint.objects.filter(merged_into_id__in=named.values("pk")).order_by()
    meant = Complaint.objects.filter(_accusing(user)).order_by()
    # Three questions, so that each has its index.
    return named.values_list("pk", flat=True).union(
        led.values_list("pk", flat=True), meant.values_list("pk", flat=True)
    )


def _not_about(user: User) -> Q:
    keys = _keys_about(user)
    return ~Q(pk__in=keys) if keys else Q()


def _accusing(user: User) -> Q:
    """Complaints about "the manager" of a park where this person is one, while nobody is named."""
    held = postings_of(user)
    managed = {posting.park_id for posting in held if posting.role == Role.MANAGER}
    managed -= {posting.park_id for posting in held if posting.role in ABOVE_MANAGER}
    unnamed = Q(category=Category.SERVICE_ATTITUDE, against_staff__isnull=True)
    return Q(about_manager=True, park_id__in=managed) & unnamed if managed else Q(pk__in=[])


def _readable(user: User) -> Q:
    """What the rights table gives, as ids read once per request (design section 4)."""
    reach = scope(user, "complaints.view")
    masked = scope(user, "complaints.view_masked")
    results = scope(user, "complaints.acknowledge")
    # Former colleagues keep their name on the record, but no right to read it: a posting of staff in its park is
    # needed that takes matters in, for its officer one that works on complaints.
    here = Q(park_id__in=parks_with(user, "contacts.record"))
    seen = Q(park_id__in=reach.parks | masked.parks) | mine(user)
    # Who received it first reads it until the first word; who is asked to take it over, before the answer.
    seen |= here & (Q(received_by_id=user.pk) | first_received(user))
    seen |= Q(park_id__in=parks_with(user, "complaints.act")) & asked(user)
    # A complaint about service attitude is the manager's; an officer sees it only when it is theirs (domain 2.1).
    seen |= Q(building_id__in=reach.buildings) & ~Q(category=Category.SERVICE_ATTITUDE)
    seen |= Q(park_id__in=results.parks, told_office_at__isnull=False)
    seen |= Q(park_id__in=results.parks, withdrawn_at__isnull=False, held=False)
    if reach.own:
        home = Q(park_id__in=parks_with(user, "complaints.record"))
        seen |= home & (Q(sent_by_id=user.pk) | Q(sent_for_id__in=customers_of(user).values("pk")))
    return seen
