"""The quarter of the demo park: every matter goes through the real services at its own time (domain section 6)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from complaints.approvals import services as approvals
from complaints.casework import services, words
from complaints.choices import Channel, ContactOutcome, ReplyKind, ReplyMethod, ReportMethod, Severity, State, Validity
from complaints.contacts.services import Visit, record_contact
from complaints.intake.services import Arrival, Matter, Place, Sender, record_complaint, record_suggestion
from complaints.models import Article, Complaint
from parkservice.accounts.models import User
from parkservice.estate.models import ContactPerson, Customer, Occupancy, Unit
from parkservice.home.demo import endings, rules
from parkservice.home.demo.pictures import photos
from parkservice.home.demo.texts import Story, book, letter, report, stories
from parkservice.kit import clock, worktime
from parkservice.messaging.inbox import read_all
from parkservice.messaging.models import InboxItem
from parkservice.messaging.outbox import deliver_due
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Department, Park

CONSENT = "2026-01"
#: Working days that the story is long.
DAYS = 65
#: Open minutes until the project manager approves a proposal.
APPROVED_AFTER = 40
#: Which department a matter belongs to; customer service for all others.
DEPARTMENTS = {"hygiene_greening": "BJ", "facility_repair": "GC", "decoration": "GC", "safety_order": "AF"}
#: A matter takes one of these many minutes longer than the shortest way, so that no two days look alike.
SLOWER = (0, 140, 280, 420)


@dataclass
class Scene:
    """Park, people and the moment up to which the story is told."""

    park: Park
    people: dict[str, User]
    until: datetime
    forms: Any = field(default_factory=lambda: count(1))

    def moment(self, ago: int, at: str) -> datetime:
        """The time of day `at` on the working day that lies `ago` working days before the end of the story."""
        calendar = calendar_for(self.park)
        day = clock.local(self.until).date()
        for _step in range(ago):
            day -= timedelta(days=1)
            while not calendar.works(day):
                day -= timedelta(days=1)
        return clock.combine(day, time.fromisoformat(at))

    def later(self, moment: datetime, minutes: int) -> datetime:
        """The moment that many open minutes later."""
        return worktime.after_hours(moment, Decimal(minutes) / 60, calendar_for(self.park)).at

    def form_id(self) -> str:
        """The number of the next form that somebody fills in."""
        return f"{next(self.forms):032x}"

    def unit(self, code: str) -> Unit:
        """A unit by its code."""
        return Unit.objects.select_related("building").get(park=self.park, code=code)


Step = Callable[[Scene, Complaint, Story], object]


def _investigate(scene: Scene, complaint: Complaint, story: Story) -> None:
    concerned = scene.people["clerk2"] if story.category == "service_attitude" else None
    services.investigate(
        complaint_id=complaint.pk, actor=complaint.officer, severity=story.severity, against_staff=concerned
    )


def _say(kind: ReplyKind) -> Step:
    """The step that tells the complainant something: by mail the result where an address was left, some by SMS."""

    def step(scene: Scene, complaint: Complaint, story: Story) -> None:
        method = ReplyMethod.TRACKING_PAGE if complaint.anonymous else ReplyMethod.PHONE
        if complaint.email and kind == ReplyKind.RESULT:
            method = ReplyMethod.MAIL
        elif kind == ReplyKind.ANSWER and story.severity == Severity.IMPORTANT and words.may_text(complaint):
            method = ReplyMethod.SMS
        words.reply(
            complaint_id=complaint.pk,
            actor=complaint.officer,
            kind=kind,
            method=method,
            text=letter(complaint, story, kind),
            form_id=scene.form_id(),
        )

    return step


def _findings(scene: Scene, complaint: Complaint, story: Story) -> None:
    unfounded = story.plan in ("unfounded", "explained")
    code = DEPARTMENTS.get(story.category, "KF")
    services.record_findings(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        facts=story.facts,
        validity=Validity.UNFOUNDED if unfounded else Validity.VALID,
        cause=story.cause,
        department=Department.objects.get(park=scene.park, code=code),
    )


def _act(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Begin measures; what needs approval is proposed first, and approved a little later (P3)."""
    if complaint.needs_approval:
        endings.propose(scene, complaint, story)
        with clock.at(scene.later(clock.now(), APPROVED_AFTER)):
            approvals.approve(complaint_id=complaint.pk, actor=scene.people["project_manager"])
        return
    services.begin_action(complaint_id=complaint.pk, actor=complaint.officer, measures=story.measures)


def _resolve(scene: Scene, complaint: Complaint, story: Story) -> None:
    services.resolve(complaint_id=complaint.pk, actor=complaint.officer, measures=story.measures)


def _article(park: Park, code: str, position: int) -> Article:
    return Article.objects.of_park(park.pk).get(version__rule__code=code, position=position)


def _explain(scene: Scene, complaint: Complaint, story: Story) -> None:
    services.explain(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        article_id=_article(scene.park, story.rule, story.article).pk,
        explanation=story.measures,
    )


def _dismiss(scene: Scene, complaint: Complaint, story: Story) -> None:
    services.dismiss(complaint_id=complaint.pk, actor=complaint.officer, explanation=story.measures)


def _escalate(scene: Scene, complaint: Complaint, story: Story) -> None:
    services.escalate(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        problem=story.problem or f"{story.facts}超出管理员权限。",
        opinion=story.opinion or "建议由经理协调，三个工作日内办完。",
    )


def _decide(scene: Scene, complaint: Complaint, story: Story) -> None:
    services.decide(
        complaint_id=complaint.pk, actor=scene.people["manager"], decision=story.measures, target=State.ACTING
    )


def _report(scene: Scene, complaint: Complaint, story: Story) -> None:
    words.report_to_office(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        method=ReportMethod.IN_APP,
        text=report(complaint, story),
        form_id=scene.form_id(),
    )


def _rate(scene: Scene, complaint: Complaint, story: Story) -> None:
    if story.score:
        words.rate(complaint_id=complaint.pk, satisfaction=story.score)


def _close(scene: Scene, complaint: Complaint, story: Story) -> None:
    services.close(complaint_id=complaint.pk, actor=complaint.officer)


Plan = list[tuple[int, Step]]
BEGIN: Plan = [(12, _say(ReplyKind.CONTACT)), (8, _investigate)]
FOUND: Plan = [*BEGIN, (110, _findings), (25, _say(ReplyKind.ANSWER))]
ACTING: Plan = [*FOUND, (15, _act)]
DONE: Plan = [(20, _say(ReplyKind.RESULT)), (10, _report), (60, _rate), (45, endings.visit), (45, _close)]
#: How far each plan goes: (open minutes after the step before, step).
PLANS: dict[str, Plan] = {
    "received": [],
    "contacted": BEGIN[:1],
    "investigating": BEGIN,
    "acting": ACTING,
    "proposed": [*FOUND, (15, endings.propose)],
    "escalated": [*ACTING, (120, _escalate)],
    "resolved": [*ACTING, (200, _resolve)],
    "told": [*ACTING, (200, _resolve), DONE[0]],
    "closed": [*ACTING, (200, _resolve), *DONE],
    "reopened": [*ACTING, (200, _resolve), *DONE, (400, endings.not_settled)],
    "withdrawn": [*BEGIN, (90, endings.withdraw)],
    # Returned twice, done again after the visit: the whole way of a major complaint (domain 6).
    "redone": [
        *FOUND,
        *((30, endings.propose), (60, endings.send_back), (90, endings.propose), (60, endings.send_back)),
        *((120, _act), (200, _resolve)),
        *(DONE[0], DONE[1], (300, endings.visit_redo), (60, _act), (150, _resolve)),
        *DONE,
    ],
    "explained": [*FOUND, (30, _explain), *DONE],
    "unfounded": [*FOUND, (30, _dismiss), *DONE],
    "decided": [*ACTING, (60, _escalate), (90, _decide), (240, _resolve), *DONE],
}


def tell(scene: Scene) -> None:
    """Let everything happen at its own moment, in the order of time; mail leaves as it is written."""
    happenings = [
        *_stories(scene),
        *_suggestions(scene),
        *_contacts(scene),
        *rules.happenings(scene),
        *_evenings(scene),
    ]
    for moment, happen in sorted(happenings, key=lambda pair: pair[0]):
        with clock.at(moment):
            happen()
            deliver_due()


Happening = tuple[datetime, Callable[[], object]]


def _stories(scene: Scene) -> Iterator[Happening]:
    """Every complaint as far as its plan goes."""
    for place, story in enumerate(stories()):
        received: list[Complaint] = []
        moment = scene.moment(story.ago, story.at)
        yield moment, partial(_begin, scene, story, received)
        for minutes, step in PLANS[story.plan]:
            slower = SLOWER[place % len(SLOWER)] if step is _resolve and story.plan == "closed" else 0
            moment = scene.later(moment, minutes + slower)
            yield moment, partial(_go_on, scene, story, received, step)


def _begin(scene: Scene, story: Story, received: list[Complaint]) -> None:
    received.append(_receive(scene, story))


def _go_on(scene: Scene, story: Story, received: list[Complaint], step: Step) -> None:
    received[0].refresh_from_db()
    step(scene, received[0], story)


def _evenings(scene: Scene) -> Iterator[Happening]:
    """On all days but the last one everybody reads their inbox before they leave."""
    for ago in range(DAYS, 1, -1):
        yield scene.moment(ago, "17:25"), partial(_read_inboxes, scene)


def _read_inboxes(scene: Scene) -> None:
    for person in scene.people.values():
        newest = InboxItem.objects.visible_to(person).unread().order_by("-pk").values_list("pk", flat=True).first()
        if newest:
            read_all(actor=person, up_to=newest)


def _receive(scene: Scene, story: Story) -> Complaint:
    unit = scene.unit(story.unit)
    sender, customer = _sender(unit, story)
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
    return complaint


def _sender(unit: Unit, story: Story | None = None) -> tuple[Sender, Customer | None]:
    """Who speaks for a unit, and its customer: somebody named by the story, or the contact of the main customer."""
    occupancy = Occupancy.objects.current().filter(unit=unit, main=True).select_related("customer").get()
    customer = occupancy.customer
    if story is not None and story.anonymous:
        return Sender(anonymous=True), None
    if story is not None and story.sender:
        name, title, phone, email = story.sender
        return Sender(name=name, title=title, phone=phone, email=email, language=story.language), customer
    who = ContactPerson.objects.filter(customer=customer, is_active=True).order_by("id").first() or customer
    account = who.user if isinstance(who, ContactPerson) else None
    return (
        Sender(name=who.name, title=who.title, phone=who.phone, email=who.email, account=account, company=customer),
        customer,
    )


def _suggestions(scene: Scene) -> Iterator[Happening]:
    """The suggestions of the last days."""
    for row in book()["suggestion"]:
        yield scene.moment(row["ago"], row["at"]), partial(_suggest, scene, row)


def _suggest(scene: Scene, row: dict[str, Any]) -> None:
    unit = scene.unit(row["unit"])
    sender, customer = _sender(unit)
    record_suggestion(
        park=scene.park,
        sender=sender,
        place=Place(unit=unit, customer=customer),
        content=row["content"],
        benefit=row["benefit"],
        arrival=Arrival(channel=Channel.WEB, form_id=scene.form_id(), consent_version=CONSENT),
    )


def _contacts(scene: Scene) -> Iterator[Happening]:
    """A few visits and calls; one still waits for its answer, one was passed on."""
    for row in book()["contact"]:
        yield scene.moment(row["ago"], row["at"]), partial(_call, scene, row)


def _call(scene: Scene, row: dict[str, Any]) -> None:
    unit = scene.unit(row["unit"])
    sender, customer = _sender(unit)
    record_contact(
        park=scene.park,
        actor=scene.people["clerk"],
        sender=sender,
        place=Place(unit=unit, customer=customer),
        visit=_visit(scene, row),
        form_id=scene.form_id(),
    )


def _visit(scene: Scene, row: dict[str, Any]) -> Visit:
    promised = row.get("promised_after")
    explained = row["outcome"] == ContactOutcome.EXPLAINED
    return Visit(
        channel=row.get("channel", Channel.PHONE),
        topic=row["topic"],
        content=row["content"],
        answer=row.get("answer", ""),
        outcome=row["outcome"],
        article_id=_article(scene.park, row["rule"], row["article"]).pk if explained else None,
        handed_to=scene.people.get(row.get("to", "")),
        promised_by=scene.later(clock.now(), promised) if promised else None,
    )
