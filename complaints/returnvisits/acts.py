"""The acts of the return visit on the record page: the way to the visit stands in a card, the quality check here."""

from django.utils.translation import gettext_lazy

from complaints.casework.acting import Act, register
from complaints.choices import State
from complaints.returnvisits import forms
from complaints.returnvisits.services import may_check

register(
    Act(
        "quality",
        gettext_lazy("Check the quality"),
        gettext_lazy("Your own judgement of this case, apart from the complainant's."),
        "star",
        forms.QualityForm,
        gettext_lazy("Keep judgement"),
        place=125,
        when=lambda m: (
            m.complaint.state == State.CLOSED
            and may_check(m.complaint, m.user)
            and not any(check.round == m.complaint.reopened_count for check in m.complaint.checked)
        ),
        for_whom=may_check,
        quiet=True,
    ),
)
