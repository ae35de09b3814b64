"""Counters of the public form: a flood is taken and held for a look, and only a storm is refused (reliability #30).

They count what was stored, so that they need no table of their own and survive a restart. Somebody who guesses number
and phone of a case, or sends files again and again, is counted in the access log.
"""

from datetime import datetime, timedelta

from django.conf import settings

from complaints.casework.models import Complaint
from complaints.casework.records import Remark
from complaints.suggestions.models import Suggestion
from parkservice.journal.models import AccessEntry
from parkservice.journal.services import log_access
from parkservice.kit import clock
from parkservice.parks.models import Park

MISSED = "track_missed"
READ = "files_read"


#: What a slow drip is counted in.
DAY = timedelta(days=1)


def _an_hour_ago() -> datetime:
    return clock.now() - timedelta(hours=1)


def _sent(*, within: timedelta = timedelta(hours=1), **who: str) -> int:
    since = clock.now() - within
    return sum(
        voices.filter(received_at__gt=since, **who).count() for voices in (Complaint.objects, Suggestion.objects)
    )


def is_storm(address: str | None) -> bool:
    """Whether an address sent so much within the hour that nothing more is taken from it for now."""
    return address is not None and _sent(source_address=address) >= settings.PUBLIC_REFUSE_PER_ADDRESS


def needs_a_look(*, address: str | None, phone: str) -> bool:
    """Whether a matter is taken but held, because its address or its phone sent many within the hour or the day."""
    if address is not None and _sent(source_address=address) >= settings.PUBLIC_HOLD_PER_ADDRESS:
        return True
    if address is not None and _sent(within=DAY, source_address=address) >= settings.PUBLIC_HOLD_PER_DAY:
        return True
    return bool(phone) and _sent(phone=phone) >= settings.PUBLIC_HOLD_PER_PHONE


def reads_too_much(*, park: Park, address: str | None) -> bool:
    """Whether an address sent files so often within the hour that no more of them are opened for now.

    Counts this time before anything is opened: a form that is refused afterwards cost the same.
    """
    sent = AccessEntry.objects.filter(what=READ, at__gt=_an_hour_ago(), address=address)
    if sent.count() >= settings.PUBLIC_REFUSE_PER_ADDRESS:
        return True
    log_access(what=READ, park=park, address=address)
    return False


def too_many_remarks(complaint: Complaint) -> bool:
    """Whether a secret link was used for so many remarks within the hour that it must be a machine."""
    sent = Remark.objects.filter(complaint=complaint, author__isnull=True, at__gt=_an_hour_ago())
    return sent.count() >= settings.PUBLIC_REMARKS_PER_HOUR


def guesses(address: str | None) -> bool:
    """Whether an address missed so often that number and phone of a case are being guessed (invariant C13)."""
    since = clock.now() - timedelta(minutes=settings.TRACK_WINDOW_MINUTES)
    missed = AccessEntry.objects.filter(what=MISSED, at__gt=since, address=address)
    return missed.count() >= settings.TRACK_MISSES


def note_miss(*, park: Park, address: str | None) -> None:
    """Log one lookup that found nothing. Finding one's own case costs nothing: a whole park may share one address."""
    log_access(what=MISSED, park=park, address=address)
