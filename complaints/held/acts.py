"""The act of throwing away what was held for a look (domain 2.1, web form flooding)."""

from django.utils.translation import gettext_lazy as _

from complaints.casework import rules
from complaints.casework.acting import Act, register
from complaints.held.forms import RejectForm

register(
    Act(
        "reject",
        _("Reject it"),
        _("Nothing in it is a complaint. It keeps its number and your reason; the figures leave it out."),
        "close",
        RejectForm,
        _("Reject submission"),
        place=15,
        when=lambda m: "reject" in m.ready,
        for_whom=rules.may_decide,
        quiet=True,
    ),
)
