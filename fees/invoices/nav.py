"""Navigation entry of tax invoices."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.invoices.models import TaxInvoice
from parkservice.accounts.rights import may
from parkservice.ui.nav import NavItem, register


def _to_record(request: Any) -> QuerySet[TaxInvoice] | None:
    """Requests that wait for finance."""
    if not may(request.user, "invoices.record", request.park):
        return None
    return TaxInvoice.objects.all().waiting().filter(park=request.park)


register(NavItem("money", _("Tax invoices"), "bill", "fees:invoices", ("receipts.view",), 21, count=_to_record))
