"""The act of taking a settled complaint up again after a call of the complainant (domain 2.1)."""

from django.utils.translation import gettext_lazy

from complaints.casework import rules
from complaints.casework.acting import Act, register
from complaints.choices import State
from complaints.reopening import forms
from complaints.reopening.services import can_reopen

register(
    Act(
        "reopen",
        gettext_lazy("The complainant says it is not settled"),
        gettext_lazy("It is taken up again; answer and resolution get new limits."),
        "swap",
        forms.ReopenForm,
        gettext_lazy("Take it up again"),
        place=115,
        when=lambda m: (
            m.complaint.state in (State.RESOLVED, State.CLOSED)
            and rules.may_note(m.complaint, m.user)
            and can_reopen(m.complaint)
        ),
        for_whom=rules.may_note,
        quiet=True,
    ),
)
