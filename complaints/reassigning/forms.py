"""Whose complaints go to whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Complaint
from complaints.people import handlers
from parkservice.accounts.models import User
from parkservice.parks.models import Park
from parkservice.ui.forms import Form


class ReceiverForm(Form):
    """One colleague, or the routing of the buildings."""

    receiver = forms.ModelChoiceField(
        User.objects.none(),
        label=_("To"),
        required=False,
        empty_label=_("By building, as new complaints are assigned"),
    )

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["receiver"].queryset = handlers(park)
        fields["receiver"].mark_optional = False


class ReassignForm(ReceiverForm):
    """Everything that one person answers for."""

    former = forms.ModelChoiceField(User.objects.none(), label=_("From"), empty_label=_("Choose a colleague"))
    field_order = ("former", "receiver")

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, park=park, **kwargs)
        fields: dict[str, Any] = self.fields
        holding = Complaint.objects.open().filter(park=park).values("officer_id")
        fields["former"].queryset = User.objects.filter(pk__in=holding).order_by("name")

    def clean(self) -> dict[str, Any]:
        """From one to another."""
        said = super().clean() or self.cleaned_data
        if said.get("receiver") and said["receiver"] == said.get("former"):
            self.add_error("receiver", _("They have them already. Choose another colleague."))
        return said
