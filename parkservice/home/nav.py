"""Navigation entries of the pages that show several apps."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(NavItem("today", _("My duties"), "home", "home:desk", ("desk.view",), order=10, tab=1, short=_("Today")))
register(NavItem("reference", _("The 59 duties"), "shield", "home:duties", ("roles.view",), order=90))
