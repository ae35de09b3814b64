"""The acts of asking for more time and deciding about it (domain 2.1)."""

from django.utils.translation import gettext_lazy as _

from complaints.casework.acting import Act, Moment, register
from complaints.extensions.forms import ApproveForm, AskForm, RefuseForm
from complaints.extensions.services import may_ask, may_decide, open_request


def _waits_for_me(moment: Moment) -> bool:
    """Whether this person decides the request that waits."""
    return open_request(moment.complaint) is not None and may_decide(moment.complaint, moment.user)


register(
    Act(
        "extension_approve",
        _("Grant more time"),
        _("The complainant is told the new date."),
        "calendar",
        ApproveForm,
        _("Grant and tell the complainant"),
        place=6,
        when=_waits_for_me,
        for_whom=may_decide,
        above="complaints/extensions/_request.html",
    ),
    Act(
        "extension_refuse",
        _("Refuse more time"),
        _("The limit stays; the officer reads why."),
        "close",
        RefuseForm,
        _("Refuse more time"),
        place=7,
        when=_waits_for_me,
        for_whom=may_decide,
        quiet=True,
        above="complaints/extensions/_request.html",
    ),
    Act(
        "extension_ask",
        _("Ask for more time"),
        _("Before the limit ends; the manager decides, the complainant is told."),
        "calendar",
        AskForm,
        _("Ask the manager"),
        place=106,
        when=lambda m: m.acting and may_ask(m.complaint),
        quiet=True,
    ),
)
