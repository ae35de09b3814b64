"""What complainants of merged complaints share: every answer goes to each of them, in their own name (domain 2.1, C12).

The one that stays leads; whoever sent a merged one reads on their own page how it goes on, without the other's name,
words or photos.
"""

import re
from datetime import datetime

from complaints.casework import sight
from complaints.casework.delivery import reply_failed
from complaints.casework.models import Complaint
from complaints.casework.records import Reply
from complaints.choices import ReplyKind, ReplyMethod
from parkservice.journal.services import record


def leading(complaint: Complaint) -> Complaint:
    """Return the complaint that goes on: the one it was merged into, else itself."""
    return complaint.merged_into or complaint


def merged(complaint: Complaint) -> list[Complaint]:
    """Return the complaints that were merged into it; no statement where nothing was mentioned twice."""
    if complaint.pk is None or complaint.mentions < 2:
        return []
    return list(complaint.merged.select_related("park", "officer", "unit", "customer").order_by("received_at", "id"))


def untold(complaint: Complaint) -> list[Complaint]:
    """Return the merged complaints whose senders do not know the result yet, or whose mail with it failed."""
    since = complaint.resolved_at
    if since is None:
        return []
    return [other for other in merged(complaint) if not _told_since(other, since) or reply_failed(other, since)]


def _told_since(other: Complaint, since: datetime) -> bool:
    return other.told_complainant_at is not None and other.told_complainant_at >= since


def to_ask(complaint: Complaint) -> Complaint:
    """Return the complaint whose sender is asked how it went: its own, else the first merged one that left a name."""
    if not complaint.anonymous:
        return complaint
    return next((other for other in merged(complaint) if not other.anonymous), complaint)


def in_their_name(text: str, told: Complaint, other: Complaint) -> str:
    """Return an answer to one complainant as the other one may read it: own form of address, own number."""
    address = other.salutation
    for name in filter(None, (told.salutation, told.sender_name)):
        if not address:
            text = re.sub(re.escape(name) + r"[：:，,]\s*", "", text)
        text = text.replace(name, address)
    text = text.replace(told.number, other.number)
    return sight.veiled(sight.Sight.MASKED, told, text).strip()


def pass_on(told: Reply) -> list[Reply]:
    """Give an answer that reached its complainant to those of the merged complaints too, in the same transaction.

    It stands on their tracking pages, and goes by mail where an address was left and the last mail did not fail.
    """
    if not told.reached:
        return []
    return [_give(told, other) for other in merged(told.complaint)]


def _give(told: Reply, other: Complaint) -> Reply:
    since = told.complaint.resolved_at
    failed = told.kind == ReplyKind.RESULT and since is not None and reply_failed(other, since)
    mail = bool(other.email) and not other.anonymous and not failed
    given = Reply.objects.create(
        complaint=other,
        at=told.at,
        by=told.by,
        kind=told.kind,
        method=ReplyMethod.MAIL if mail else ReplyMethod.TRACKING_PAGE,
        text=in_their_name(told.text, told.complaint, other),
        courtesy=told.courtesy,
        courtesy_reason=told.courtesy_reason,
    )
    other.acknowledged_at = other.acknowledged_at or told.at
    if told.kind != ReplyKind.CONTACT:
        other.answered_at = other.answered_at or told.at
    if told.kind == ReplyKind.RESULT:
        other.told_complainant_at = told.at
    other.save(update_fields=["acknowledged_at", "answered_at", "told_complainant_at"])
    data = {"kind": given.kind, "method": given.method, "text": given.text, "reply": given.pk, "passed_on": told.pk}
    record(park=other.park, actor=told.by, verb="complaint.replied", subject=other, data=data)
    return given
