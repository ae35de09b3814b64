"""Suggestions, visits and calls of the demo park: taken in, decided, answered (domain sections 2.1 to 2.3)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from complaints.choices import Channel, ContactOutcome
from complaints.contacts.services import Visit, answer_contact, record_contact
from complaints.enquiries.services import count_use
from complaints.intake.services import Arrival, Matter, Place, record_suggestion
from complaints.models import Contact, ReadyAnswer
from complaints.suggestions import services as suggestions
from complaints.suggestions.models import AnswerMethod
from parkservice.home.demo.cases import CONSENT, sender_of
from parkservice.home.demo.scene import Scene, Tale
from parkservice.home.demo.steps import article
from parkservice.home.demo.texts import book
from parkservice.kit import clock

Row = dict[str, Any]


def tales(scene: Scene) -> Iterator[Tale]:
    """Every suggestion, visit and call of the last quarter."""
    for row in book("stories")["suggestion"]:
        yield _suggestion(scene, row)
    for row in book("stories")["contact"]:
        yield contact(scene, row, scene.moment(row["ago"], row["at"]))


def _suggestion(scene: Scene, row: Row) -> Tale:
    """From the record as far as it goes: `decided`, `answered` and `published` are working days before the end."""
    yield scene.moment(row["ago"], row["at"])
    unit = scene.unit(row["unit"])
    sender, customer = sender_of(scene, unit)
    suggestion, _new = record_suggestion(
        park=scene.park,
        sender=sender,
        place=Place(unit=unit, customer=customer),
        content=row["content"],
        benefit=row["benefit"],
        arrival=Arrival(channel=Channel.WEB, form_id=scene.form_id(), consent_version=CONSENT),
    )
    scene.known[row.get("key", "")] = suggestion.pk
    scene.mail = True
    manager = scene.people["manager"]
    if "decided" in row:
        yield scene.moment(row["decided"], "10:30")
        decision, reason = row["decision"], row.get("reason", "")
        again = clock.today() + timedelta(days=row["again"]) if "again" in row else None
        suggestions.decide(suggestion_id=suggestion.pk, actor=manager, decision=decision, reason=reason, again_on=again)
    if "answered" in row:
        yield scene.moment(row["answered"], "15:20")
        suggestions.answer(
            suggestion_id=suggestion.pk,
            actor=scene.officer_of(suggestion),
            text=f"{suggestion.salutation}：您好！{row['answer']}谢谢您为园区出主意！",
            method=AnswerMethod.PHONE,
            form_id=scene.form_id(),
        )
    if "published" in row:
        yield scene.moment(row["published"], "16:00")
        suggestions.publish(suggestion_id=suggestion.pk, actor=manager, outcome=row["outcome"])


def contact(scene: Scene, row: Row, moment: Any) -> Tale:
    """One visit or call; with `later` it is answered so many open minutes afterwards."""
    yield moment
    made = _record(scene, row, moment)
    if "later" in row:
        yield scene.later(moment, row["later"])
        answer_contact(contact_id=made.pk, actor=scene.people["clerk"], answer=row["answer"])


def _record(scene: Scene, row: Row, moment: Any) -> Contact:
    unit = scene.unit(row["unit"])
    sender, customer = sender_of(scene, unit)
    made, _new = record_contact(
        park=scene.park,
        actor=scene.people[row.get("by", "clerk")],
        sender=sender,
        place=Place(unit=unit, customer=customer),
        visit=_visit(scene, row, moment),
        form_id=scene.form_id(),
        matter=Matter(content=row["content"], category=row["category"]) if row["topic"] == "complaint" else None,
        same_as=scene.known[row["same_as"]] if "same_as" in row else None,
    )
    ready = ReadyAnswer.objects.filter(park=scene.park, answer=row.get("answer", "")).first()
    if ready is not None:
        count_use(answer_id=ready.pk)
    return made


def _visit(scene: Scene, row: Row, moment: Any) -> Visit:
    promised = row.get("promised_after")
    outcome = row.get("outcome", ContactOutcome.OPEN)
    explained = outcome == ContactOutcome.EXPLAINED
    return Visit(
        channel=row.get("channel", Channel.PHONE),
        topic=row["topic"],
        content=row["content"],
        answer="" if "later" in row else row.get("answer", ""),
        outcome=outcome,
        article_id=article(scene.park, row["rule"], row["article"]).pk if explained else None,
        handed_to=scene.people.get(row.get("to", "")),
        promised_by=scene.later(moment, promised) if promised else None,
        rings=row.get("rings"),
        praised=scene.people.get(row.get("praised", "")),
    )
