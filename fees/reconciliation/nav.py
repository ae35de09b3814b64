"""Navigation entry of the reconciliation."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(NavItem("cash", _("Reconciliation"), "scale", "fees:reconciliation", ("cash.keep", "cash.view"), order=19))
