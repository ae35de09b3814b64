"""Who may send somebody to an urgent complaint (design section 4, duty room)."""

from typing import TYPE_CHECKING

from complaints.casework import rules
from complaints.choices import UNSOLVED_STATES
from parkservice.accounts.models import User
from parkservice.accounts.rights import may

if TYPE_CHECKING:
    from complaints.casework.models import Complaint


def may_dispatch(complaint: "Complaint", user: User) -> bool:
    """The duty room, and whoever works on it; never the person concerned."""
    if rules.concerns(complaint, user):
        return False
    return may(user, "complaints.remind", complaint) or rules.may_act(complaint, user)


def awaits_dispatch(complaint: "Complaint") -> bool:
    """Whether somebody is still to be sent; a held one too, because it may be true."""
    return complaint.urgent and complaint.state in UNSOLVED_STATES and complaint.dispatched_at is None
