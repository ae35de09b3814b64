"""Forms of the public pages: send a matter, look a case up, add a remark, rate the result (A1, A3).

They speak in the tenant's words; `SubmitForm` turns what was typed into what the services take.
"""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MinLengthValidator
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from complaints.choices import Category
from complaints.intake.places import company_of, find_place, unit_of
from complaints.intake.services import Matter, Place, Sender
from parkservice.accounts.models import Title
from parkservice.accounts.rights import roles_of
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField, TextField, clean_line
from parkservice.paperwork.forms import UnreadPhotosField, read_photos
from parkservice.parks.models import Building, Park
from parkservice.ui.forms import Choices, Files, Form, FormIdMixin, MomentInput, Segments, new_form_id, not_in_future
from parkservice.ui.words import phone_text

#: Service attitude of the manager: the project manager answers for it, and the manager does not see it (C7).
ABOUT_MANAGER = "manager"
#: The categories as a tenant would say them.
WORDS_OF_TENANTS = [
    ("", _("I am not sure")),
    (Category.FACILITY_REPAIR, _("Something is broken or leaks")),
    (Category.HYGIENE_GREENING, _("Cleaning, rubbish, greenery")),
    (Category.SAFETY_ORDER, _("Safety and order")),
    (Category.NEIGHBOUR_NOISE, _("Noise or neighbours")),
    (Category.PARKING_TRAFFIC, _("Parking and traffic")),
    (Category.DECORATION, _("Renovation works")),
    (Category.FEES, _("A bill or a price")),
    (Category.SERVICE_ATTITUDE, _("How I was treated")),
    (ABOUT_MANAGER, _("How the manager treated me")),
    (Category.OTHER, _("Something else")),
]
COMPLAINT, SUGGESTION = "complaint", "suggestion"
EARLIEST_YEAR = 2000
CONTACT_FIELDS = ("name", "title", "phone", "email")


def _consent_help() -> str:
    """The link to the text that is agreed to; it opens beside the form, so that nothing typed is lost."""
    return format_html(
        '<a href="{}" target="_blank" rel="noopener">{}</a>',
        reverse("complaints:privacy"),
        _("Read the text (new tab)"),
    )


class SubmitForm(FormIdMixin, Form):
    """A complaint or suggestion from anybody, with or without an account."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(COMPLAINT, _("A complaint")), (SUGGESTION, _("A suggestion"))],
        initial=COMPLAINT,
        widget=Choices(
            explanations={
                COMPLAINT: _("something is wrong and needs putting right"),
                SUGGESTION: _("something that could be better"),
            }
        ),
    )
    content = TextField(
        label=_("What happened?"),
        help_text=_("When it began, how often, and what it means for you. At least 4 characters."),
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[MinLengthValidator(4)],
        error_messages={"required": _("Tell us what happened: at least 4 characters.")},
    )
    category = forms.ChoiceField(
        label=_("What is it about?"),
        choices=WORDS_OF_TENANTS,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )
    building = forms.ChoiceField(
        label=_("Building"), required=False, error_messages={"invalid_choice": _("Choose one of the list.")}
    )
    unit = LineField(
        label=_("Your unit"),
        help_text=_("For example A-301, or your company’s name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )
    place = LineField(label=_("Where did it happen?"), required=False, max_length=120)
    occurred_at = forms.DateTimeField(
        label=_("When did it happen?"),
        required=False,
        widget=MomentInput(),
        validators=[not_in_future],
        error_messages={"invalid": _("Enter day and time, for example 2026-04-07 09:30.")},
    )
    wanted_result = TextField(
        label=_("What result do you wish for?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    urgent = forms.BooleanField(label=_("Urgent: danger to people, fire, gas, flood, lift"), required=False)
    photos = UnreadPhotosField(
        label=_("Photos"),
        help_text=_("Up to 5, 10 MB each. We remove location data from them."),
        widget=Files(images=True),
    )
    name = LineField(
        label=_("Your name"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    title = forms.ChoiceField(
        label=_("Form of address"),
        required=False,
        choices=[("", _("Mr or Ms")), (Title.MS, _("Ms")), (Title.MR, _("Mr"))],
    )
    phone = PhoneField(
        label=_("Phone"),
        help_text=_("Only the people who handle this will see it"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = LineField(
        label=_("E-mail"),
        help_text=_("We write to you when something moves"),
        required=False,
        max_length=254,
        validators=[EmailValidator(_("Enter an e-mail address such as name@example.com."))],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    anonymous = forms.BooleanField(
        label=_("Stay anonymous"),
        help_text=_("No name or phone needed. Keep your link: the answer appears only there."),
        required=False,
    )
    consent = forms.BooleanField(
        label=_("You may use what I send here to handle this matter"),
        help_text=lazy(_consent_help, str)(),
        error_messages={"required": _("Tick this box, so that we may read and handle what you send.")},
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})
    )

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        """Offer the buildings of `park`."""
        super().__init__(*args, **kwargs)
        # One of the two ways is needed: the words say so, not a mark at each field.
        for name in ("anonymous", "name", "phone"):
            self.fields[name].mark_optional = False  # type: ignore[attr-defined]
        self.park = park
        self.buildings = {building.code: building for building in Building.objects.filter(park=park).order_by("code")}
        choices = [("", _("I am not sure")), *((code, each.name) for code, each in self.buildings.items())]
        cast(forms.ChoiceField, self.fields["building"]).choices = choices
        if park.duty_phone:
            call = gettext("We send somebody. Please call the duty room as well: %(phone)s")
            self.fields["urgent"].help_text = call % {"phone": phone_text(park.duty_phone)}
        self.fields["occurred_at"].widget.attrs["max"] = f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"
        if self["kind"].value() == SUGGESTION:
            self._ask_for_a_suggestion()

    def _ask_for_a_suggestion(self) -> None:
        """Whoever comes to suggest something is not asked what happened."""
        content, wish = self.fields["content"], self.fields["wanted_result"]
        content.label, wish.label = _("What do you suggest?"), _("What would it improve?")
        content.help_text = _("Where, for whom, and how it could look. At least 4 characters.")
        content.error_messages["required"] = _("Tell us your suggestion: at least 4 characters.")

    @property
    def is_filled_by_machine(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("website"))

    def clean_occurred_at(self) -> Any:
        """A year before the park existed is a slip of the finger."""
        moment = self.cleaned_data["occurred_at"]
        if moment is not None and moment.year < EARLIEST_YEAR:
            raise ValidationError(_("Check the year: it lies too far back."))
        return moment

    def clean_website(self) -> str:
        """Whatever a machine wrote here is not kept."""
        return ""

    def clean(self) -> dict[str, Any]:
        """Check what hangs together: the unit and its building, the name and the phone."""
        given = super().clean() or self.cleaned_data
        self._find_place(given)
        if given.get("anonymous"):
            self._forget_sender(given)
        else:
            self._require_sender(given)
        read_photos(self)
        return given

    def _find_place(self, given: dict[str, Any]) -> None:
        """Find the building chosen and the unit typed; they must not contradict each other."""
        building = self.buildings.get(given.get("building", ""))
        place = find_place(self.park, given.get("unit", ""))
        if given.get("unit") and place is None:
            self.add_error("unit", _("We do not know this unit. Choose one of the list, or leave it empty."))
        elif building and place and place.unit and place.unit.building_id != building.pk:
            self.add_error("unit", _("This unit is in another building. Choose the building or the unit."))
        found = place or Place()
        self.where = Place(building=building, unit=found.unit, customer=found.customer)

    def _forget_sender(self, given: dict[str, Any]) -> None:
        """Somebody who stays anonymous leaves no name, whatever stood in the fields."""
        for name in CONTACT_FIELDS:
            self.errors.pop(name, None)
            given[name] = ""

    def _require_sender(self, given: dict[str, Any]) -> None:
        missing = {
            "name": _("Enter your name, or choose to stay anonymous."),
            "phone": _("Enter a mobile or landline number, or choose to stay anonymous."),
        }
        for name, sentence in missing.items():
            if name not in self.errors and not given.get(name):
                self.add_error(name, sentence)

    @property
    def is_suggestion(self) -> bool:
        """Whether a suggestion was sent."""
        return bool(self.cleaned_data["kind"] == SUGGESTION)

    def sender(self, user: Any) -> Sender:
        """Return who speaks; the account counts only for tenants, and never for somebody who stays anonymous."""
        given = self.cleaned_data
        language = "en" if (get_language() or "").startswith("en") else "zh-hans"
        if given["anonymous"]:
            return Sender(anonymous=True, language=language)
        account = user if Role.TENANT in roles_of(user, self.park) else None
        return Sender(
            name=given["name"],
            title=given["title"],
            phone=given["phone"],
            email=given["email"],
            language=language,
            account=account,
            company=company_of(account, self.park),
        )

    def matter(self) -> Matter:
        """Return what a complaint says."""
        given = self.cleaned_data
        about_manager = given["category"] == ABOUT_MANAGER
        return Matter(
            content=given["content"],
            category=Category.SERVICE_ATTITUDE if about_manager else given["category"] or Category.OTHER,
            about_manager=about_manager,
            urgent=given["urgent"],
            place_text=given["place"],
            wanted_result=given["wanted_result"],
            occurred_at=given["occurred_at"],
        )


#: The number of an earlier matter, in the link that follows it up.
NUMBER = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,8})?-[0-9]{4}-[0-9]{6}")


def initial_for(park: Park, user: Any, link: dict[str, str]) -> dict[str, Any]:
    """Return what the form knows before anything is typed: from the link on a door sign, and from the account."""
    known: dict[str, Any] = {}
    place = find_place(park, _line(link.get("unit", "")))
    if place is not None and place.unit is not None:
        known.update(unit=place.unit.code, building=place.unit.building.code)
    elif code := _line(link.get("building", "")).upper():
        known.update(building=code)
    if NUMBER.fullmatch(after := _line(link.get("after", "")).upper()):
        known.update(content=gettext("About %(number)s, which is not settled: ") % {"number": after})
    if link.get("kind") == SUGGESTION:
        known.update(kind=SUGGESTION)
    if Role.TENANT in roles_of(user, park):
        mine = unit_of(user, park) if not {"unit", "building"} & known.keys() else None
        if mine is not None:
            known.update(unit=mine.code, building=mine.building.code)
        known.update(name=user.name, title=user.title, phone=user.phone, email=user.email)
    return known


def _line(text: str) -> str:
    """Words from a link; whatever is no plain text counts as nothing."""
    try:
        return clean_line(text, max_length=60)
    except ValidationError:
        return ""


def with_new_id(form: SubmitForm) -> SubmitForm:
    """Give a form that came back a number of its own, where the one it carries cannot be used again."""
    data = cast(QueryDict, form.data).copy()
    data["form_id"] = new_form_id()
    form.data = data
    return form


class TrackForm(Form):
    """Look a case up without its secret link."""

    number = LineField(
        label=_("Number"),
        help_text=_("As on the page after sending, for example TS-2026-000123"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Enter the number of your complaint or suggestion.")},
    )
    phone = PhoneField(
        label=_("Phone"),
        help_text=_("The phone number that you gave us"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"required": _("Enter the phone number that you gave us.")},
    )

    def clean_number(self) -> str:
        """Numbers are written in capitals."""
        return str(self.cleaned_data["number"]).upper().replace(" ", "")


class RemarkForm(FormIdMixin, Form):
    """What the complainant adds: words, photos or both."""

    text = TextField(
        label=_("Add something"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("What is new, or when we can reach you")}),
    )
    photos = UnreadPhotosField(label=_("Photos"), widget=Files(images=True), help_text="")

    def clean(self) -> dict[str, Any]:
        """An empty remark says nothing."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not given["text"] and not given["photos"]:
            self.add_error("text", _("Write something, or add a photo."))
        read_photos(self)
        return given


class RateForm(Form):
    """How satisfied the complainant is, from 1 to 5 (domain 2.1)."""

    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        help_text=_("1 is not at all, 5 is fully"),
        choices=[(step, str(step)) for step in range(1, 6)],
        coerce=int,
        widget=Segments(),
        error_messages={
            "required": _("Choose a figure from 1 to 5."),
            "invalid_choice": _("Choose a figure from 1 to 5."),
        },
    )
