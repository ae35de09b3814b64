"""What manager and project manager write about a proposal (P3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from parkservice.kit.money import AmountField


class ProposeForm(ActForm):
    """The proposal for the project manager."""

    heard = words_field(
        _("What the person concerned said"), help_text=_("Nobody is judged unheard: ask them, write it down here.")
    )
    opinion = words_field(_("Your opinion"), help_text=_("What the facts mean, and whose fault it was."))
    measures = words_field(_("What should be done"))
    cost = AmountField(label=_("Cost in yuan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.complaint.against_staff_id is None:
            del self.fields["heard"]
        if returned := self.complaint.returned_proposal:
            # Only what was found wrong is written anew.
            self.initial = {name: getattr(returned, name) for name in ("heard", "opinion", "measures", "cost")}


class ApproveForm(ActForm):
    """A word on the way, where there is one."""

    reason = words_field(_("Remark"), rows=2, shortest=1, required=False)


class SendBackForm(ActForm):
    """What is wrong about the proposal."""

    reason = words_field(_("What is missing or wrong"))
