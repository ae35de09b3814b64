"""What the department's group at WeCom or DingTalk hears of complaints: major ones, escalations, passed limits (M2).

Urgent ones call the duty room too, at any hour (domain 2.1 and 3.12).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from complaints.choices import Category
from complaints.people import unconcerned
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.messaging.inbox import tell
from parkservice.messaging.masks import nameless
from parkservice.messaging.outbox import alert_group

if TYPE_CHECKING:
    from complaints.casework.models import Complaint


def alert(complaint: "Complaint", verb: str, data: Mapping[str, Any] | None = None, *, key: str = "") -> None:
    """Tell the group with the sentence of an inbox verb, beside `tell` for the leaders and in the same transaction.

    Said once per complaint and verb, or once per `key`. Names of complainant, officer and receiver are masked. A
    complaint about a person is not for the group, where that person may read along, and a held one waits for its
    release. Raises LookupError for an unknown verb.
    """
    about_person = complaint.category == Category.SERVICE_ATTITUDE or complaint.against_staff_id is not None
    if complaint.held or about_person:
        return
    people = [complaint.officer, complaint.received_by]
    alert_group(
        park=complaint.park,
        verb=verb,
        data={"matter": complaint.matter, **(data or {})},
        about=complaint,
        key=f"group:{key or f'{verb}:{complaint.pk}'}",
        number=complaint.number,
        names=[complaint.sender_name, *(person.name for person in people if person is not None)],
    )


def call_duty_room(complaint: "Complaint") -> None:
    """Call the duty room and the group for an urgent complaint the moment it is known, without names (design 4)."""
    from complaints.casework.sight import Sight, veiled

    spot = complaint.unit or complaint.building
    parts = (spot.code if spot else "", complaint.place, complaint.matter)
    data = {"matter": nameless(veiled(Sight.MASKED, complaint, " · ".join(part for part in parts if part)))}
    people = unconcerned(complaint, people_with(complaint.park, Role.DUTY_ROOM))
    tell(recipients=people, park=complaint.park, verb="inbox.urgent", subject=complaint, data=data)
    alert(complaint, "inbox.urgent", data)
