"""Navigation entry of prices."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(NavItem("money", _("Prices"), "scale", "fees:tariffs", ("tariffs.view",), order=80))
