"""How much of a complaint a reader sees: one policy for page, list, files and export (design section 4).

Which complaints a reader sees at all is decided by `ComplaintQuerySet.visible_to`; this says how much of one.
"""

from enum import Enum
from typing import TYPE_CHECKING

from complaints.choices import Category
from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, parks_with, scope
from parkservice.journal import verbs
from parkservice.kit.text import mask_phone
from parkservice.messaging.masks import mask_address

if TYPE_CHECKING:
    from complaints.casework.models import Complaint

#: Who reads complaints at all: whole or own ones, masked, or as results.
READERS = ("complaints.view", "complaints.view_masked", "complaints.acknowledge")
#: What the park office reads of the history: how it came in, what was found and done, who was told (C4).
RESULT_VERBS = frozenset(
    {
        "complaint.received",
        "complaint.findings",
        "complaint.action_begun",
        "complaint.resolved",
        "complaint.explained",
        "complaint.dismissed",
        "complaint.replied",
        "complaint.reported",
        "complaint.closed",
        "complaint.reopened",
        "complaint.not_settled",
        "complaint.said_not_settled",
        "complaint.withdrawn",
        "complaint.call_withdrawn",
    }
)
#: What staff write for each other: notes, and the words of another caller.
INTERNAL_VERBS = frozenset({"complaint.noted", "complaint.mentioned"})
PAPER_VERBS = frozenset({"paper.issued", "paper.reprinted", "paper.revoked"})


class Sight(Enum):
    """How much of one complaint a reader sees."""

    FULL = "full"  # those who work on it and their leaders
    MASKED = "masked"  # the duty room: everything but names, phones and internal notes
    RESULT = "result"  # the park office: the result and how it came about
    ENTRY = "entry"  # a colleague who took it in: what was recorded, and how far it is
    OWN = "own"  # the tenant: the tracking page

    @property
    def names(self) -> bool:
        """Whether the complainant's name and masked phone are shown."""
        return self in (Sight.FULL, Sight.ENTRY)

    @property
    def files(self) -> bool:
        """Whether photos are shown."""
        return self is not Sight.RESULT


def sight_of(complaint: "Complaint", user: User) -> Sight:
    """Return how much this reader sees of a complaint that `visible_to` gave them."""
    reach = scope(user, "complaints.view")
    acting = answering_for(user, complaint.park_id, "complaints.act")
    if complaint.park_id in reach.parks or complaint.officer_id in acting:
        return Sight.FULL
    if acting and complaint.asked_officer_id == user.pk and complaint.is_open:
        return Sight.FULL
    # A service complaint is not a matter of the building, not even for an officer of it who took it in.
    if complaint.building_id in reach.buildings and complaint.category != Category.SERVICE_ATTITUDE:
        return Sight.FULL
    if complaint.park_id in scope(user, "complaints.view_masked").parks:
        return Sight.MASKED
    took = user.pk in (complaint.received_by_id, complaint.first_contact_id)
    if took and complaint.park_id in parks_with(user, "contacts.record"):
        return Sight.ENTRY
    if complaint.park_id in scope(user, "complaints.acknowledge").parks:
        return Sight.RESULT
    return Sight.OWN


def shows(sight: Sight, verb: str) -> bool:
    """Whether a line of the history is for this reader; internal notes only for those who work on it."""
    if sight is Sight.FULL:
        return True
    if sight is Sight.MASKED:
        return verb not in PAPER_VERBS and verb not in INTERNAL_VERBS
    return verb in (RESULT_VERBS if sight is Sight.RESULT else verbs.public_codes())


def veiled(sight: Sight, complaint: "Complaint", text: str) -> str:
    """Return a text as this reader sees it: without the complainant's name, phone and mail where those are masked."""
    if sight.names or not text:
        return text
    for known, shown in _known(complaint):
        text = text.replace(known, shown)
    return mask_address(text)


def _known(complaint: "Complaint") -> list[tuple[str, str]]:
    """What would give the complainant away, longest first, and what stands in its place."""
    name, phone = complaint.sender_name, complaint.phone
    pairs = [(name, f"{name[:1]}**"), (complaint.salutation, f"{name[:1]}**"), (phone, mask_phone(phone))]
    return sorted(((known, shown) for known, shown in pairs if known), key=lambda pair: -len(pair[0]))
