"""Navigation entries of collection visits and reviews."""

from django.utils.translation import gettext_lazy as _

from parkservice.ui.nav import NavItem, register

register(
    NavItem("money", _("Collection visits"), "phone", "fees:collection_visits", ("arrears.view",), order=53),
    NavItem("money", _("Collection reviews"), "check", "fees:collection_reviews", ("collection.view",), order=54),
)
