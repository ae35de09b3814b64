"""The act of writing down that the complainant takes a complaint back (domain 2.1)."""

from django.utils.translation import gettext_lazy

from complaints.casework import rules
from complaints.casework.acting import Act, register
from complaints.withdrawals import forms

register(
    Act(
        "withdraw",
        gettext_lazy("The complainant takes it back"),
        gettext_lazy("Only on their own call, heard by a second colleague."),
        "rest",
        forms.WithdrawForm,
        gettext_lazy("Withdraw complaint"),
        place=140,
        when=lambda m: "withdraw" in m.ready and not m.complaint.anonymous,
        for_whom=rules.may_withdraw,
        quiet=True,
    ),
)
