"""The acts of a hand-over: ask, accept, refuse, take back (A5)."""

from django.utils.translation import gettext_lazy

from complaints.casework.acting import Act, Moment, register
from complaints.casework.forms import ConfirmForm
from complaints.handovers import forms, rules


def _asked(moment: Moment) -> bool:
    return rules.is_moving(moment.complaint) and rules.may_answer(moment.complaint, moment.user)


def _can_ask(moment: Moment) -> bool:
    complaint = moment.complaint
    if complaint.asked_officer_id or not rules.is_moving(complaint) or rules.stopped(complaint):
        return False
    return rules.may_ask(complaint, moment.user)


register(
    Act(
        "accept",
        gettext_lazy("Take it over"),
        gettext_lazy("From then on you answer for it."),
        "check",
        ConfirmForm,
        gettext_lazy("Accept complaint"),
        place=5,
        when=_asked,
        for_whom=rules.was_asked,
        above="complaints/handovers/_asked.html",
    ),
    Act(
        "refuse",
        gettext_lazy("Refuse the hand-over"),
        gettext_lazy("Say why; it stays where it is."),
        "close",
        forms.RefuseForm,
        gettext_lazy("Refuse hand-over"),
        place=6,
        when=_asked,
        for_whom=rules.was_asked,
        quiet=True,
    ),
    Act(
        "take_back",
        gettext_lazy("Take the hand-over back"),
        gettext_lazy("Your colleague has not answered yet."),
        "swap",
        ConfirmForm,
        gettext_lazy("Take hand-over back"),
        place=114,
        when=lambda m: m.complaint.asked_officer_id is not None and m.acting and m.complaint.is_open,
        for_whom=rules.had_asked,
        quiet=True,
    ),
    Act(
        "hand_over",
        gettext_lazy("Hand it over"),
        gettext_lazy("To a named colleague, who accepts or refuses; it is counted."),
        "swap",
        forms.AskForm,
        gettext_lazy("Ask colleague"),
        place=115,
        when=_can_ask,
        for_whom=rules.may_ask,
        quiet=True,
    ),
)
