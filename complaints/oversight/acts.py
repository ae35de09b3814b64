"""The acts of the duty room on a complaint (P1)."""

from django.utils.translation import gettext_lazy

from complaints.casework.acting import Act, register
from complaints.oversight import forms
from complaints.oversight.services import may_remind
from parkservice.accounts.rights import may

register(
    Act(
        "remind",
        gettext_lazy("Remind the officer"),
        gettext_lazy("Once a limit has passed, the manager hears it too."),
        "bell",
        forms.RemindForm,
        gettext_lazy("Send reminder"),
        place=220,
        when=lambda m: m.complaint.is_open and may_remind(m.complaint, m.user),
        for_whom=may_remind,
        quiet=True,
    ),
    Act(
        "observe",
        gettext_lazy("Write an observation"),
        gettext_lazy("The manager must answer it."),
        "eye",
        forms.ObserveForm,
        gettext_lazy("Keep observation"),
        place=230,
        when=lambda m: may(m.user, "service.observe", m.complaint),
        for_whom=lambda complaint, user: may(user, "service.observe", complaint),
        quiet=True,
    ),
)
