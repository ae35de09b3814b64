"""Refunds of deposits that wait for somebody."""

from decimal import Decimal

from django.db.models import Exists, Q, QuerySet

from fees.cashdesk.models import Drawer
from fees.deposits.models import DepositKind, RefundRequest, RefundState
from fees.deposits.rules import CONFIRMS
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value


def _to_decide(user: User, park: Park) -> QuerySet[RefundRequest]:
    rows = RefundRequest.objects.filter(park=park, state=RefundState.REQUESTED).exclude(requested_by=user)
    return rows if may(user, "deposits.decide", park) else _small(rows, park)


def _small(rows: QuerySet[RefundRequest], park: Park) -> QuerySet[RefundRequest]:
    """Those about the small deposit of a pass, as `rules.is_small` says of one."""
    most = Decimal(value(park, "float_refund"))
    return rows.filter(deposit__kind=DepositKind.WORKER_PASS, deposit__amount__lte=most)


def _to_pay(user: User, park: Park) -> QuerySet[RefundRequest]:
    rows = RefundRequest.objects.filter(park=park, state=RefundState.APPROVED)
    rows = rows.exclude(Q(requested_by=user) | Q(decided_by=user))
    if may(user, "deposits.pay", park):
        return rows
    return _small(rows, park).filter(Exists(Drawer.objects.kept_by(user, park)))


#: For the manager who did not ask, and small ones of passes for a colleague at the counter (rules.may_decide).
TO_DECIDE = Queue(("deposits.decide", CONFIRMS), _to_decide)
#: For finance, and small ones of passes for an officer with a float (rules.may_pay).
TO_PAY = Queue(("deposits.pay", "receipts.cash"), _to_pay)
