"""The analysis of a month: figures that open their lists, a trend, the manager's conclusion, and its paper (A6)."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.analysis import papers, services
from complaints.analysis.conditions import first_of, following
from complaints.analysis.figures import MonthFigures
from complaints.analysis.forms import ConclusionForm
from complaints.analysis.models import MonthAnalysis
from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.rights import may
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.parks import thresholds
from parkservice.ui import charts

#: The first month that is asked for; nothing older is ever looked through.
OLDEST = date(2000, 1, 1)


def _month(request: HttpRequest) -> date:
    """The month of the address; last month when none, or none that can be, was named."""
    this = clock.today().replace(day=1)
    wanted = first_of(request.GET.get("month", ""))
    return wanted if wanted is not None and OLDEST <= wanted <= this else following(this, -1)


def _url(month: date) -> str:
    return f"{reverse('complaints:analysis')}?month={month:%Y-%m}"


@allow("complaints.analysis")
@require_safe
def month_page(request: PersonRequest) -> HttpResponse:
    """The month: figures, tables, trend, conclusion."""
    return _page(request, _month(request))


def _page(request: PersonRequest, month: date, form: ConclusionForm | None = None) -> HttpResponse:
    figures = MonthFigures(request.park, month)
    analysis = MonthAnalysis.objects.filter(park=request.park, month=month).select_related("by").first()
    this = clock.today().replace(day=1)
    context = {
        "month": month,
        "month_text": papers.month_text(month),
        "figures": figures,
        "analysis": analysis,
        "running": month == this,
        "chart": _chart(figures),
        "earlier": _url(following(month, -1)),
        "later": _url(following(month)) if month < this else "",
        "by_day": thresholds.value(request.park, "analysis_days"),
        "may_write": may(request.user, "complaints.conclude", request.park),
        "form": form or ConclusionForm(initial=_words(analysis)),
    }
    return render(request, "complaints/analysis/month.html", context, status=422 if form else 200)


def _words(analysis: MonthAnalysis | None) -> dict[str, str]:
    return {"causes": analysis.causes, "measures": analysis.measures} if analysis else {}


def _chart(figures: MonthFigures) -> charts.Columns:
    trend = figures.trend
    return charts.Columns(
        label=_("Complaints of the last twelve months"),
        axis=[f"{month:%m}" for month, _all, _valid in trend],
        rows=[
            charts.Row(_("Registered"), [all_ for _month, all_, _valid in trend]),
            charts.Row(_("Valid"), [valid for _month, _all, valid in trend]),
        ],
        head=_("Month"),
    )


@allow("complaints.conclude")
@require_POST
def conclude(request: PersonRequest) -> HttpResponse:
    """Keep what the manager concludes."""
    month, form = _month(request), ConclusionForm(request.POST)
    if not form.is_valid():
        return _page(request, month, form)
    try:
        services.conclude(park=request.park, month=month, actor=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept. Print it when the month is over."))
    return redirect(_url(month))


@allow("complaints.conclude")
@require_POST
def print_month(request: PersonRequest) -> HttpResponse:
    """Issue the paper of the month in the language of the page, and open it."""
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "zh-hans"
    paper = papers.print_analysis(park=request.park, month=_month(request), actor=request.user, language=language)
    return redirect("complaints:analysis_paper", paper.pk)


@allow("complaints.analysis")
@require_safe
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """The PDF of an analysis."""
    seen = MonthAnalysis.objects.visible_to(request.user).values("pk")
    mine = Paper.objects.filter(kind=papers.ANALYSIS, subject_id__in=seen)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=pk))
