"""Slips that wait for somebody."""

from django.db.models import QuerySet

from fees.queues import Queue
from fees.slips.models import PaySlip
from parkservice.accounts.models import User
from parkservice.parks.models import Park


def _to_take(_user: User, park: Park) -> QuerySet[PaySlip]:
    return PaySlip.objects.waiting().filter(park=park)


#: At the till of the officers, who hear of each slip too.
TO_TAKE = Queue(("receipts.cash",), _to_take)
