"""What the case file 投诉案卷 says: everything that is on record about a complaint (domain 2.1, "Archive")."""

from typing import Any

from complaints.casefile import parts
from complaints.casework.history import History
from complaints.casework.models import Complaint
from complaints.casework.sight import PAPER_VERBS, Sight, veiled
from complaints.duplicates.sharing import merged
from parkservice.messaging import outbox
from parkservice.paperwork.models import Attachment


def file_data(complaint: Complaint, sight: Sight) -> dict[str, Any]:
    """Return the content of the file as one reader may have it, in the active language."""
    replies = complaint.replies.select_related("by")
    proofs = parts.proofs(complaint) if sight is Sight.FULL else {}
    data = {
        **parts.registration(complaint, sight),
        **parts.investigation(complaint, sight),
        "closed_at": parts.moment(complaint.closed_at),
        "joined": [other.number for other in merged(complaint)],
        "replies": [parts.reply(each, complaint, sight, proofs.get(each.pk, "")) for each in replies],
        "reports": [parts.report(each, complaint, sight) for each in complaint.office_reports.select_related("by")],
        "history": _history(complaint, sight),
        **_enclosed(complaint, sight),
    }
    if sight in (Sight.FULL, Sight.RESULT):
        data["office_words"] = [parts.office_word(word, complaint, sight) for word in complaint.office_words.all()]
    if sight is Sight.FULL:
        data["decisions"] = parts.decisions(complaint)
        data["visits"] = [parts.visit(each) for each in complaint.return_visits.select_related("by")]
        data["checks"] = [parts.check(each) for each in complaint.checked]
    return data


def _history(complaint: Complaint, sight: Sight) -> list[dict[str, str]]:
    """Every line that the reader's page shows, oldest first, but no prints: else no print would be like the last."""
    messages = outbox.messages_about(complaint) if sight is Sight.FULL else []
    lines = History(complaint, sight, "", messages).entries
    return [
        {"at": parts.moment(line.at), "who": line.actor_name, "text": line.sentence, "note": line.note}
        for line in reversed(lines)
        if line.event.verb not in PAPER_VERBS
    ]


def _enclosed(complaint: Complaint, sight: Sight) -> dict[str, Any]:
    """Photos, which are printed, and the names of other files, which are not; those of merged complaints too."""
    if not sight.files:
        return {}
    photos: list[dict[str, str]] = []
    files: list[dict[str, str]] = []
    for case in (complaint, *merged(complaint)):
        for each in Attachment.objects.of(case):
            name = veiled(sight, case, each.name)
            line = {"id": str(each.uuid), "name": name, "sent": parts.moment(each.at), "number": case.number}
            (photos if each.image else files).append(line)
    return {"photos": photos, "files": files}
