"""What people write when they weigh a complaint again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm
from complaints.choices import Severity
from parkservice.kit.text import LineField
from parkservice.ui.forms import Segments


class WeighForm(ActForm):
    """The new weight, and why."""

    severity = forms.ChoiceField(label=_("Severity"), choices=Severity, widget=Segments)
    urgent = forms.BooleanField(
        label=_("Urgent: danger to people, fire, gas, flood, lift"),
        required=False,
        help_text=_("Limits then run day and night."),
    )
    reason = LineField(label=_("Why?"), min_length=2, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("severity", self.complaint.severity)
        self.initial.setdefault("urgent", self.complaint.urgent)
