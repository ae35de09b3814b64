"""Which complaints are likely the same matter: near in place and time, told in similar words (domain 2.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from complaints.casework.models import Complaint
from complaints.casework.queries import ComplaintQuerySet
from complaints.choices import OPEN_STATES
from parkservice.accounts.models import User
from parkservice.estate.models import Unit
from parkservice.kit.likeness import features, likeness
from parkservice.parks import thresholds
from parkservice.parks.models import Building, Park

#: From this share of common words on a complaint is offered.
LIKELY = 0.25
#: How many are offered, and how many of the newest are compared at all.
OFFERED, COMPARED = 5, 100


@dataclass(frozen=True, kw_only=True)
class Told:
    """A matter as it is told: where, of which kind, in which words, when."""

    park: Park
    unit: Unit | None
    building: Building | None
    category: str
    text: str
    at: datetime

    @classmethod
    def of(cls, complaint: Complaint) -> "Told":
        """The matter of a complaint."""
        return cls(
            park=complaint.park,
            unit=complaint.unit,
            building=complaint.building,
            category=complaint.category,
            text=f"{complaint.matter} {complaint.content}",
            at=complaint.received_at,
        )


def apart(park: Park) -> timedelta:
    """How far apart in time two complaints may lie to be offered as one matter."""
    return timedelta(days=thresholds.value(park, "near_days"))


def alike(told: Told, rows: ComplaintQuerySet) -> list[Complaint]:
    """Return the complaints among `rows` that are likely the same matter, the likeliest first; one statement.

    Of the same unit, or of the same building and kind, within the time set before or after, in similar words.
    """
    near = _near(told)
    if near is None:
        return []
    span = (told.at - apart(told.park), told.at + apart(told.park))
    found = rows.filter(near, park=told.park, received_at__range=span, held=False)
    found = found.filter(state__in=OPEN_STATES).select_related("unit", "officer", "park")
    return _ranked(told, found.order_by("-received_at")[:COMPARED])


def _near(told: Told) -> Q | None:
    """Near in place: the unit, or the building when the kind is the same; nothing without any place."""
    building = told.building or (told.unit.building if told.unit else None)
    near = Q(unit=told.unit) if told.unit else None
    if building is None:
        return near
    same_kind = Q(building=building, category=told.category)
    return near | same_kind if near is not None else same_kind


def _ranked(told: Told, rows: Iterable[Complaint]) -> list[Complaint]:
    own = features(told.text)
    weighed = [(likeness(own, features(f"{row.matter} {row.content}")), row) for row in rows]
    likely = [(share, row) for share, row in weighed if share >= LIKELY]
    return [row for _share, row in sorted(likely, key=lambda pair: (-pair[0], pair[1].pk))[:OFFERED]]


def around(complaint: Complaint, user: User) -> list[Complaint]:
    """Return what this person may read of the same unit, or of the same building and kind, near in time; asked once.

    Newest first; the record page shows them, and finds likely duplicates among them, by the same statement.
    """
    near = _near(Told.of(complaint))
    if near is None:
        return []
    kept: dict[int, list[Complaint]] = complaint.__dict__.setdefault("around", {})
    if user.pk not in kept:
        far = apart(complaint.park)
        span = (complaint.received_at - far, complaint.received_at + far)
        rows = Complaint.objects.visible_to(user).filter(near, park_id=complaint.park_id, received_at__range=span)
        kept[user.pk] = list(
            rows.exclude(pk=complaint.pk).select_related("unit", "officer", "park").order_by("-received_at")[:COMPARED]
        )
    return kept[user.pk]


def likely_same(complaint: Complaint, user: User) -> list[Complaint]:
    """Return the open complaints around it that are likely the same matter, the likeliest first."""
    return _ranked(Told.of(complaint), [row for row in around(complaint, user) if row.is_open and not row.held])


def tellable(user: User) -> ComplaintQuerySet:
    """Complaints that somebody at the counter may name to a caller: readable ones, or their state for clerks."""
    readable, known = Complaint.objects.visible_to(user), Complaint.objects.status_for(user)
    return Complaint.objects.filter(Q(pk__in=readable.values("pk")) | Q(pk__in=known.values("pk")))


def repeated_by(complaint: Complaint) -> Complaint | None:
    """Return the complaint that a new one repeats: the last one of the same unit and kind within the time set (A6).

    What is held for a look, or was rejected after it, counts for nothing.
    """
    if complaint.unit_id is None:
        return None
    days = thresholds.value(complaint.park, "repeat_days")
    span = (complaint.received_at - timedelta(days=days), complaint.received_at)
    before = Complaint.objects.filter(
        unit_id=complaint.unit_id,
        category=complaint.category,
        received_at__range=span,
        merged_into__isnull=True,
        held=False,
    )
    return before.exclude(pk=complaint.pk).order_by("-received_at", "-id").only("pk").first()
