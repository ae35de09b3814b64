"""What the department's group at WeCom or DingTalk hears of complaints: major ones, escalations, passed limits (M2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from complaints.choices import Category
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
