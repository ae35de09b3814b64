"""The act of sending somebody to an urgent complaint (domain 2.1, design section 4)."""

from django.utils.translation import gettext_lazy as _

from complaints.casework.acting import Act, register
from complaints.dispatch.forms import DispatchForm
from complaints.dispatch.rules import awaits_dispatch, may_dispatch

register(
    Act(
        "dispatch",
        _("Send somebody now"),
        _("Urgent: somebody is sent first, day and night; the papers follow."),
        "fire",
        DispatchForm,
        _("Send somebody"),
        place=5,
        when=lambda m: awaits_dispatch(m.complaint) and may_dispatch(m.complaint, m.user),
        for_whom=may_dispatch,
    ),
)
