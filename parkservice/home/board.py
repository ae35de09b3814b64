"""The duty board: the duties of a person, each with its state read from live records (design section 1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parkservice.accounts.duties import ORDER, Duty, State, Status
from parkservice.accounts.models import User
from parkservice.accounts.readings import one_board
from parkservice.accounts.rights import people_with, postings_of, roles_of
from parkservice.accounts.roles import Role
from parkservice.home.duties import over
from parkservice.home.procedure import BY_ID, Clause
from parkservice.parks.models import Building, Park

TONES: dict[State, str] = {"missed": "miss", "due": "due", "open": "go", "done": "done", "nothing": ""}
WORDS: dict[State, Any] = {
    "missed": gettext_lazy("Missed"),
    "due": gettext_lazy("To do"),
    "open": gettext_lazy("Under way"),
    "done": gettext_lazy("Done"),
    "nothing": gettext_lazy("Nothing open"),
}
#: What wants something of the person, and what is quiet.
URGENT = ("missed", "due", "open")
#: Roles whose people stand in the department's board.
TEAM = (Role.OFFICER, Role.CLERK)
STANDING = "standing"
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Tile:
    """One duty of one person as the board shows it."""

    duty: Duty
    status: Status

    @property
    def clause(self) -> Clause:
        """The line of the procedure that the duty comes from."""
        return BY_ID[self.duty.id]

    @property
    def tone(self) -> str:
        """Tone of the look: missed, due, under way, done or at rest."""
        return TONES[self.status.state]

    @property
    def icon(self) -> str:
        """Icon of the state."""
        return self.tone or "rest"

    @property
    def word(self) -> str:
        """The state in words: 待办 · 今日到期 2 件."""
        return _(" · ").join(filter(None, (str(WORDS[self.status.state]), self.status.detail)))

    @property
    def urgent(self) -> bool:
        """Whether it wants something of the person."""
        return self.status.state in URGENT


@cache
def all_duties() -> tuple[Duty, ...]:
    """Every duty that the apps list, in the order of the procedure."""
    found: list[Duty] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.duties"
        if find_spec(name) is not None:
            found += getattr(import_module(name), "DUTIES", [])
    places = {clause_id: place for place, clause_id in enumerate(BY_ID)}
    return tuple(sorted(found, key=lambda duty: places[duty.id]))


def read(people: Sequence[User], park: Park, day: date) -> dict[int, list[Tile]]:
    """Read the boards of some people, each in the order of the procedure; the statements do not grow with them.

    Standing duties are left out: they are read over whole boards (M2).
    """
    boards: dict[int, list[Tile]] = {user.pk: [] for user in people}
    with one_board():
        for duty in all_duties():
            holders = [user for user in people if roles_of(user, park).intersection(duty.roles)]
            if duty.rhythm == STANDING or not holders:
                continue
            for pk, status in duty.team(holders, park, day).items():
                boards[pk].append(Tile(duty, status))
    return boards


def read_own(user: User, park: Park, day: date) -> list[Tile]:
    """Read the board of one person, missed first, then what ends first; a standing duty looks at the department too."""
    standing = _standing(user, park)
    team = {person.pk: person for person in team_of(park)} if standing else {}
    boards = read(list({**team, user.pk: user}.values()), park, day)
    return by_urgency([*boards[user.pk], *_over(standing, team, boards)])


def _standing(user: User, park: Park) -> list[Duty]:
    """The standing duties that a person carries."""
    roles = roles_of(user, park)
    return [duty for duty in all_duties() if duty.rhythm == STANDING and roles.intersection(duty.roles)]


def team_of(park: Park) -> list[User]:
    """The people of today whose duties make up the department's board."""
    return [person for role in TEAM for person in people_with(park, role)]


def by_urgency(tiles: Iterable[Tile]) -> list[Tile]:
    """Missed first, then what ends first."""
    return sorted(tiles, key=lambda tile: (ORDER.index(tile.status.state), tile.status.due or _LAST))


def counts(tiles: Iterable[Tile]) -> dict[str, int]:
    """How many duties stand in each state, for the legend and the bar."""
    states = [tile.status.state for tile in tiles]
    return {
        "miss": states.count("missed"),
        "due": states.count("due") + states.count("open"),
        "done": states.count("done"),
        "rest": states.count("nothing"),
    }


@dataclass(frozen=True)
class Row:
    """One colleague in the department's board."""

    person: User
    tiles: dict[str, Tile]
    columns: Sequence[Duty]
    buildings: Sequence[str] = ()

    @property
    def cells(self) -> list[Tile | None]:
        """The tiles in the order of the columns; None where the duty is not theirs."""
        return [self.tiles.get(duty.id) for duty in self.columns]

    @property
    def places(self) -> str:
        """The buildings of their postings, by code; nothing for the whole park."""
        return _(", ").join(self.buildings)

    @property
    def missed(self) -> list[Tile]:
        """What this colleague has missed."""
        return [tile for tile in self.tiles.values() if tile.status.state == "missed"]

    @property
    def missed_words(self) -> str:
        """How much this colleague has missed, for the line under the board."""
        n = len(self.missed)
        said = ngettext("%(name)s has missed %(n)d duty:", "%(name)s has missed %(n)d duties:", n)
        return said % {"name": self.person.display_name, "n": n}

    @property
    def kept(self) -> int:
        """How many duties are not missed."""
        return len(self.tiles) - len(self.missed)


@dataclass(frozen=True)
class Group:
    """The colleagues of one role, by the duties that the role carries; the last column is `tail` columns wide."""

    role: str
    columns: Sequence[Duty]
    rows: Sequence[Row]
    tail: int

    @property
    def heads(self) -> list[tuple[Duty, Clause]]:
        """The columns with the lines of the procedure."""
        return [(duty, BY_ID[duty.id]) for duty in self.columns]


@dataclass(frozen=True)
class Grid:
    """The department's board: people of each role by duty; the columns never change their order (M2)."""

    groups: Sequence[Group]

    @property
    def missed(self) -> list[Row]:
        """The colleagues who have missed something."""
        return [row for group in self.groups for row in group.rows if row.missed]


def read_all(user: User, park: Park, day: date) -> tuple[list[Tile], Grid]:
    """Read a leader's own board and the department's, officers and clerks of today by duty, in one go (M2)."""
    groups = [(role, list(people_with(park, role))) for role in TEAM]
    people = {person.pk: person for _role, members in groups for person in members}
    boards = read(list({**people, user.pk: user}.values()), park, day)
    codes = dict(Building.objects.filter(park=park).values_list("pk", "code"))
    columns = {role: [duty for duty in all_duties() if role in duty.roles] for role, members in groups if members}
    widest = max(map(len, columns.values()), default=0)
    grid = [
        Group(
            str(role.label),
            columns[role],
            _rows(members, boards, columns[role], codes),
            widest - len(columns[role]) + 1,
        )
        for role, members in groups
        if members
    ]
    return by_urgency([*boards[user.pk], *_over(_standing(user, park), people, boards)]), Grid(grid)


def _over(standing: Iterable[Duty], people: Iterable[int], boards: Mapping[int, list[Tile]]) -> list[Tile]:
    """The standing duties over the boards of these people."""
    return [Tile(duty, over(tile.status for pk in people for tile in boards[pk])) for duty in standing]


def _rows(
    members: Iterable[User], boards: Mapping[int, list[Tile]], columns: Sequence[Duty], codes: Mapping[int, str]
) -> list[Row]:
    """One line for each colleague."""
    held = {duty.id for duty in columns}
    return [
        Row(
            person,
            {tile.duty.id: tile for tile in boards[person.pk] if tile.duty.id in held},
            columns,
            _codes_of(person, codes),
        )
        for person in members
    ]


def _codes_of(person: User, codes: Mapping[int, str]) -> list[str]:
    """The buildings in which somebody is posted today, in order."""
    posted = {pk for posting in postings_of(person) for pk in posting.buildings}
    return sorted(code for pk, code in codes.items() if pk in posted)
