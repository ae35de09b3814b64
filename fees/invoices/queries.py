"""Tax invoices that wait for somebody."""

from django.db.models import QuerySet

from fees.invoices.models import TaxInvoice
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.parks.models import Park


def _to_record(_user: User, park: Park) -> QuerySet[TaxInvoice]:
    return TaxInvoice.objects.all().waiting().filter(park=park)


#: For finance, who makes them.
TO_RECORD = Queue(("invoices.record",), _to_record)
