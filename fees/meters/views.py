"""Meters: register, record, change, the round through a building, and a file of readings (O4, domain 2.4)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fees.meters import importing, queries, reading, services
from fees.meters.filters import MeterFilter
from fees.meters.forms import ChangeForm, LastValueForm, MeterForm, ReadingForm, VoidForm
from fees.meters.models import BatchState, Meter, MeterReading, ReadingBatch
from fees.meters.pages import Page, form_page, meter_facts, reading_lines
from fees.meters.sheets import ReadingSheet
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.estate.imports.checking import WRONG, counts, fingerprint
from parkservice.estate.imports.forms import TableForm
from parkservice.estate.imports.template import template_of
from parkservice.journal.queries import timeline
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Building
from parkservice.ui.export import TYPES
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView

read_or_send = require_http_methods(["GET", "HEAD", "POST"])
RELATED = ("park", "building", "unit", "root")
BESIDE = {
    "serial": "serial",
    "digits": "current",
    "falls": "current",
    "rolled": "rolled",
    "twice": "read_at",
    "day": "read_at",
    "implausible": "confirmed",
}
SHOWN_ROWS = 200


@allow("meters.view")
class MeterList(RecordList):
    """Every meter this person may see."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Meters"), "meters", "list"
    filterset_class = MeterFilter
    views = (
        SavedView("in_use", gettext_lazy("In use"), lambda _request: Q(ends__isnull=True)),
        SavedView("out", gettext_lazy("Taken out"), lambda _request: Q(ends__isnull=False)),
    )
    sorts = {"serial": "serial", "route": "position"}
    default_sort = "serial"
    page_sizes = (50, 100)
    columns = (
        Column(gettext_lazy("Meter number"), sort="serial", value=lambda row: row.serial, link=True),
        Column(gettext_lazy("Kind"), value=lambda row: row.get_kind_display()),
        Column(gettext_lazy("Unit"), value=lambda row: row.unit.code if row.unit else _("master meter")),
        Column(gettext_lazy("Building"), css="wide-only", value=lambda row: row.building.name),
        Column(
            gettext_lazy("Multiplier"),
            css="num",
            value=lambda row: f"{row.multiplier.normalize():f}",
            label_small=True,
        ),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Meter number"), lambda row: row.serial),
        ExportColumn(gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        ExportColumn(gettext_lazy("Building"), lambda row: row.building.name),
        ExportColumn(gettext_lazy("Unit"), lambda row: row.unit.code if row.unit else ""),
        ExportColumn(gettext_lazy("Multiplier"), lambda row: row.multiplier),
    )
    export_perms = ("meters.manage",)
    create = Create("fees:meter_new", gettext_lazy("Put a meter in"), ("meters.manage",))
    bring = Create("fees:readings_import", gettext_lazy("Import readings"), ("meters.read",))
    empty_title = gettext_lazy("This park has no meters yet")
    empty_text = gettext_lazy("Put the first one in, with the value that it begins with.")

    def rows(self) -> QuerySet[Any]:
        """Meters of the park shown."""
        return Meter.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With building and unit."""
        return rows.select_related("building", "unit")


def _find(request: PersonRequest, pk: int, perm: str = "meters.view") -> Meter:
    """A meter as far as this person has a right over it; 404 for everybody else."""
    meter = get_object_or_404(Meter.objects.visible_to(request.user, perm).select_related(*RELATED), pk=pk)
    enter_park(request, meter.park)
    return meter


def _sent(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


@read_or_send
@allow("meters.manage")
def meter_new(request: PersonRequest) -> HttpResponse:
    """Put a meter in."""
    park, form = request.park, MeterForm(_sent(request), park=request.park)

    def save() -> Meter:
        said = {name: value for name, value in form.cleaned_data.items() if name != "form_id"}
        new = services.NewMeter(**said)
        form_id = form.cleaned_data["form_id"]
        return services.register_meter(park=park, actor=request.user, new=new, form_id=form_id)

    page = Page(_("New meter"), _("Put the meter in"), reverse("fees:meters"), _("Meters"))
    return form_page(request, page, form, save, {"serial": "serial", "digits": "value", "unit": "unit"})


@require_safe
@allow("meters.view")
def meter(request: PersonRequest, pk: int) -> HttpResponse:
    """One meter: facts, every reading, the history."""
    return _show(request, _find(request, pk))


def _show(request: PersonRequest, row: Meter, form: VoidForm | None = None) -> HttpResponse:
    manages = may(request.user, "meters.manage", row)
    context = {
        "row": row,
        "facts": meter_facts(row),
        "lines": reading_lines(row, manages=manages),
        "manages": manages and row.ends is None,
        "reads": may(request.user, "meters.read", row) and row.ends is None,
        "form": form or VoidForm(),
        "entries": list(reversed(timeline(row))),
    }
    return render(request, "fees/meters/record.html", context, status=422 if form else 200)


@read_or_send
@allow("meters.manage")
def meter_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Put another meter into the place of one."""
    row = _find(request, pk, "meters.manage")
    form = ChangeForm(_sent(request), initial={"multiplier": f"{row.multiplier.normalize():f}", "digits": row.digits})

    def save() -> Meter:
        said, form_id = form.said(), form.cleaned_data["form_id"]
        return services.change_meter(meter_id=pk, actor=request.user, said=said, form_id=form_id, **form.new())

    page = Page(_("Change of meter"), _("Record the change"), row.get_absolute_url(), row.serial, _last_line(row))
    return form_page(request, page, form, save, BESIDE)


@read_or_send
@allow("meters.manage")
def meter_out(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a meter out for good."""
    row, form = _find(request, pk, "meters.manage"), LastValueForm(_sent(request))

    def save() -> Meter:
        form_id = form.cleaned_data["form_id"]
        return services.take_out(meter_id=pk, actor=request.user, said=form.said(), form_id=form_id)

    page = Page(
        _("Take the meter out"), _("Record the last value"), row.get_absolute_url(), row.serial, _last_line(row)
    )
    return form_page(request, page, form, save, BESIDE)


def _last_line(row: Meter) -> str:
    """The last value in words."""
    last = reading.last_reading(row)
    return _("Last value %(value)s on %(day)s") % {
        "value": f"{last.current.normalize():,f}",
        "day": f"{last.read_on:%Y-%m-%d}",
    }


# ---- the round


@require_safe
@allow("meters.read")
def routes(request: PersonRequest) -> HttpResponse:
    """The buildings in which this person reads meters, with what is still to be read."""
    context = {
        "rounds": queries.rounds(request.park, request.user),
        "quarter": queries.quarter_to_read(request.park),
        "may_import": may(request.user, "meters.read", request.park),
    }
    return render(request, "fees/meters/routes.html", context)


@require_safe
@allow("meters.read")
def route(request: PersonRequest, pk: int) -> HttpResponse:
    """The meters of a building in the order of the round."""
    readable = Meter.objects.visible_to(request.user, "meters.read").values("building_id")
    building = get_object_or_404(Building.objects.filter(pk__in=readable).select_related("park"), pk=pk)
    enter_park(request, building.park)
    stops = queries.route(building, building.park)
    context = {"building": building, "stops": stops, "done": sum(stop.done for stop in stops)}
    return render(request, "fees/meters/route.html", context)


@read_or_send
@allow("meters.read")
def reading_new(request: PersonRequest, pk: int) -> HttpResponse:
    """One meter on the phone: the last value above, the new one below; what is implausible is asked back."""
    row = _find(request, pk, "meters.read")
    form = ReadingForm(_sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = reading.read_meter(
                meter_id=pk, actor=request.user, said=form.said(), form_id=data["form_id"], photos=data["photos"]
            )
        except RuleViolation as refusal:
            form.asked = refusal.code == "implausible"
            form.add_error(BESIDE.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("%(meter)s read: usage %(usage)s.") % _told(row, made))
            following = queries.next_stop(row)
            return redirect("fees:reading_new", following.pk) if following else redirect("fees:route", row.building_id)
    context = {
        "row": row,
        "form": form,
        "last": reading.last_reading(row),
        "asked": form.asked or _confirms(form),
        "factor": "" if row.multiplier == 1 else f"{row.multiplier.normalize():f}",
    }
    return render(request, "fees/meters/reading.html", context, status=422 if form.is_bound else 200)


def _confirms(form: ReadingForm) -> bool:
    """Whether the reason was asked for before."""
    return bool(form.is_bound and form.data.get("confirmed"))


def _told(row: Meter, made: MeterReading) -> dict[str, str]:
    return {"meter": row.serial, "usage": f"{made.usage.normalize():,f} {row.measure}"}


@require_POST
@allow("meters.manage")
def reading_void(request: PersonRequest, pk: int) -> HttpResponse:
    """Make the newest reading of a meter void."""
    rows = MeterReading.objects.visible_to(request.user, "meters.manage")
    found = get_object_or_404(rows, pk=pk)
    row = _find(request, found.meter_id, "meters.manage")
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        reading.void_reading(reading_id=pk, actor=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The reading is void. Read the meter again."))
    return redirect(row)


# ---- a file of readings


@read_or_send
@allow("meters.read")
def readings_import(request: PersonRequest) -> HttpResponse:
    """Take a file; one that cannot be read is refused beside the field."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        name = "".join(char for char in file.name if char.isprintable()) or "—"
        try:
            batch = importing.keep_file(actor=request.user, park=request.park, name=name, content=file.read())
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("fees:readings_file", batch.pk)
    context = {"form": form, "columns": ReadingSheet(request.park, request.user).columns}
    return render(request, "fees/meters/import.html", context, status=422 if form.is_bound else 200)


@require_safe
@allow("meters.read")
def readings_template(request: PersonRequest) -> HttpResponse:
    """The workbook to fill in."""
    response = HttpResponse(template_of(ReadingSheet(request.park, request.user)), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="readings-template.xlsx"'
    return response


def _batch(request: PersonRequest, pk: int) -> ReadingBatch:
    batch = get_object_or_404(ReadingBatch.objects.mine(request.user).select_related("park"), pk=pk)
    enter_park(request, batch.park)
    return batch


@require_safe
@allow("meters.read")
def readings_file(request: PersonRequest, pk: int) -> HttpResponse:
    """What would become of each row, or how the file ended."""
    batch = _batch(request, pk)
    context: dict[str, Any] = {"batch": batch}
    if batch.state == BatchState.SHOWN:
        outcomes = importing.look(batch, request.user)
        shown = sorted(outcomes, key=lambda each: (each.action != WRONG, each.number))
        context |= {
            "columns": ReadingSheet(batch.park, request.user).columns,
            "lines": shown[:SHOWN_ROWS],
            "hidden": max(0, len(shown) - SHOWN_ROWS),
            "counts": counts(outcomes),
            "seen": fingerprint(outcomes),
        }
    return render(request, "fees/meters/file.html", context)


@require_POST
@allow("meters.read")
def readings_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the file over as it was shown."""
    batch = _batch(request, pk)
    try:
        importing.take_over(batch_id=batch.pk, actor=request.user, seen=request.POST.get("seen", ""))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken over. Nothing was left out."))
    return redirect("fees:readings_file", pk)


@require_POST
@allow("meters.read")
def readings_drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the file away."""
    batch = _batch(request, pk)
    try:
        importing.drop(batch_id=batch.pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("fees:readings_file", pk)
    messages.success(request, _("Put away. Nothing was changed."))
    return redirect("fees:meters")
