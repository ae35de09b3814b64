"""Pay-ins on the screen: the list, one slip with finance's count, and its paper (O7)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fees.cashdesk.acting import act_methods, perform
from fees.cashdesk.forms import ActForm
from fees.cashdesk.views import SEES
from fees.payins import papers, services
from fees.payins.forms import CheckForm
from fees.payins.models import CheckResult, PayIn, PayInCheck
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.journal.queries import timeline
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.tasks.moves import must
from parkservice.ui.lists import Column, ExportColumn, RecordList, SavedView


def _waiting() -> Q:
    confirmed = PayInCheck.objects.filter(pay_in=OuterRef("pk"), result=CheckResult.CONFIRMED)
    return ~Q(Exists(confirmed))


@allow(*SEES)
class PayInList(RecordList):
    """Pay-ins: those that wait for finance first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Cash pay-ins"), "pay-ins", "cash"
    views = (
        SavedView("waiting", gettext_lazy("To be confirmed"), lambda _request: _waiting()),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"number": "number", "date": "at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Handed in by")),
        Column(gettext_lazy("Takings of"), sort="date"),
        Column(gettext_lazy("Amount"), css="num"),
        Column(gettext_lazy("Finance"), css="inl"),
    )
    row_template = "fees/payins/_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Handed in by"), lambda row: row.collector.name),
        ExportColumn(gettext_lazy("Takings of"), lambda row: row.for_day),
        ExportColumn(gettext_lazy("Handed in at"), lambda row: row.at),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
    )
    export_perms = ("cash.view",)
    empty_title = gettext_lazy("No pay-in here")
    empty_text = gettext_lazy("Officers hand their takings in every day, in the close of their day.")

    def rows(self) -> QuerySet[Any]:
        """Those this person may see, in the park shown."""
        return PayIn.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Who handed in, and what finance said."""
        return rows.select_related("collector").prefetch_related("checks")

    def row_url(self, row: Any) -> str:
        """The slip."""
        return reverse("fees:pay_in", args=[row.pk])


def _find(request: PersonRequest, pk: int) -> PayIn:
    rows = PayIn.objects.visible_to(request.user).select_related("park", "collector", "drawer")
    found = get_object_or_404(rows, pk=pk)
    enter_park(request, found.park)
    return found


@allow(*SEES)
@require_safe
def pay_in(request: PersonRequest, pk: int) -> HttpResponse:
    """One slip: its notes, what finance counted, and the form for the count."""
    return _page(request, _find(request, pk))


def _may_check(row: PayIn, request: PersonRequest) -> bool:
    return row.collector_id != request.user.pk and may(request.user, "cash.confirm", row)


def _dispute(request: PersonRequest, row: PayIn, checks: list[PayInCheck]) -> dict[str, Any] | None:
    """What finance found wrong with this person's own pay-in, while that is not settled (domain 4, step 5)."""
    if row.collector_id != request.user.pk or not checks or checks[-1].result != CheckResult.DISPUTED:
        return None
    off = checks[-1].counted - row.amount
    return {"counted": checks[-1].counted, "missing": -off if off < 0 else None, "over": off}


def _page(request: PersonRequest, row: PayIn, bound: ActForm | None = None) -> HttpResponse:
    checks = list(row.checks.select_related("by"))
    confirmed = any(each.result == CheckResult.CONFIRMED for each in checks)
    context = {
        "row": row,
        "checks": checks,
        "confirmed": confirmed,
        "form": (bound or CheckForm()) if not confirmed and _may_check(row, request) else None,
        "dispute": _dispute(request, row, checks),
        "entries": list(reversed(timeline(row))),
    }
    return render(request, "fees/payins/pay_in.html", context, status=422 if bound else 200)


@allow("cash.confirm")
@act_methods
def pay_in_check(request: PersonRequest, pk: int) -> HttpResponse:
    """Count a pay-in as finance: it confirms or disputes."""
    row = _find(request, pk)
    must(_may_check(row, request))
    said, back = _("Your count is kept; the officer was told."), reverse("fees:pay_in", args=[row.pk])
    again = lambda bound: _page(request, row, bound)  # noqa: E731 - the page of this slip
    form = CheckForm(request.POST)
    return perform(request, form, services.check_pay_in, said=said, back=back, again=again, pay_in_id=row.pk)


@allow(*SEES)
@require_POST
def pay_in_print(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the slip, and open it."""
    row = _find(request, pk)
    return redirect("fees:pay_in_paper", row.pk, papers.print_slip(row=row, actor=request.user).pk)


@allow(*SEES)
@require_safe
def pay_in_paper(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """The PDF of a slip."""
    mine = Paper.objects.filter(kind=papers.SLIP, subject_id=_find(request, pk).pk)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper))
