"""By when a suggestion is decided, and the proposer told (domain 2.2)."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from complaints.suggestions.models import Suggestion
from parkservice.kit import clock, worktime
from parkservice.kit.errors import RuleViolation
from parkservice.parks import thresholds
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park


def decide_by(reported_at: datetime, park: Park) -> datetime:
    """By when the manager decides what was reported then."""
    return worktime.after_days(reported_at, thresholds.value(park, "decide_suggestion_days"), calendar_for(park)).at


def answer_by(decided_at: datetime, park: Park) -> datetime:
    """By when the proposer is told what was decided then."""
    return worktime.after_days(decided_at, thresholds.value(park, "answer_suggestion_days"), calendar_for(park)).at


def check_again(park: Park, day: date | None) -> None:
    """Raise RuleViolation unless what is put off comes back on a day that is ahead and not too far."""
    longest = thresholds.value(park, "later_days")
    if day is None or not clock.today() < day <= clock.today() + timedelta(days=longest):
        raise RuleViolation(_("Choose a day from tomorrow on, at most %(days)d days ahead.") % {"days": longest})


def kept_waiting(suggestion: Suggestion) -> bool:
    """Whether the proposer waits longer than we set ourselves, for the decision or for the word about it."""
    reported_at, decided_at, park = suggestion.reported_at, suggestion.decided_at, suggestion.park
    now = clock.now()
    decided_late = reported_at is not None and (decided_at or now) > decide_by(reported_at, park)
    return decided_late or (decided_at is not None and now > answer_by(decided_at, park))
