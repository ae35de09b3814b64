"""The complaints of the demo park: how far each plan goes, and how each one is received (domain sections 2.1 and 6)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from complaints.choices import Channel, ReplyKind
from complaints.intake.services import Arrival, Matter, Place, Sender, record_complaint
from complaints.models import Complaint
from parkservice.estate.models import ContactPerson, Customer, Occupancy, Unit
from parkservice.home.demo import endings, steps, turns
from parkservice.home.demo.pictures import photos
from parkservice.home.demo.scene import Scene, Tale
from parkservice.home.demo.steps import Step, say
from parkservice.home.demo.texts import Story, stories

CONSENT = "2026-01"
#: A matter takes one of these many minutes longer than the shortest way, so that no two days look alike.
SLOWER = (0, 140, 280, 420)

#: Open minutes until the project manager approves a proposal.
APPROVED_AFTER = 40

Plan = list[tuple[int, Step]]
BEGIN: Plan = [(12, say(ReplyKind.CONTACT)), (8, steps.investigate)]
FOUND: Plan = [*BEGIN, (110, steps.find), (25, say(ReplyKind.ANSWER))]
ACTING: Plan = [*FOUND, (15, steps.act)]
SETTLED: Plan = [*ACTING, (200, steps.resolve)]
TOLD: Plan = [(20, say(ReplyKind.RESULT)), (10, steps.tell_office)]
DONE: Plan = [*TOLD, (60, steps.rate), (45, endings.visit), (45, steps.close)]
#: How far each plan goes: (open minutes after the step before, step).
PLANS: dict[str, Plan] = {
    "received": [],
    "contacted": BEGIN[:1],
    "investigating": BEGIN,
    "acting": ACTING,
    "proposed": [*FOUND, (15, steps.propose)],
    "proposed_above": [*FOUND, (15, steps.propose_above)],
    "escalated": [*ACTING, (120, steps.escalate)],
    "resolved": SETTLED,
    "told": [*SETTLED, TOLD[0]],
    "told_both": [*SETTLED, *TOLD],
    "not_reached": [*SETTLED, *TOLD, (90, endings.visit_missed)],
    "closed": [*SETTLED, *DONE],
    "reopened": [*SETTLED, *DONE, (400, endings.not_settled)],
    "withdrawn": [*BEGIN, (90, endings.withdraw)],
    "rejected": [(400, endings.reject)],
    # Urgent: somebody is called and sent before anything else.
    "sent": [
        *((3, say(ReplyKind.CONTACT)), (4, endings.send), (8, steps.investigate)),
        *(*SETTLED[len(BEGIN) :], *DONE),
    ],
    "called_off": [*FOUND, (60, endings.withdraw_by_call)],
    # Returned twice, done again after the visit: the whole way of a major complaint (domain 6).
    "redone": [
        *FOUND,
        *((30, steps.propose), (60, steps.send_back), (90, steps.propose), (60, steps.send_back)),
        *((120, steps.act), (200, steps.resolve)),
        *(*TOLD, (300, endings.visit_redo), (60, steps.act), (150, steps.resolve)),
        *DONE,
    ],
    "explained": [*FOUND, (30, steps.explain), *DONE],
    "unfounded": [*FOUND, (30, steps.dismiss), *DONE],
    "decided": [*ACTING, (60, steps.escalate), (90, steps.decide), (240, steps.resolve), *DONE],
    "asked": [*FOUND, (30, turns.hand_on)],
    "refused": [*FOUND, (30, turns.hand_on), (100, turns.say_no)],
    "taken_back": [*FOUND, (30, turns.hand_on), (60, turns.take_back), *SETTLED[len(FOUND) :], *DONE],
    "taken_over": [*BEGIN, (30, turns.hand_on), (50, turns.say_yes), *SETTLED[len(BEGIN) :], *DONE],
    "waiting": [*ACTING, (60, turns.pause)],
    "answered": [*ACTING, (60, turns.pause), (500, turns.answer), (200, steps.resolve), *DONE],
    "more_time": [*ACTING, (45, turns.ask_time)],
    "extended": [*ACTING, (45, turns.ask_time), (90, turns.give_time), (900, steps.resolve), *DONE],
    "not_extended": [*ACTING, (45, turns.ask_time), (90, turns.refuse_time), (240, steps.resolve), *DONE],
    "merged": [*BEGIN, (35, turns.merge)],
    # The months before: the same way with fewer words, fewest for those whom somebody spoke with at once.
    "brief": [
        *((25, steps.investigate), (80, steps.find), (15, say(ReplyKind.ANSWER)), (15, steps.act)),
        *((240, steps.resolve), *DONE),
    ],
    "spoken": [(25, steps.investigate), (80, steps.find), (15, steps.act), (240, steps.resolve), *DONE],
}


def tales(scene: Scene) -> Iterator[Tale]:
    """Every complaint of the last quarter; every other sender leaves an address for mail."""
    for place, story in enumerate(stories()):
        moment, longer = scene.moment(story.ago, story.at), SLOWER[place % len(SLOWER)]
        yield tale(scene, replace(story, by_mail=place % 2 == 0), moment, longer)


def tale(scene: Scene, story: Story, moment: datetime, longer: int = 0) -> Tale:
    """One complaint from its reception as far as its plan goes; `longer` are more minutes until it is put right."""
    yield moment
    complaint = receive(scene, story)
    scene.known[story.key] = complaint.pk
    waits, works = story.slow
    for minutes, step in PLANS[story.plan]:
        slower = (works or longer) if step is steps.resolve and story.plan in ("closed", "brief", "spoken") else 0
        moment = scene.later(moment, minutes + waits + slower)
        yield moment
        complaint = step(scene, complaint, story) or complaint
        if step is steps.act and complaint.needs_approval:
            moment = scene.later(moment, APPROVED_AFTER)
            yield moment
            steps.approve(scene, complaint, story)
        waits = 0


def receive(scene: Scene, story: Story) -> Complaint:
    """Record the complaint as it came: on the web form, or told to a colleague."""
    unit = scene.unit(story.unit)
    sender, customer = sender_of(scene, unit, story)
    staff = None
    if story.channel != Channel.WEB:
        staff = scene.people["officer" if story.channel == Channel.PATROL else "clerk"]
    complaint, _created = record_complaint(
        park=scene.park,
        sender=sender,
        place=Place(unit=unit, customer=customer),
        matter=Matter(
            content=story.content,
            category=story.category,
            place_text=story.place,
            wanted_result=story.wanted,
            severity=story.severity if staff else "minor",
            urgent=story.urgent,
        ),
        arrival=Arrival(
            channel=story.channel,
            form_id=scene.form_id(),
            actor=staff,
            consent_version="" if staff else CONSENT,
            held=story.held,
            files=photos()[: story.photos],
        ),
    )
    scene.mail = bool(sender.email)
    return complaint


def sender_of(scene: Scene, unit: Unit, story: Story | None = None) -> tuple[Sender, Customer | None]:
    """Who speaks for a unit, and its customer: somebody named by the story, or the contact of the main customer."""
    key = f"sender of {unit.code}"
    if key not in scene.known:
        scene.known[key] = _contact_of(unit)
    sender, customer = scene.known[key]
    if story is None:
        return sender, customer
    if story.anonymous:
        return Sender(anonymous=True), None
    if story.sender:
        name, title, phone, email = story.sender
        return Sender(name=name, title=title, phone=phone, email=email, language=story.language), customer
    return replace(sender, email=sender.email if story.by_mail else ""), customer


def _contact_of(unit: Unit) -> tuple[Sender, Customer]:
    occupancy = Occupancy.objects.current().filter(unit=unit, main=True).select_related("customer").get()
    customer = occupancy.customer
    contacts = ContactPerson.objects.filter(customer=customer, is_active=True).select_related("user")
    who = contacts.order_by("id").first() or customer
    account = who.user if isinstance(who, ContactPerson) else None
    sender = Sender(name=who.name, title=who.title, phone=who.phone, email=who.email, account=account, company=customer)
    return sender, customer
