"""Navigation entries of bills."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

_RUNS = ("bills.preview", "bills.export")

register(
    NavItem("money", _("Bills"), "bill", "fees:bills", ("bills.view",), order=30),
    NavItem("money", _("Billing runs"), "list", "fees:runs", _RUNS, order=32),
    NavItem("money", _("Lines of service"), "phone", "fees:lines", _RUNS, order=34),
    NavItem("money", _("Heating stops"), "pause", "fees:stops", ("bills.preview",), order=36),
)
