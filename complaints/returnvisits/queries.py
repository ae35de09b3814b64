"""Which return visits are due, who may make them, and which satisfaction counts (domain 2.1 and 3.9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.choices import Category, Outcome, Severity, State, Validity
from complaints.returnvisits.models import ReturnVisit
from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, matters_of, may, scope
from parkservice.journal.models import Event
from parkservice.journal.queries import events_of
from parkservice.parks import thresholds

if TYPE_CHECKING:
    from complaints.casework.queries import ComplaintQuerySet
    from parkservice.parks.models import Park

#: Who did one of these found out, decided or worked on the measures, and does not visit.
HANDLING = (
    *("complaint.findings", "complaint.decided", "complaint.action_begun"),
    *("complaint.resolved", "complaint.explained", "complaint.dismissed"),
)
KIND = "complaints.complaint"
#: Anonymous ones with which another one was merged that is not.
_JOINED = Complaint.objects.filter(merged_into__isnull=False, anonymous=False).values("merged_into_id")
KNOWN = Q(anonymous=False) | Q(mentions__gt=1, pk__in=_JOINED)
#: Valid and partly valid complaints of somebody known are visited, all of them; explained ones need none.
NEEDED = Q(validity__in=[Validity.VALID, Validity.PARTLY]) & KNOWN & ~Q(outcome=Outcome.EXPLAINED)
DUE = NEEDED & Q(state=State.RESOLVED, visited_at__isnull=True, told_complainant_at__gte=F("resolved_at"))


def handlers_of(complaint: Complaint) -> set[int]:
    """Ids of those who handled a complaint: its officer and whoever found out, decided or acted; one statement."""
    acted = (event.actor_id for event in events_of(complaint) if event.verb in HANDLING and event.actor_id)
    return {complaint.officer_id, *acted}


def may_visit(complaint: Complaint, user: User) -> bool:
    """Whether this person may make the return visit: never a handler; leaders where it weighs more (domain 2.1)."""
    if rules.concerns(complaint, user) or not may(user, "complaints.visit", complaint):
        return False
    leads = may(user, "complaints.approve", complaint)
    if complaint.severity == Severity.MAJOR and not leads:
        return False
    if complaint.category == Category.SERVICE_ATTITUDE and not leads and not may(user, "complaints.decide", complaint):
        return False
    return not_handled_by(complaint, user)


def not_handled_by(complaint: Complaint, user: User) -> bool:
    """Whether neither this person handled it nor anybody for whose matters they answer in its park."""
    return handlers_of(complaint).isdisjoint(answering_for(user, complaint.park_id))


def due_for(user: User) -> "ComplaintQuerySet":
    """Complaints whose return visit is due and that this person may visit, in all parks of theirs."""
    return _open_to(user).filter(DUE)


def visited_meanwhile(user: User) -> "ComplaintQuerySet":
    """Complaints that this person could have visited and a colleague has; only this one fact may be told of them."""
    return _open_to(user).filter(pk__in=ReturnVisit.objects.filter(reached=True).values("complaint_id"))


def _open_to(user: User) -> "ComplaintQuerySet":
    """Complaints of a weight that this person may visit; neither they nor whom they stand in for handled them."""
    here = scope(user, "complaints.visit").parks
    leads, decides = scope(user, "complaints.approve").parks, scope(user, "complaints.decide").parks
    handled = Event.objects.filter(matters_of(user, "actor_id"), subject_kind=KIND, verb__in=HANDLING)
    open_to_me = Q(park_id__in=leads) | ~Q(severity=Severity.MAJOR)
    open_to_me &= Q(park_id__in=leads | decides) | ~Q(category=Category.SERVICE_ATTITUDE)
    rows = Complaint.objects.filter(open_to_me, park_id__in=here)
    return (
        rows.exclude(matters_of(user, "officer_id"))
        .exclude(pk__in=handled.values("subject_id"))
        .exclude(against_staff_id=user.pk)
    )


def to_visit(user: User) -> "ComplaintQuerySet":
    """Complaints that this person may open for a visit: due ones, other results that were told, and my own visits."""
    told = KNOWN & Q(state__in=[State.RESOLVED, State.CLOSED], told_complainant_at__gte=F("resolved_at"))
    here = scope(user, "complaints.visit").parks
    mine = Q(pk__in=ReturnVisit.objects.filter(by_id=user.pk).values("complaint_id"))  # a form that is sent again
    seen = Q(pk__in=due_for(user).values("pk")) | Q(pk__in=Complaint.objects.visible_to(user).values("pk"))
    return Complaint.objects.filter(mine | (told & seen), park_id__in=here).exclude(against_staff_id=user.pk)


def days_for(park: "Park") -> timedelta:
    """Within what time after the result the visit follows."""
    return timedelta(days=thresholds.value(park, "visit_days"))


def with_due(rows: Iterable[Complaint], park: "Park") -> list[Complaint]:
    """The rows with `visit_due`, the moment by which each is to be visited; one statement."""
    days, shown = days_for(park), list(rows)
    for row in shown:
        row.visit_due = due_at(row, days)  # type: ignore[attr-defined]
    return shown


def due_at(complaint: Any, days: timedelta) -> datetime:
    """By when a resolved complaint is to be visited."""
    moment: datetime = complaint.resolved_at + days
    return moment


def counted(rows: "QuerySet[Complaint]") -> "QuerySet[Complaint]":
    """Annotate `counted`: the satisfaction that figures use, the complainant's own, else that of the visit (3.9)."""
    visits = ReturnVisit.objects.filter(complaint=OuterRef("pk"), reached=True, at__gte=OuterRef("resolved_at"))
    return rows.annotate(counted=Coalesce("satisfaction", Subquery(visits.order_by("-at").values("satisfaction")[:1])))
