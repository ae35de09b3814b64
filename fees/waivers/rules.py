"""Who proposes waivers and who grants them, by amount (domain 2.4, design section 4)."""

from typing import TYPE_CHECKING

from fees.limits import within_limit
from parkservice.accounts.models import User
from parkservice.accounts.rights import may

if TYPE_CHECKING:
    from fees.waivers.models import Waiver


def may_decide(waiver: "Waiver", user: User) -> bool:
    """Somebody else than the proposer, with the right and with a limit that the amount does not pass (M15).

    What was granted on the same bills before counts: nobody passes a limit in small steps.
    """
    if waiver.proposed_by_id == user.pk or not may(user, "waivers.decide", waiver):
        return False
    return within_limit(waiver.park, user, "waiver", waiver.amount + waiver.granted_before())
