"""The records that tasks hang on: each higher app registers its kinds, because this floor does not know them.

A task names its source by kind and id, as the journal does. The app above says what the source is called, who reads
it in full (and so sees its tasks), who works on it (and so may ask and accept), and from whom it is hidden.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from parkservice.accounts.models import User
from parkservice.accounts.readings import Limit
from parkservice.journal.models import subject_kind
from parkservice.messaging.links import url_for
from parkservice.parks.models import Park

Ids = QuerySet[Any, int]


@dataclass(frozen=True)
class About:
    """What a task says of its source: number, matter, where it is, and whom to ask on the spot."""

    number: str
    matter: str
    unit: Any = None
    building: Any = None
    place: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class SourceKind:
    """One kind of record that tasks may hang on.

    `seen` gives the ids that a person reads in full, `hidden` those that are about the person (`concerns` asks it of
    one record). `works_on` tells who may order, ask and accept, `sends` who may only order (the duty room
    sends a team), `responsible` whom results go to beside the asker.
    `blocked` reads, for some people, their cases that stand still for more than a day (M12).
    """

    code: str
    read: Callable[[int], Any]
    describe: Callable[[Any], About]
    seen: Callable[[User], Ids]
    works_on: Callable[[Any, User], bool]
    sends: Callable[[Any, User], bool] = lambda _record, _user: False
    hidden: Callable[[User], Ids] | None = None
    concerns: Callable[[Any, User], bool] = lambda _record, _user: False
    responsible: Callable[[Any], Iterable[User]] = lambda _record: ()
    blocked: "Callable[[Sequence[User], Park], Mapping[int, list[Limit]]] | None" = None


#: No task at all.
NOTHING = Q(pk__in=[])
_kinds: dict[str, SourceKind] = {}


def register(*kinds: SourceKind) -> None:
    """Make kinds of sources known; each app registers its own when it is ready."""
    _kinds.update({kind.code: kind for kind in kinds})


def all_kinds() -> list[SourceKind]:
    """Every registered kind."""
    return list(_kinds.values())


def record_of(kind: str, pk: int | None) -> Any:
    """Return the source record; None when a task has none or its kind is unknown."""
    known = _kinds.get(kind)
    return known.read(pk) if known is not None and pk is not None else None


def describe(record: Any) -> About:
    """Return what is said of a source. Raises KeyError for a kind that nobody registered."""
    return _kinds[subject_kind(record)].describe(record)


def seen_by(user: User) -> Q:
    """Tasks whose source this person reads in full."""
    found = Q(pk__in=[])
    for kind in _kinds.values():
        found |= Q(subject_kind=kind.code, subject_id__in=kind.seen(user))
    return found


def hidden_from(user: User) -> Q:
    """Tasks whose source is about this person, who sees neither the record nor what hangs on it (design 4)."""
    found = NOTHING
    for kind in _kinds.values():
        records = kind.hidden(user) if kind.hidden is not None else None
        if records is not None and not records.query.is_empty():
            found |= Q(subject_kind=kind.code, subject_id__in=records)
    return found


def works_on(user: User, record: Any) -> bool:
    """Whether this person works on a source and so may order, ask and accept for it."""
    kind = _kinds.get(subject_kind(record))
    return kind is not None and kind.works_on(record, user)


def may_order(user: User, record: Any) -> bool:
    """Whether this person may order work for a source: who works on it, and who may send a team to it."""
    kind = _kinds.get(subject_kind(record))
    return kind is not None and (kind.works_on(record, user) or kind.sends(record, user))


def concerns(user: User, record: Any) -> bool:
    """Whether a source is about this person."""
    kind = _kinds.get(subject_kind(record))
    return kind is not None and kind.concerns(record, user)


def responsible_for(record: Any) -> list[User]:
    """Return who answers for a source, to be told results beside the asker."""
    kind = _kinds.get(subject_kind(record))
    return list(kind.responsible(record)) if kind is not None else []


def link_for(user: User, kind: str, pk: int | None) -> str:
    """Return the address of a source for those who read it in full; empty for everybody else."""
    known = _kinds.get(kind)
    if known is None or pk is None or not known.seen(user).filter(pk=pk).exists():
        return ""
    return url_for(kind, pk)


def asked(user: User, text: str) -> Any:
    """Return the record that `?about=kind:id` names, for a person who works on it; None for everything else."""
    kind, _colon, number = text.partition(":")
    if kind not in _kinds or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    record = _kinds[kind].read(int(number))
    return record if record is not None and works_on(user, record) else None
