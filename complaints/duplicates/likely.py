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
#: What names a complaint and weighs its words.
READ = (
    *("park_id", "number", "matter", "content", "category", "state", "received_at", "held", "building_id"),
    "unit__code",
)


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
    found = _near(told, rows.filter(state__among=OPEN_STATES, held=False))
    return _ranked(told, found.select_related("unit", "officer", "park")[:COMPARED])


def _near(told: Told, rows: ComplaintQuerySet) -> ComplaintQuerySet:
    """Near in place and time: of the unit, or of the building when the kind is the same; the newest first.

    The two are asked apart, so that each takes the index of its place and reads no more than is compared.
    """
    building = told.building or (told.unit.building if told.unit else None)
    span = (told.at - apart(told.park), told.at + apart(told.park))
    around = rows.filter(park_id=told.park.pk, received_at__range=span).order_by("-received_at", "-id")
    places = [around.filter(unit=told.unit)] if told.unit is not None else []
    places += [around.filter(building=building, category=told.category)] if building is not None else []
    every = rows.model.objects.order_by().values("pk")
    near = [every.filter(pk__in=place.values("pk")[:COMPARED]) for place in places] or [every.none()]
    return rows.model.objects.filter(pk__in=near[0].union(*near[1:])).order_by("-received_at", "-id")


def _ranked(told: Told, rows: Iterable[Complaint]) -> list[Complaint]:
    own = features(told.text)
    weighed = [(likeness(own, features(f"{row.matter} {row.content}")), row) for row in rows]
    likely = [(share, row) for share, row in weighed if share >= LIKELY]
    return [row for _share, row in sorted(likely, key=lambda pair: (-pair[0], pair[1].pk))[:OFFERED]]


def around(complaint: Complaint, user: User) -> list[Complaint]:
    """Return what this person may read of the same unit, or of the same building and kind, near in time; asked once.

    Newest first; the record page shows them, and finds likely duplicates among them, by the same statement.
    """
    kept: dict[int, list[Complaint]] = complaint.__dict__.setdefault("around", {})
    if user.pk not in kept:
        others = Complaint.objects.visible_to(user).exclude(pk=complaint.pk)
        found = _near(Told.of(complaint), others).select_related("unit").only(*READ)
        kept[user.pk] = list(found[:COMPARED])
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
