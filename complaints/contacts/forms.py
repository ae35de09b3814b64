"""The intake screen of the staff: one page for visits, calls, letters and what they lead to (A2, A3, O9, O11)."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from complaints.choices import Category, Channel, ContactOutcome, Severity, Topic
from complaints.contacts.models import Contact
from complaints.contacts.outgoing import ANSWER, AT_ONCE, Talk
from complaints.contacts.services import Visit
from complaints.duplicates.asking import SameMatterMixin
from complaints.duplicates.likely import Told
from complaints.intake.services import Matter, Place, Sender
from complaints.models import Article
from complaints.people import colleagues
from parkservice.accounts.models import Title, User
from parkservice.accounts.rights import may
from parkservice.estate.lookup import find_units
from parkservice.estate.models import Customer, Occupancy, Unit
from parkservice.journal.forms import was_sent
from parkservice.kit import clock
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField, TextField
from parkservice.messaging.wordbook.asking import CourtesyMixin
from parkservice.paperwork.forms import PhotosField
from parkservice.parks.models import Building, Department, Park
from parkservice.tasks.forms import DueField, in_days
from parkservice.tasks.people import departments
from parkservice.ui.forms import Files, Form, FormIdMixin, MomentInput, PickField, Segments, not_in_future

#: What a member of staff can choose for an ending; a case ends by itself when it is recorded.
ENDINGS = [
    (ContactOutcome.OPEN, _("Still open")),
    (ContactOutcome.ANSWERED, _("Answered")),
    (ContactOutcome.EXPLAINED, _("Explained, accepted")),
    (ContactOutcome.PASSED_ON, _("Passed on")),
]
#: Topics that become a case of their own.
CASES = (Topic.COMPLAINT, Topic.SUGGESTION)
#: Fields that some topics and endings ask for; they are not called optional.
CONDITIONAL = (
    *("phone", "category", "severity", "outcome", "answer", "article", "handed_to"),
    *("repaired_by", "repair_due"),
)
#: Working days that are proposed for a repair.
USUAL_DAYS = 2
STAFF_CHANNELS = [(value, label) for value, label in Channel.choices if value != Channel.WEB]


class ContactForm(SameMatterMixin, CourtesyMixin, FormIdMixin, Form):
    """Who came or called, about what, and how it ended."""

    channel = forms.ChoiceField(label=_("How it came"), choices=STAFF_CHANNELS, initial=Channel.PHONE)
    topic = forms.ChoiceField(
        label=_("Topic"),
        choices=Topic,
        initial=Topic.ENQUIRY,
        widget=forms.Select(attrs={"data-focus": ""}),  # the caller is on the line: begin to type at once
    )
    rings = forms.IntegerField(label=_("Rings"), required=False, min_value=1, max_value=30)
    phone = PhoneField(label=_("Phone"), required=False)
    unit = PickField(
        label=_("Unit"),
        find=lambda text: [],
        url=reverse_lazy("estate:unit_options"),
        required=False,
        help_text=_("Number, company, phone or pinyin initials"),
    )
    building = forms.ModelChoiceField(
        label=_("Building"), queryset=Building.objects.none(), required=False, empty_label="—"
    )
    name = LineField(label=_("Name"), max_length=60)
    title = forms.ChoiceField(label=_("Form of address"), choices=[("", "—"), *Title.choices], required=False)
    content = TextField(label=_("What was said"), max_length=4000, min_length=2)
    category = forms.ChoiceField(label=_("Category"), choices=[("", "—"), *Category.choices], required=False)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=Severity, initial=Severity.MINOR, required=False, widget=Segments
    )
    urgent = forms.BooleanField(label=_("Urgent: fire, gas, flooding, lift, danger to people"), required=False)
    place = LineField(label=_("Where it happened"), max_length=120, required=False)
    occurred_at = forms.DateTimeField(
        label=_("When it happened"), required=False, widget=MomentInput, validators=[not_in_future]
    )
    wanted_result = TextField(label=_("Result wished for"), max_length=500, required=False)
    against = forms.ModelChoiceField(
        label=_("Colleague concerned"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    praised = forms.ModelChoiceField(
        label=_("Colleague praised"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    repaired_by = forms.ModelChoiceField(
        label=_("Who repairs it"),
        queryset=Department.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("They get a work order with name and phone."),
    )
    repair_due = DueField(label=_("To be repaired by"), required=False)
    outcome = forms.ChoiceField(
        label=_("How it ended"), choices=ENDINGS, initial=ContactOutcome.OPEN, required=False, widget=Segments
    )
    answer = TextField(label=_("Answer given"), max_length=2000, required=False)
    article = forms.ModelChoiceField(
        label=_("Rule explained"), queryset=Article.objects.none(), required=False, empty_label="—"
    )
    handed_to = forms.ModelChoiceField(
        label=_("Passed on to"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    promised_by = forms.DateTimeField(label=_("Answer promised by"), required=False, widget=MomentInput)
    photos = PhotosField(label=_("Photos"), widget=Files(images=True), help_text="")

    def __init__(self, *args: Any, park: Park, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.park, self.user = park, user
        fields: dict[str, Any] = self.fields
        for name in CONDITIONAL:
            fields[name].mark_optional = False
        staff = colleagues(park)
        fields["unit"].find = lambda text: find_units(park, text, people=may(user, "estate.view", park))
        fields["building"].queryset = Building.objects.filter(park=park)
        fields["answer"].widget.attrs["data-check"] = reverse("messaging:check", args=[AT_ONCE, park.pk])
        fields["article"].queryset = Article.objects.of_park(park.pk)
        fields["against"].queryset = fields["praised"].queryset = staff
        fields["handed_to"].queryset = staff.exclude(pk=user.pk)
        fields["repaired_by"].queryset = departments(park)
        if not may(user, "tasks.ask", park) or not fields["repaired_by"].queryset.exists():
            del fields["repaired_by"], fields["repair_due"]
        else:
            self.initial.setdefault("repair_due", in_days(park, USUAL_DAYS))

    def clean(self) -> dict[str, Any]:
        """Ask for what the topic and the ending need."""
        data = super().clean() or {}
        topic = data.get("topic")
        if topic in CASES:
            self._need("phone", _("Enter a phone number: we reply to every complaint and suggestion."))
        if topic == Topic.COMPLAINT:
            self._need("category", _("Choose a category: it decides who answers for the complaint."))
        self._clean_repair(data)
        if topic not in CASES:
            self._clean_ending(data.get("outcome"))
            if data.get("photos"):
                self.add_error("photos", _("Photos belong to a complaint or suggestion. Choose that topic first."))
        if topic == Topic.COMPLAINT and not self.errors:
            self._clean_same(data)
        return data

    def _clean_same(self, data: dict[str, Any]) -> None:
        """Where a complaint is likely known already, ask whether it is the same matter before a new one is made."""
        place = self.where().whole()
        told = Told(
            park=self.park,
            unit=place.unit,
            building=place.building,
            category=data["category"],
            text=data["content"],
            at=clock.now(),
        )
        self.ask_same(told, self.user, sent=was_sent(data["form_id"]))

    def _clean_repair(self, data: dict[str, Any]) -> None:
        """An open repair goes to a department at once (domain 2.1); a program that names none leaves it to people."""
        if data.get("topic") != Topic.REPAIR:
            self.errors.pop("repair_due", None)
        elif "repaired_by" in self.data and data.get("outcome") in ("", ContactOutcome.OPEN):
            self._need("repaired_by", _("Choose who repairs it, or write down how it ended."))

    def _clean_ending(self, outcome: str | None) -> None:
        """Ask for what the chosen ending proves."""
        if outcome in (ContactOutcome.ANSWERED, ContactOutcome.EXPLAINED):
            self._need("answer", _("Write down the answer you gave."))
            self._check_answer()
        if outcome == ContactOutcome.EXPLAINED:
            self._need("article", _("Choose the article that you explained."))
        if outcome == ContactOutcome.PASSED_ON:
            self._need("handed_to", _("Choose whom you passed it on to."))

    def _check_answer(self) -> None:
        """What the courtesy check blocks stands beside the answer."""
        data = self.cleaned_data
        who = {"visitor": data.get("name", ""), "title": data.get("title", ""), "phone": data.get("phone", "")}
        self.check_courtesy(AT_ONCE, Talk(self.park, **who), data.get("answer", ""), field="answer")

    def clean_promised_by(self) -> datetime | None:
        """A promise lies ahead of us."""
        promised: datetime | None = self.cleaned_data["promised_by"]
        if promised and promised <= clock.now():
            raise ValidationError(_("This moment has passed. Promise a later one."))
        return promised

    def _need(self, name: str, sentence: Any) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(sentence))

    def sender(self) -> Sender:
        """Who spoke."""
        data = self.cleaned_data
        return Sender(name=data["name"], title=data["title"], phone=data["phone"])

    def where(self) -> Place:
        """Where the matter belongs; the unit brings its building and its main occupant."""
        unit = self.cleaned_data["unit"]
        return Place(
            unit=unit,
            building=self.cleaned_data["building"],
            customer=main_customer(unit) if unit else None,
        )

    def visit(self) -> Visit:
        """What was said and how it ended; a case takes over, so nothing else is promised or passed on."""
        data = self.cleaned_data
        spoken = data["channel"] in (Channel.PHONE, Channel.HOTLINE)
        said = {
            "channel": data["channel"],
            "topic": data["topic"],
            "content": data["content"],
            "rings": data["rings"] if spoken else None,
            "praised": data["praised"] if data["topic"] == Topic.PRAISE else None,
        }
        if data["topic"] == Topic.REPAIR and data.get("repaired_by"):
            due = data["repair_due"] or in_days(self.park, USUAL_DAYS)
            said |= {"repaired_by": data["repaired_by"], "repair_due": due}
        if data["topic"] in CASES:
            return Visit(**said)
        outcome = data["outcome"] or ContactOutcome.OPEN
        waits = outcome in (ContactOutcome.OPEN, ContactOutcome.PASSED_ON)
        return Visit(
            **said,
            outcome=outcome,
            answer="" if waits else data["answer"],
            article_id=data["article"].pk if outcome == ContactOutcome.EXPLAINED else None,
            handed_to=data["handed_to"] if outcome == ContactOutcome.PASSED_ON else None,
            promised_by=data["promised_by"] if waits else None,
        )

    def matter(self) -> Matter | None:
        """The extra answers of a complaint."""
        data = self.cleaned_data
        if data["topic"] != Topic.COMPLAINT:
            return None
        return Matter(
            content=data["content"],
            category=data["category"],
            severity=data["severity"] or Severity.MINOR,
            urgent=data["urgent"],
            place_text=data["place"],
            occurred_at=data["occurred_at"],
            wanted_result=data["wanted_result"],
            against=data["against"] if data["category"] == Category.SERVICE_ATTITUDE else None,
        )


def main_customer(unit: Unit) -> Customer | None:
    """Return who mainly occupies a unit today."""
    occupancy = Occupancy.objects.current().filter(unit=unit, main=True).select_related("customer").first()
    return occupancy.customer if occupancy else None


class AnswerForm(CourtesyMixin, Form):
    """The answer to an open visit or call, checked for courtesy before it is written down."""

    answer = TextField(label=_("Answer given"), max_length=2000)
    article = forms.ModelChoiceField(
        label=_("Rule explained"), queryset=Article.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact
        fields: dict[str, Any] = self.fields
        fields["article"].queryset = Article.objects.of_park(contact.park_id)

    def clean(self) -> dict[str, Any]:
        """Let the courtesy check speak before anything is written."""
        data = super().clean() or self.cleaned_data
        self.check_courtesy(ANSWER, self.contact, data.get("answer", ""), field="answer")
        return data


class ConvertForm(SameMatterMixin, Form):
    """What an open visit or call becomes; a complaint that is likely known is asked about first."""

    topic = forms.ChoiceField(
        label=_("It becomes"),
        choices=[(Topic.COMPLAINT, Topic.COMPLAINT.label), (Topic.SUGGESTION, Topic.SUGGESTION.label)],
        initial=Topic.COMPLAINT,
        widget=Segments,
    )
    category = forms.ChoiceField(label=_("Category"), choices=[("", "—"), *Category.choices], required=False)

    def __init__(self, *args: Any, contact: Contact, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact, self.user = contact, user

    def clean(self) -> dict[str, Any]:
        """The category decides who answers for a complaint."""
        data = super().clean() or self.cleaned_data
        if data.get("topic") == Topic.COMPLAINT and not data.get("category"):
            self.add_error("category", _("Choose a category: it decides who answers for the complaint."))
        elif data.get("topic") == Topic.COMPLAINT and not self.errors:
            self.ask_same(self._told(data["category"]), self.user, sent=self.contact.closed_at is not None)
        return data

    def _told(self, category: str) -> Told:
        """The matter as the visitor told it."""
        contact = self.contact
        return Told(
            park=contact.park,
            unit=contact.unit,
            building=contact.building,
            category=category,
            text=contact.content,
            at=contact.at,
        )
