"""Staff sign the current version of each rule, and who has not is reminded (M1, D1, O1)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.rulebook.models import RuleVersion, Signature, VersionState
from complaints.rulebook.queries import Reader, reading, signers
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role, may
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.messaging.models import InboxItem
from parkservice.parks.models import Park

REMINDER = "inbox.rules_unsigned"


@dataclass(frozen=True)
class Line:
    """One person who must sign, and how far they are."""

    person: User
    reader: Reader
    reminded: bool

    @property
    def missed(self) -> bool:
        """Whether the seven days of one of the versions are over."""
        return any(owed.missed for owed in self.reader.owed)

    @property
    def last(self) -> Signature | None:
        """The latest signature under a version that is current."""
        return max(self.reader.signed, key=lambda row: row.at, default=None)


@transaction.atomic
def sign(*, version_id: int, actor: User) -> Signature:
    """Sign the current version of a rule, once per person (M1, D1, O1).

    Raises RuleViolation when a newer version was released or it is signed already, PermissionDenied for people whom
    the rules of this park do not bind.
    """
    version = RuleVersion.objects.select_for_update(of=("self",)).select_related("rule__park").get(pk=version_id)
    park = version.rule.park
    if not may(actor, "rulebook.sign", park):
        raise PermissionDenied(_("The rules of this park are signed by its own staff."))
    if version.state != VersionState.RELEASED:
        raise RuleViolation(_("A newer version was released. Read that one and sign it."))
    if version.signatures.filter(user=actor).exists():
        raise RuleViolation(_("You have signed this version already."))
    signature = Signature.objects.create(version=version, user=actor, name=actor.name, at=clock.now())
    record(park=park, actor=actor, verb="rule.signed", subject=version, data={"version": version.number})
    return signature


def lines(park: Park) -> list[Line]:
    """Return everybody who must sign, those who owe most first."""
    people = list(signers(park))
    read, reminded = reading(people, park), _reminded_today(park)
    found = [Line(person, read[person.pk], person.pk in reminded) for person in people]
    return sorted(found, key=lambda line: (not line.missed, -len(line.reader.owed)))


def _reminded_today(park: Park) -> set[int]:
    """The people whom a reminder reached today."""
    since = clock.combine(clock.today())
    return set(InboxItem.objects.filter(park=park, verb=REMINDER, at__gte=since).values_list("recipient_id", flat=True))


@transaction.atomic
def remind(*, park: Park, actor: User) -> int:
    """Remind everybody who owes a signature and was not reminded today; return how many.

    Raises RuleViolation when nobody is left to remind today, PermissionDenied for people who do not draft rules.
    """
    if not may(actor, "rulebook.draft", park):
        raise PermissionDenied(_("Your postings do not give you the right to do this."))
    Park.objects.select_for_update(of=("self",)).get(pk=park.pk)
    owing = [line for line in lines(park) if line.reader.owed]
    if not owing:
        raise RuleViolation(_("Everybody has signed all rules."))
    left = [line for line in owing if not line.reminded]
    if not left:
        raise RuleViolation(_("Everybody who has not signed was reminded today. Wait until tomorrow."))
    for line in left:
        n = len(line.reader.owed)
        tell(
            recipients=[line.person], park=park, verb=REMINDER, subject=park, data={"n": n}, url_name="complaints:rules"
        )
    record(
        park=park,
        actor=actor,
        verb="rule.reminded",
        subject=park,
        data={"n": len(left), "people": [line.person.pk for line in left]},
        acting_as=acting_role(actor, "rulebook.draft", park),
    )
    return len(left)
