"""Pay-ins that wait for somebody."""

from django.db.models import QuerySet

from fees.payins.models import PayIn
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.parks.models import Park


def _to_count(user: User, park: Park) -> QuerySet[PayIn]:
    return PayIn.objects.waiting().filter(park=park).exclude(collector=user)


#: For the count of finance, never of who collected (rules.may_confirm).
TO_COUNT = Queue(("cash.confirm",), _to_count)
