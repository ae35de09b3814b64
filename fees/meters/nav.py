"""Navigation entries of meters."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, QuickItem, register, register_quick

register(
    NavItem("money", _("Read meters"), "eye", "fees:routes", ("meters.read",), order=40),
    NavItem("money", _("Meters"), "list", "fees:meters", ("meters.view",), order=42),
)
register_quick(QuickItem(_("Meter reading"), "fees:routes", ("meters.read",), key="m", icon="eye"))
