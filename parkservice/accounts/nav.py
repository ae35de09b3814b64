"""Where people and rights stand in the side."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(
    NavItem(
        "system", _("People and postings"), "people", "accounts:people", ("people.view",), order=10, short=_("People")
    ),
    NavItem("system", _("Rights"), "shield", "accounts:rights", ("roles.view",), order=20),
)
