"""Forms for units, customers, contacts and occupancies. What a field means is decided in services."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import Title
from parkservice.estate.lookup import find_units
from parkservice.estate.models import (
    DEFAULT_LANGUAGE,
    ContactKind,
    ContactPerson,
    Customer,
    CustomerKind,
    OccupancyRole,
    Unit,
)
from parkservice.kit import clock
from parkservice.kit.identity import check_uscc
from parkservice.kit.money import AmountField
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField
from parkservice.parks.models import Building, Park, SpaceKind
from parkservice.ui.forms import DateInput, Form, FormIdMixin, PickField, Segments

TITLES = [("", "—"), *Title.choices]


def values_of(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    """Return what a row holds for the fields of a form, as its initial values."""
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}


class UnitForm(FormIdMixin, Form):
    """A unit: code, building, use, floor, area; an existing one keeps its building."""

    code = LineField(label=_("Unit code"), max_length=20, help_text=_("As on the door, for example A-301."))
    building = forms.ModelChoiceField(label=_("Building"), queryset=Building.objects.none(), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Use of space"), choices=[("", _("As the building")), *SpaceKind.choices], required=False
    )
    floor = forms.IntegerField(label=_("Floor"), min_value=-5, max_value=200, required=False)
    gross_area = AmountField(
        label=_("Gross floor area in m²"),
        places=2,
        min_value=Decimal("0.01"),
        max_value=Decimal("999999.99"),
        required=False,
        help_text=_("The area that bills are computed from."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, park: Park, unit: Unit | None = None, **kwargs: Any) -> None:
        initial = values_of(unit, UnitForm) if unit else {}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        if unit:
            del self.fields["building"]
            self.fields["kind"].choices = SpaceKind.choices  # type: ignore[attr-defined]
        else:
            del self.fields["is_active"]
            self.fields["building"].queryset = Building.objects.filter(park=park)  # type: ignore[attr-defined]


class CustomerForm(FormIdMixin, Form):
    """A company or a private person; an existing one stays what it is."""

    kind = forms.ChoiceField(
        label=_("Company or person"), choices=CustomerKind, initial=CustomerKind.COMPANY, widget=Segments
    )
    name = LineField(
        label=_("Full name"), max_length=100, help_text=_("As on the business licence or the identity card.")
    )
    name_en = LineField(label=_("Name in English"), max_length=100, required=False)
    uscc = LineField(
        label=_("Unified social credit code"),
        max_length=30,
        required=False,
        help_text=_("Companies only: 18 characters from the business licence."),
    )
    title = forms.ChoiceField(
        label=_("Form of address"), choices=TITLES, required=False, help_text=_("Private persons only.")
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=settings.LANGUAGES, initial=DEFAULT_LANGUAGE, widget=Segments
    )

    def __init__(self, *args: Any, customer: Customer | None = None, **kwargs: Any) -> None:
        initial = values_of(customer, CustomerForm) if customer else {}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        if customer:
            for name in ("kind", "title" if customer.is_company else "uscc"):
                del self.fields[name]

    def clean_uscc(self) -> str:
        """A code with the right check character, in capitals."""
        code = self.cleaned_data["uscc"]
        return check_uscc(code) if code else ""

    def clean(self) -> dict[str, Any]:
        """A company has no form of address, a private person no credit code."""
        data = super().clean() or {}
        if data.get("kind") == CustomerKind.COMPANY:
            data["title"] = ""
        elif data.get("kind") == CustomerKind.PERSON and data.get("uscc"):
            self.add_error("uscc", _("A private person has no credit code. Leave it empty, or choose company."))
        return data


class ContactForm(FormIdMixin, Form):
    """Somebody who speaks for a customer."""

    name = LineField(label=_("Name"), max_length=60)
    title = forms.ChoiceField(label=_("Form of address"), choices=TITLES, required=False)
    kind = forms.ChoiceField(label=_("Contact for"), choices=ContactKind, initial=ContactKind.GENERAL, widget=Segments)
    position = LineField(label=_("Job title"), max_length=60, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=settings.LANGUAGES, initial=DEFAULT_LANGUAGE, widget=Segments
    )
    may_invite = forms.BooleanField(
        label=_("May invite colleagues"),
        required=False,
        help_text=_("Signed in, this person invites others of this customer to accounts, and ends their access."),
    )
    is_active = forms.BooleanField(
        label=_("Still in charge"),
        required=False,
        initial=True,
        help_text=_("Not ticked, the account of this contact loses its rights today."),
    )

    def __init__(self, *args: Any, contact: ContactPerson | None = None, **kwargs: Any) -> None:
        initial = values_of(contact, ContactForm) if contact else {}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        if not contact:
            del self.fields["is_active"]

    def clean(self) -> dict[str, Any]:
        """A contact that nobody can reach is none."""
        data = super().clean() or {}
        if not self.errors and not data.get("phone") and not data.get("email"):
            raise ValidationError(_("Enter a phone number or an e-mail address, so that we can reach this person."))
        return data


class OccupancyForm(FormIdMixin, Form):
    """A customer moves into a unit."""

    unit = PickField(
        label=_("Unit"),
        find=lambda text: [],
        url=reverse_lazy("estate:unit_options"),
        help_text=_("Number, company, phone or pinyin initials"),
    )
    role = forms.ChoiceField(
        label=_("Occupies as"), choices=OccupancyRole, initial=OccupancyRole.TENANT, widget=Segments
    )
    starts = forms.DateField(label=_("First day"), widget=DateInput)
    ends = forms.DateField(
        label=_("Last day"), widget=DateInput, required=False, help_text=_("Leave it empty while no end is agreed.")
    )
    main = forms.BooleanField(
        label=_("Main occupant"),
        required=False,
        initial=True,
        help_text=_("Bills and notices for the unit go to the main occupant."),
    )

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].find = lambda text: find_units(park, text)  # type: ignore[attr-defined]


class EndForm(Form):
    """The last day of an occupancy."""

    ends = forms.DateField(label=_("Last day"), widget=DateInput, initial=clock.today)
