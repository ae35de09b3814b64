"""Writing down what a month says, and printing it (A6)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.analysis.models import MonthAnalysis
from parkservice.accounts.models import User
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park


@transaction.atomic
def conclude(*, park: Park, month: date, actor: User, causes: str, measures: str) -> MonthAnalysis:
    """Keep what the manager concludes from a month; writing again changes the words (A6).

    Raises RuleViolation for a month that has not begun.
    """
    if month > clock.today():
        raise RuleViolation(_("This month has not begun. Choose an earlier one."))
    analysis, _new = MonthAnalysis.objects.select_for_update(of=("self",)).get_or_create(
        park=park, month=month, defaults={"by": actor}
    )
    analysis.causes, analysis.measures, analysis.by = causes, measures, actor
    analysis.save(update_fields=["causes", "measures", "by"])
    record(
        park=park,
        actor=actor,
        verb="analysis.concluded",
        subject=analysis,
        data={"month": f"{month:%Y-%m}", "causes": causes, "measures": measures},
    )
    return analysis
