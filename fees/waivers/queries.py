"""Waivers that wait for somebody."""

from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fees.limits import limit_of
from fees.queues import Queue
from fees.waivers.models import Waiver, WaiverLine, WaiverState
from parkservice.accounts.models import User
from parkservice.kit.money import MoneyField, total
from parkservice.parks.models import Park


def _to_decide(user: User, park: Park) -> QuerySet[Waiver]:
    rows = Waiver.objects.filter(park=park, state=WaiverState.PROPOSED).exclude(proposed_by=user)
    limit = limit_of(park, user, "waiver")
    return rows if limit is None else rows.alias(sum=F("amount") + _granted_before()).filter(sum__lte=limit)


def _granted_before() -> Coalesce:
    """What other waivers took off the bills of a proposed one, as `Waiver.granted_before` says of one row."""
    bills = WaiverLine.objects.filter(waiver=OuterRef(OuterRef("pk"))).values("bill_id")
    taken = WaiverLine.objects.granted().filter(bill_id__in=bills).order_by()
    summed = taken.annotate(one=Value(1)).values("one").annotate(sum=total("amount")).values("sum")
    return Coalesce(Subquery(summed), Value(Decimal(0), MoneyField()), output_field=MoneyField())


#: For a second person whose limit covers them (rules.may_decide).
TO_DECIDE = Queue(("waivers.decide",), _to_decide)
