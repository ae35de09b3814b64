"""The papers of a complaint: the register form 投诉登记表 and the reply letter 回复函 (domain 2.1, "Printed")."""

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework import printing
from complaints.casework.delivery import LETTER
from complaints.casework.models import Complaint
from complaints.casework.printing import PrintItem
from complaints.casework.records import Reply
from complaints.choices import LimitKind, ReplyKind
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import mask_phone
from parkservice.paperwork.models import Attachment, Paper
from parkservice.paperwork.papers import print_copy
from parkservice.parks import deadlines
from parkservice.ui.words import DASH

REGISTER = "complaint_register"

printing.register(
    PrintItem(
        "print_register", gettext_lazy("Complaint register form"), "paper", lambda page: page.may_print, place=10
    ),
    PrintItem(
        "print_reply",
        gettext_lazy("Reply letter"),
        "mail",
        lambda page: page.may_print and bool(page.complaint.answered_at) and not page.complaint.anonymous,
        place=30,
    ),
)


def print_register(*, complaint: Complaint, actor: User, language: str = "zh-hans") -> Paper:
    """Issue the register form, or count a reprint while nothing has changed."""
    with translation.override(language):
        data = register_data(complaint)
    return _print(REGISTER, complaint, data, actor, language)


def print_letter(*, complaint: Complaint, actor: User) -> Paper:
    """Issue the last word to the complainant as a letter, in their language.

    Raises RuleViolation when nothing was told yet, or when nobody could receive a letter.
    """
    if complaint.anonymous:
        raise RuleViolation(_("The complainant stayed anonymous: the answer stands on the tracking page."))
    told = complaint.replies.filter(reached=True).exclude(kind=ReplyKind.CONTACT).select_related("by").last()
    if told is None:
        raise RuleViolation(_("Nothing was told yet. Write the reply first, then print it as a letter."))
    with translation.override(complaint.language):
        data = letter_data(complaint, told)
    return _print(LETTER, complaint, data, actor, complaint.language)


def _print(kind: str, complaint: Complaint, data: dict[str, Any], actor: User, language: str) -> Paper:
    return print_copy(
        kind=kind,
        subject=complaint,
        park=complaint.park,
        number=complaint.number,
        data=data,
        actor=actor,
        language=language,
    )


def register_data(complaint: Complaint) -> dict[str, Any]:
    """Return what the register form says, in the active language; unknown things stay blank for a pen."""
    told = complaint.replies.filter(reached=True).select_related("by").last()
    files = Attachment.objects.of(complaint).count()
    return {
        "received_at": _moment(complaint.received_at),
        "channel": complaint.get_channel_display(),
        "complainant": _("anonymous") if complaint.anonymous else complaint.sender_name,
        "phone": mask_phone(complaint.phone),
        "unit": complaint.unit.code if complaint.unit else "",
        "company": complaint.customer.display_name if complaint.customer else "",
        "occurred_at": _moment(complaint.occurred_at),
        "place": complaint.place,
        "category": complaint.get_category_display(),
        "severity": complaint.get_severity_display(),
        "urgent": complaint.urgent,
        "content": complaint.content,
        "wanted": complaint.wanted_result,
        "officer": complaint.officer.display_name,
        "registered_by": str(complaint.received_by or DASH),
        "deadlines": _deadlines(complaint),
        "facts": complaint.facts,
        "outcome": complaint.get_outcome_display() if complaint.outcome else "",
        "measures": complaint.measures,
        "reply": _told(told) if told else "",
        "attachments": str(files) if files else "",
    }


def letter_data(complaint: Complaint, told: Reply) -> dict[str, Any]:
    """Return what the reply letter says, in the active language."""
    lines = [line.strip() for line in told.text.splitlines() if line.strip()]
    salutation = _("%(name)s:") % {"name": complaint.salutation}
    if lines and lines[0].startswith(complaint.salutation):
        # The text greets by name already; the letter sets the salutation on its own line.
        lines[0] = lines[0].removeprefix(complaint.salutation).lstrip("：:,， ")
    return {
        "salutation": salutation,
        "paragraphs": [line for line in lines if line],
        "number": complaint.number,
        "matter": complaint.matter,
        "signer": told.by.display_name,
        "signer_title": told.by.job_title,
        "department": _("Customer service department"),
        "date": date_format(clock.local(told.at), "j F Y" if complaint.language == "en" else "Y 年 n 月 j 日"),
        "phone": complaint.park.desk_phone,
        "place": complaint.park.desk_place,
    }


def _deadlines(complaint: Complaint) -> list[dict[str, str]]:
    """The limits in the order of their end, each with how it was computed."""
    named = [
        (LimitKind.DISPATCH, complaint.dispatch_due),
        (LimitKind.ACKNOWLEDGE, complaint.acknowledge_due),
        (LimitKind.ANSWER, complaint.answer_due),
        (LimitKind.RESOLVE, complaint.resolve_due),
        (LimitKind.REPLY, complaint.reply_due),
    ]
    return [
        {
            "name": str(kind.label),
            "at": _moment(at),
            "basis": deadlines.explain(complaint.limit_basis[kind], complaint.park),
        }
        for kind, at in named
        if at is not None
    ]


def _told(reply: Reply) -> str:
    return _("%(when)s, %(method)s, %(name)s") % {
        "when": _moment(reply.at),
        "method": reply.get_method_display(),
        "name": reply.by.display_name,
    }


def _moment(at: Any) -> str:
    """A moment as papers write it: 2026-11-05 10:00, blank when unknown."""
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else ""
