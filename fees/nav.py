"""Navigation entries of fees and cash."""

from django.utils.translation import gettext_lazy as _

from fees.counting import queries as counting
from fees.payins.queries import TO_COUNT
from fees.slips.models import READERS
from fees.slips.queries import TO_TAKE
from fees.slips.rules import TAKERS
from fees.waivers import queries as waivers
from parkservice.accounts.roles import ANY_STAFF
from parkservice.ui.nav import NavItem, gather, register

SEES = ("cash.keep", "cash.view")

# A tenant has no till: what they read of both groups is about their own company.
gather("cash", "money", label=_("My fees"), unless=ANY_STAFF)

register(
    NavItem("cash", _("Till"), "money", "fees:till", TAKERS, 10),
    NavItem("cash", _("Slips to pay"), "send", "fees:slips", READERS, 12, count=TO_TAKE.shown),
    NavItem("cash", _("Receipts"), "money", "fees:receipts", ("receipts.view",), 20),
    NavItem("cash", _("Deposits"), "key", "fees:deposits", ("deposits.view",), 22),
    NavItem("money", _("Waivers"), "scale", "fees:waivers", ("waivers.view",), 24, count=waivers.TO_DECIDE.shown),
    NavItem("money", _("Disputed bills"), "rise", "fees:disputes", ("waivers.view",), 26),
)
register(NavItem("cash", _("Cash drawer"), "cash", "fees:drawers", SEES, order=14))
register(NavItem("cash", _("Pay-ins"), "send", "fees:pay_ins", SEES, order=15, count=TO_COUNT.shown))
register(
    NavItem("cash", _("Cash differences"), "scale", "fees:differences", SEES, order=16, count=counting.TO_DECIDE.shown)
)
register(NavItem("cash", _("Safe check"), "lock", "fees:safes", ("safe.view",), order=17))
register(NavItem("cash", _("Cash month"), "calendar", "fees:month", SEES, order=18))
