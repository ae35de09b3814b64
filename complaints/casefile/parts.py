"""The pieces of which the papers of a case are made: plain strings in the active language, as one reader may have them.

Keys and their use: templates/print/complaint_handling.typ and complaint_file.typ.
"""

from typing import Any

from django.utils.translation import gettext as _

from complaints.approvals.models import Proposal
from complaints.casework.models import Complaint
from complaints.casework.papers import register_data
from complaints.casework.proofs import Proofs
from complaints.casework.records import Escalation, OfficeReport, Reply
from complaints.casework.sight import Sight, veiled
from complaints.choices import State
from complaints.extensions.models import Extension
from complaints.office.models import OfficeWord
from complaints.returnvisits.models import QualityCheck, ReturnVisit
from parkservice.accounts.models import User
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging import outbox
from parkservice.ui.words import yuan_text

Texts = dict[str, Any]


def moment(at: Any) -> str:
    """A moment as papers write it: 2026-11-05 10:00, blank when unknown."""
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else ""


def signed(user: User | None) -> str:
    """A person with the job title, as under a signature; blank for nobody."""
    return f"{user.job_title} {user.display_name}".strip() if user else ""


def registration(complaint: Complaint, sight: Sight) -> Texts:
    """What the register form says, without name, phone and photos where the reader sees none, and whose copy it is."""
    data = register_data(complaint)
    for key in ("content", "wanted", "facts", "measures"):
        data[key] = veiled(sight, complaint, data[key])
    if not sight.names:
        data["phone"] = ""
        if not complaint.anonymous:
            data["complainant"] = veiled(sight, complaint, complaint.sender_name)
    if not sight.files:
        data["attachments"] = ""
    data["copy"] = sight.value
    data["matter"] = veiled(sight, complaint, complaint.matter)
    data["state"] = complaint.get_state_display()
    if sight is Sight.FULL and complaint.against_staff:
        data["concerns"] = complaint.against_staff.display_name
    return data


def investigation(complaint: Complaint, sight: Sight) -> Texts:
    """What was found and what came of it, beside `facts`, `measures` and `outcome` of the registration."""
    department, article = complaint.responsible_department, complaint.article
    return {
        "validity": complaint.get_validity_display() if complaint.validity else "",
        "cause": veiled(sight, complaint, complaint.cause),
        "department": department.name if department else "",
        "investigated_at": moment(complaint.investigated_at),
        "resolved_at": moment(complaint.resolved_at),
        "article": f"{article}: {article.text}" if article else "",
    }


def decisions(complaint: Complaint) -> list[Texts]:
    """Everything that was put before somebody else, with what they decided, in the order of time."""
    rows: list[Any] = [
        *complaint.proposals.select_related("by", "decided_by"),
        *complaint.escalations.select_related("by", "decided_by"),
        *complaint.extensions.select_related("by", "decided_by"),
    ]
    makers = {Proposal: _proposal, Escalation: _escalation, Extension: _extension}
    return [
        {
            "at": moment(row.at),
            "by": signed(row.by),
            "decided_by": signed(row.decided_by),
            "decided_at": moment(row.decided_at),
            **makers[type(row)](row),
        }
        for row in sorted(rows, key=lambda row: row.at)
    ]


def _proposal(row: Proposal) -> Texts:
    lines = [
        (_("Opinion"), row.opinion),
        (_("Measures proposed"), row.measures),
        (_("The person concerned said"), row.heard),
        (_("Cost"), yuan_text(row.cost) if row.cost is not None else ""),
    ]
    verdict = row.get_verdict_display() if row.verdict else ""
    return {"title": _("Proposal"), "lines": _said(lines), "verdict": verdict, "reason": row.reason}


def _escalation(row: Escalation) -> Texts:
    lines = [(_("Problem"), row.problem), (_("Opinion"), row.opinion)]
    goes_on = _("Goes on as: %(state)s") % {"state": State(row.target).label} if row.target else ""
    return {"title": _("Put before the manager"), "lines": _said(lines), "verdict": goes_on, "reason": row.decision}


def _extension(row: Extension) -> Texts:
    lines = [
        (_("Reason"), row.reason),
        (_("Limit until then"), moment(row.old_due)),
        (_("New limit"), moment(row.new_due)),
    ]
    verdict = {None: "", True: _("Granted"), False: _("Refused")}[row.approved]
    return {"title": _("Request for more time"), "lines": _said(lines), "verdict": verdict, "reason": row.answer}


def _said(lines: list[tuple[str, str]]) -> list[list[str]]:
    return [[label, text] for label, text in lines if text]


def proofs(complaint: Complaint) -> dict[int, str]:
    """How it is known that each word to the complainant arrived, by the id of the reply; for those who work on it."""
    told = Event.objects.about(complaint).filter(verb__in=("complaint.replied", "complaint.not_reached"))
    events = [event for event in told.order_by("at", "id") if "reply" in event.data]
    known = Proofs(complaint, outbox.messages_about(complaint), events)
    return {event.data["reply"]: known.of(event) for event in events}


def reply(row: Reply, complaint: Complaint, sight: Sight, proof: str = "") -> Texts:
    """One word to the complainant, or an attempt."""
    return {
        "at": moment(row.at),
        "kind": row.get_kind_display(),
        "method": row.get_method_display(),
        "by": signed(row.by),
        "reached": row.reached,
        "text": veiled(sight, complaint, row.text),
        "proof": proof,
    }


def report(row: OfficeReport, complaint: Complaint, sight: Sight) -> Texts:
    """One report to the park office."""
    return {
        "at": moment(row.at),
        "method": row.get_method_display(),
        "by": signed(row.by),
        "text": veiled(sight, complaint, row.text),
    }


def office_word(row: OfficeWord, complaint: Complaint, sight: Sight) -> Texts:
    """What the park office said to a result."""
    kind = _("Acknowledged") if row.acknowledged else _("Comment")
    return {"at": moment(row.at), "by": row.name, "kind": kind, "text": veiled(sight, complaint, row.text)}


def visit(row: ReturnVisit) -> Texts:
    """One return visit, or an attempt."""
    return {
        "number": row.number,
        "at": moment(row.at),
        "method": row.get_method_display(),
        "by": signed(row.by),
        "result": row.word,
        "satisfaction": str(row.satisfaction or ""),
        "quality": str(row.quality or ""),
        "effect": row.get_effect_display() if row.effect else "",
        "shortcomings": row.shortcomings,
        "suggestion": row.suggestion,
        "note": row.note,
        "signed": row.signed,
    }


def check(row: QualityCheck) -> Texts:
    """The manager's own judgement."""
    return {"at": moment(row.at), "by": signed(row.by), "quality": str(row.quality), "remark": row.remark}
