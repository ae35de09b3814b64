"""A case as its sender reads it: heading, deadline and steps in plain words (C12).

Everything comes from public events and public dates. What staff write for each other (notes, problem and opinion of an
escalation, the manager's decision, the report to the park office) is never read here.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.casework.sight import Sight, veiled
from complaints.choices import LimitKind, Outcome, ReplyKind, ReplyMethod, State
from complaints.duplicates.sharing import leading
from complaints.suggestions.models import Suggestion
from parkservice.accounts.models import User
from parkservice.journal.models import Event
from parkservice.journal.verbs import public_codes
from parkservice.kit import clock
from parkservice.parks.deadlines import explain
from parkservice.tasks.rectifications.services import Progress, progress_of
from parkservice.ui.words import day_text, when_text

Latest = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """One station of the way: done, under way ("go"), or still to come (no tone)."""

    title: str
    text: str = ""
    at: datetime | None = None
    note: str = ""
    tone: str = ""
    icon: str = "check"

    @property
    def when(self) -> str:
        """When it happened, or by when it is to happen."""
        return when_text(self.at) if self.at else self.note

    @property
    def current(self) -> bool:
        """Whether this is where the case stands."""
        return self.tone == "go"


@dataclass(frozen=True)
class Deadline:
    """What comes next and by when, with how the moment was computed."""

    title: str
    why: str
    tone: str = "go"


def responsible(officer: User) -> str:
    """Return who answers for a case: job title and name, never a personal number."""
    if not officer.job_title:
        return officer.display_name
    return _("%(name)s, %(title)s") % {"name": officer.display_name, "title": officer.job_title}


def greeting(case: Complaint | Suggestion) -> str:
    """Return the greeting in the language of the page."""
    return _("%(name)s, hello!") % {"name": case.salutation} if case.salutation else _("Hello!")


def heading(case: Complaint | Suggestion) -> str:
    """Return in plain words where a case stands."""
    if isinstance(case, Suggestion):
        if case.decided_at is not None:
            return _("The manager has decided on your suggestion")
        return _("Your suggestion is with the manager") if case.reported_at else _("We have received your suggestion")
    case = leading(case)
    if case.state in (State.RESOLVED, State.CLOSED):
        return _settled(case)
    if case.is_paused:
        return _("We are waiting for your answer")
    return {
        State.RECEIVED: _("We have received your complaint"),
        State.INVESTIGATING: _("We are finding out what happened"),
        State.ACTING: _("We are putting it right"),
        State.ESCALATED: _("The manager is deciding how we go on"),
        State.AWAITING_APPROVAL: _("The project manager is deciding how we go on"),
        State.WITHDRAWN: _("You have taken it back"),
        State.REJECTED: _("We did not take it up"),
    }[State(case.state)]


def _settled(case: Complaint) -> str:
    return {
        Outcome.SETTLED: _("We have put it right"),
        Outcome.EXPLAINED: _("We have explained the rule"),
        Outcome.UNFOUNDED: _("We have looked into it"),
    }[Outcome(case.outcome)]


def deadline(case: Complaint | Suggestion) -> Deadline | None:
    """Return the next thing that the sender can wait for; None when nothing is open towards them."""
    case = leading(case) if isinstance(case, Complaint) else case
    if isinstance(case, Complaint) and case.is_paused:
        return _waiting(case)
    if isinstance(case, Suggestion) or case.next_due is None or case.told_complainant:
        return None
    when = when_text(case.next_due, weekday=True)
    why = explain(case.limit_basis[case.next_limit], case.park)
    if case.next_due < clock.now():
        return Deadline(_("We are late: it was due %(when)s") % {"when": when}, why, "miss")
    words = {
        LimitKind.DISPATCH: _("We send somebody by %(when)s"),
        LimitKind.ACKNOWLEDGE: _("We contact you by %(when)s"),
        LimitKind.ANSWER: _("You hear what we found, or our plan, by %(when)s"),
        LimitKind.RESOLVE: _("Settled by %(when)s at the latest"),
        LimitKind.REPLY: _("You hear the result by %(when)s"),
    }[LimitKind(case.next_limit)]
    return Deadline(words % {"when": when}, why)


def _waiting(case: Complaint) -> Deadline:
    """What we wait for; our limits stand still meanwhile."""
    day = day_text(case.paused_until, weekday=True)
    return Deadline(
        _("Please answer by %(day)s") % {"day": day},
        _("Our question stands below. Please answer at the end of this page; until then our time limits stand still."),
        "due",
    )


def promises(complaint: Complaint) -> list[tuple[str, datetime]]:
    """Return what happens after sending, each with the moment by which it happens."""
    steps = [
        (_("We send somebody"), complaint.dispatch_due),
        (_("We contact you"), complaint.acknowledge_due),
        (_("You hear what we found, or our plan"), complaint.answer_due),
        (_("It is settled"), complaint.resolve_due),
    ]
    return [(words, moment) for words, moment in steps if moment is not None]


def steps_of(case: Complaint | Suggestion) -> list[Step]:
    """Return the whole way of a case, one query or two; a merged complaint goes the way of the one that goes on."""
    if isinstance(case, Suggestion):
        return _suggestion_way(case)
    if case.merged_into is not None:
        return _joined_way(case, case.merged_into)
    return _complaint_way(case, _latest_events(case))


def _latest_events(complaint: Complaint) -> Latest:
    """The data of the last public event of each kind; replies are told apart by what they were."""
    found: Latest = {}
    for event in Event.objects.about(complaint).filter(verb__in=public_codes()).order_by("at", "id"):
        key = event.verb
        if key == "complaint.replied":
            key = f"replied.{event.data['kind']}"
        found[key] = {**event.data, "at": event.at}
    return found


def _complaint_way(complaint: Complaint, told: Latest) -> list[Step]:
    if complaint.withdrawn_at is not None:
        back = Step(_("You took the complaint back"), at=complaint.withdrawn_at, tone="done")
        return [_received(complaint), back]
    if complaint.state == State.REJECTED:
        text = _("It did not look like a complaint. If that is a mistake, please call us.")
        return [_received(complaint), Step(_("We did not take it up"), text, tone="done")]
    steps = [
        _received(complaint),
        *_sent(complaint),
        *_again(complaint),
        *_contact(complaint, told),
        _inquiry(complaint, told),
        _remedy(complaint, told),
    ]
    return [*steps, _result(complaint, complaint, told), _verdict(complaint, complaint)]


def _joined_way(case: Complaint, root: Complaint) -> list[Step]:
    """Receipt, what was said to the sender, and verdict; between them the other's steps without its name (C12)."""
    told, own = _latest_events(root), _latest_events(case)
    shared = [
        *_sent(root),
        *_again(root),
        *_contact(case, own),
        _inquiry(root, told),
        _remedy(root, told),
        _result(case, root, own),
    ]
    way = [replace(step, text=veiled(Sight.MASKED, root, step.text)) for step in shared]
    return [_received(case), *way, _verdict(case, root)]


def _received(case: Complaint | Suggestion) -> Step:
    title = _("We received your complaint") if isinstance(case, Complaint) else _("We received your suggestion")
    officer = leading(case).officer if isinstance(case, Complaint) else case.officer
    text = _("%(who)s answers for it.") % {"who": responsible(officer)}
    return Step(title, text, at=case.received_at, tone="done")


def _contact(complaint: Complaint, told: Latest) -> list[Step]:
    """Nothing for somebody who stays anonymous; else the first word of a person to them."""
    if complaint.anonymous or complaint.acknowledge_due is None:
        return []
    spoken = [event["at"] for key, event in told.items() if key.startswith("replied.")]
    at = complaint.acknowledged_at or min(spoken, default=None)  # what is owed may be owed to another one (merged)
    if at is None:
        current = complaint.state == State.RECEIVED
        return [Step(_("We contact you"), tone="go" if current else "", icon="phone")]
    first = told.get(f"replied.{ReplyKind.CONTACT}")
    text = str(ReplyMethod(first["method"]).label) if first else ""
    return [Step(_("We contacted you"), text, at=at, tone="done")]


def _sent(complaint: Complaint) -> list[Step]:
    """Whether somebody is on the way, where the matter is urgent."""
    if complaint.dispatched_at is not None:
        return [Step(_("We sent somebody"), at=complaint.dispatched_at, tone="done", icon="wrench")]
    return []


def _again(complaint: Complaint) -> list[Step]:
    """That it was taken up again, and when last."""
    if complaint.reopened_at is None:
        return []
    return [Step(_("We took it up again"), at=complaint.reopened_at, tone="done", icon="swap")]


def _inquiry(complaint: Complaint, told: Latest) -> Step:
    found = told.get("complaint.findings")
    if complaint.state in (State.RECEIVED, State.INVESTIGATING) or found is None:
        begun = told.get("complaint.investigation_begun")
        reached = complaint.acknowledge_due is None or complaint.acknowledged_at is not None
        tone = "go" if complaint.state == State.INVESTIGATING or (complaint.state == State.RECEIVED and reached) else ""
        title = _("We are finding out what happened") if begun else _("We find out what happened")
        return Step(title, at=begun["at"] if begun else None, tone=tone, icon="search")
    return Step(_("We found out what happened"), found["facts"], at=found["at"], tone="done")


def _remedy(complaint: Complaint, told: Latest) -> Step:
    if complaint.resolved_at is not None:
        return Step(_settled(complaint), _remedy_words(complaint, told), at=complaint.resolved_at, tone="done")
    if complaint.state == State.ESCALATED:
        return Step(_("The manager is deciding how we go on"), tone="go", icon="scale")
    if complaint.state == State.AWAITING_APPROVAL:
        return Step(_("The project manager is deciding how we go on"), tone="go", icon="scale")
    begun = told.get("complaint.action_begun") if complaint.state == State.ACTING else None
    if complaint.state != State.ACTING:
        return Step(_("We put it right"), icon="wrench")
    note = _("to be done by %(when)s") % {"when": when_text(complaint.measures_by)} if complaint.measures_by else ""
    return Step(_("We are putting it right"), begun["measures"] if begun else "", note=note, tone="go", icon="wrench")


def _remedy_words(complaint: Complaint, told: Latest) -> str:
    """How it was settled: what was done, or the rule in plain words."""
    if complaint.outcome == Outcome.EXPLAINED and complaint.article is not None:
        return f"{complaint.article}: {complaint.article.plain}"
    done = told.get("complaint.resolved") if complaint.outcome == Outcome.SETTLED else None
    return str(done["measures"]) if done else ""


def _result(case: Complaint, root: Complaint, told: Latest) -> Step:
    """Whether the sender of the case knows the result of the one that leads; `told` is what was said to the sender."""
    at = case.told_complainant_at
    if root.resolved_at is not None and at is not None and at >= root.resolved_at:
        answer = told.get(f"replied.{ReplyKind.RESULT}")
        text = str(ReplyMethod(answer["method"]).label) if answer else ""
        return Step(_("We told you the result"), text, at=at, tone="done")
    text = _("It stands here.") if not case.email else _("It stands here, and we write to you.")
    return Step(_("We tell you the result"), text, tone="go" if root.state == State.RESOLVED else "", icon="chat")


def _verdict(complaint: Complaint, root: Complaint) -> Step:
    """The sender's own verdict about what came of it."""
    if complaint.satisfaction is None:
        waits = root.told_complainant
        return Step(_("You tell us whether you are satisfied"), tone="go" if waits else "", icon="star")
    words = _("%(stars)d of 5") % {"stars": complaint.satisfaction}
    return Step(_("You told us how satisfied you are"), words, at=complaint.confirmed_at, tone="done")


def _suggestion_way(suggestion: Suggestion) -> list[Step]:
    reported = suggestion.reported_at
    report = Step(_("The manager has it"), at=reported, tone="done") if reported else Step(_("The manager gets it"))
    told = [*_told(suggestion), *_carried_out(suggestion), *_outcome(suggestion)] if suggestion.decided_at else []
    return [_received(suggestion), report, _decided(suggestion), *told]


def _decided(suggestion: Suggestion) -> Step:
    if suggestion.decided_at is None:
        tone = "go" if suggestion.reported_at else ""
        return Step(_("The manager decides"), _("The decision stands here."), tone=tone, icon="scale")
    # The reason is part of the answer; until it is given, only the decision itself is public.
    words = [suggestion.get_decision_display()]
    if suggestion.again_on:
        words.append(_("looked at again on %(day)s") % {"day": day_text(suggestion.again_on, near=False)})
    return Step(_("The manager has decided"), " · ".join(words), at=suggestion.decided_at, tone="done")


def _told(suggestion: Suggestion) -> list[Step]:
    if suggestion.answered_at is None:
        return [Step(_("We tell you what was decided"), tone="go", icon="chat")]
    return [Step(_("We told you what was decided"), suggestion.answer, at=suggestion.answered_at, tone="done")]


def _carried_out(suggestion: Suggestion) -> list[Step]:
    """How far the plans for it are, without names and words of the staff (domain 2.2); one query."""
    return [_plan(made) for made in progress_of(suggestion)] if suggestion.wants_plan else []


def _plan(made: Progress) -> Step:
    far = _("%(done)d of %(total)d steps are done") % {"done": made.done, "total": made.total}
    if made.is_verified:
        return Step(_("It is carried out"), far, note=_("looked at on the spot"), tone="done")
    note = _("to be done by %(when)s") % {"when": day_text(made.due)}
    return Step(_("It is being carried out"), far, note=note, tone="go", icon="wrench")


def _outcome(suggestion: Suggestion) -> list[Step]:
    if suggestion.published_at is None:
        return []
    return [Step(_("What came of the suggestion"), suggestion.outcome, at=suggestion.published_at, tone="done")]
