"""What is said when somebody is sent to an urgent complaint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm
from parkservice.kit.text import LineField
from parkservice.parks.models import Department
from parkservice.tasks import people


class DispatchForm(ActForm):
    """Who goes, and what for."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Who goes?"),
        required=False,
        empty_label=_("Colleagues of our own"),
        help_text=_("A department gets a work order at once."),
    )
    text = LineField(label=_("What is to be done"), min_length=2, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.mark_optional = False
        field.queryset = people.departments(self.complaint.park)
