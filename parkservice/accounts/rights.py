"""What a person may do, and where: read from their postings once per request.

`scope` says which rows a person sees, `may` whether they may do one thing, `people_with` who holds a role, and
`officer_for` who answers for a building (A1). Everything is deny by default: no posting, no right.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import get_ident
from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from parkservice.accounts.models import Person, Posting, User
from parkservice.accounts.permissions import PERMISSIONS
from parkservice.accounts.reach import Reach
from parkservice.accounts.roles import BUSINESS, CHAIN, GRANTS, STAFF, Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Building, Park

#: Requests that change nothing.
LOOKING = ("GET", "HEAD")
OWNER_KEYS = ("sent_by_id", "received_by_id", "recorded_by_id", "recipient_id", "user_id")
ASSIGNEE_KEYS = ("officer_id", "assignee_id", "handed_to_id", "owner_id")


Found = TypeVar("Found")


class Duty(NamedTuple):
    """One current posting, flattened; `buildings` empty means the whole park."""

    id: int
    role: Role
    park_id: int
    department_id: int | None
    standing_in_for_id: int | None
    buildings: frozenset[int]


class Kept(NamedTuple):
    """What was read about a person for one day; `answers` are None where nothing was asked."""

    day: datetime.date
    duties: tuple[Duty, ...]
    parks: dict[int, Park]
    answers: frozenset[str] | None


_questions: dict[str, Callable[[], models.Q]] = {}


@dataclass(frozen=True)
class Scope:
    """Which rows: all of `parks`, those in `buildings`, and with `own` and `assigned` the person's own ones."""

    parks: frozenset[int] = frozenset()
    buildings: frozenset[int] = frozenset()
    own: bool = False
    assigned: bool = False

    def __bool__(self) -> bool:
        return bool(self.parks or self.buildings or self.own or self.assigned)


NOTHING = Scope()


def postings_of(user: Person) -> tuple[Duty, ...]:
    """Return the postings that count today, with their buildings, by one query that is kept on the user object."""
    if not user.is_authenticated or not user.is_active:
        return ()
    return _kept(user).duties


def _kept(user: User) -> "Kept":
    """The postings of today and their parks, read once."""
    day = clock.today()
    kept: Kept | None = user.memory.get("postings_today")
    if kept is None or kept.day != day:
        kept = user.memory["postings_today"] = _read_postings(user, day)
    return kept


def _read_postings(user: User, day: datetime.date) -> "Kept":
    asks = bool(user.memory.get("looks"))
    rows = _with_buildings(day, asks=asks).filter(user=user)
    if only := user.memory.get("only_posting"):
        rows = rows.filter(pk=only)
    return _kept_from(rows, day, asks=asks)


def read_person(user_id: int) -> User | None:
    """Return a person together with their postings of today, by one query; None for somebody who holds none."""
    day = clock.today()
    rows = list(_with_buildings(day).filter(user_id=user_id).select_related("user"))
    if not rows:
        return None
    user = rows[0].user
    user.memory["postings_today"] = _kept_from(rows, day)
    return user


def ask_with_postings(name: str, question: Callable[[], models.Q]) -> None:
    """Let an app above ask something about each person by the statement that reads their postings.

    The condition names the posting's `user_id` and `park_id` by OuterRef; `holds` gives the answer.
    """
    _questions[name] = question
    _built.cache_clear()


def holds(user: User, name: str) -> bool:
    """Whether a question of `ask_with_postings` was answered with yes when the page began; yes while unknown."""
    answers = _kept(user).answers if user.memory.get("looks") else None
    return answers is None or name in answers


def only_looks(user: User, method: str | None) -> None:
    """Note of a request that changes nothing that what is read about the person holds to its end."""
    if method in LOOKING:
        user.memory["looks"] = True


@contextmanager
def at_once(user: User) -> Iterator[None]:
    """Read what `read_once` asks for one time while this lasts."""
    outer = user.memory.setdefault("read_once", {}) if user.memory.get("looks") else user.memory.get("read_once")
    if outer is None:
        user.memory["read_once"] = {}
    try:
        yield
    finally:
        if outer is None:
            del user.memory["read_once"]


def read_once(user: User, name: str, read: Callable[[], Found]) -> Found:
    """Return what `read` gives: for a request that only looks, and within `at_once`, it is read one time."""
    with at_once(user):
        kept = user.memory["read_once"]
        if name not in kept:
            kept[name] = read()
        found: Found = kept[name]
        return found


def _with_buildings(day: datetime.date, *, asks: bool = True) -> models.QuerySet[Any]:
    """Postings with their park and, where it `asks`, the answers about their person, one row for each building."""
    return _built(day, asks, get_ident())


@lru_cache(maxsize=64)
def _built(day: datetime.date, asks: bool, thread: int) -> models.QuerySet[Any]:
    """The same, made once a day by each thread, as making it took longest; narrow it, never read it as it is."""
    rows = Posting.objects.current(day).order_by("id").select_related("park")
    rows = rows.annotate(building_ref=F("buildings__id"))
    if not asks:
        return rows
    asked = {name: models.ExpressionWrapper(question(), models.BooleanField()) for name, question in _questions.items()}
    return rows.annotate(**asked)


def _kept_from(rows: Iterable[Any], day: datetime.date, *, asks: bool = True) -> "Kept":
    buildings: dict[int, set[int]] = {}
    found: dict[int, Posting] = {}
    for posting in rows:
        found[posting.pk] = posting
        buildings.setdefault(posting.pk, set()).add(posting.building_ref)
    duties = tuple(
        Duty(
            pk,
            Role(posting.role),
            posting.park_id,
            posting.department_id,
            posting.standing_in_for_id,
            frozenset(buildings[pk] - {None}),
        )
        for pk, posting in found.items()
    )
    parks = {posting.park_id: posting.park for posting in found.values()}
    if not asks:
        return Kept(day, duties, parks, None)
    answers = frozenset(name for name in _questions for posting in found.values() if getattr(posting, name))
    return Kept(day, duties, parks, answers)


def limit_to(user: User, posting_id: int) -> None:
    """Let this user object act with one of its postings alone, as a token does."""
    user.memory["only_posting"] = posting_id
    forget(user)


def forget(user: User) -> None:
    """Drop what was read, after the postings of this user object changed."""
    for name in ("postings_today", "scopes_today", "read_once"):
        user.memory.pop(name, None)


def answering_for(user: Person, park_id: int, perm: str = "") -> set[int]:
    """Ids of the people for whose matters this person answers in one park today: themselves, whom they stand in for.

    Nobody without a posting of staff there, with `perm` one that gives this right: standing in for somebody in one park
    opens nothing of theirs in another.
    """
    held = [posting for posting in postings_of(user) if posting.park_id == park_id and posting.role in BUSINESS]
    held = [posting for posting in held if not perm or perm in GRANTS[posting.role]]
    if not held:
        return set()
    return {user.pk, *(posting.standing_in_for_id for posting in held if posting.standing_in_for_id)}  # type: ignore[arg-type]


def matters_of(user: Person, who: str, *, park: str = "park_id", perm: str = "") -> models.Q:
    """Which rows this person answers for, park by park (`answering_for`); `who` and `park` name the columns."""
    found = models.Q(pk__in=[])
    for park_id in parks_of(user):
        people = answering_for(user, park_id, perm)
        # Said as equal where it is one, a person's own index is taken before that of the park.
        found |= models.Q(**{park: park_id, **({who: min(people)} if len(people) == 1 else {f"{who}__in": people})})
    return found


def parks_with(user: Person, perm: str) -> set[int]:
    """Ids of the parks in which a posting gives a right, however far it reaches there."""
    return {posting.park_id for posting in postings_of(user) if perm in GRANTS[posting.role]}


def departments_of(user: Person, perm: str) -> set[int]:
    """Ids of the departments for which this person uses a right today; a posting names its department."""
    held = (posting for posting in postings_of(user) if perm in GRANTS[posting.role])
    return {posting.department_id for posting in held if posting.department_id}


def scope(user: Person, perm: str) -> Scope:
    """Return the rows that a permission opens to a person. Raises LookupError for an unknown permission."""
    if perm not in PERMISSIONS:
        raise LookupError(f"The permission {perm} is not in the table of rights.")
    postings = postings_of(user)
    if not postings:
        return NOTHING
    kept = user.memory.setdefault("scopes_today", {})
    if perm not in kept or kept[perm][0] is not postings:
        kept[perm] = (postings, _scope_of(postings, perm))
    return kept[perm][1]


def _scope_of(postings: Iterable[Duty], perm: str) -> Scope:
    parks: set[int] = set()
    buildings: set[int] = set()
    reaches: set[Reach] = set()
    for posting in postings:
        reach = GRANTS[posting.role].get(perm)
        if reach is None:
            continue
        reaches.add(reach)
        if reach == Reach.PARK or (reach == Reach.BUILDINGS and not posting.buildings):
            parks.add(posting.park_id)
        elif reach == Reach.BUILDINGS:
            buildings |= posting.buildings
    return Scope(frozenset(parks), frozenset(buildings), Reach.OWN in reaches, Reach.ASSIGNED in reaches)


def may(user: Person, perm: str, obj: Any = None) -> bool:
    """Whether a person has a right at all, or over one record.

    A record is known by its `park_id`, `building_id`, and whose it is (`sent_by_id`, `received_by_id`, …: own;
    `officer_id`, `assignee_id`, …: given to me). With a park as the record: whether they have the right anywhere in it.
    """
    if obj is None:
        return bool(scope(user, perm))
    if isinstance(obj, Park):
        return any(p.park_id == obj.pk and perm in GRANTS[p.role] for p in postings_of(user))
    reach = scope(user, perm)
    return (
        getattr(obj, "park_id", None) in reach.parks
        or getattr(obj, "building_id", None) in reach.buildings
        or (reach.own and _names(obj, OWNER_KEYS, user.pk))
        or (reach.assigned and _names(obj, ASSIGNEE_KEYS, user.pk))
    )


def _names(obj: Any, keys: Iterable[str], pk: int | None) -> bool:
    return any(getattr(obj, key, None) == pk for key in keys)


def parks_of(user: Person) -> list[int]:
    """Ids of the parks in which a person holds a posting, the first posting's park first."""
    return list(dict.fromkeys(posting.park_id for posting in postings_of(user)))


def park_of(user: User, park_id: int) -> Park:
    """Return one of the parks in which a person holds a posting, without asking again. Raises KeyError for another."""
    return _kept(user).parks[park_id]


def roles_of(user: Person, park: Park | None = None) -> frozenset[Role]:
    """Return the roles that a person holds today, in one park or anywhere."""
    return frozenset(p.role for p in postings_of(user) if park is None or p.park_id == park.pk)


def acting_role(user: Person, perm: str, park: Park) -> str:
    """Return the role by which a person uses a right, the nearest to the work first; "" when they have none.

    The journal stores it, so that a decision of the project manager in the manager's place can be told apart.
    """
    held = {role for role in roles_of(user, park) if perm in GRANTS[role]}
    order = [*CHAIN, *(role for role in Role if role not in CHAIN)]
    return next((role.value for role in order if role in held), "")


def people_with(park: Park, role: Role | str, on: datetime.date | None = None) -> models.QuerySet[User]:
    """Return the active people who hold a role in a park on a day, stand-ins included."""
    holders = Posting.objects.current(on).filter(park=park, role=role).values("user_id")
    return User.objects.filter(pk__in=holders, is_active=True).order_by("id")


def people_of(park: Park, roles: Iterable[Role] = STAFF) -> models.QuerySet[User]:
    """Return the active people who hold one of some roles in a park today; all staff when none are named."""
    holders = Posting.objects.current().filter(park=park, role__in=list(roles)).values("user_id")
    return User.objects.filter(pk__in=holders, is_active=True).order_by("name", "id")


def officer_for(building: Building | None, park: Park | None = None) -> User:
    """Return who answers for a building (A1); for no building, the park's default officer.

    Order: the officer in charge, the officer without buildings, the stand-in of one who has left, the manager. Who
    stands in for an absent officer acts in their place (`answering_for`) and is not named: after the last day the
    matter is the officer's alone. Raises RuleViolation when the park has none of them.
    """
    park_id = park.pk if park is not None else building.park_id  # type: ignore[union-attr]
    in_charge = _answering(_officers_and_managers(park_id), building)
    if in_charge is None:
        raise RuleViolation(
            _("This park has neither an officer nor a manager today. Ask the project manager to grant a posting."),
            code="no_officer",
        )
    return in_charge.user


def officers_of(park: Park) -> dict[int | None, User]:
    """Return who answers for each building of a park by its id, and under None for no building; three statements.

    As `officer_for`; empty for a park in which nobody answers.
    """
    current = _officers_and_managers(park.pk)
    places = [None, *Building.objects.filter(park=park)]
    found = {building.pk if building else None: _answering(current, building) for building in places}
    return {pk: posting.user for pk, posting in found.items() if posting is not None}


def _officers_and_managers(park_id: int) -> list[Posting]:
    """The postings of today that may answer for a building, with person and buildings; two statements."""
    rows = Posting.objects.current().filter(park_id=park_id, role__in=[Role.OFFICER, Role.MANAGER])
    return list(rows.select_related("user").prefetch_related("buildings").order_by("starts", "id"))


def _answering(current: list[Posting], building: Building | None) -> Posting | None:
    officers = [posting for posting in current if posting.role == Role.OFFICER]
    managers = [posting for posting in current if posting.role == Role.MANAGER]
    regular_first = sorted(managers, key=lambda posting: posting.standing_in_for_id is not None)
    return _in_charge(officers, building) or next(iter(regular_first), None)


def _in_charge(officers: list[Posting], building: Building | None) -> Posting | None:
    regular = [posting for posting in officers if posting.standing_in_for_id is None]
    named = [p for p in regular if building is not None and building.pk in {b.pk for b in p.buildings.all()}]
    default = [p for p in regular if not p.buildings.all()]
    # The officer in charge may have left while the stand-in still serves.
    covering = [p for p in officers if building is not None and building.pk in {b.pk for b in p.buildings.all()}]
    whole = [p for p in officers if not p.buildings.all()]
    return next(iter([*named, *default, *covering, *whole]), None)


def may_here(user: Person, perm: str, park: Any) -> bool:
    """Whether a right is held anywhere in the park shown, or at all when no park is known."""
    return may(user, perm, park or None)


def parks_to_switch(request: Any) -> list[Park]:
    """Return the parks of a person who has several, by name of their short address; nothing to choose otherwise."""
    mine = parks_of(request.user)
    return list(Park.objects.filter(pk__in=mine).order_by("slug")) if len(mine) > 1 else []


def person_line(request: Any) -> str:
    """Return the roles of the person in the park shown, for the line under their name."""
    park = getattr(request, "park", None)
    roles = roles_of(request.user, park or None)
    return " · ".join(str(role.label) for role in Role if role in roles)
