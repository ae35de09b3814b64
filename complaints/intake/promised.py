"""The limits of the park as promises to the public, read from the same rows that set the clocks (domain 3.12)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.casework.limits import current
from complaints.casework.records import TimeLimit
from complaints.choices import LimitKind, LimitUnit, Severity
from parkservice.parks.models import Park
from parkservice.ui.words import span_text

KINDS = (LimitKind.ACKNOWLEDGE, LimitKind.ANSWER, LimitKind.RESOLVE)


def in_words(limit: TimeLimit) -> str:
    """Return a limit as a length of time: 4 working hours, 1 working day, 15 minutes."""
    if limit.unit == LimitUnit.WORKING_DAYS:
        return ngettext("%(count)d working day", "%(count)d working days", limit.amount) % {"count": limit.amount}
    hours, minutes = divmod(limit.amount, 60)
    if not hours:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if limit.unit == LimitUnit.WORKING_MINUTES and hours and not minutes:
        return ngettext("%(count)d working hour", "%(count)d working hours", hours) % {"count": hours}
    return span_text(limit.amount, working=limit.unit == LimitUnit.WORKING_MINUTES)


def first_contact(park: Park, *, urgent: bool = False) -> str:
    """Return within what time an ordinary or an urgent complaint hears from us; empty in a park without limits."""
    limit = current(park.pk).get((Severity.MINOR, urgent, LimitKind.ACKNOWLEDGE))
    return in_words(limit) if limit else ""


def table(park: Park) -> dict[str, Any]:
    """Return the promises by weight, for the page that explains them."""
    limits = current(park.pk)
    weights = {
        Severity.MINOR: _("an inconvenience"),
        Severity.IMPORTANT: _("our service fell short"),
        Severity.MAJOR: _("serious, or unsolved for long"),
    }
    rows = []
    for severity, explanation in weights.items():
        found = [limits.get((severity, False, kind)) for kind in KINDS]
        rows.append((severity.label, explanation, [in_words(limit) if limit else "" for limit in found]))
    return {
        "promises": rows if limits else [],
        "columns": [_("We contact you"), _("First answer"), _("Settled")],
        "urgent": first_contact(park, urgent=True),
    }
