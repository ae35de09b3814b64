"""Writing an appointment down."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from complaints.appointments.services import Plan
from complaints.people import colleagues
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.lookup import find_units
from parkservice.kit import clock
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField
from parkservice.parks.models import Park
from parkservice.ui.forms import Form, FormIdMixin, MomentInput, PickField


class AppointmentForm(FormIdMixin, Form):
    """Who comes, when, to whom, about what."""

    at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    visitor = LineField(label=_("Visitor"), max_length=60)
    phone = PhoneField(label=_("Phone"), required=False)
    unit = PickField(
        label=_("Unit"),
        find=lambda text: [],
        url=reverse_lazy("estate:unit_options"),
        required=False,
        help_text=_("Number, company, phone or pinyin initials"),
    )
    matter = LineField(label=_("About"), min_length=2, max_length=200)
    host = forms.ModelChoiceField(label=_("With"), queryset=User.objects.none(), empty_label="—")

    def __init__(self, *args: Any, park: Park, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["host"].queryset = colleagues(park)
        fields["unit"].find = lambda text: find_units(park, text, people=may(user, "estate.view", park))
        self.initial.setdefault("host", user.pk)

    def clean_at(self) -> Any:
        """An appointment lies ahead."""
        moment = self.cleaned_data["at"]
        if moment <= clock.now():
            raise ValidationError(_("This moment has passed. Record the visit itself instead."))
        return moment

    def plan(self) -> Plan:
        """What was agreed."""
        names = ("at", "visitor", "matter", "host", "phone", "unit")
        return Plan(**{name: self.cleaned_data[name] for name in names})


class CallOffForm(Form):
    """Why it is called off."""

    reason = LineField(label=_("Reason"), min_length=2, max_length=200)
