"""Colleagues to choose from, staff who hold a posting in the park today, and who hears of a case."""

from collections.abc import Callable, Iterable, Sequence, Set
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from complaints.choices import Category
from parkservice.accounts.models import Posting, User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import ABOVE_MANAGER, CHAIN, GRANTS, Role
from parkservice.parks.models import Park

if TYPE_CHECKING:
    from complaints.casework.models import Complaint

ACTING = tuple(role for role in Role if "complaints.act" in GRANTS[role])


def colleagues(park: Park) -> QuerySet[User]:
    """Return the staff of a park by name; tenants hold postings too, but are no colleagues."""
    posted = Posting.objects.current().filter(park=park).exclude(role=Role.TENANT).values("user_id")
    return User.objects.filter(pk__in=posted, is_active=True).order_by("name")


def handlers(park: Park) -> QuerySet[User]:
    """Return whom a complaint may be given to in a park, by name: its officers and managers of today (A1, M3)."""
    return _posted(park, [role for role in ACTING if role != Role.GENERAL_MANAGER])


def answerable(park: Park) -> QuerySet[User]:
    """Return who may answer for complaints in a park: its handlers, and the general manager where nobody else can."""
    return _posted(park, ACTING)


def _posted(park: Park, roles: Sequence[Role]) -> QuerySet[User]:
    posted = Posting.objects.current().filter(park=park, role__in=roles).values("user_id")
    return User.objects.filter(pk__in=posted, is_active=True).order_by("name")


def managers_meant(park: Park) -> set[int]:
    """Return the ids of those whom "the manager" means; a leader above who stands in has to handle the matter."""
    above = Posting.objects.current().filter(park=park, role__in=ABOVE_MANAGER).values("user_id")
    return set(people_with(park, Role.MANAGER).exclude(pk__in=above).values_list("pk", flat=True))


def concerned_by(complaint: "Complaint") -> set[int]:
    """Return the ids of the people whom a complaint is about: who is named, else each manager where it says so.

    A merged one is about whom the leading one names, too.
    """
    leading = concerned_by(complaint.merged_into) if complaint.merged_into is not None else set()
    if complaint.accuses_manager:
        return leading | managers_meant(complaint.park)
    return leading | {complaint.against_staff_id} if complaint.against_staff_id else leading


def is_about(case: Any, person_id: int, *, roles: Set[Role]) -> bool:
    """Whether a case, read as row or record, names this person, or "the manager" while nobody is named.

    As `concerned_by`, without a statement for each case; `roles` are the person's in its park.
    """
    manages = Role.MANAGER in roles and not roles & ABOVE_MANAGER
    unnamed = case.category == Category.SERVICE_ATTITUDE and case.against_staff_id is None
    return bool(case.against_staff_id == person_id or (manages and case.about_manager and unnamed))


def unconcerned(complaint: "Complaint", people: Iterable[User]) -> list[User]:
    """Return those people whom the complaint is not about: nobody is told of a complaint about themselves."""
    barred = concerned_by(complaint)
    return [person for person in people if person.pk not in barred]


def leaders_of(
    complaint: "Complaint",
    role: Role,
    *,
    but: int | None = None,
    read: Callable[[Park, Role], Iterable[User]] = people_with,
) -> list[User]:
    """Return the leaders of a role who are told of a complaint; above them where nobody is left (design section 4).

    Left out are the person concerned, and `but`, the id of whoever asks and never answers themselves. `read` gives the
    people of a level. Empty when nobody stands above.
    """
    for level in CHAIN[CHAIN.index(role) :]:
        leaders = [one for one in unconcerned(complaint, read(complaint.park, level)) if one.pk != but]
        if leaders:
            return leaders
    return []


def answering(case: Any) -> list[User]:
    """Return the officer of a complaint or suggestion and whoever stands in for them today, never the one concerned."""
    standing_in = Posting.objects.current().filter(park_id=case.park_id, standing_in_for_id=case.officer_id)
    people = [case.officer, *(posting.user for posting in standing_in.select_related("user").order_by("id"))]
    return unconcerned(case, people) if hasattr(case, "against_staff_id") else people
