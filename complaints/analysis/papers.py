"""The analysis of a month on paper (A6, domain 2.1 "Printed")."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.analysis.figures import MonthFigures, Table
from complaints.analysis.models import MonthAnalysis
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy
from parkservice.parks.models import Park
from parkservice.ui.words import DASH

ANALYSIS = "complaint_analysis"


def month_text(month: date) -> str:
    """A month as headings write it: 2026 年 10 月, October 2026."""
    if translation.get_language() == "en":
        return f"{month:%B %Y}"
    return f"{month.year} 年 {month.month} 月"


@transaction.atomic
def print_analysis(*, park: Park, month: date, actor: User, language: str = "zh-hans") -> Paper:
    """Issue the analysis of a month with the figures of this moment; that it was printed fulfils A6."""
    analysis, _new = MonthAnalysis.objects.select_for_update(of=("self",)).get_or_create(
        park=park, month=month, defaults={"by": actor}
    )
    with translation.override(language):
        data = analysis_data(park, month, analysis)
    analysis.printed_at = clock.now()
    analysis.save(update_fields=["printed_at"])
    return print_copy(
        kind=ANALYSIS,
        subject=analysis,
        park=park,
        number=f"TS-{month:%Y-%m}",
        data=data,
        actor=actor,
        language=language,
    )


def analysis_data(park: Park, month: date, analysis: MonthAnalysis) -> dict[str, Any]:
    """Return what the paper says, in the active language."""
    figures = MonthFigures(park, month)
    rates = [*figures.rates]
    units = figures.per_hundred_units
    return {
        "month": month_text(month),
        "counts": [
            [_("Registered"), str(figures.counts["registered"])],
            [_("Valid"), str(figures.counts["valid"])],
            [_("Unfounded"), str(figures.counts["unfounded"])],
            [_("Closed"), str(figures.counts["closed"])],
            [_("Praise"), str(figures.praise)],
        ],
        "rates": [
            *([rate.label, rate.text, rate.basis] for rate in rates),
            [units.label, str(units.percent or DASH), units.basis],
        ],
        "tables": [_table(table) for table in figures.tables if table.rows],
        "trend": [[f"{first:%Y-%m}", str(all_), str(valid)] for first, all_, valid in figures.trend],
        "found": [[cause, str(count)] for cause, count in figures.causes],
        "causes": analysis.causes,
        "measures": analysis.measures,
        "by": analysis.by.display_name,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "rows": [[row.label, str(row.registered), str(row.valid), row.on_time.text] for row in table.rows],
    }


kinds.register(kinds.PaperKind(ANALYSIS, gettext_lazy("Monthly analysis of complaints")))
