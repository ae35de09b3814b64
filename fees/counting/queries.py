"""Cash differences that wait for somebody."""

from django.db.models import Q, QuerySet

from fees.counting.models import Difference, DifferenceState
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.parks.models import Park


def _to_decide(user: User, park: Park) -> QuerySet[Difference]:
    rows = Difference.objects.filter(park=park, state=DifferenceState.EXPLAINED)
    return rows.exclude(Q(officer=user) | Q(witness=user))


#: For a leader, once the officer has explained them (rules.may_decide).
TO_DECIDE = Queue(("cash.decide",), _to_decide)
