"""Navigation entry of the counter's look at what a customer owes."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(NavItem("money", _("What a customer owes"), "search", "fees:balance_find", ("balance.view",), 13))
