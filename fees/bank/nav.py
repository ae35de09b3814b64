"""Navigation entry of the bank's lines."""

from django.utils.translation import gettext_lazy as _

from fees.bank.queries import TO_MATCH
from parkservice.ui.nav import NavItem, register

register(NavItem("cash", _("Bank lines"), "swap", "fees:bank_lines", ("bank.view",), order=21, count=TO_MATCH.shown))
