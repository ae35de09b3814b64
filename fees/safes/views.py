"""The safes of a park on the screen: checked today or not, the last days, and the sign-off (O8)."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fees.cashdesk.acting import act_methods, perform
from fees.cashdesk.forms import ActForm
from fees.cashdesk.models import Safe
from fees.cashdesk.services import add_safe
from fees.dayclose.forms import SafeForm
from fees.safes import services
from fees.safes.models import SafeAlarm, SafeCheck
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may, parks_with
from parkservice.kit import clock
from parkservice.kit.text import LineField

#: Days that the page looks back.
BACK = 14


class NewSafeForm(ActForm):
    """A name for a safe; its code is never asked for."""

    name = LineField(label=gettext_lazy("Name of the safe"), max_length=40)


@allow("safe.view")
@require_safe
def safes(request: PersonRequest) -> HttpResponse:
    """Every safe with its checks of the last days."""
    return _page(request)


def _page(request: PersonRequest, pk: int = 0, bound: ActForm | None = None) -> HttpResponse:
    park, since = request.park, clock.today() - timedelta(days=BACK)
    checks = SafeCheck.objects.visible_to(request.user).filter(park=park, day__gte=since)
    missing = SafeAlarm.objects.filter(safe__park=park, day__gte=since).select_related("safe")
    kept = Safe.objects.filter(park=park, is_active=True)
    context = {
        "safes": [_row(request, safe, bound if safe.pk == pk else None) for safe in kept],
        "checks": checks.select_related("safe", "checker"),
        "missing": missing,
        "may_add": may(request.user, "cash.drawers", park),
        "today": clock.today(),
    }
    return render(request, "fees/safes/safes.html", context, status=422 if bound else 200)


def _row(request: PersonRequest, safe: Safe, bound: ActForm | None) -> dict[str, Any]:
    last = SafeCheck.objects.filter(safe=safe, day=clock.today()).select_related("checker").order_by("-id").first()
    keeps = may(request.user, "cash.keep", request.park)
    form = (bound or SafeForm(auto_id=f"safe{safe.pk}-%s")) if keeps else None
    return {"safe": safe, "last": last, "form": form, "open": bound is not None}


@allow("cash.keep")
@act_methods
def safe_check(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign that the safe is locked and its dial scrambled."""
    rows = Safe.objects.filter(park_id__in=parks_with(request.user, "cash.keep"))
    safe = get_object_or_404(rows.select_related("park"), pk=pk)
    enter_park(request, safe.park)
    form = SafeForm(request.POST, auto_id=f"safe{safe.pk}-%s")
    again = lambda bound: _page(request, safe.pk, bound)  # noqa: E731 - the page of the safes
    said, back = _("The safe is signed for."), reverse("fees:safes")
    return perform(request, form, services.check_safe, said=said, back=back, again=again, safe=safe)


@allow("cash.drawers")
@require_http_methods(["GET", "HEAD", "POST"])
def safe_new(request: PersonRequest) -> HttpResponse:
    """Name a safe."""

    def show(form: ActForm) -> HttpResponse:
        context = {"form": form, "title": _("Name a safe"), "button": _("Add the safe")}
        context["line"] = _("Only its name is kept here. Its code is never written down anywhere.")
        return render(request, "fees/cashdesk/form.html", context, status=422 if form.is_bound else 200)

    if request.method != "POST":
        return show(NewSafeForm())
    said, back = _("Now drawers can name this safe."), reverse("fees:safes")
    form = NewSafeForm(request.POST)
    return perform(request, form, add_safe, said=said, back=back, again=show, park=request.park)
