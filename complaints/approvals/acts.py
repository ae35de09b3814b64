"""The acts of the approval: propose, approve, return (P3)."""

from django.utils.translation import gettext_lazy

from complaints.approvals import forms
from complaints.casework import rules
from complaints.casework.acting import Act, register

register(
    Act(
        "propose",
        gettext_lazy("Propose how it is handled"),
        gettext_lazy("Service-quality and major complaints are approved before anything is done."),
        "rise",
        forms.ProposeForm,
        gettext_lazy("Send for approval"),
        place=35,
        when=lambda m: "propose" in m.ready,
        for_whom=rules.may_propose,
        above="complaints/approvals/_returned.html",
    ),
    Act(
        "approve",
        gettext_lazy("Approve the proposal"),
        gettext_lazy("The measures are carried out as proposed."),
        "scale",
        forms.ApproveForm,
        gettext_lazy("Approve proposal"),
        place=82,
        when=lambda m: "approve" in m.ready,
        for_whom=rules.may_approve,
        above="complaints/approvals/_proposal.html",
    ),
    Act(
        "send_back",
        gettext_lazy("Return the proposal"),
        gettext_lazy("Say what is missing or wrong; the manager proposes anew."),
        "swap",
        forms.SendBackForm,
        gettext_lazy("Return proposal"),
        place=84,
        when=lambda m: "send_back" in m.ready,
        for_whom=rules.may_approve,
    ),
)
