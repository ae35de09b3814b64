"""The month on the screen: its table, the three-way check, what is still to do, the close, its paper (O3, O6)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fees.cashdesk.acting import act_methods, perform
from fees.cashdesk.forms import ActForm, WordsForm
from fees.cashdesk.models import Drawer
from fees.cashdesk.views import SEES
from fees.monthclose import papers, services
from fees.monthclose.checks import MonthBooks, checks
from fees.monthclose.models import MonthClose
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.kit import clock
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response

#: The first month that is asked for; nothing older is ever looked through.
OLDEST = date(2000, 1, 1)


def _month(text: str) -> date:
    """The month of the address; this month when none, or none that can be, was named."""
    this = clock.today().replace(day=1)
    try:
        wanted = date.fromisoformat(f"{text}-01")
    except ValueError:
        return this
    return wanted if OLDEST <= wanted <= this else this


def _url(month: date) -> str:
    return f"{reverse('fees:month')}?month={month:%Y-%m}"


def _mine(request: PersonRequest, found: MonthBooks) -> Drawer | None:
    """The drawer of this person that moved in the month."""
    return next((each for each in found.moved if each.officer_id == request.user.pk), None)


@allow(*SEES)
@require_safe
def month(request: PersonRequest) -> HttpResponse:
    """One month of the park."""
    return _page(request, _month(request.GET.get("month", "")))


def _page(request: PersonRequest, month: date, bound: ActForm | None = None) -> HttpResponse:
    found = MonthBooks(request.park, month)
    this = clock.today().replace(day=1)
    later = found.last + timedelta(days=1)
    context = {
        "found": found,
        "month": month,
        "checks": list(checks(found)),
        "earlier": _url((month - timedelta(days=1)).replace(day=1)),
        "later": _url(later) if later <= this else "",
        "acts": _acts(request, found, bound),
        "may_print": bool(found.closes),
    }
    return render(request, "fees/monthclose/month.html", context, status=422 if bound else 200)


def _acts(request: PersonRequest, found: MonthBooks, bound: ActForm | None) -> list[dict[str, Any]]:
    """What this person may do with the month now."""
    offers: list[tuple[str, str, str, Callable[[], ActForm]]] = []
    mine = _mine(request, found)
    over = clock.today() >= found.last and mine not in found.unclosed()
    if not found.is_closed and over and mine and mine.pk not in {sign.drawer_id for sign in found.signs}:
        offers.append(("sign", _("Sign the month"), _("Your journal is complete and agrees."), ActForm))
    ready = all(check.holds for check in checks(found))
    if not found.is_closed and ready and may(request.user, "cash.close", request.park):
        offers.append(("close", _("Close the month"), _("Nothing can be dated inside any more."), ActForm))
    reopens = may(request.user, "cash.reopen", request.park) and found.is_closed
    if reopens and found.reopening is None:
        line = _("Finance and project manager together; days stay closed, a new version lists the corrections.")
        offers.append(("reopen", _("Ask to reopen"), line, WordsForm))
    elif reopens and found.reopening is not None and found.reopening.asked_by_id != request.user.pk:
        offers.append(("agree", _("Agree to reopen"), found.reopening.reason, ActForm))
    return [
        {
            "name": name,
            "title": title,
            "line": line,
            "form": bound if bound is not None and name == "reopen" else make(auto_id=f"{name}-%s"),  # type: ignore[call-arg]
            "open": name in ("sign", "close") or (bound is not None and name == "reopen"),
            "url": f"{reverse(f'fees:month_{name}')}?month={found.month:%Y-%m}",
        }
        for name, title, line, make in offers
    ]


def _run(request: PersonRequest, service: Any, said: Any, kind: type[ActForm] = ActForm, **given: Any) -> HttpResponse:
    month = _month(request.GET.get("month", ""))
    again = lambda bound: _page(request, month, bound)  # noqa: E731 - the page of this month
    return perform(request, kind(request.POST), service, said=said, back=_url(month), again=again, **given)


def _books(request: PersonRequest) -> MonthBooks:
    return MonthBooks(request.park, _month(request.GET.get("month", "")))


@allow("cash.keep")
@act_methods
def month_sign(request: PersonRequest) -> HttpResponse:
    """Sign the month of one's own drawer."""
    found = _books(request)
    mine = _mine(request, found)
    if mine is None:
        raise PermissionDenied(_("You keep no drawer here. Finance hands out drawers."))
    said = gettext_lazy("Signed. Finance was told and closes the month.")
    return _run(request, services.sign_month, said, drawer=mine, month=found.month)


@allow("cash.close")
@act_methods
def month_close(request: PersonRequest) -> HttpResponse:
    """Freeze the month."""
    said = gettext_lazy("The month is closed. Print journal and summary, sign and file them.")
    return _run(request, services.close_month, said, park=request.park, month=_books(request).month)


@allow("cash.reopen")
@act_methods
def month_reopen(request: PersonRequest) -> HttpResponse:
    """Ask to reopen the month."""
    found = _books(request)
    if not found.closes:
        raise Http404
    said = gettext_lazy("Asked. The other of finance and project manager was told.")
    return _run(request, services.ask_reopening, said, WordsForm, close_id=found.closes[-1].pk)


@allow("cash.reopen")
@act_methods
def month_agree(request: PersonRequest) -> HttpResponse:
    """Agree to reopen the month."""
    found = _books(request)
    if found.reopening is None:
        raise Http404
    said = gettext_lazy("Reopened. Officers sign the new version, finance closes it.")
    return _run(request, services.agree_reopening, said, reopening_id=found.reopening.pk)


@allow(*SEES)
@require_POST
def month_print(request: PersonRequest) -> HttpResponse:
    """Issue journal and summary of the last version, and open them."""
    found = _books(request)
    if not found.closes:
        raise Http404
    paper = papers.print_month(close=found.closes[-1], actor=request.user)
    return redirect("fees:month_paper", found.closes[-1].pk, paper.pk)


@allow(*SEES)
@require_safe
def month_paper(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """The PDF of a month."""
    seen = MonthClose.objects.visible_to(request.user).select_related("park")
    close = get_object_or_404(seen, pk=pk)
    enter_park(request, close.park)
    mine = Paper.objects.filter(kind=papers.MONTH, subject_id=close.pk)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper))
