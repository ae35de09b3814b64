"""The acts of the park office on a reported result (A3, A5)."""

from django.utils.translation import gettext_lazy

from complaints.casework.acting import Act, register
from complaints.office import forms
from complaints.office.services import may_answer

register(
    Act(
        "acknowledge",
        gettext_lazy("Acknowledge the result"),
        gettext_lazy("The park office has read it."),
        "check",
        forms.AcknowledgeForm,
        gettext_lazy("Acknowledge result"),
        place=200,
        when=lambda m: may_answer(m.complaint, m.user) and m.complaint.office_acknowledged_at is None,
        for_whom=may_answer,
    ),
    Act(
        "office_comment",
        gettext_lazy("Comment on the result"),
        gettext_lazy("The officer and the manager read it."),
        "chat",
        forms.CommentForm,
        gettext_lazy("Send comment"),
        place=210,
        when=lambda m: may_answer(m.complaint, m.user),
        for_whom=may_answer,
        quiet=True,
    ),
)
