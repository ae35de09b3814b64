"""Who owes how much now, and since when; who must be urged (P8, M11)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from fees.arrears.figures import Ageing
from fees.arrears.groups import BREAKDOWNS
from fees.arrears.queries import OWED, STILL_OPEN, Which, ageings_by, deferred
from fees.billing.models import Bill, BillState
from fees.collecting.models import CollectionVisit
from fees.disputes.models import Dispute
from fees.dunning.models import DunningNotice, NoticeLine
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.money import total
from parkservice.parks.thresholds import value

NOTHING_OWED = Ageing(())
#: So many customers are named in a statement; where more stand in a file, all of the park are asked for.
NAMED = 500


def debtors(customers: QuerySet[Customer], which: Which, condition: Q) -> QuerySet[Customer]:
    """Return those who owe something on these bills, with the sum in `owed` and the earliest due day in `oldest`."""
    owed = Bill.objects.filter(which.q(), OWED, condition)
    mine = owed.filter(customer=OuterRef("pk")).order_by().values("customer")
    return customers.filter(pk__in=owed.values("customer_id")).annotate(
        owed=Subquery(mine.annotate(sum=total(STILL_OPEN)).values("sum")),
        oldest=Subquery(mine.annotate(first=Min("due")).values("first")),
    )


def urged(which: Which) -> QuerySet[Bill]:
    """Return the bills that somebody must see to: late by the days of the first notice and neither disputed nor put
    off, while neither the deadline of a notice nor a promise is running."""
    today = clock.today()
    last = today - timedelta(days=value(which.park, "dunning_first_days"))
    put_off = [pk for pk, due in deferred(which, today).items() if due > last]
    rows = Bill.objects.filter(which.q(), OWED, due__lte=last).exclude(state=BillState.DISPUTED)
    running = NoticeLine.objects.filter(live=True, notice__in=DunningNotice.objects.running(today))
    promised = CollectionVisit.objects.filter(park=which.park, promise_date__gte=today)
    rows = rows.exclude(pk__in=Dispute.objects.waiting().values("bill_id")).exclude(pk__in=put_off)
    return rows.exclude(pk__in=running.values("bill_id")).exclude(customer_id__in=promised.values("customer_id"))


def with_ages(rows: Iterable[Any], which: Which) -> None:
    """Give each customer the age of what they owe in `ages`; two statements for all of them."""
    kept = list(rows)
    if len(kept) <= NAMED:
        mine = frozenset(row.pk for row in kept)
        which = replace(which, customers=mine if which.customers is None else mine & which.customers)
    found = ageings_by(which, BREAKDOWNS["customer"].group)
    for row in kept:
        row.ages = found.get(row.pk, NOTHING_OWED)
