"""Taking a matter in: from the public form, from the counter, from a call (A1, A2, A3, O11)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.alerts import alert, call_duty_room
from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.choices import Channel, Severity
from complaints.contacts.models import Contact
from complaints.duplicates.likely import repeated_by
from complaints.held.digest import tell_held
from complaints.intake.routing import responsible_for
from complaints.lookup.services import remember
from complaints.people import answering, leaders_of
from complaints.suggestions.models import Suggestion, SuggestionState
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.estate.models import Customer, Unit
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import shorten
from parkservice.messaging.inbox import tell
from parkservice.messaging.outbox import send_mail
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.uploads import CleanFile, attach
from parkservice.parks.models import Building, Park

#: Ways in which a colleague speaks with the complainant: the first contact of domain 3.12 has been made.
SPOKEN = (Channel.VISIT, Channel.PHONE, Channel.HOTLINE)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who speaks: empty when anonymous."""

    name: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""
    language: str = "zh-hans"
    anonymous: bool = False
    account: User | None = None
    company: Customer | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the matter belongs."""

    building: Building | None = None
    unit: Unit | None = None
    customer: Customer | None = None

    def whole(self) -> "Place":
        """Fill in the building of the unit, so that routing and rights need no join."""
        building = self.building or (self.unit.building if self.unit else None)
        return Place(building=building, unit=self.unit, customer=self.customer)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """How the matter came: channel, form, who took it, from which address."""

    channel: str
    form_id: str
    actor: User | None = None
    contact: Contact | None = None
    consent_version: str = ""
    held: bool = False
    address: str | None = None
    files: list[CleanFile] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a complaint says; `against` is known only to staff, `about_manager` is what a sender can say."""

    content: str
    category: str
    place_text: str = ""
    wanted_result: str = ""
    matter: str = ""
    occurred_at: datetime | None = None
    severity: str = Severity.MINOR
    urgent: bool = False
    against: User | None = None
    about_manager: bool = False


def _voice(number: str, park: Park, sender: Sender, place: Place, arrival: Arrival) -> dict[str, Any]:
    """Columns that complaint and suggestion share."""
    return {
        "park": park,
        "number": number,
        "received_at": clock.now(),
        "channel": arrival.channel,
        "received_by": arrival.actor,
        "contact": arrival.contact,
        "sender_name": "" if sender.anonymous else sender.name,
        "sender_title": "" if sender.anonymous else sender.title,
        "phone": "" if sender.anonymous else sender.phone,
        "email": "" if sender.anonymous else sender.email,
        "language": sender.language,
        "anonymous": sender.anonymous,
        "building": place.building,
        "unit": place.unit,
        "customer": place.customer,
        "sent_by": sender.account,
        "sent_for": sender.company,
        "consent_version": arrival.consent_version,
        "held": arrival.held,
        "source_address": arrival.address,
    }


@transaction.atomic
def record_complaint(
    *, park: Park, sender: Sender, place: Place, matter: Matter, arrival: Arrival
) -> tuple[Complaint, bool]:
    """Record a complaint with its responsible officer and its clocks; return it and whether it is new (A1, A3).

    A second send of the same form returns the first complaint. Raises RuleViolation when the park has nobody to
    answer for it, when the time it happened is still to come, or when the form id comes back with other words.
    """

    def make() -> Complaint:
        whole = place.whole()
        officer = _officer_for(park, whole, matter)
        if matter.occurred_at and matter.occurred_at > clock.now():
            raise RuleViolation(_("The time it happened is still to come. Check date and time."))
        complaint = Complaint(
            **_voice(next_number(park, "TS"), park, sender, whole, arrival),
            officer=officer,
            first_contact=arrival.actor or officer,
            content=matter.content,
            matter=matter.matter or shorten(matter.content),
            category=matter.category,
            severity=matter.severity,
            urgent=matter.urgent,
            place=matter.place_text,
            wanted_result=matter.wanted_result,
            occurred_at=matter.occurred_at,
            against_staff=matter.against,
            about_manager=matter.about_manager,
        )
        if arrival.actor is not None and arrival.channel in SPOKEN:
            complaint.acknowledged_at = complaint.received_at
        limits.set_limits(complaint)
        complaint.repeat_of = repeated_by(complaint)
        complaint.save()
        remember(record=complaint)
        attach(subject=complaint, park=park, files=arrival.files, actor=arrival.actor, public=True)
        record(
            park=park,
            actor=arrival.actor,
            verb="complaint.received",
            subject=complaint,
            to_state=complaint.state,
            data={"officer": officer.name, "channel": arrival.channel, "photos": len(arrival.files)},
        )
        announce(complaint)
        return complaint

    return once(form_id=arrival.form_id, actor=arrival.actor, body=body_of(sender, place, matter), make=make)


def _officer_for(park: Park, place: Place, matter: Matter) -> User:
    return responsible_for(
        park=park,
        building=place.building,
        category=matter.category,
        against=matter.against,
        about_manager=matter.about_manager,
    )


def announce(complaint: Complaint, *, but: User | None = None) -> None:
    """Tell those who must act, and the complainant where an address was left; what is held for a look waits for it.

    `but` is who knows already.
    """
    if complaint.held:
        tell_held(complaint, [*answering(complaint), *leaders_of(complaint, Role.MANAGER)])
        return
    tell(
        recipients=[person for person in answering(complaint) if person != but],
        park=complaint.park,
        verb="inbox.complaint",
        subject=complaint,
        data={"officer": complaint.officer.name, "matter": complaint.matter},
    )
    if complaint.severity == Severity.MAJOR:
        tell(
            recipients=leaders_of(complaint, Role.PROJECT_MANAGER),
            park=complaint.park,
            verb="inbox.major",
            subject=complaint,
            data={"officer": complaint.officer.name, "matter": complaint.matter},
        )
        alert(complaint, "inbox.major")
    if complaint.urgent:
        call_duty_room(complaint)
    if complaint.email:
        confirm_receipt(complaint)


def confirm_receipt(complaint: "Complaint | Suggestion") -> None:
    """Send number and secret link by mail; an automatic mail does not stop the first-contact clock (domain 3.12)."""
    from complaints.intake.letters import receipt_letter

    subject, body = receipt_letter(complaint)
    send_mail(
        park=complaint.park,
        to=complaint.email,
        subject=subject,
        body=body,
        language=complaint.language,
        purpose="receipt",
        about=complaint,
        key=f"receipt:{complaint.number}:{complaint.park_id}",
    )


@transaction.atomic
def record_suggestion(
    *, park: Park, sender: Sender, place: Place, content: str, benefit: str = "", arrival: Arrival
) -> tuple[Suggestion, bool]:
    """Record a suggestion in detail and report it to the manager the same moment (A4).

    Raises RuleViolation as record_complaint does.
    """

    def make() -> Suggestion:
        whole = place.whole()
        suggestion = Suggestion.objects.create(
            **_voice(next_number(park, "JY"), park, sender, whole, arrival),
            officer=responsible_for(park=park, building=whole.building),
            content=content,
            benefit=benefit,
            state=SuggestionState.REPORTED,
            reported_at=clock.now(),
        )
        remember(record=suggestion)
        attach(subject=suggestion, park=park, files=arrival.files, actor=arrival.actor, public=True)
        record(park=park, actor=arrival.actor, verb="suggestion.recorded", subject=suggestion, to_state="reported")
        announce_suggestion(suggestion)
        return suggestion

    return once(form_id=arrival.form_id, actor=arrival.actor, body=body_of(sender, place, content + benefit), make=make)


def announce_suggestion(suggestion: Suggestion) -> None:
    """Report a suggestion to the manager and confirm it to the sender; what is held for a look waits for it."""
    managers = people_with(suggestion.park, Role.MANAGER)
    if suggestion.held:
        tell_held(suggestion, [*answering(suggestion), *managers])
        return
    tell(
        recipients=managers,
        park=suggestion.park,
        verb="inbox.suggestion",
        subject=suggestion,
        data={"matter": shorten(suggestion.content)},
    )
    if suggestion.email:
        confirm_receipt(suggestion)


def body_of(sender: Sender, place: Place, words: Matter | str) -> dict[str, str]:
    """Return what tells two sends of one form apart from two forms."""
    where = f"{place.building and place.building.pk}/{place.unit and place.unit.pk}"
    return {"sender": repr(sender), "where": where, "words": repr(words)}
