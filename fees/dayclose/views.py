"""The close of a day on the screen, in the order of the procedure, also on a phone (O7, O8)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fees.cashdesk import periods
from fees.cashdesk.acting import act_methods, perform
from fees.cashdesk.forms import ActForm
from fees.cashdesk.models import Drawer
from fees.cashdesk.views import SEES, find, must_keep, must_not_keep
from fees.counting import services as counting
from fees.counting.models import Purpose
from fees.dayclose import papers, services
from fees.dayclose.models import DayClose
from fees.dayclose.page import ClosePage, make_form
from fees.dayclose.steps import Progress
from fees.payins import services as pay_ins
from fees.safes import services as safes
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response


@allow(*SEES)
@require_safe
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """The steps of the day that is open; after the close, the closed day."""
    return _page(request, find(request, pk))


def _page(request: PersonRequest, drawer: Drawer, name: str = "", form: ActForm | None = None) -> HttpResponse:
    day = min(periods.working_day(drawer), clock.today())
    page = ClosePage(drawer, request.user, Progress(drawer, day), {name: form} if form is not None else {})
    context = {"page": page, "drawer": drawer, "day": day, "progress": list(page.progress())}
    response = render(request, "fees/dayclose/close.html", context, status=422 if form is not None else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _count(*, drawer: Drawer, actor: Any, notes: Any) -> Any:
    return counting.count(drawer=drawer, actor=actor, purpose=Purpose.CLOSE, notes=notes)


def _count_float(*, drawer: Drawer, actor: Any, notes: Any) -> Any:
    return counting.count(drawer=drawer, actor=actor, purpose=Purpose.FLOAT, notes=notes)


def _raise(*, drawer: Drawer, actor: Any, reason: str, witness: Any) -> Any:
    """Raises RuleViolation when no count waits for it."""
    found = Progress(drawer, periods.working_day(drawer)).to_raise
    if found is None:
        raise RuleViolation(_("This count leaves nothing to explain."), "no_difference")
    return counting.raise_difference(count=found, actor=actor, reason=reason, witness=witness)


def _check_safe(*, drawer: Drawer, actor: Any, **said: Any) -> Any:
    return safes.check_safe(safe=drawer.safe, actor=actor, **said)


SERVICES: dict[str, tuple[Callable[..., Any], Any]] = {
    "count": (_count, gettext_lazy("Counted. Now you see what the journal says.")),
    "difference": (_raise, gettext_lazy("The difference is a document; the witness was told.")),
    "pay_in": (pay_ins.pay_in, gettext_lazy("Handed in. Finance was told and counts it.")),
    "float": (_count_float, gettext_lazy("The float is counted.")),
    "safe": (_check_safe, gettext_lazy("The safe is signed for.")),
    "day": (services.close_day, gettext_lazy("The day is closed. Thank you for today.")),
    "consent": (services.give_consent, gettext_lazy("The officer was told and closes the day.")),
}


def act(name: str) -> Callable[..., HttpResponse]:
    """Build the view of one act of the page."""
    service, said = SERVICES[name]

    @allow("cash.decide" if name == "consent" else "cash.keep")
    @act_methods
    def run(request: PersonRequest, pk: int) -> HttpResponse:
        drawer = find(request, pk)
        if name == "consent":
            must_not_keep(request, drawer, "cash.decide")
        else:
            must_keep(request, drawer)
        form = make_form(name, drawer, request.POST)
        back = reverse("fees:close", args=[drawer.pk])
        again = lambda bound: _page(request, drawer, name, bound)  # noqa: E731 - the page of this drawer
        return perform(request, form, service, said=said, back=back, again=again, drawer=drawer)

    return run


def _closed(request: PersonRequest, pk: int) -> DayClose:
    rows = DayClose.objects.visible_to(request.user).select_related("park", "drawer__officer")
    found = get_object_or_404(rows, pk=pk)
    enter_park(request, found.park)
    return found


@allow(*SEES)
@require_POST
def print_day(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the sheet of a closed day, and open it."""
    close = _closed(request, pk)
    if not papers.may_print(close, request.user):
        raise PermissionDenied
    paper = papers.print_sheet(close=close, actor=request.user)
    return redirect("fees:day_paper", close.pk, paper.pk)


@allow(*SEES)
@require_safe
def day_paper(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """The PDF of a sheet."""
    close = _closed(request, pk)
    mine = Paper.objects.filter(kind=papers.DAY, subject_id=close.pk)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper))
