"""Navigation entries of the complaint field."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.casework.sight import READERS
from complaints.models import Complaint
from parkservice.estate import changing
from parkservice.ui.nav import NavItem, QuickItem, register, register_quick


def _my_open(request: Any) -> QuerySet[Complaint]:
    """Open complaints that this person answers for in the park shown."""
    return Complaint.objects.open().of_officer(request.user).filter(park=request.park)


register(NavItem("voice", _("Complaints"), "complaint", "complaints:queue", READERS, order=20, count=_my_open, tab=2))
register(NavItem("voice", _("Status of complaints"), "search", "complaints:status", ("complaints.view_status",), 21))
register(NavItem("voice", _("Suggestions"), "suggestion", "complaints:suggestions", ("suggestions.view",), 22))
register(NavItem("voice", _("Return visits"), "phone", "complaints:visits", ("complaints.visit",), 23))
register(NavItem("voice", _("Visits and calls"), "phone", "complaints:contacts", ("contacts.view",), 23))
register(NavItem("voice", _("Analysis"), "chart", "complaints:analysis", ("complaints.analysis",), 25))
register(NavItem("voice", _("Rule book"), "book", "complaints:rules", ("rulebook.view",), 24))
register(NavItem("voice", _("Appointments"), "calendar", "complaints:appointments", ("contacts.record",), 27))
register(NavItem("reference", _("Ready answers"), "chat", "complaints:answers", ("contacts.record",), 60))
register(NavItem("reference", _("Posters"), "qr", "complaints:posters", ("estate.view",), 61))
register_quick(QuickItem(_("Appointment"), "complaints:appointments", ("contacts.record",), key="a", icon="calendar"))
register(
    NavItem("voice", _("Observations"), "eye", "complaints:observations", ("service.observe", "service.answer"), 26)
)
register(NavItem("reference", _("Limits and thresholds"), "clock", "complaints:limits", ("reference.view",), 65))
changing.register("complaints:limits", "reference.propose")
register_quick(
    QuickItem(_("Visit, call or complaint"), "complaints:contact_new", ("contacts.record",), key="v", order=50)
)
