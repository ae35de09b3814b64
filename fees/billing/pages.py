"""Lines of service, suppliers' files, heating stops, and single bills."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fees.billing import lines, suppliers
from fees.billing.forms import AmountsForm, EndForm, LineForm, ShownForm, SingleForm, StopForm, files_error
from fees.billing.records import HeatingStop, ServiceLine, SupplierAmount
from fees.meters.pages import Page, form_page
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may, scope
from parkservice.estate.imports.template import template_of
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import total
from parkservice.parks.models import Park
from parkservice.ui.export import TYPES
from parkservice.ui.lists import Column, Create, RecordList, SavedView
from parkservice.ui.words import day_text

SHOWN_ROWS = 200
#: The field of a single bill that a refusal is about.
BESIDE = {"item": "item", "no_price": "item", "quantity": "quantity", "amount": "amount", "due": "due"}
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@allow("bills.preview", "bills.export")
class LineList(RecordList):
    """Telephone lines, terminals and whatever is charged by the piece."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Lines of service"), "lines", "phone"
    views = (
        SavedView("in_use", gettext_lazy("In use"), lambda _request: Q(ends__isnull=True)),
        SavedView("ended", gettext_lazy("Ended"), lambda _request: Q(ends__isnull=False), count=False),
    )
    sorts = {"label": "label"}
    default_sort = "label"
    columns = (
        Column(gettext_lazy("Number or name"), sort="label", value=lambda row: row.label, link=True),
        Column(gettext_lazy("Fee item"), value=lambda row: row.item.name),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Unit"), value=lambda row: row.unit.code),
        Column(
            gettext_lazy("How many"),
            css="num",
            value=lambda row: f"{row.quantity.normalize():f}",
            label_small=True,
        ),
        Column(gettext_lazy("Counts from"), value=lambda row: day_text(row.starts, near=False), label_small=True),
    )
    create = Create("fees:line_new", gettext_lazy("Add a line"), ("bills.preview",))
    bring = Create("fees:line_amounts", gettext_lazy("Take a supplier's file"), ("bills.run",))
    empty_title = gettext_lazy("No line of service yet")
    empty_text = gettext_lazy("Add telephone lines and terminals; runs bill them by the month.")

    def rows(self) -> QuerySet[Any]:
        """Lines of the park shown."""
        return ServiceLine.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With item, customer and unit."""
        return rows.select_related("item", "customer", "unit")

    def row_url(self, row: ServiceLine) -> str:
        """Where a line is ended, for those who may."""
        ends = row.ends is None and may(self.request.user, "bills.preview", row)
        return reverse("fees:line_end", args=[row.pk]) if ends else ""


def _sent(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


@read_or_send
@allow("bills.preview")
def line_new(request: PersonRequest) -> HttpResponse:
    """Add a line of service."""
    form = LineForm(_sent(request), park=request.park, user=request.user)

    def save() -> str:
        said = dict(form.cleaned_data)
        form_id = said.pop("form_id")
        lines.add_line(park=request.park, actor=request.user, new=lines.NewLine(**said), form_id=form_id)
        return reverse("fees:lines")

    page = Page(_("New line of service"), _("Add the line"), reverse("fees:lines"), _("Lines of service"))
    return form_page(request, page, form, save, {"label": "label"})


@read_or_send
@allow("bills.preview")
def line_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a line with its last day."""
    rows = ServiceLine.objects.visible_to(request.user).select_related("park", "unit", "item")
    line = get_object_or_404(rows, pk=pk)
    enter_park(request, line.park)
    if not may(request.user, "bills.preview", line):
        raise PermissionDenied
    form = EndForm(_sent(request))

    def save() -> str:
        lines.end_line(line_id=pk, actor=request.user, **form.cleaned_data)
        return reverse("fees:lines")

    title = _("End the line %(label)s") % {"label": line.label}
    page = Page(title, _("Record last day"), reverse("fees:lines"), _("Lines of service"), str(line.item))
    return form_page(request, page, form, save, {"ends": "ends"})


@read_or_send
@allow("bills.run")
def line_amounts(request: PersonRequest) -> HttpResponse:
    """Take a supplier's file over, and what is there; a bad row is named, and nothing is taken over."""
    form = AmountsForm(_sent(request), request.FILES or None, park=request.park, initial=_newest(request.park))
    if form.is_bound and form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["file"]
        name = "".join(char for char in file.name if char.isprintable()) or "—"
        try:
            taken = suppliers.take_amounts(
                park=request.park,
                actor=request.user,
                item=said["item"],
                day=said["period"][1],
                name=name,
                content=file.read(),
            )
        except ValidationError as error:
            files_error(form, error)
        else:
            messages.success(
                request, _("Amounts added: %(added)d, replaced: %(replaced)d, the same: %(same)d.") % taken._asdict()
            )
            query = urlencode({"item": said["item"].pk, "period": request.POST["period"]})
            return redirect(f"{reverse('fees:line_amounts')}?{query}")
    context = {"form": form, **_there(request)}
    return render(request, "fees/billing/amounts.html", context, status=422 if form.is_bound else 200)


def _newest(park: Park) -> dict[str, Any]:
    """Item and period of the newest amounts of a park, to begin with."""
    newest = SupplierAmount.objects.filter(park=park).select_related("line__item").order_by("-pk").first()
    if newest is None:
        return {}
    item = newest.line.item
    return {"item": item.pk, "period": f"{item.period}:{newest.period_from:%Y-%m-%d}"}


def _there(request: PersonRequest) -> dict[str, Any]:
    """The amounts that are there of the item and period that were asked for, each with its bill."""
    asked = request.GET if "item" in request.GET else _newest(request.park) or None
    shown = ShownForm(asked, park=request.park, auto_id="shown_%s")
    if not (shown.is_bound and shown.is_valid()):
        return {"shown": shown, "rows": []}
    item, (_kind, first) = shown.cleaned_data["item"], shown.cleaned_data["period"]
    found = suppliers.amounts_of(item, first)
    rows = list(found[:SHOWN_ROWS])
    suppliers.add_bills(item, first, rows)
    sums = found.order_by().aggregate(n=Count("pk"), sum=total("amount"))
    return {"shown": shown, "rows": rows, "more": max(0, sums["n"] - SHOWN_ROWS), "sum": sums["sum"]}


@require_safe
@allow("bills.run")
def amounts_template(request: PersonRequest) -> HttpResponse:
    """The workbook to fill in."""
    content = template_of(suppliers.AmountSheet(request.park))
    response = HttpResponse(content, content_type=TYPES["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="amounts-template.xlsx"'
    return response


@read_or_send
@allow("bills.preview")
def bill_new(request: PersonRequest) -> HttpResponse:
    """Bill one thing once."""
    form = SingleForm(_sent(request), park=request.park, user=request.user)

    def save() -> Any:
        said = dict(form.cleaned_data)
        form_id = said.pop("form_id")
        return lines.bill_once(park=request.park, actor=request.user, single=lines.Single(**said), form_id=form_id)

    page = Page(_("Single bill"), _("Issue the bill"), reverse("fees:bills"), _("Bills"))
    return form_page(request, page, form, save, BESIDE)


@read_or_send
@allow("bills.preview")
def stops(request: PersonRequest) -> HttpResponse:
    """Heating stops: those asked for, and a new request."""
    form = StopForm(_sent(request), park=request.park)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            lines.ask_stop(unit=said["unit"], actor=request.user, season_from=said["season"][1], reason=said["reason"])
        except RuleViolation as refusal:
            form.add_error("unit", str(refusal))
        else:
            messages.success(request, _("Asked. Another person approves it."))
            return redirect("fees:stops")
    reach = scope(request.user, "bills.preview")
    mine = Q(park_id__in=reach.parks) | Q(unit__building_id__in=reach.buildings)
    rows = HeatingStop.objects.filter(mine, park=request.park).select_related("unit", "asked_by", "approved_by")
    context = {"rows": rows[:200], "form": form, "may_approve": may(request.user, "bills.run", request.park)}
    return render(request, "fees/billing/stops.html", context, status=422 if form.is_bound else 200)


@allow("bills.run")
@require_POST
def stop_approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Approve a heating stop as the second person."""
    reach = scope(request.user, "bills.run")
    stop = get_object_or_404(HeatingStop.objects.filter(park_id__in=reach.parks).select_related("park"), pk=pk)
    enter_park(request, stop.park)
    try:
        lines.approve_stop(stop_id=pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved. The season is billed with the base share."))
    return redirect("fees:stops")
