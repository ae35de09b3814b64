"""The acts of the casework itself: weigh, find out, put right, decide, reply, report, close (A1–A3, A5)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework import forms, rules
from complaints.casework.acting import Act, once_done, register
from complaints.choices import State, Validity

if TYPE_CHECKING:
    from complaints.casework.models import Complaint

register(
    Act(
        "release",
        gettext_lazy("Release it"),
        gettext_lazy("Many came from one place in a short time; after your look it goes its usual way."),
        "check",
        forms.ConfirmForm,
        gettext_lazy("Release complaint"),
        place=10,
        when=lambda m: m.acting and m.complaint.held and m.complaint.is_open,
    ),
    Act(
        "investigate",
        gettext_lazy("Take it on and investigate"),
        gettext_lazy("Weigh it; the limits still count from the receipt."),
        "eye",
        forms.InvestigateForm,
        gettext_lazy("Begin investigation"),
        place=20,
        when=lambda m: "investigate" in m.possible and not m.complaint.held,
    ),
    Act(
        "findings",
        gettext_lazy("Record the findings"),
        gettext_lazy("Facts, validity and department; every outcome needs them."),
        "search",
        forms.FindingsForm,
        gettext_lazy("Keep findings"),
        place=30,
        when=lambda m: m.acting and m.complaint.state == State.INVESTIGATING,
    ),
    Act(
        "act",
        gettext_lazy("Put it right"),
        gettext_lazy("Say what will be done, and until when."),
        "wrench",
        forms.BeginActionForm,
        gettext_lazy("Begin measures"),
        place=40,
        when=lambda m: "act" in m.ready,
    ),
    Act(
        "explain",
        gettext_lazy("Explain a rule"),
        gettext_lazy("When the matter is settled once the rule is understood."),
        "book",
        forms.ExplainForm,
        gettext_lazy("Record as explained"),
        place=50,
        when=lambda m: "explain" in m.ready,
    ),
    Act(
        "dismiss",
        gettext_lazy("Settle as unfounded"),
        gettext_lazy("The findings say so; the complainant is told why."),
        "rest",
        forms.DismissForm,
        gettext_lazy("Record as unfounded"),
        place=60,
        when=lambda m: "explain" in m.ready and m.complaint.validity == Validity.UNFOUNDED,
    ),
    Act(
        "resolve",
        gettext_lazy("Record the result"),
        gettext_lazy("The matter was put right; both replies follow."),
        "done",
        forms.ResolveForm,
        gettext_lazy("Mark as resolved"),
        place=70,
        when=lambda m: "resolve" in m.ready,
    ),
    Act(
        "decide",
        gettext_lazy("Decide"),
        gettext_lazy("Read problem and opinion, then say how it goes on."),
        "scale",
        forms.DecideForm,
        gettext_lazy("Decide complaint"),
        place=80,
        when=lambda m: "decide" in m.ready,
        for_whom=rules.may_decide,
        above="complaints/casework/_escalation.html",
    ),
    Act(
        "report",
        gettext_lazy("Report to the park office"),
        gettext_lazy("The manager gets the report too."),
        "building",
        forms.ReportForm,
        gettext_lazy("Send report"),
        place=90,
        when=lambda m: m.acting and m.complaint.state == State.RESOLVED,
    ),
    Act(
        "close",
        gettext_lazy("Close"),
        gettext_lazy("Complainant and park office both know the result."),
        "check",
        forms.ConfirmForm,
        gettext_lazy("Close complaint"),
        place=100,
        when=lambda m: "close" in m.ready,
    ),
    Act(
        "escalate",
        gettext_lazy("Put it before the manager"),
        gettext_lazy("Write down the problem and your opinion; the manager decides."),
        "rise",
        forms.EscalateForm,
        gettext_lazy("Escalate complaint"),
        place=110,
        when=lambda m: "escalate" in m.ready,
        quiet=True,
    ),
    Act(
        "assign",
        gettext_lazy("Name another officer"),
        gettext_lazy("Exactly one person answers for it at any time."),
        "swap",
        forms.AssignForm,
        gettext_lazy("Assign complaint"),
        place=120,
        when=lambda m: m.complaint.is_open and rules.may_assign(m.complaint, m.user),
        for_whom=rules.may_assign,
        quiet=True,
    ),
    Act(
        "note",
        gettext_lazy("Write a note"),
        gettext_lazy("Only colleagues who work on it read this."),
        "edit",
        forms.NoteForm,
        gettext_lazy("Keep note"),
        place=130,
        when=lambda m: rules.may_note(m.complaint, m.user),
        for_whom=rules.may_note,
        quiet=True,
    ),
)

once_done(lambda complaint: bool(complaint.facts), "findings", "resolve")
once_done(lambda complaint: complaint.validity == Validity.UNFOUNDED, "act", "dismiss")
once_done(lambda complaint: complaint.told_office, "report", "close")


def missing_to_close(complaint: "Complaint") -> list[dict[str, Any]]:
    """The list of what closing needs, each with whether it is there (A5, invariants C4 and C6)."""
    wanted: list[tuple[str, Callable[[Any], bool]]] = [
        (_("Findings recorded"), rules.has_findings),
        (_("Result recorded"), lambda record: record.resolved_at is not None),
        (
            _("Result told to the complainant"),
            lambda record: rules.has_reply(record) and rules.reply_went_out(record) and rules.others_know(record),
        ),
        (
            _("Result reported to the park office"),
            lambda record: rules.has_office_report(record) and rules.report_went_out(record),
        ),
    ]
    if complaint.needs_visit:
        wanted.append((_("Return visit made"), rules.has_visit))
    return [{"label": label, "done": check(complaint)} for label, check in wanted]
