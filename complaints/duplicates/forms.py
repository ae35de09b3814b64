"""What people write when they join two complaints."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm
from complaints.casework.models import Complaint
from complaints.duplicates.likely import likely_same
from complaints.duplicates.services import JOINABLE
from parkservice.kit.text import LineField


class MergeForm(ActForm):
    """The number of the complaint that goes on."""

    into = LineField(
        label=_("Number of the earlier complaint"),
        max_length=24,
        help_text=_("Nothing is lost: both numbers, histories, photos and tracking pages stay."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and (likeliest := self._earlier()):
            self.initial.setdefault("into", likeliest.number)

    def _earlier(self) -> Complaint | None:
        likely = likely_same(self.complaint, self.user)
        return next((row for row in likely if row.state in JOINABLE and row.pk < self.complaint.pk), None)

    def clean_into(self) -> Complaint:
        """Find it among what this person may read."""
        number = self.cleaned_data["into"].upper()
        readable = Complaint.objects.visible_to(self.user).filter(park_id=self.complaint.park_id)
        found = readable.filter(number=number).first()
        if found is None:
            raise ValidationError(_("There is no such complaint here. Check the number."))
        return found
