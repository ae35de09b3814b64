"""Forms of work orders: the order itself, and its acts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.lookup import find_units
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField
from parkservice.parks.models import Department, Park
from parkservice.tasks import people
from parkservice.tasks.forms import ActForm, DueField, in_days, photos_field, words_field
from parkservice.tasks.sources import About
from parkservice.tasks.workorders.services import Job
from parkservice.ui.forms import Form, FormIdMixin, PickField

#: Working days that are proposed for a job.
USUAL_DAYS = 2


class OrderForm(FormIdMixin, Form):
    """What is to be done, by which department, where and until when."""

    matter = LineField(label=_("What is to be done"), max_length=80, min_length=2)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), empty_label="—")
    assignee = forms.ModelChoiceField(
        label=_("Person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Whoever takes it"),
    )
    due = DueField(label=_("To be done by"))
    urgent = forms.BooleanField(label=_("Urgent: danger to people, fire, gas, flood, lift"), required=False)
    unit = PickField(
        label=_("Unit"),
        find=lambda text: [],
        url=reverse_lazy("estate:unit_options"),
        required=False,
        help_text=_("Number, company, phone or pinyin initials"),
    )
    place = LineField(label=_("Where exactly"), max_length=120, required=False)
    details = words_field(_("What they should know"), required=False)
    share_contact = forms.BooleanField(
        label=_("Tell them name and phone, they must make an appointment"),
        required=False,
    )
    contact_name = LineField(label=_("Contact on the spot"), max_length=60, required=False)
    contact_phone = PhoneField(label=_("Phone of the contact"), required=False)
    photos = photos_field()

    def __init__(self, *args: Any, park: Park, user: User, about: About | None = None, **kwargs: Any) -> None:
        proposed: dict[str, Any] = {"due": in_days(park, USUAL_DAYS)}
        if about is not None:
            proposed |= {"matter": about.matter, "unit": about.unit, "place": about.place}
        super().__init__(*args, initial={**proposed, **kwargs.pop("initial", {})}, **kwargs)
        self.about = about
        fields: dict[str, Any] = self.fields
        fields["department"].queryset = people.departments(park)
        fields["assignee"].queryset = people.doers(park)
        fields["unit"].find = lambda text: find_units(park, text, people=may(user, "estate.view", park))
        for name in self._unneeded():
            del self.fields[name]

    def _unneeded(self) -> tuple[str, ...]:
        """A source that knows its contact shares it by a tick; without one it is typed."""
        if self.about is None:
            return ("share_contact",)
        return ("contact_name", "contact_phone", *(() if self.about.contact_phone else ("share_contact",)))

    def clean(self) -> dict[str, Any]:
        """A person named belongs to the department named."""
        said = super().clean() or self.cleaned_data
        person, department = said.get("assignee"), said.get("department")
        if person and department and not people.members(department).filter(pk=person.pk).exists():
            sentence = _("This colleague belongs to another department. Choose one of the department named.")
            self.add_error("assignee", ValidationError(sentence))
        return said

    def job(self) -> Job:
        """What the service takes."""
        said = self.cleaned_data
        names = ("matter", "department", "assignee", "due", "urgent", "unit", "place", "details")
        shares = self.about is not None and said.get("share_contact")
        return Job(
            **{name: said[name] for name in names},
            building=None if said["unit"] or self.about is None else self.about.building,
            contact_name=self.about.contact_name if self.about and shares else said.get("contact_name", ""),
            contact_phone=self.about.contact_phone if self.about and shares else said.get("contact_phone", ""),
        )


class PassOnForm(ActForm):
    """Another colleague of the same department."""

    assignee = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["assignee"].queryset = people.members(self.row.department).exclude(pk=self.row.assignee_id or 0)


class FinishForm(ActForm):
    """What was done, with photos."""

    result = words_field(_("What was done"))
    photos = photos_field(_("Photos of the result"))
