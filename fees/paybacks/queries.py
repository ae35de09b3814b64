"""Prepayments to pay back that wait for somebody."""

from decimal import Decimal

from django.db.models import Exists, Q, QuerySet

from fees.cashdesk.models import Drawer
from fees.limits import limit_of
from fees.paybacks.models import PaybackRequest, PaybackState
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value


def _to_decide(user: User, park: Park) -> QuerySet[PaybackRequest]:
    rows = PaybackRequest.objects.filter(park=park, state=PaybackState.REQUESTED).exclude(requested_by=user)
    limit = limit_of(park, user, "payback")
    return rows if limit is None else rows.filter(amount__lte=limit)


def _to_pay(user: User, park: Park) -> QuerySet[PaybackRequest]:
    rows = PaybackRequest.objects.filter(park=park, state=PaybackState.APPROVED)
    rows = rows.exclude(Q(requested_by=user) | Q(decided_by=user))
    if may(user, "deposits.pay", park):
        return rows
    small = rows.filter(amount__lte=Decimal(value(park, "float_refund")))
    return small.filter(Exists(Drawer.objects.kept_by(user, park)))


#: For a second person whose limit covers them (rules.may_decide).
TO_DECIDE = Queue(("paybacks.decide",), _to_decide)
#: For finance, and small ones for an officer with a float (rules.may_pay).
TO_PAY = Queue(("deposits.pay", "receipts.cash"), _to_pay)
