"""Who must sign which version, and since when: one reading for the duties, the pages and the reminder (M1, D1, O1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, QuerySet

from complaints.rulebook.models import RuleVersion, Signature
from parkservice.accounts.models import Posting, User
from parkservice.accounts.rights import people_of
from parkservice.accounts.roles import GRANTS, Role
from parkservice.kit import clock
from parkservice.parks.models import Park

#: Roles that sign: those whose work the rules bind.
SIGNERS = tuple(role for role in Role if "rulebook.sign" in GRANTS[role])
#: Days after release, or after the posting began, that an unsigned version counts as missed (duties.md, last table).
SIGN_WITHIN = 7


@dataclass(frozen=True)
class Owed:
    """A version that somebody has not signed, and the moment after which that counts as missed."""

    version: RuleVersion
    due: datetime

    @property
    def missed(self) -> bool:
        """Whether the seven days are over."""
        return self.due <= clock.now()


@dataclass(frozen=True)
class Reader:
    """What one person has signed and still owes."""

    signed: Sequence[Signature]
    owed: Sequence[Owed]


def signers(park: Park) -> QuerySet[User]:
    """Return the people who must sign the rules of a park today, by name."""
    return people_of(park, SIGNERS)


def reading(people: Iterable[User], park: Park) -> dict[int, Reader]:
    """Tell for each person what is signed and what is owed, in three statements whatever their number."""
    ids = [person.pk for person in people]
    versions = list(RuleVersion.objects.to_sign().filter(rule__park=park).select_related("rule").order_by("rule__code"))
    begun = dict(
        Posting.objects.current()
        .filter(park=park, role__in=SIGNERS, user__in=ids)
        .order_by()
        .values_list("user_id")
        .annotate(Min("starts"))
    )
    signed: dict[tuple[int, int], Signature] = {
        (row.user_id, row.version_id): row for row in Signature.objects.filter(version__in=versions, user__in=ids)
    }
    return {pk: _reader(pk, versions, begun.get(pk), signed) for pk in ids}


def _reader(
    pk: int, versions: Sequence[RuleVersion], begun: object, signed: dict[tuple[int, int], Signature]
) -> Reader:
    """Who holds no signing role in the park owes nothing."""
    mine = [signed[pk, version.pk] for version in versions if (pk, version.pk) in signed]
    if begun is None:
        return Reader(mine, ())
    start = clock.combine(begun)  # type: ignore[arg-type]
    return Reader(
        mine,
        [
            Owed(version, max(version.released_at, start) + timedelta(days=SIGN_WITHIN))
            for version in versions
            if (pk, version.pk) not in signed
        ],
    )
