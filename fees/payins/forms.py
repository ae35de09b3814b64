"""The form with which finance counts a pay-in."""

from django.utils.translation import gettext_lazy as _

from fees.cashdesk.forms import NotesForm
from parkservice.kit.text import LineField


class CheckForm(NotesForm):
    """What finance counted, and a remark where it is another sum."""

    remark = LineField(
        label=_("Remark"), max_length=500, required=False, help_text=_("Needed when your count is another sum.")
    )
