"""Who proposes waivers and who grants them, by amount, and how far a bill is put off (domain 2.4, design section 4)."""

from datetime import date
from typing import TYPE_CHECKING

from fees.limits import within_limit
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.kit import clock

if TYPE_CHECKING:
    from fees.waivers.models import Waiver

#: For how many months a bill is put off at most (domain 2.4: deferral 1-2 months for real hardship).
DEFER_MONTHS = 2


def may_decide(waiver: "Waiver", user: User) -> bool:
    """Somebody else than the proposer, with the right and with a limit that the amount does not pass (M15).

    What was granted on the same bills before counts: nobody passes a limit in small steps.
    """
    if waiver.proposed_by_id == user.pk or not may(user, "waivers.decide", waiver):
        return False
    return within_limit(waiver.park, user, "waiver", waiver.amount + waiver.granted_before())


def latest_deferral(due: date, today: date) -> date:
    """Return the latest day to which a bill is put off: months after its due day, or from today when overdue."""
    return clock.months_later(max(due, today), DEFER_MONTHS)
