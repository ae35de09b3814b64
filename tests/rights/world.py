"""Two parks with one person for each role and the same records in four places.

The places: own building, other building, other park, and taken down or sent by the person who asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.test import Client
from django.test.client import ClientHandler

from complaints.casefile.papers import FILE, print_file
from complaints.casework.papers import REGISTER, print_register
from complaints.choices import Channel, State, Topic
from complaints.contacts.services import Visit, record_contact
from complaints.handovers.services import ask
from complaints.intake.services import Arrival, Place, Sender, record_suggestion
from complaints.limits.services import propose as propose_reference
from complaints.models import Complaint, Contact, ReferenceChange, ReturnVisit, Rule, Suggestion
from complaints.returnvisits.papers import SLIP
from complaints.returnvisits.queries import may_visit
from complaints.returnvisits.services import print_slip
from complaints.rulebook.papers import KIND, print_rule
from complaints.rulebook.services import begin_draft
from fees.billing.papers import KIND as BILL
from fees.billing.papers import print_bill
from fees.dunning.papers import NOTICE
from fees.dunning.services import print_notice
from parkservice.accounts.models import Posting, SavedView, User
from parkservice.accounts.roles import Role
from parkservice.estate.invitations.services import invite
from parkservice.estate.models import ContactPerson, Customer, ImportRun, Invitation, Occupancy, Unit
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.messaging.inbox import tell
from parkservice.messaging.models import CourtesyLevels, InboxItem, OutboxMessage, Phrase, ReplyTemplate
from parkservice.messaging.outbox import send_mail
from parkservice.paperwork.models import Attachment, Paper
from parkservice.paperwork.uploads import attach
from parkservice.parks import thresholds
from tests.accounts.factories import UserFactory
from tests.complaints.factories import (
    Office,
    act,
    complaint_in,
    find,
    investigate,
    make_office,
    new_form,
    resolve,
    staff,
    tell_result,
    visit,
)
from tests.complaints.rulebook.writing import propose, rows
from tests.rights.arrears import ARREARS
from tests.rights.billing import BILLING
from tests.rights.cash import CASH
from tests.rights.fees import FEES
from tests.rights.tasks import TASKS

OWN, OTHER_BUILDING, OTHER_PARK, MINE = "own building", "other building", "other park", "mine"
PLACES = (OWN, OTHER_BUILDING, OTHER_PARK, MINE)
ANYBODY = "anybody"


class Asker(Client):
    """A browser that looks at the answer alone: templates are not noted, a fault answers 500, cookies stay as they are.

    All browsers share one handler, so that the middleware is loaded once.
    """

    answer = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: Any) -> Any:
        """Send one request and return the answer as the product gave it."""
        return self.answer(self._base_environ(**request))


@dataclass
class World:
    """The people by role, and for each kind of record a function that gives it for a place and a person."""

    office: Office
    far: Office
    people: dict[str, User]
    kept: dict[tuple[Any, ...], models.Model] = field(default_factory=dict)
    clients: dict[int | None, Client] = field(default_factory=dict)

    def client_of(self, user: User | None) -> Client:
        """A browser in which this person is signed in, signed in once; the browser of nobody keeps no cookies."""
        key = user.pk if user else None
        if key not in self.clients:
            self.clients[key] = Asker()
            if user:
                self.clients[key].force_login(user)
        return self.clients[key]

    def record(self, kind: str, place: str, user: User | None) -> models.Model:
        """The record of a kind in a place; made once."""
        key = (kind, place, user.pk if place == MINE and user else None)
        if key not in self.kept:
            self.kept[key] = MAKERS[kind](self, place, user)
        return self.kept[key]

    def fill(self) -> None:
        """Sign everybody in and make every record, so that each test may be rolled back on its own."""
        for user in self.people.values():
            self.client_of(user)
        for kind in MAKERS:
            for place in (OWN, OTHER_BUILDING, OTHER_PARK):
                self.record(kind, place, None)
            for user in (*self.people.values(), None):
                self.record(kind, MINE, user)

    def unit(self, place: str) -> Unit:
        """The unit of a place; `mine` lies in the other building, where only the author's right reaches."""
        office = self.far if place == OTHER_PARK else self.office
        if place in (OWN, OTHER_PARK):
            return office.unit
        unit, _made = Unit.objects.get_or_create(
            park=office.park, building=office.other_building, code="B-101", defaults={"kind": "workshop"}
        )
        return unit


def build() -> World:
    """Make both parks and the people of the first, one for each role."""
    office, far = make_office("QH"), make_office("BY")
    people = {
        Role.OFFICER: office.officer,
        Role.MANAGER: office.manager,
        Role.PROJECT_MANAGER: office.project_manager,
        Role.GENERAL_MANAGER: office.general_manager,
        Role.CLERK: office.clerk,
        Role.DUTY_ROOM: office.duty_room,
        Role.PARK_OFFICE: office.park_office,
        Role.TENANT: office.tenant,
    }
    for role in Role:
        if role not in people:
            people[role] = staff(role, office.park, f"r-{role.replace('_', '-')}", "周试用")
    for role in (Role.MAINTENANCE, Role.DEPARTMENT):
        people[role].postings.update(department=office.department)
    return World(office, far, {str(role): user for role, user in people.items()})


def _complaint(world: World, place: str, user: User | None) -> Complaint:
    office = world.far if place == OTHER_PARK else world.office
    said: dict[str, Any] = {"unit": world.unit(place), "customer": None}
    if place == MINE and user is not None:
        tenant = user.pk == world.people[Role.TENANT].pk
        said |= {"account": user} if tenant else {"actor": user, "channel": Channel.PHONE}
    made = complaint_in(office, State.RECEIVED, **said)
    investigate(office, made)
    find(office, Complaint.objects.get(pk=made.pk))
    return Complaint.objects.get(pk=made.pk)


def _asked_complaint(world: World, place: str, user: User | None) -> Complaint:
    """A complaint whose officer asks the manager to take it over; `mine` is one that the caseworker is asked for."""
    office = world.far if place == OTHER_PARK else world.office
    made = complaint_in(office, State.INVESTIGATING, unit=world.unit(place), customer=None)
    asked = user is not None and place == MINE and user in (office.officer, office.project_manager)
    receiver = user if asked and user is not None else office.manager
    ask(complaint_id=made.pk, actor=made.officer, receiver=receiver, reason="由您更熟悉。", form_id=new_form())
    return Complaint.objects.get(pk=made.pk)


def _result(world: World, place: str, user: User | None) -> Complaint:
    """A complaint whose result was told, so that its return visit is due."""
    office = world.far if place == OTHER_PARK else world.office
    made = Complaint.objects.get(pk=_complaint(world, place, user).pk)
    for step in (act, resolve, tell_result):
        step(office, made)
    return Complaint.objects.get(pk=made.pk)


def _return_visit(world: World, place: str, user: User | None) -> ReturnVisit:
    """A return visit, made by the person who asks where they may make one, else by the manager."""
    office = world.far if place == OTHER_PARK else world.office
    made = _result(world, place, user)
    mine = place == MINE and user is not None and may_visit(made, user)
    visit(office, made, actor=user if mine else office.manager)
    return ReturnVisit.objects.get(complaint=made)


def _contact(world: World, place: str, user: User | None) -> Contact:
    office = world.far if place == OTHER_PARK else world.office
    actor = user if place == MINE and user else office.other_officer if place != OWN else office.manager
    made, _new = record_contact(
        park=office.park,
        actor=actor,
        sender=Sender(name="林示例", phone="19900000034"),
        place=Place(unit=world.unit(place)),
        visit=Visit(channel=Channel.PHONE, topic=Topic.ENQUIRY, content="问停车证怎么办理。"),
        form_id=new_form(),
    )
    return made


def _suggestion(world: World, place: str, user: User | None) -> Suggestion:
    office = world.far if place == OTHER_PARK else world.office
    tenant = user is not None and user.pk == world.people[Role.TENANT].pk
    made, _new = record_suggestion(
        park=office.park,
        sender=Sender(name="林示例", phone="19900000034", account=user if place == MINE and tenant else None),
        place=Place(unit=world.unit(place)),
        content="建议在一层设快递柜。",
        arrival=Arrival(
            channel=Channel.VISIT if place == MINE and not tenant else Channel.WEB,
            form_id=new_form(),
            actor=user if place == MINE and not tenant else None,
        ),
    )
    return made


def _customer(world: World, place: str, user: User | None) -> Customer:
    """A private person living there: officers know those of their own buildings only."""
    unit = world.unit(place)
    made = Customer.objects.create(park=unit.park, kind="person", name="何试住", phone="19900000035")
    Occupancy.objects.create(unit=unit, customer=made, starts="2026-01-02", role="resident", main=False)
    return made


def _contact_person(world: World, place: str, user: User | None) -> ContactPerson:
    return ContactPerson.objects.create(customer=_customer(world, place, user), name="何试住", phone="19900000035")


def _invitation(world: World, place: str, user: User | None) -> Invitation:
    office = world.far if place == OTHER_PARK else world.office
    return invite(actor=office.manager, contact_id=_contact_person(world, place, user).pk).invitation


def _occupancy(world: World, place: str, user: User | None) -> Occupancy:
    return Occupancy.objects.get(customer=_customer(world, place, user))


def _person(world: World, place: str, user: User | None) -> User:
    return (world.far if place == OTHER_PARK else world.office).clerk


def _posting(world: World, place: str, user: User | None) -> Posting:
    office = world.far if place == OTHER_PARK else world.office
    posting, _made = Posting.objects.get_or_create(
        user=office.clerk, role=Role.OFFICER, park=office.park, defaults={"proposed_by": office.manager}
    )
    return posting


def _inbox_item(world: World, place: str, user: User | None) -> InboxItem:
    office = world.far if place == OTHER_PARK else world.office
    reader = user if place == MINE and user else office.other_officer
    subject = world.record("complaint", place, user)
    tell(recipients=[reader], park=office.park, verb="inbox.complaint", subject=subject, data={"matter": "货梯"})
    return InboxItem.objects.filter(recipient=reader).latest("pk")


def _saved_view(world: World, place: str, user: User | None) -> SavedView:
    """A view that somebody keeps for themselves."""
    office = world.far if place == OTHER_PARK else world.office
    keeper = user if place == MINE and user else office.other_officer
    return SavedView.objects.create(
        park=office.park, owner=keeper, list_name="complaints:queue", name=new_form()[:20], query="view=all"
    )


def _import_run(world: World, place: str, user: User | None) -> ImportRun:
    """A table of units that somebody sent and has not taken over yet."""
    office = world.far if place == OTHER_PARK else world.office
    sender = user if place == MINE and user else office.other_officer
    rows = [[2, [f"X-{new_form()[:6]}", office.building.code]]]
    return ImportRun.objects.create(
        park=office.park, owner=sender, kind="units", file_name="a.csv", headings=["code", "building"], rows=rows
    )


def _attachment(world: World, place: str, user: User | None) -> Attachment:
    from parkservice.home.demo.pictures import photos

    subject = world.record("complaint", place, user)
    return attach(subject=subject, park=world.unit(place).park, files=photos()[:1], actor=None)[0]


def _outgoing(world: World, place: str, user: User | None) -> OutboxMessage:
    """A mail in the outbox; `mine` is one that the person wrote."""
    office = world.far if place == OTHER_PARK else world.office
    writer = user if place == MINE and user else office.other_officer
    return send_mail(
        park=office.park,
        to="lin@park.invalid",
        subject="回复",
        body="您好！谢谢！",
        language="zh-hans",
        purpose="reply",
        about=world.record("complaint", place, user),
        key=new_form(),
        sender=writer,
    )


def _phrase(world: World, place: str, user: User | None) -> Phrase:
    return Phrase.objects.get(park=world.unit(place).park, code="greeting")


def _ready_text(world: World, place: str, user: User | None) -> ReplyTemplate:
    return ReplyTemplate.objects.get(park=world.unit(place).park, code="complaint-settled", language="zh-hans")


def _courtesy_levels(world: World, place: str, user: User | None) -> CourtesyLevels:
    """The proposal of the manager that waits in this park."""
    office = world.far if place == OTHER_PARK else world.office
    values = {"proposed_by": office.manager, "proposed_at": clock.now(), "reason": "少些提示"}
    return CourtesyLevels.objects.get_or_create(park=office.park, decided_at=None, defaults=values)[0]


def _rule(world: World, place: str, user: User | None) -> Rule:
    """A rule whose next version waits for its release."""
    office = world.far if place == OTHER_PARK else world.office
    rule = Rule.objects.get(park=office.park, code="GZ-01")
    if not rule.drafts.exists():
        begin_draft(rule_id=rule.pk, actor=office.manager)
        propose(office, rule, rows("园区内禁止燃放烟花爆竹。"))
    return rule


def paper_of(world: World, record: Any, name: str) -> int:
    """The id of a paper of the record that the route serves, issued once: of a rule, a complaint or a visit."""
    of_rule = isinstance(record, Rule)
    office = world.office if record.park_id == world.office.park.pk else world.far
    subject = record.versions.get() if of_rule else record
    kind, issue = {
        "complaints:rule_paper": (KIND, lambda: print_rule(version=subject, actor=office.manager)),
        "complaints:paper": (REGISTER, lambda: print_register(complaint=record, actor=record.officer)),
        "complaints:case_paper": (FILE, lambda: print_file(complaint=record, actor=office.manager)),
        "fees:bill_paper": (BILL, lambda: print_bill(bill=record, actor=office.manager)),
        "fees:notice_paper": (NOTICE, lambda: print_notice(actor=office.manager, notice_id=record.pk)),
        "complaints:visit_slip_paper": (SLIP, lambda: print_slip(complaint_id=record.pk, actor=office.manager)),
    }[name]
    issued = Paper.objects.filter(kind=kind, subject_kind=subject_kind(subject), subject_id=subject.pk).first()
    return (issued or issue()).pk


def _change(world: World, place: str, user: User | None) -> ReferenceChange:
    """A proposal of the manager; one waits in each park."""
    office = world.far if place == OTHER_PARK else world.office
    waiting = ReferenceChange.objects.filter(park=office.park).first()
    values = {each.name: each.default for each in thresholds.known()} | {"visit_days": 5}
    return waiting or propose_reference(
        park=office.park, actor=office.manager, area="thresholds", after=values, reason="试行", form_id=new_form()
    )


MAKERS: dict[str, Callable[[World, str, User | None], models.Model]] = {
    "complaint": _complaint,
    "asked complaint": _asked_complaint,
    "result": _result,
    "return visit": _return_visit,
    "change": _change,
    "contact": _contact,
    "suggestion": _suggestion,
    "rule": _rule,
    "unit": lambda world, place, user: world.unit(place),
    "customer": _customer,
    "contact person": _contact_person,
    "occupancy": _occupancy,
    "invitation": _invitation,
    "person": _person,
    "posting": _posting,
    "inbox item": _inbox_item,
    "saved view": _saved_view,
    "import run": _import_run,
    "attachment": _attachment,
    "outgoing message": _outgoing,
    "phrase": _phrase,
    "ready text": _ready_text,
    "courtesy levels": _courtesy_levels,
    **TASKS,
    **BILLING,
    **FEES,
    **CASH,
    **ARREARS,
}


def stranger() -> User:
    """Somebody with an account and no posting at all."""
    return UserFactory()
