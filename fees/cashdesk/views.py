"""Cash drawers on the screen: the journal in the customary columns, handing out, refilling and taking back (O3, O7)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fees.cashdesk import periods, rules, services
from fees.cashdesk.acting import act_methods, perform
from fees.cashdesk.forms import ActForm, DrawerForm, RefillForm, ReturnForm
from fees.cashdesk.models import Drawer
from fees.counting import services as counting
from fees.counting.forms import WatchedForm
from fees.counting.models import CashCount
from fees.dayclose.models import DayClose
from fees.dayclose.reading import sheet_of
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.kit import clock

SEES = ("cash.keep", "cash.view")
#: Watched counts that the page of a drawer lists.
COUNTS = 5


def find(request: PersonRequest, pk: int) -> Drawer:
    """The drawer as far as this person may see it; 404 for everybody else."""
    rows = Drawer.objects.visible_to(request.user).select_related("park", "officer", "safe")
    drawer = get_object_or_404(rows, pk=pk)
    enter_park(request, drawer.park)
    return drawer


def must_keep(request: PersonRequest, drawer: Drawer) -> None:
    """Raises PermissionDenied for anybody but the officer of the drawer."""
    if not rules.keeps(drawer, request.user):
        raise PermissionDenied(_("This drawer is kept by somebody else."))


def must_not_keep(request: PersonRequest, drawer: Drawer, perm: str) -> None:
    """Raises PermissionDenied for people without the right, and for the officer of the drawer."""
    if not rules.watches(drawer, request.user, perm):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))


@allow(*SEES)
@require_safe
def drawers(request: PersonRequest) -> HttpResponse:
    """The drawers of the park; an officer with one comes straight to it."""
    rows = Drawer.objects.visible_to(request.user).filter(park=request.park).select_related("officer", "safe")
    kept = list(rows.order_by("ends", "pk"))
    mine = [drawer for drawer in kept if drawer.officer_id == request.user.pk and drawer.ends is None]
    if mine and not may(request.user, "cash.view", request.park):
        return redirect("fees:drawer", mine[0].pk)
    may_open = may(request.user, "cash.drawers", request.park)
    context = {"rows": [(each, periods.open_day(each)) for each in kept], "may_open": may_open}
    return render(request, "fees/cashdesk/drawers.html", context)


@allow(*SEES)
@require_safe
def drawer(request: PersonRequest, pk: int) -> HttpResponse:
    """One day of a drawer's journal: lines with running balance, sums of day, month and year."""
    return _page(request, find(request, pk))


def _day(request: HttpRequest, drawer: Drawer) -> date:
    """The day of the address; the day that is open when none, or none that the drawer can have, was named."""
    begun = drawer.last_day if drawer.last_day and periods.open_day(drawer) else periods.working_day(drawer)
    try:
        wanted = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return begun
    return wanted if drawer.starts <= wanted <= max(begun, clock.today()) else begun


def _page(request: PersonRequest, drawer: Drawer, bound: ActForm | None = None) -> HttpResponse:
    day = _day(request, drawer)
    lines = drawer.lines.filter(day=day).select_related("entered_by").order_by("position")
    days = drawer.lines.order_by("day").values_list("day", flat=True)
    context = {
        "drawer": drawer,
        "day": day,
        "lines": lines,
        "sheet": sheet_of(drawer, day),
        "close": DayClose.objects.filter(drawer=drawer, day=day).first(),
        "earlier": days.filter(day__lt=day).last(),
        "later": days.filter(day__gt=day).first(),
        "is_mine": drawer.officer_id == request.user.pk,
        "counts": CashCount.objects.filter(drawer=drawer).exclude(witness=None).select_related("witness")[:COUNTS],
        "acts": _acts(request, drawer, bound),
    }
    response = render(request, "fees/cashdesk/drawer.html", context, status=422 if bound else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _acts(request: PersonRequest, drawer: Drawer, bound: ActForm | None) -> list[dict[str, Any]]:
    """What this person may do with a drawer besides its close."""
    if drawer.ends is not None:
        return []
    offers: list[tuple[str, Any, Any, type[ActForm], dict[str, Any]]] = []
    if drawer.officer_id == request.user.pk:
        line = _("Somebody else looks on; the book figure is shown afterwards.")
        offers.append(("count", _("Count before a witness"), line, WatchedForm, {"drawer": drawer}))
    elif may(request.user, "cash.confirm", drawer):
        line = _("What a refund took out of the float comes back.")
        offers.append(("refill", _("Refill the float"), line, RefillForm, {}))
        line = _("Takings are handed in, the float was counted before a witness.")
        offers.append(("return", _("Take the drawer back"), line, ReturnForm, {}))
    return [
        {
            "name": name,
            "title": title,
            "line": line,
            "form": bound if isinstance(bound, kind) else kind(auto_id=f"{name}-%s", **more),
            "open": isinstance(bound, kind),
            "url": reverse(f"fees:drawer_{name}", args=[drawer.pk]),
        }
        for name, title, line, kind, more in offers
    ]


@allow("cash.drawers")
@require_http_methods(["GET", "HEAD", "POST"])
def drawer_new(request: PersonRequest) -> HttpResponse:
    """Hand a float to an officer."""
    form = DrawerForm(request.POST or None, park=request.park)

    def show(form: ActForm) -> HttpResponse:
        context = {"form": form, "title": _("Hand out a drawer"), "button": _("Hand out the float")}
        context["line"] = _("The float stays the same; takings go to finance every day.")
        return render(request, "fees/cashdesk/form.html", context, status=422 if form.is_bound else 200)

    if request.method != "POST":
        return show(form)
    said, back = _("The float is handed out; the journal has begun."), reverse("fees:drawers")
    form = DrawerForm(request.POST, park=request.park)
    return perform(request, form, services.open_drawer, said=said, back=back, again=show, park=request.park)


@allow("cash.keep")
@act_methods
def drawer_count(request: PersonRequest, pk: int) -> HttpResponse:
    """Count before a witness."""
    drawer = find(request, pk)
    must_keep(request, drawer)
    form = WatchedForm(request.POST, drawer=drawer, auto_id="count-%s")
    return _run(request, drawer, form, counting.count, _("Counted. The difference to the book is shown below."))


@allow("cash.confirm")
@act_methods
def drawer_refill(request: PersonRequest, pk: int) -> HttpResponse:
    """Refill the float after a refund."""
    drawer = find(request, pk)
    must_not_keep(request, drawer, "cash.confirm")
    form = RefillForm(request.POST, auto_id="refill-%s")
    return _run(request, drawer, form, services.refill, _("The float is refilled."))


@allow("cash.drawers")
@act_methods
def drawer_return(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a drawer back."""
    drawer = find(request, pk)
    must_not_keep(request, drawer, "cash.drawers")
    form = ReturnForm(request.POST, auto_id="return-%s")
    return _run(request, drawer, form, services.take_back, _("The drawer is taken back."))


def _run(request: PersonRequest, drawer: Drawer, form: ActForm, service: Any, said: str) -> HttpResponse:
    back = reverse("fees:drawer", args=[drawer.pk])
    again = lambda bound: _page(request, drawer, bound)  # noqa: E731 - the page of this drawer
    return perform(request, form, service, said=said, back=back, again=again, drawer=drawer)
