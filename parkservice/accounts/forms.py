"""Forms about people and postings."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import Posting, Theme, Title, User
from parkservice.accounts.rights import people_of
from parkservice.accounts.roles import STAFF, Role
from parkservice.kit import clock
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField
from parkservice.parks.models import Building, Department, Park
from parkservice.ui.fields import widget_attributes
from parkservice.ui.forms import DateInput, Form, Segments

REASON = _("Why? It stays in the history of this person.")


class ProfileForm(Form):
    """What everybody may change about themselves."""

    name = LineField(label=_("Name"), max_length=60)
    name_en = LineField(
        label=_("Name in Latin letters"), max_length=60, required=False, help_text=_("Family name first: Wang Shili.")
    )
    title = forms.ChoiceField(label=_("Form of address"), choices=Title, widget=Segments)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    @classmethod
    def of(cls, user: User, data: Any = None) -> "ProfileForm":
        """Return the form filled with what is known of a person."""
        return cls(data, initial={name: getattr(user, name) for name in cls.base_fields})


class OwnProfileForm(ProfileForm):
    """One's own details, with how the screens look and speak."""

    language = forms.ChoiceField(
        label=_("Language of the screens"),
        choices=[("", _("As the browser")), *settings.LANGUAGES],
        required=False,
        widget=Segments,
    )
    language.mark_optional = False  # type: ignore[attr-defined]
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=[("", _("As the device")), *Theme.choices], required=False, widget=Segments
    )
    theme.mark_optional = False  # type: ignore[attr-defined]


class PersonForm(ProfileForm):
    """The details of somebody else, kept by those who propose people."""

    job_title_zh = LineField(
        label=_("Job title in Chinese"),
        max_length=40,
        required=False,
        help_text=_("Leaders are greeted by it: 客服部经理 becomes 王经理."),
    )
    job_title_en = LineField(label=_("Job title in English"), max_length=60, required=False)


def in_order(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Tell beside the field when the last day lies before the first one; return what was given."""
    starts, ends = cleaned.get("starts"), cleaned.get("ends")
    if starts and ends and ends < starts:
        form.add_error("ends", _("The last day lies before the first day."))
    return cleaned


class PostingForm(Form):
    """A role in a park, proposed for somebody."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    buildings = forms.ModelMultipleChoiceField(
        label=_("Buildings"),
        queryset=Building.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means the whole park."),
    )
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label="—"
    )
    starts = forms.DateField(label=_("First day"), widget=DateInput)
    ends = forms.DateField(label=_("Last day"), required=False, widget=DateInput)
    standing_in_for = forms.ModelChoiceField(
        label=_("Standing in for"),
        queryset=User.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("A stand-in needs a last day and takes over the buildings."),
    )

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buildings"].queryset = Building.objects.filter(park=park)  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.filter(park=park)  # type: ignore[attr-defined]
        self.fields["standing_in_for"].queryset = people_of(park)  # type: ignore[attr-defined]
        self.fields["starts"].initial = clock.today

    def clean(self) -> dict[str, Any]:
        """A last day before the first one is told beside the field."""
        return in_order(self, super().clean() or {})


class StandInForm(Form):
    """Who stands in for a person, in which role, from and to."""

    posting = forms.ModelChoiceField(label=_("In which role"), queryset=Posting.objects.none(), empty_label=None)
    stand_in = forms.ModelChoiceField(
        label=_("Who stands in"), queryset=User.objects.none(), empty_label=_("Choose a colleague")
    )
    starts = forms.DateField(label=_("First day"), widget=DateInput)
    ends = forms.DateField(
        label=_("Last day"), widget=DateInput, help_text=_("The rights end by themselves the day after.")
    )

    def __init__(self, *args: Any, absent: User, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Posting.objects.current().filter(user=absent, park=park, role__in=STAFF, standing_in_for=None)
        self.fields["posting"].queryset = held  # type: ignore[attr-defined]
        self.fields["posting"].label_from_instance = lambda row: row.get_role_display()  # type: ignore[attr-defined]
        self.fields["stand_in"].queryset = people_of(park).exclude(pk=absent.pk)  # type: ignore[attr-defined]
        self.fields["starts"].initial = clock.today

    def clean(self) -> dict[str, Any]:
        """A last day before the first one is told beside the field."""
        return in_order(self, super().clean() or {})


class NewPersonForm(PersonForm, PostingForm):
    """A new account together with the first posting that is proposed for it."""

    username = widget_attributes(
        LineField(label=_("User name"), max_length=40, help_text=_("For signing in, for example wang.shili.")),
        autocapitalize="none",
        autocomplete="off",
        spellcheck="false",
    )

    field_order = ["name", "name_en", "title", "username", "phone", "email", "job_title_zh", "job_title_en"]

    def clean_username(self) -> str:
        """Small letters; the rule of the model is told beside the field."""
        username = self.cleaned_data["username"].lower()
        User.username.field.run_validators(username)
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("This user name is taken. Choose another one."))
        return str(username)


class ReasonForm(Form):
    """One sentence why."""

    reason = LineField(label=_("Reason"), max_length=200, help_text=REASON)


class EndPostingForm(ReasonForm):
    """The last day of a posting."""

    ends = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput, help_text=_("Left empty, the posting ends at once.")
    )

    field_order = ["ends", "reason"]


class PeopleFilter(Form):
    """What the list of people is narrowed to."""

    q = LineField(label=_("Name, user name or initials"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All staff")), *Role.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Can sign in")), ("proposed", _("Waiting to be granted")), ("off", _("Switched off"))],
        required=False,
    )
