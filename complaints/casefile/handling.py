"""What the handling form 投诉处理单 says: the case on one or two sheets, for signing (domain 2.1)."""

from typing import Any

from complaints.casefile import parts
from complaints.casework.models import Complaint
from complaints.casework.sight import Sight
from complaints.choices import ReplyKind


def handling_data(complaint: Complaint, sight: Sight) -> dict[str, Any]:
    """Return the content of the form as one reader may have it, in the active language; what is unknown stays blank."""
    data = {**parts.registration(complaint, sight), **parts.investigation(complaint, sight)}
    told = complaint.replies.filter(kind=ReplyKind.RESULT, reached=True).select_related("by").last()
    report = complaint.office_reports.select_related("by").last()
    data["told"] = parts.reply(told, complaint, sight) if told else {}
    data["reported"] = parts.report(report, complaint, sight) if report else {}
    if sight is Sight.FULL:
        data["decisions"] = parts.decisions(complaint)
        visit = complaint.return_visits.filter(reached=True).select_related("by").last()
        data["visit"] = parts.visit(visit) if visit else {}
    return data
