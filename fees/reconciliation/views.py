"""The reconciliation on the screen: five ways side by side, what lies apart, the signature of the week (O6)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fees.cashdesk.acting import perform
from fees.cashdesk.forms import ActForm
from fees.cashdesk.models import Drawer
from fees.cashdesk.views import SEES
from fees.reconciliation import papers, services
from fees.reconciliation.comparing import Comparison, Pair, Reconciliation, pairs, plan_of
from fees.reconciliation.documents import addresses
from fees.reconciliation.forms import SignForm
from fees.reconciliation.models import WeekSignature
from fees.reconciliation.pages import Where, open_month, shown, statement_open, statement_rows, tabs
from fees.reconciliation.seeing import asked
from fees.reconciliation.weeks import Week, matters, monday, this_week
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.kit import clock
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.ui.pages import private

#: Documents that one page lists; who wants fewer narrows the days.
MOST = 200


@allow(*SEES)
@require_safe
def reconciliation(request: PersonRequest) -> HttpResponse:
    """Both sides of every comparison, for the days and the drawer of the address."""
    where, form = asked(request.user, request.park, request.GET)
    found = Reconciliation(where.span)
    context = {
        "form": form,
        "where": where,
        "tabs": tabs(where, open_month(request.park)),
        "found": found,
        "rows": [shown(where, row) for row in found.rows],
        "no_drawer": where.span.drawers is not None and not where.span.drawers,
        "weeks": _weeks(request),
        "may_sign": _keeps(request),
        "may_export": may(request.user, "reconciliation.export", request.park),
    }
    return private(render(request, "fees/reconciliation/page.html", context, status=200 if form.is_valid() else 422))


def _keeps(request: PersonRequest) -> bool:
    """Whether this person keeps a drawer here now."""
    return may(request.user, "cash.keep", request.park) and Drawer.objects.kept_by(request.user, request.park).exists()


def _weeks(request: PersonRequest) -> list[tuple[Drawer, WeekSignature | None]]:
    """The drawers that are kept now, each with the signature of its officer for this week."""
    seen = Drawer.objects.visible_to(request.user).filter(park=request.park).current(clock.today())
    week = monday(clock.today())
    rows = WeekSignature.objects.visible_to(request.user).filter(park=request.park, week=week).order_by("number")
    signed = {row.officer_id: row for row in rows}
    return [(drawer, signed.get(drawer.officer_id)) for drawer in seen.select_related("officer").order_by("pk")]


@allow(*SEES)
@require_safe
def reconciliation_pairs(request: PersonRequest) -> HttpResponse:
    """One comparison document by document: what lies apart, or everything."""
    where, _form = asked(request.user, request.park, request.GET)
    plan = plan_of(request.GET.get("plan", "receipts"))
    if plan is None:
        raise Http404
    found = pairs(where.span, plan)
    apart = [pair for pair in found if pair.off]
    everything = "all" in request.GET or plan.by_drawer
    listed = found if everything else apart
    context = {
        "plan": plan,
        "where": where,
        "back": f"{reverse('fees:reconciliation')}?{where.query()}",
        "rows": _named(request, plan, listed[:MOST]),
        "everything": everything,
        "number": len(found),
        "apart": len(apart),
        "more": max(0, len(listed) - MOST),
        "other": where.pairs_url(plan.code, all=None if everything else 1),
    }
    return private(render(request, "fees/reconciliation/pairs.html", context))


def _named(request: PersonRequest, plan: Comparison, rows: list[Pair]) -> list[dict[str, Any]]:
    """Pairs with the name and the page of their document, or of their drawer."""
    if not plan.by_drawer:
        urls = addresses(request.park, [str(pair.key) for pair in rows])
        return [{"pair": pair, "name": pair.key, "url": urls.get(str(pair.key), "")} for pair in rows]
    drawers = Drawer.objects.select_related("officer").in_bulk([pair.key for pair in rows])
    return [
        {
            "pair": pair,
            "name": drawers[int(pair.key)].officer.display_name,
            "url": reverse("fees:drawer", args=[pair.key]),
        }
        for pair in rows
    ]


@allow("cash.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def reconciliation_sign(request: PersonRequest) -> HttpResponse:
    """The running week of one's own drawer: what is compared, a note for what is open, the signature."""
    week = this_week(request.user, request.park)
    found = Reconciliation(week.span)
    open_now = list(matters(found))
    if request.method != "POST":
        return _sign_page(request, week, found, SignForm(open_now=open_now))
    if not week.span.drawers:
        raise PermissionDenied(_("You keep no cash drawer."))
    form = SignForm(request.POST, open_now=open_now)
    again = lambda bound: _sign_page(request, week, found, bound)  # noqa: E731 - the page of this week
    said, back = _("The week is signed."), reverse("fees:reconciliation")
    return perform(request, form, services.sign_week, said=said, back=back, again=again, park=request.park)


def _sign_page(request: PersonRequest, week: Week, found: Reconciliation, form: ActForm) -> HttpResponse:
    context = {
        "week": week,
        "found": found,
        "lines": [(row.plan.title, row.left.amount, row.right.amount, row.off) for row in found.rows],
        "details": f"{reverse('fees:reconciliation')}?{Where(week.span).query()}",
        "no_drawer": not week.span.drawers,
        "form": form,
    }
    return private(render(request, "fees/reconciliation/sign.html", context, status=422 if form.is_bound else 200))


def _find(request: PersonRequest, pk: int) -> WeekSignature:
    rows = WeekSignature.objects.visible_to(request.user).select_related("park", "officer")
    found = get_object_or_404(rows, pk=pk)
    enter_park(request, found.park)
    return found


@allow(*SEES)
@require_safe
def reconciliation_signature(request: PersonRequest, pk: int) -> HttpResponse:
    """One signed statement as it was signed, and what superseded it."""
    row = _find(request, pk)
    versions = WeekSignature.objects.filter(park=row.park, officer=row.officer, week=row.week).order_by("number")
    open_then = statement_open(row.statement)
    urls = addresses(row.park, [each["code"] for each in open_then])
    context = {
        "row": row,
        "lines": statement_rows(row.statement),
        "open": [{**each, "url": urls.get(each["code"], "")} for each in open_then],
        "versions": list(versions),
    }
    return private(render(request, "fees/reconciliation/signature.html", context))


@allow(*SEES)
@require_POST
def reconciliation_print(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the signed statement, and open it."""
    row = _find(request, pk)
    return redirect("fees:reconciliation_paper", row.pk, papers.print_signature(row=row, actor=request.user).pk)


@allow(*SEES)
@require_safe
def reconciliation_paper(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """The PDF of a signed statement."""
    mine = Paper.objects.filter(kind=papers.KIND, subject_id=_find(request, pk).pk)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper))
