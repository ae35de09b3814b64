"""Asking the manager how a service-quality or major complaint is to be handled (P3)."""

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.people import leaders_of
from parkservice.accounts.roles import Role
from parkservice.messaging.inbox import tell


def ask_for_proposal(complaint: Complaint, *, but: int | None = None) -> None:
    """Tell the manager that the facts are there and a proposal is wanted, if that is so; `but` wrote them down (P3)."""
    if not rules.waits_for_proposal(complaint):
        return
    tell(
        recipients=[leader for leader in leaders_of(complaint, Role.MANAGER) if leader.pk != but],
        park=complaint.park,
        verb="inbox.to_propose",
        subject=complaint,
        data={"matter": complaint.matter},
    )
