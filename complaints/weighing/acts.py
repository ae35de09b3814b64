"""The act of weighing a complaint again (domain 2.1)."""

from django.utils.translation import gettext_lazy as _

from complaints.casework.acting import Act, register
from complaints.weighing.forms import WeighForm
from complaints.weighing.services import WEIGHED_STATES

register(
    Act(
        "weigh",
        _("Weigh it again"),
        _("The limits are computed anew from the receipt; time used and paused still counts."),
        "scale",
        WeighForm,
        _("Weigh again"),
        place=107,
        when=lambda m: m.acting and m.complaint.state in WEIGHED_STATES,
        quiet=True,
    ),
)
