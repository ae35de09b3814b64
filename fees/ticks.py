"""What fees and cash do each minute (design section 5, "Time-driven work")."""

from fees.billing.runs import take_up_again
from fees.dunning.proposing import propose_daily
from fees.opening.carrying import take_up_again as take_over_again
from fees.safes.services import alarm


def run() -> None:
    """Take up runs and carry-overs that lost their worker, tell of missing safe checks, propose dunning notices.

    Running it twice, late or after a gap gives the same result.
    """
    take_up_again()
    take_over_again()
    alarm()
    propose_daily()
