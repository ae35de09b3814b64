"""The answer to a proposer, as the courtesy check and the duties L1 to L4 know it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.intake.services import shorten
from complaints.suggestions import limits, rules
from complaints.suggestions.models import Suggestion
from parkservice.accounts.models import User
from parkservice.kit.courtesy import Context
from parkservice.messaging.wordbook import writing
from parkservice.parks.models import Park

ANSWER = "suggestion.answer"


def find(user: User, pk: int) -> Suggestion:
    """The suggestion for those who answer it. Raises Suggestion.DoesNotExist or PermissionDenied."""
    suggestion = Suggestion.objects.visible_to(user).select_related("park").get(pk=pk)
    if not rules.may_answer(suggestion, user):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    return suggestion


def context(suggestion: Suggestion) -> Context:
    """An answer names the proposer, and apologises to one who was kept waiting; desk and own number may stand in it."""
    return Context(
        inconvenience=limits.kept_waiting(suggestion),
        person=suggestion.sender_name,
        title=suggestion.sender_title,
        allowed_numbers=(suggestion.park.desk_phone, suggestion.park.duty_phone, suggestion.phone),
    )


def sent(people: Sequence[User], park: Park, since: datetime) -> Iterable[writing.Sent]:
    """The answers that these people wrote; one statement."""
    mine = Suggestion.objects.filter(answered_by__in=[user.pk for user in people], park=park, answered_at__gte=since)
    columns = ("answered_by_id", "answered_at", "answer_courtesy", "answer_courtesy_reason", "content", "pk")
    for by, at, hints, reason, content, pk in mine.values_list(*columns):
        yield writing.Sent(by, at, hints, reason, shorten(content), page(pk))


def page(pk: int) -> str:
    """Where an answer is written."""
    return reverse("complaints:suggestion", args=[pk])


writing.register(writing.Kind(ANSWER, find=find, context=context, sent=sent, page=page))
