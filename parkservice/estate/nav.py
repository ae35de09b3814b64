"""Navigation entries of units, customers and the calendar."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(
    NavItem("reference", _("Customers"), "people", "estate:customers", ("estate.view",), order=20),
    NavItem("reference", _("Units"), "building", "estate:units", ("estate.view",), order=30),
    NavItem("reference", _("Working calendar"), "calendar", "estate:calendar", ("estate.view",), order=70),
)
