"""Navigation entries of the books of a former system."""

from django.utils.translation import gettext_lazy as _

from fees.opening.models import READERS
from fees.opening.queries import TO_DECIDE
from parkservice.ui.nav import NavItem, register

register(NavItem("money", _("Carry-over"), "upload", "fees:openings", READERS, order=90, count=TO_DECIDE.shown))
