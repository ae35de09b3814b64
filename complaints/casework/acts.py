"""The acts on a complaint as one table: name, words, picture and form; what is offered comes from rules and states.

Transitions come from the state machine (`kit.flow.steps_for`), recorded acts from `casework.rules`. A page draws its
next step from this table, the views take their forms from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework import forms, rules
from complaints.choices import State, Validity
from parkservice.accounts.models import User
from parkservice.kit import flow

if TYPE_CHECKING:
    from complaints.casework.models import Complaint

Words = str | Promise


@dataclass(frozen=True)
class Act:
    """One act: its address name, heading, one sentence, picture, form, and the verb on its button."""

    name: str
    title: Words
    line: Words
    icon: str
    form: type[forms.ActForm]
    button: Words


def _table(*acts: Act) -> dict[str, Act]:
    return {act.name: act for act in acts}


ACTS = _table(
    Act(
        "release",
        gettext_lazy("Release it"),
        gettext_lazy("Many came from one place in a short time; after your look it goes its usual way."),
        "check",
        forms.ConfirmForm,
        gettext_lazy("Release complaint"),
    ),
    Act(
        "investigate",
        gettext_lazy("Take it on and investigate"),
        gettext_lazy("Weigh it; the limits still count from the receipt."),
        "eye",
        forms.InvestigateForm,
        gettext_lazy("Begin investigation"),
    ),
    Act(
        "findings",
        gettext_lazy("Record the findings"),
        gettext_lazy("Facts, validity and department; every outcome needs them."),
        "search",
        forms.FindingsForm,
        gettext_lazy("Keep findings"),
    ),
    Act(
        "act",
        gettext_lazy("Put it right"),
        gettext_lazy("Say what will be done, and until when."),
        "wrench",
        forms.BeginActionForm,
        gettext_lazy("Begin measures"),
    ),
    Act(
        "explain",
        gettext_lazy("Explain a rule"),
        gettext_lazy("When the matter is settled once the rule is understood."),
        "book",
        forms.ExplainForm,
        gettext_lazy("Record as explained"),
    ),
    Act(
        "dismiss",
        gettext_lazy("Settle as unfounded"),
        gettext_lazy("The findings say so; the complainant is told why."),
        "rest",
        forms.DismissForm,
        gettext_lazy("Record as unfounded"),
    ),
    Act(
        "resolve",
        gettext_lazy("Record the result"),
        gettext_lazy("The matter was put right; both replies follow."),
        "done",
        forms.ResolveForm,
        gettext_lazy("Mark as resolved"),
    ),
    Act(
        "decide",
        gettext_lazy("Decide"),
        gettext_lazy("Read problem and opinion, then say how it goes on."),
        "scale",
        forms.DecideForm,
        gettext_lazy("Decide complaint"),
    ),
    Act(
        "report",
        gettext_lazy("Report to the park office"),
        gettext_lazy("The manager gets the report too."),
        "building",
        forms.ReportForm,
        gettext_lazy("Send report"),
    ),
    Act(
        "close",
        gettext_lazy("Close"),
        gettext_lazy("Complainant and park office both know the result."),
        "check",
        forms.ConfirmForm,
        gettext_lazy("Close complaint"),
    ),
    Act(
        "escalate",
        gettext_lazy("Put it before the manager"),
        gettext_lazy("Write down the problem and your opinion; the manager decides."),
        "rise",
        forms.EscalateForm,
        gettext_lazy("Escalate complaint"),
    ),
    Act(
        "assign",
        gettext_lazy("Name another officer"),
        gettext_lazy("Exactly one person answers for it at any time."),
        "swap",
        forms.AssignForm,
        gettext_lazy("Assign complaint"),
    ),
    Act(
        "note",
        gettext_lazy("Write a note"),
        gettext_lazy("Only colleagues who work on it read this."),
        "edit",
        forms.NoteForm,
        gettext_lazy("Keep note"),
    ),
)


def offered(complaint: "Complaint", user: User) -> list[Act]:
    """Return what this person may do now, the nearest step first; nothing that would be refused."""
    acting = rules.may_act(complaint, user)
    ready = {step.name for step in flow.steps_for(complaint, user) if step.ready or step.name == "investigate"}
    investigating = acting and complaint.state == State.INVESTIGATING
    possible = {
        "release": acting and complaint.held,
        "investigate": "investigate" in ready and not complaint.held,
        "findings": investigating,
        "act": "act" in ready,
        "explain": "explain" in ready,
        "dismiss": "explain" in ready and complaint.validity == Validity.UNFOUNDED,
        "resolve": "resolve" in ready,
        "decide": "decide" in ready,
        "report": acting and complaint.state == State.RESOLVED,
        "close": "close" in ready,
        "escalate": "escalate" in ready,
        "assign": complaint.is_open and rules.may_assign(complaint, user),
        "note": rules.may_note(complaint, user),
    }
    return [ACTS[name] for name in _order(complaint) if possible[name]]


def _order(complaint: "Complaint") -> list[str]:
    """The table's order, with what is done already behind what is still open."""
    order = list(ACTS)
    later: list[tuple[bool, str, str]] = [
        (bool(complaint.facts), "findings", "resolve"),
        (complaint.validity == Validity.UNFOUNDED, "act", "dismiss"),
        (complaint.told_office, "report", "close"),
    ]
    for done, name, behind in later:
        if done:
            order.remove(name)
            order.insert(order.index(behind) + 1, name)
    return order


def missing_to_close(complaint: "Complaint") -> list[dict[str, Any]]:
    """The list of what closing needs, each with whether it is there (A5, invariants C4 and C6)."""
    wanted: list[tuple[str, Callable[[Any], bool]]] = [
        (_("Findings recorded"), rules.has_findings),
        (_("Result recorded"), lambda record: record.resolved_at is not None),
        (_("Result told to the complainant"), rules.has_reply),
        (_("Result reported to the park office"), rules.has_office_report),
    ]
    return [{"label": label, "done": check(complaint)} for label, check in wanted]
