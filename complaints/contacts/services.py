"""Recording visits and calls, and turning them into cases (A2, O9, O11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.choices import ContactOutcome, Topic
from complaints.contacts.models import Contact
from complaints.contacts.outgoing import ANSWER, AT_ONCE, Talk
from complaints.duplicates.services import mention
from complaints.intake.services import (
    Arrival,
    Matter,
    Place,
    Sender,
    body_of,
    record_complaint,
    record_suggestion,
    shorten,
)
from complaints.lookup.services import remember
from complaints.suggestions.models import Suggestion
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.messaging.wordbook import writing
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.uploads import CleanFile
from parkservice.parks.models import Department, Park
from parkservice.tasks.workorders.services import Job, order

#: What an answer leaves on the line.
ANSWERED = ("answer", "answer_courtesy", "answer_courtesy_reason", "answered_by")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What a contact record says (domain 2.1): the words, and how it ended if it already has.

    A repair with a department becomes a work order, to be done by `repair_due`.
    """

    channel: str
    topic: str
    content: str
    answer: str = ""
    outcome: str = ContactOutcome.OPEN
    article_id: int | None = None
    handed_to: User | None = None
    promised_by: datetime | None = None
    rings: int | None = None
    praised: User | None = None
    repaired_by: Department | None = None
    repair_due: datetime | None = None


@transaction.atomic
def record_contact(
    *,
    park: Park,
    actor: User,
    sender: Sender,
    place: Place,
    visit: Visit,
    form_id: str,
    matter: Matter | None = None,
    files: Sequence[CleanFile] = (),
    same_as: int | None = None,
) -> tuple[Contact, bool]:
    """Record a visit or call; complaint, suggestion and repair become case or work order, typed once (A2, O9, O11).

    `matter` carries the extra answers of a complaint, `files` go to the case; `same_as` counts it as a mention of
    that complaint instead. Raises RuleViolation as record_complaint, mention and order do, and for an answer that
    the courtesy check blocks.
    """

    def make() -> Contact:
        whole = place.whole()
        contact = _write_down(park, actor, sender, whole, visit)
        writing.forget_draft(AT_ONCE, Talk(park), actor)
        remember(record=contact)
        record(park=park, actor=actor, verb="contact.recorded", subject=contact, data={"topic": visit.topic})
        if visit.handed_to:
            _pass_on(contact, visit.handed_to)
        arrival = Arrival(
            channel=visit.channel, form_id=f"{form_id}-case", actor=actor, contact=contact, files=list(files)
        )
        if same_as is not None:
            mention(complaint_id=same_as, actor=actor, contact=contact, files=files)
        else:
            _open_case(contact, sender, whole, visit, matter, arrival)
        return contact

    said = body_of(sender, place, repr(visit) + repr(matter) + repr(same_as))
    return once(form_id=form_id, actor=actor, body=said, make=make)


def _write_down(park: Park, actor: User, sender: Sender, place: Place, visit: Visit) -> Contact:
    """Make the line of the register; what became a case or was answered is closed at once."""
    talk = Talk(park, visitor=sender.name, title=sender.title, phone=sender.phone)
    case = visit.topic in (Topic.COMPLAINT, Topic.SUGGESTION)
    done = case or visit.outcome in (ContactOutcome.ANSWERED, ContactOutcome.EXPLAINED)
    return Contact.objects.create(
        park=park,
        number=next_number(park, "LF"),
        at=clock.now(),
        channel=visit.channel,
        visitor=sender.name,
        title=sender.title,
        phone=sender.phone,
        building=place.building,
        unit=place.unit,
        customer=place.customer,
        topic=visit.topic,
        content=visit.content,
        answer=visit.answer,
        answer_courtesy=writing.choose(AT_ONCE, talk, visit.answer),
        answered_by=actor if visit.answer else None,
        outcome=ContactOutcome.RECORDED if case else visit.outcome,
        article_id=visit.article_id,
        handed_to=visit.handed_to,
        notified_at=clock.now() if visit.handed_to else None,
        rings=visit.rings,
        praised=visit.praised,
        promised_by=visit.promised_by,
        closed_at=clock.now() if done else None,
        received_by=actor,
    )


def _pass_on(contact: Contact, colleague: User) -> None:
    """Tell the colleague who must act (O9)."""
    tell(
        recipients=[colleague],
        park=contact.park,
        verb="contact.passed_on",
        subject=contact,
        data={"visitor": contact.salutation, "matter": shorten(contact.content)},
    )


def _open_case(
    contact: Contact, sender: Sender, place: Place, visit: Visit, matter: Matter | None, arrival: Arrival
) -> None:
    """Make the complaint, suggestion or work order that a contact is about."""
    if visit.topic == Topic.COMPLAINT and matter is not None:
        record_complaint(park=contact.park, sender=sender, place=place, matter=matter, arrival=arrival)
    elif visit.topic == Topic.SUGGESTION:
        record_suggestion(park=contact.park, sender=sender, place=place, content=visit.content, arrival=arrival)
    elif visit.topic == Topic.REPAIR and visit.repaired_by is not None and visit.repair_due is not None:
        order(
            park=contact.park,
            actor=contact.received_by,
            job=Job(
                matter=shorten(visit.content),
                department=visit.repaired_by,
                due=visit.repair_due,
                details=visit.content,
                building=place.building,
                unit=place.unit,
                contact_name=contact.salutation,
                contact_phone=contact.phone,
            ),
            form_id=arrival.form_id,
            subject=contact,
        )


@transaction.atomic
def answer_contact(
    *, contact_id: int, actor: User, answer: str, courtesy_reason: str = "", article_id: int | None = None
) -> Contact:
    """Write down what an open visit or call was answered and close it (A2, O9, L2 to L4).

    Raises RuleViolation when a colleague answered it a moment earlier, for what the courtesy check blocks or asks a
    reason for, and for people who take no visits and calls in its park.
    """
    contact = Contact.objects.select_for_update(of=("self",)).select_related("park").get(pk=contact_id)
    require(actor, "contacts.record", contact.park)
    if contact.closed_at is not None:
        raise RuleViolation(_("A colleague has already answered this. Look at the record before you call again."))
    contact.answer_courtesy = writing.choose(ANSWER, contact, answer, courtesy_reason)
    contact.answer, contact.answer_courtesy_reason, contact.answered_by = answer, courtesy_reason, actor
    contact.article_id = article_id
    contact.outcome = ContactOutcome.EXPLAINED if article_id else ContactOutcome.ANSWERED
    contact.closed_at = clock.now()
    contact.save(update_fields=[*ANSWERED, "article", "outcome", "closed_at"])
    writing.forget_draft(ANSWER, contact, actor)
    record(park=contact.park, actor=actor, verb="contact.answered", subject=contact)
    return contact


@transaction.atomic
def convert_contact(
    *, contact_id: int, actor: User, topic: str, category: str = "", same_as: int | None = None
) -> Complaint | Suggestion:
    """Make a complaint or suggestion of an open visit or call, without typing it again (D11, O11).

    `same_as` counts it as a mention of that complaint instead. Raises RuleViolation when it was answered or became a
    case already, for people who take no visits and calls in its park, and as record_complaint and mention do.
    """
    contact = (
        Contact.objects.select_for_update(of=("self",)).select_related("park", "unit", "building").get(pk=contact_id)
    )
    require(actor, "contacts.record", contact.park)
    if contact.closed_at is not None:
        raise RuleViolation(_("A colleague has already answered this. Look at the record before you call again."))
    if topic == Topic.COMPLAINT and same_as is not None:
        verb = "contact.was_counted"
        case: Complaint | Suggestion = mention(complaint_id=same_as, actor=actor, contact=contact).complaint
    else:
        verb, case = "contact.became_case", _case_of(contact, actor, topic, category)
    contact.outcome, contact.closed_at = ContactOutcome.RECORDED, clock.now()
    contact.save(update_fields=["outcome", "closed_at"])
    record(park=contact.park, actor=actor, verb=verb, subject=contact, data={"number": case.number})
    return case


def _case_of(contact: Contact, actor: User, topic: str, category: str) -> Complaint | Suggestion:
    """Make the complaint or suggestion in the visitor's words."""
    park = contact.park
    sender = Sender(name=contact.visitor, title=contact.title, phone=contact.phone)
    place = Place(building=contact.building, unit=contact.unit, customer=contact.customer)
    arrival = Arrival(channel=contact.channel, form_id=f"contact-{contact.pk}-case", actor=actor, contact=contact)
    if topic == Topic.SUGGESTION:
        return record_suggestion(park=park, sender=sender, place=place, content=contact.content, arrival=arrival)[0]
    matter = Matter(content=contact.content, category=category)
    return record_complaint(park=park, sender=sender, place=place, matter=matter, arrival=arrival)[0]
