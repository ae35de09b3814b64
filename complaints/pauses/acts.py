"""The acts of waiting for the complainant (domain 2.1)."""

from django.utils.translation import gettext_lazy as _

from complaints.casework.acting import Act, register
from complaints.casework.forms import ConfirmForm
from complaints.choices import PAUSABLE_STATES
from complaints.pauses.forms import PauseForm

register(
    Act(
        "resume",
        _("Go on working"),
        _("The limits run again; the time waited is added to them."),
        "right",
        ConfirmForm,
        _("Go on"),
        place=5,
        when=lambda m: m.acting and m.complaint.is_paused,
    ),
    Act(
        "pause",
        _("Wait for the complainant"),
        _("Ask for what is missing; the limits stand still until they answer."),
        "pause",
        PauseForm,
        _("Ask and wait"),
        place=105,
        when=lambda m: m.acting and m.complaint.state in PAUSABLE_STATES and not m.complaint.is_paused,
        quiet=True,
    ),
)
