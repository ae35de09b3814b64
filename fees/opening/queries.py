"""Carry-overs that wait for somebody."""

from django.db.models import Q, QuerySet

from fees.opening.models import OpeningImport, OpeningState
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.parks.models import Park


def _to_decide(user: User, park: Park) -> QuerySet[OpeningImport]:
    sent = Q(state=OpeningState.SENT) & ~Q(sent_by=user)
    undoing = Q(state=OpeningState.UNDOING) & ~Q(undo_asked_by=user)
    return OpeningImport.objects.filter(sent | undoing, park=park)


#: For a second person: the release, or the taking back (rules.may_release, rules.may_take_back).
TO_DECIDE = Queue(("opening.release",), _to_decide)
