"""Sentences of the journal and the inbox for complaints, suggestions and contacts, in the reader's language.

A journal sentence follows the name of the person who acted; long texts stay in the event's data and are shown below
it. An inbox sentence (`inbox.…`) stands alone and names the matter.
"""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.choices import LimitKind, ReplyKind, ReplyMethod, ReportMethod, Severity, State, Validity
from complaints.ladder.models import Step
from complaints.limits.models import AreaName
from complaints.pauses.models import PauseEnd
from complaints.returnvisits.models import Result
from complaints.suggestions.models import AnswerMethod, Decision
from parkservice.journal.verbs import Verb, register
from parkservice.ui.words import day_text, span_text, when_text


def _raised(code: Any) -> object:
    """Why the system raised a complaint."""
    return {"age": _("open for a month"), "times": _("brought up again and again")}.get(code, code)


def _moment(iso: Any) -> str:
    return when_text(datetime.fromisoformat(iso))


_LIMIT = {"limit": lambda code: LimitKind(code).label, "when": _moment}
_PAUSE = {"span": span_text, "end": lambda code: PauseEnd(code).label}
_TIME = {"old": _moment, "new": _moment}
_WEIGHT = {name: lambda code: Severity(code).label for name in ("former", "severity")}
_AREA = {"area": lambda code: AreaName(code).label}
_KIND = {"kind": lambda code: ReplyKind(code).label}
_METHOD = {"method": lambda code: ReplyMethod(code).label}

register(
    Verb("complaint.received", _("recorded the complaint; %(officer)s answers for it"), "complaint", public=True),
    Verb("complaint.released", _("released the complaint from the waiting room"), "check"),
    Verb("complaint.investigation_begun", _("took it on and began to investigate"), "eye", "go", public=True),
    Verb(
        "complaint.findings",
        _("recorded the findings: %(validity)s"),
        "eye",
        "done",
        public=True,
        words={"validity": lambda code: Validity(code).label},
    ),
    Verb("complaint.action_begun", _("began to put it right"), "wrench", "go", public=True),
    Verb("complaint.resolved", _("put it right"), "done", "done", public=True),
    Verb("complaint.explained", _("settled it by explaining a rule"), "book", "done", public=True),
    Verb("complaint.dismissed", _("settled it: unfounded"), "done", "done", public=True),
    Verb("complaint.escalated", _("put it before the manager"), "rise", "rise"),
    Verb(
        "complaint.decided",
        _("decided how it goes on: %(target)s"),
        "scale",
        "rise",
        words={"target": lambda code: State(code).label},
    ),
    Verb("complaint.proposed", _("proposed how it is handled and asked for approval"), "rise", "rise"),
    Verb("complaint.approved", _("approved the proposal"), "check", "done"),
    Verb("complaint.sent_back", _("returned the proposal"), "swap", "due"),
    Verb("complaint.assigned", _("made %(officer)s responsible instead of %(former)s"), "swap"),
    Verb(
        "complaint.rerouted",
        _("%(former)s works here no more; %(officer)s answers for it now"),
        "swap",
        "due",
    ),
    Verb("complaint.handover_asked", _("asked %(receiver)s to take it over"), "swap", "due"),
    Verb("complaint.handover_accepted", _("took it over from %(former)s, hand-over no. %(count)s"), "swap", "done"),
    Verb("complaint.handover_refused", _("refused to take it over"), "swap", "miss"),
    Verb("complaint.handover_withdrawn", _("took the hand-over to %(receiver)s back"), "swap"),
    Verb("complaint.handover_lapsed", _("The hand-over to %(receiver)s ended: another officer answers for it"), "swap"),
    Verb(
        "complaint.handover_stopped",
        _("Refused %(count)s times in a row: the manager names the officer"),
        "rise",
        "rise",
    ),
    Verb(
        "complaint.replied",
        _("told the complainant: %(kind)s, %(method)s"),
        "send",
        "done",
        public=True,
        words={**_KIND, **_METHOD},
    ),
    Verb("complaint.not_reached", _("could not reach the complainant: %(method)s"), "phone", "due", words=_METHOD),
    Verb(
        "complaint.reported",
        _("reported the result to the park office: %(method)s"),
        "building",
        "done",
        words={"method": lambda code: ReportMethod(code).label},
    ),
    Verb("complaint.noted", _("wrote a note"), "edit"),
    Verb("complaint.remarked", _("The complainant added something"), "chat", "due", public=True),
    Verb("complaint.rated", _("The complainant rated it %(satisfaction)s of 5"), "star", "done", public=True),
    Verb("complaint.mentioned", _("counted one more mention: %(contact)s, now %(count)s"), "chat", "due"),
    Verb("complaint.went_on", _("It goes on by itself: %(number)s was taken back"), "swap", "go"),
    Verb("complaint.left", _("For the others who told the same it goes on as %(number)s"), "swap"),
    Verb("complaint.moved_along", _("It goes on with %(number)s from now on: the same matter"), "swap"),
    Verb("complaint.repeats", _("It repeats %(number)s from now on"), "swap"),
    Verb("complaint.dispatch_carried", _("Whoever was sent for %(number)s was sent for this one too"), "fire"),
    Verb("complaint.merged", _("merged it into %(into)s: the same matter"), "swap"),
    Verb("complaint.took_in", _("merged %(number)s into it: the same matter, mentioned %(count)s times"), "swap"),
    Verb(
        "complaint.limit_passed",
        _("The limit has passed: %(limit)s; %(step)s"),
        "miss",
        "miss",
        words={**_LIMIT, "step": lambda code: Step(code).label},
    ),
    Verb(
        "complaint.paused",
        _("asked the complainant and waits until %(until)s"),
        "pause",
        words={"until": lambda iso: day_text(date.fromisoformat(iso), near=False)},
    ),
    Verb("complaint.resumed", _("let the limits run again after %(span)s"), "clock", "go", words=_PAUSE),
    Verb("complaint.pause_over", _("The limits run again after %(span)s: %(end)s"), "clock", "go", words=_PAUSE),
    Verb(
        "complaint.extension_asked", _("asked for more time: until %(new)s instead of %(old)s"), "calendar", words=_TIME
    ),
    Verb(
        "complaint.extended",
        _("granted more time: until %(new)s instead of %(old)s"),
        "calendar",
        "done",
        public=True,
        words=_TIME,
    ),
    Verb("complaint.extension_refused", _("refused more time until %(new)s"), "close", "miss", words=_TIME),
    Verb(
        "complaint.weighed",
        _("weighed it again: %(former)s → %(severity)s, urgent: %(urgent)s"),
        "scale",
        words={**_WEIGHT, "urgent": lambda yes: _("yes") if yes else _("no")},
    ),
    Verb("reference.proposed", _("proposed: %(area)s %(key)s"), "edit", words=_AREA),
    Verb("reference.released", _("released: %(area)s %(key)s"), "check", "done", words=_AREA),
    Verb("reference.returned", _("returned: %(area)s %(key)s"), "left", words=_AREA),
    Verb("inbox.reference_proposed", _("Proposed, please release: %(area)s. %(reason)s"), "rise", "rise", words=_AREA),
    Verb("inbox.reference_released", _("Released: %(area)s"), "check", "done", words=_AREA),
    Verb("inbox.reference_returned", _("Returned: %(area)s. %(note)s"), "left", "due", words=_AREA),
    Verb("complaint.raised", _("The system raised it to major: %(reason)s"), "rise", "rise", words={"reason": _raised}),
    Verb("complaint.closed", _("closed the complaint"), "check", "done", public=True),
    Verb(
        "complaint.visited",
        _("made the return visit %(number)s: %(result)s, satisfied %(satisfaction)s of 5"),
        "phone",
        "done",
        words={"result": lambda code: Result(code).label},
    ),
    Verb("complaint.visit_missed", _("did not reach the complainant for the return visit"), "phone", "due"),
    Verb("complaint.reopened", _("took it up again after the return visit"), "swap", "due", public=True),
    Verb("complaint.not_settled", _("The complainant says that it is not settled"), "swap", "due", public=True),
    Verb(
        "complaint.said_not_settled",
        _("wrote down that the complainant says it is not settled: %(caller)s"),
        "swap",
        "due",
        public=True,
    ),
    Verb("complaint.withdrawn", _("The complainant took the complaint back"), "rest", public=True),
    Verb(
        "complaint.call_withdrawn",
        _("wrote down that the complainant takes it back: %(caller)s, heard by %(witness)s too"),
        "rest",
    ),
    Verb("complaint.quality_checked", _("checked the quality: %(quality)s of 5"), "star"),
    Verb("suggestion.recorded", _("recorded the suggestion and reported it to the manager"), "suggestion", public=True),
    Verb(
        "suggestion.decided",
        _("decided: %(decision)s"),
        "scale",
        "rise",
        words={"decision": lambda code: Decision(code).label},
    ),
    Verb(
        "suggestion.answered",
        _("told the proposer: %(method)s"),
        "send",
        "done",
        public=True,
        words={"method": lambda code: AnswerMethod(code).label},
    ),
    Verb(
        "suggestion.came_back",
        _("put before the manager again, as decided; it was put off because: %(reason)s"),
        "clock",
        "due",
    ),
    Verb("inbox.suggestion_again", _("Look at this suggestion again, as decided: %(matter)s"), "suggestion", "due"),
    Verb(
        "suggestion.rerouted",
        _("%(former)s works here no more; %(officer)s answers for it now"),
        "swap",
        "due",
    ),
    Verb(
        "inbox.suggestions_rerouted",
        _("%(former)s works here no more. Open suggestions that are with %(officer)s now: %(count)s"),
        "swap",
        "due",
    ),
    Verb("suggestion.published", _("published what came of it"), "all", "done", public=True),
    Verb(
        "inbox.suggestion_decided",
        _("Decided, please tell the proposer: %(matter)s (%(decision)s)"),
        "scale",
        "rise",
        words={"decision": lambda code: Decision(code).label},
    ),
    Verb("suggestion.released", _("released the suggestion from the waiting room"), "check"),
    Verb("contact.recorded", _("recorded the visit or call"), "phone"),
    Verb("contact.passed_on", _("passed a visit or call on to you: %(visitor)s, %(matter)s"), "phone", "due"),
    Verb("contact.was_counted", _("counted it as one more mention of %(number)s"), "swap", "done"),
    Verb("contact.became_case", _("made a case of it: %(number)s"), "complaint", "done"),
    Verb("contact.answered", _("wrote down the answer"), "done", "done"),
    Verb("inbox.complaint", _("New complaint for you: %(matter)s"), "complaint", "due"),
    Verb("inbox.major", _("Major complaint: %(matter)s"), "warn", "miss"),
    Verb("inbox.raised", _("Now major, %(reason)s: %(matter)s"), "rise", "miss", words={"reason": _raised}),
    Verb("inbox.limit_near", _("%(limit)s is due %(when)s: %(matter)s"), "clock", "due", words=_LIMIT),
    Verb("inbox.limit_passed", _("%(limit)s was due %(when)s, %(officer)s: %(matter)s"), "miss", "miss", words=_LIMIT),
    Verb(
        "inbox.extension_asked",
        _("More time is asked for, until %(new)s: %(matter)s. %(reason)s"),
        "calendar",
        "rise",
        words=_TIME,
    ),
    Verb("inbox.extended", _("More time is granted, until %(new)s: %(matter)s"), "calendar", "done", words=_TIME),
    Verb("inbox.extension_refused", _("No more time for %(matter)s: %(answer)s"), "close", "miss"),
    Verb(
        "inbox.weighed", _("Weighed again, %(former)s → %(severity)s: %(matter)s. %(reason)s"), "scale", words=_WEIGHT
    ),
    Verb("inbox.pause_over", _("No answer came, the limits run again: %(matter)s"), "clock", "due"),
    Verb("inbox.escalated", _("Waits for your decision: %(matter)s. Problem: %(problem)s"), "rise", "rise"),
    Verb("inbox.decided", _("Decided: %(matter)s. %(decision)s"), "scale", "rise"),
    Verb("inbox.assigned_many", _("%(name)s made you responsible for %(count)s complaints"), "swap", "due"),
    Verb("inbox.to_propose", _("The facts are there, your proposal is wanted: %(matter)s"), "edit", "due"),
    Verb("inbox.proposed", _("Waits for your approval: %(matter)s. %(text)s"), "rise", "rise"),
    Verb("inbox.approved", _("Approved: %(matter)s. %(text)s"), "check", "done"),
    Verb("inbox.sent_back", _("Proposal returned: %(matter)s. %(text)s"), "swap", "due"),
    Verb("inbox.assigned", _("You are now responsible: %(matter)s"), "swap", "due"),
    Verb(
        "inbox.rerouted",
        _("%(former)s works here no more. Open complaints that are with %(officer)s now: %(count)s"),
        "swap",
        "due",
    ),
    Verb("inbox.handover_asked", _("%(name)s asks you to take over: %(matter)s. %(reason)s"), "swap", "due"),
    Verb("inbox.handover_accepted", _("%(name)s has taken over: %(matter)s"), "swap", "done"),
    Verb("inbox.handover_refused", _("%(name)s does not take over: %(matter)s. %(reason)s"), "swap", "miss"),
    Verb("inbox.handover_withdrawn", _("You need not take it over any more: %(matter)s"), "swap"),
    Verb(
        "inbox.handed_over_often",
        _("Handed over %(count)s times, now with %(officer)s: %(matter)s. Only you can name the officer now."),
        "warn",
        "miss",
    ),
    Verb(
        "inbox.handover_stopped",
        _("Refused %(count)s times in a row: %(matter)s. Name the officer; %(officer)s answers for it until then."),
        "warn",
        "miss",
    ),
    Verb("inbox.mentioned", _("Mentioned once more, now %(count)s times: %(matter)s. %(text)s"), "chat", "due"),
    Verb("inbox.went_on", _("%(number)s was taken back; for the others it goes on: %(matter)s"), "swap", "due"),
    Verb("inbox.merged", _("%(number)s was merged into: %(matter)s. Mentioned %(count)s times."), "swap"),
    Verb("inbox.reported", _("Result of a complaint: %(matter)s. %(text)s"), "building", "done"),
    Verb("inbox.remarked", _("The complainant added something: %(matter)s. %(text)s"), "chat", "due"),
    Verb(
        "inbox.visited",
        _("Return visit made: %(matter)s. Satisfied %(satisfaction)s of 5"),
        "phone",
        "done",
    ),
    Verb("inbox.reopened", _("Taken up again: %(matter)s. %(text)s"), "swap", "miss"),
    Verb("inbox.withdrawn", _("Taken back by the complainant: %(matter)s"), "rest"),
    Verb("inbox.witness", _("%(name)s named you as the second person who heard that %(number)s is taken back"), "rest"),
    Verb("inbox.reopened_office", _("Taken up again, the result no longer counts: %(matter)s"), "swap", "due"),
    Verb("inbox.suggestion", _("New suggestion: %(matter)s"), "suggestion", "due"),
)
