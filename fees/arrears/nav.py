"""Navigation entries of arrears and collection."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(
    NavItem("money", _("Arrears"), "bill", "fees:arrears", ("arrears.view",), order=50),
    NavItem("money", _("Collection"), "chart", "fees:collection", ("arrears.view",), order=51),
)
