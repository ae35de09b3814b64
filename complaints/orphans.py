"""What an officer who works here no more leaves behind goes to whoever answers for it now, without being asked (A1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from parkservice.accounts.models import User
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park


@dataclass(frozen=True)
class Kind:
    """One kind of case with an officer.

    `left` gives the open ones whose officer has no posting for them, `lock` reads one again under its lock, `move`
    names another officer or says that it stays, `managers` are told beside the receiver; `verb` and `page` are the
    line of the inbox and where it leads when it is about several.
    """

    left: Callable[[Park], models.QuerySet[Any]]
    lock: Callable[[int], Any]
    move: Callable[[Any, User], bool]
    managers: Callable[[list[Any]], Iterable[User]]
    verb: str
    page: str


def reroute(kind: Kind) -> int:
    """Hand on what is left behind in every park, each officer's cases in one transaction; return how many went."""
    return sum(_reroute_in(park, kind) for park in Park.objects.active())


def _reroute_in(park: Park, kind: Kind) -> int:
    found: dict[int, list[int]] = {}
    for pk, officer_id in kind.left(park).order_by("pk").values_list("pk", "officer_id"):
        found.setdefault(officer_id, []).append(pk)
    return sum(_hand_on(park, kind, ids) for ids in found.values())


@transaction.atomic
def _hand_on(park: Park, kind: Kind, ids: list[int]) -> int:
    """Move the cases of one officer; each receiver is told once, and so are the managers."""
    moved: dict[tuple[User, User], list[Any]] = {}
    for pk in ids:
        case = kind.lock(pk)
        former = case.officer
        if kind.move(case, former):
            moved.setdefault((former, case.officer), []).append(case)
    for (former, receiver), cases in moved.items():
        tell(
            recipients=[receiver, *kind.managers(cases)],
            park=park,
            verb=kind.verb,
            subject=cases[0] if len(cases) == 1 else None,
            data={"former": former.name, "officer": receiver.name, "count": len(cases)},
            url_name="" if len(cases) == 1 else kind.page,
        )
    return sum(map(len, moved.values()))
