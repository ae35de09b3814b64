"""The page of the posters: choose a building, print its entrance, one unit, or all units as one PDF (A1)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from complaints.posters import services
from parkservice.accounts.access import PersonRequest, allow
from parkservice.estate.models import Unit
from parkservice.parks.models import Building

ENTRANCE, ALL = "entrance", "all"


def _building(request: PersonRequest, chosen: str) -> Building | None:
    """The building that was chosen; None when none was. Raises Http404 for one that this person does not see."""
    if not chosen:
        return None
    rows = services.buildings_for(request.user, request.park).select_related("park")
    return get_object_or_404(rows, pk=_id(chosen))


def _units(building: Building, sheets: str) -> list[Unit]:
    """The units whose posters are wanted; none means the entrance. Raises Http404 for a unit of another building."""
    if sheets == ENTRANCE:
        return []
    units = services.units_of(building)
    if sheets != ALL:
        units = units.filter(pk=_id(sheets))
    found = list(units)
    if not found:
        raise Http404
    return found


def _id(text: str) -> int:
    """An id from an address. Raises Http404 for anything else."""
    if not text.isdecimal():
        raise Http404
    return int(text[:9])


@allow("estate.view")
@require_safe
def posters(request: PersonRequest) -> HttpResponse:
    """The buildings; with `?building=` the units of one."""
    chosen = _building(request, request.GET.get("building", ""))
    context = {
        "buildings": services.buildings_for(request.user, request.park),
        "chosen": chosen,
        "units": services.units_of(chosen) if chosen else (),
        "all": ALL,
        "entrance": ENTRANCE,
    }
    return render(request, "complaints/posters/posters.html", context)


@allow("estate.view")
@require_POST
def posters_print(request: PersonRequest) -> HttpResponse:
    """Note the print and open the PDF."""
    building, sheets = _building(request, request.POST.get("building", "")), request.POST.get("sheets", "")
    if building is None:
        return redirect("complaints:posters")
    services.note_print(building=building, units=_units(building, sheets), actor=request.user)
    query = urlencode({"building": building.pk, "sheets": sheets})
    return redirect(f"{reverse('complaints:posters_sheets')}?{query}")


@allow("estate.view")
@require_safe
def posters_sheets(request: PersonRequest) -> HttpResponse:
    """The posters as PDF."""
    building, sheets = _building(request, request.GET.get("building", "")), request.GET.get("sheets", "")
    if building is None:
        return redirect("complaints:posters")
    response = HttpResponse(services.pdf(building, _units(building, sheets)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="posters-{building.pk}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
