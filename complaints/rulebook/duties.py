"""M1, D1 and O1: comply with the professional code and all rules, read from signatures (duties.md, last section)."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.rulebook.queries import SIGNERS, Reader, reading
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.ui.words import when_text

#: The procedure names the duty for three posts; everybody else who signs carries the clerk's line of it.
OTHERS = tuple(role for role in SIGNERS if role not in (Role.MANAGER, Role.OFFICER))


def signed(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """All current versions signed, one unsigned, or one unsigned seven days after its release or my first day."""
    return {pk: _status(reader) for pk, reader in reading(people, park).items()}


def _status(reader: Reader) -> Status:
    url = reverse("complaints:rules")
    if not reader.owed:
        return _quiet(reader, url)
    first = min(reader.owed, key=lambda owed: owed.due)
    n = len(reader.owed)
    figure = ngettext("%(n)d rule not signed", "%(n)d rules not signed", n) % {"n": n}
    said = {"rule": first.version, "when": when_text(first.due)}
    late = first.due <= clock.now()
    sentence = _("%(rule)s: was to be signed by %(when)s") if late else _("%(rule)s: sign by %(when)s")
    page = reverse("complaints:rule", args=[first.version.rule_id])
    return Status("missed" if late else "due", figure, sentence % said, page, _("Read and sign"), due=first.due)


def _quiet(reader: Reader, url: str) -> Status:
    n = len(reader.signed)
    if not n:
        return Status("nothing", "", _("There is no rule to sign."), url)
    figure = ngettext("%(n)d rule", "%(n)d rules", n) % {"n": n}
    return Status("done", figure, _("signed in the current version"), url)


def _duty(clause: str, *roles: Role) -> Duty:
    return Duty(
        clause,
        roles,
        "event",
        gettext_lazy("Keep the professional code and all rules"),
        gettext_lazy("Rules signed"),
        "complaints:rules",
        signed,
    )


DUTIES = [_duty("M1", Role.MANAGER), _duty("D1", *OTHERS), _duty("O1", Role.OFFICER)]
