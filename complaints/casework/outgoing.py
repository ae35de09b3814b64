"""The texts of casework that go out, as the courtesy check knows them: replies and reports (L1 to L4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.casework.records import Reply
from complaints.choices import ReplyKind, Validity
from parkservice.accounts.models import User
from parkservice.kit.courtesy import Context
from parkservice.messaging.wordbook import writing
from parkservice.parks.models import Park

REPLY = "complaint.reply"
REPORT = "complaint.report"
#: Kinds of words that the check reads in another way: a question asks, a delay gives trouble.
OWN = (ReplyKind.QUESTION, ReplyKind.DELAY)


def find(user: User, pk: int) -> Complaint:
    """The complaint for those who write on it. Raises Complaint.DoesNotExist or PermissionDenied."""
    complaint = Complaint.objects.visible_to(user).select_related("park").get(pk=pk)
    if not rules.may_act(complaint, user):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    return complaint


def text_key(kind: str) -> str:
    """The key of a word of this kind: questions and delays are texts of their own."""
    return f"{REPLY}.{kind}" if kind in OWN else REPLY


def reply_context(complaint: Complaint, kind: str = "") -> Context:
    """A reply names the complainant, answers for the matter and is ours to apologise for when it is valid."""
    return Context(
        is_request=kind == ReplyKind.QUESTION,
        inconvenience=kind == ReplyKind.DELAY,
        our_fault=complaint.validity in (Validity.VALID, Validity.PARTLY),
        complaint_reply=True,
        person=complaint.sender_name,
        title=complaint.sender_title,
        allowed_numbers=(complaint.park.desk_phone, complaint.park.duty_phone, complaint.phone),
    )


def report_context(complaint: Complaint) -> Context:
    """A report goes from office to office; numbers of persons do not belong into it."""
    return Context(audience="internal", allowed_numbers=(complaint.park.desk_phone, complaint.park.duty_phone))


def sent(people: Sequence[User], park: Park, since: datetime) -> Iterable[writing.Sent]:
    """The replies that these people wrote; one statement."""
    mine = Reply.objects.filter(by__in=[user.pk for user in people], complaint__park=park, at__gte=since, reached=True)
    columns = ("by_id", "at", "courtesy", "courtesy_reason", "complaint__matter", "complaint_id")
    for by, at, hints, reason, matter, pk in mine.values_list(*columns):
        yield writing.Sent(by, at, hints, reason, matter, page(pk))


def page(pk: int) -> str:
    """Where the texts of a complaint are written."""
    return reverse("complaints:record", args=[pk])


writing.register(writing.Kind(REPLY, find=find, context=reply_context, sent=sent, page=page))
for own in OWN:
    writing.register(writing.Kind(text_key(own), find=find, context=partial(reply_context, kind=own), page=page))
writing.register(writing.Kind(REPORT, find=find, context=report_context, hints=("R7", "R10"), page=page))
