"""Navigation entry of tax invoices."""

from django.utils.translation import gettext_lazy as _

from fees.invoices.queries import TO_RECORD
from parkservice.ui.nav import NavItem, register

register(NavItem("money", _("Tax invoices"), "bill", "fees:invoices", ("receipts.view",), 21, count=TO_RECORD.shown))
