"""Records as a reader may see them: the same sight decides here as on the record page (design section 4)."""

from collections.abc import Sequence
from typing import Any

from complaints.casework.models import Complaint
from complaints.casework.sight import Sight, sight_of, veiled
from complaints.contacts.models import Contact
from parkservice.accounts.models import User
from parkservice.kit.text import mask_phone


def complaint_for(complaint: Complaint, user: User) -> dict[str, Any]:
    """A complaint for this reader; what is masked on the page is masked here, what is not there is null."""
    sight = sight_of(complaint, user)

    def words(text: str) -> str:
        return veiled(sight, complaint, text)

    plain = {
        name: getattr(complaint, name)
        for name in (
            *("number", "received_at", "channel", "category", "severity", "urgent", "state", "next_due"),
            *("acknowledged_at", "answered_at", "resolved_at", "closed_at", "satisfaction"),
        )
    }
    return plain | {
        "id": complaint.pk,
        "sight": sight.value,
        "matter": words(complaint.matter),
        "content": words(complaint.content),
        "complainant": _complainant(complaint, sight),
        "phone": mask_phone(complaint.phone) if sight.names else None,
        "unit": complaint.unit.code if complaint.unit else None,
        "building": complaint.building.code if complaint.building else None,
        "company": complaint.customer.name if complaint.customer and complaint.customer.is_company else None,
        "place": words(complaint.place),
        "officer": complaint.officer.display_name,
        "received_by": complaint.received_by.display_name if complaint.received_by else None,
        "facts": words(complaint.facts) or None,
        "cause": words(complaint.cause) or None,
        "validity": complaint.validity or None,
        "measures": words(complaint.measures) or None,
        "outcome": complaint.outcome or None,
    }


def counted_for(complaint: Complaint) -> dict[str, Any]:
    """What anybody at the counter may tell a caller of a complaint that is known already."""
    plain = {name: getattr(complaint, name) for name in ("number", "state", "mentions", "next_due")}
    return plain | {"officer": complaint.officer.display_name}


def _complainant(complaint: Complaint, sight: Sight) -> str | None:
    """The complainant as the record page names them."""
    if complaint.anonymous:
        return None
    return complaint.salutation if sight.names else veiled(sight, complaint, complaint.sender_name)


def cases_of(contacts: Sequence[Contact], user: User) -> dict[int, list[str]]:
    """The numbers of the complaints that came of some contacts, as far as this reader sees them; one statement."""
    found: dict[int, list[str]] = {contact.pk: [] for contact in contacts}
    seen = Complaint.objects.visible_to(user).filter(contact_id__in=list(found)).order_by("id")
    for contact_id, number in seen.values_list("contact_id", "number"):
        found[contact_id].append(number)  # type: ignore[index]
    return found


def contact_for(contact: Contact, cases: list[str]) -> dict[str, Any]:
    """A line of the register, the phone masked as on its page, with the numbers of the complaints that came of it."""
    plain = {
        name: getattr(contact, name)
        for name in ("number", "at", "channel", "topic", "content", "answer", "outcome", "promised_by", "closed_at")
    }
    return plain | {
        "id": contact.pk,
        "name": contact.visitor,
        "phone": contact.masked_phone,
        "unit": contact.unit.code if contact.unit else None,
        "building": contact.building.code if contact.building else None,
        "company": contact.customer.name if contact.customer and contact.customer.is_company else None,
        "received_by": contact.received_by.display_name,
        "handed_to": contact.handed_to.display_name if contact.handed_to else None,
        "complaints": cases,
    }
