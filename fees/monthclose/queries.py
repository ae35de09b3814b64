"""Months of the books that wait for their close."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from fees.cashdesk.models import Month
from fees.cashdesk.periods import first_of
from fees.monthclose.models import MonthClose
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.parks.models import Park


def never_closed(park: Park, before: date) -> QuerySet[Month]:
    """Return the months before one that were opened and never closed, the oldest first."""
    closes = MonthClose.objects.filter(period=OuterRef("pk"))
    return Month.objects.filter(~Exists(closes), park=park, month__lt=before).order_by("month")


def _to_close(_user: User, park: Park) -> QuerySet[Month]:
    """Every month before this one that is open: never closed, or reopened for a correcting version (O3)."""
    standing = MonthClose.objects.filter(period=OuterRef("pk"), reopening__agreed_by__isnull=True)
    rows = Month.objects.filter(~Exists(standing), park=park, month__lt=first_of(clock.today()))
    return rows.order_by("month")


TO_CLOSE = Queue(("cash.close",), _to_close)
