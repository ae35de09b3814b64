"""Pages that change units, customers, contacts and occupancies, the unit picker, and the working calendar.

The lists are in `lists`; a unit's and a customer's own page show several apps and are in `home`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may, scope
from parkservice.estate import changing, forms, services
from parkservice.estate.lookup import LIMIT, find_units, matching_customers, occupants
from parkservice.estate.models import ContactPerson, Customer, Occupancy, Unit
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks import calendar
from parkservice.parks.deadlines import day_range
from parkservice.ui.words import day_text

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Page:
    """What a form page says: heading, the words of its button, where its way back leads."""

    title: str
    label: str
    back: str
    back_label: str
    line: str = ""


def _form_page(request: HttpRequest, page: Page, form: BaseForm, save: Callable[..., str]) -> HttpResponse:
    """Show a form, or save what was sent and go where `save` says; refusals stand above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            target = save(actor=request.user, **form.cleaned_data)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(target)
    context = {"page": page, "form": form}
    return render(request, "estate/form.html", context, status=422 if form.is_bound else 200)


def _sent(request: HttpRequest) -> Any:
    """What was sent, or None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def _managed(request: HttpRequest, rows: QuerySet, path: str, pk: int) -> Any:
    """The row that this person may change, else 404; the header shows its park."""
    row = get_object_or_404(rows.filter(**{f"{path}__in": scope(request.user, "estate.manage").parks}), pk=pk)
    park: Any = row
    for name in path.removesuffix("_id").split("__"):
        park = getattr(park, name)
    enter_park(request, park)
    return row


def _unit_url(row: Model) -> str:
    return reverse("home:unit", args=[row.pk])


def _customer_url(pk: int) -> str:
    return reverse("home:customer", args=[pk])


@read_or_send
@allow("estate.manage")
def unit_new(request: HttpRequest) -> HttpResponse:
    """Add a unit to the park shown."""
    form = forms.UnitForm(_sent(request), park=request.park)
    page = Page(_("New unit"), _("Add unit"), reverse("estate:units"), _("Units"))
    return _form_page(request, page, form, lambda **fields: _unit_url(services.create_unit(**fields)))


@read_or_send
@allow("estate.manage")
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a unit."""
    unit = _managed(request, Unit.objects.select_related("park", "building"), "park_id", pk)
    form = forms.UnitForm(_sent(request), park=unit.park, unit=unit)

    def save(*, form_id: str, **fields: Any) -> str:
        return _unit_url(services.change_unit(unit_id=pk, **fields))

    page = Page(_("Change unit"), _("Save"), _unit_url(unit), unit.code, unit.building.name)
    return _form_page(request, page, form, save)


@read_or_send
@allow("estate.manage")
def customer_new(request: HttpRequest) -> HttpResponse:
    """Open the file of a company or person in the park shown."""
    park = request.park
    page = Page(_("New customer"), _("Open customer file"), reverse("estate:customers"), _("Customers"))
    return _form_page(
        request,
        page,
        forms.CustomerForm(_sent(request)),
        lambda **fields: _customer_url(services.create_customer(park=park, **fields).pk),
    )


@read_or_send
@allow("estate.manage")
def customer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the details of a customer."""
    customer = _managed(request, Customer.objects.select_related("park"), "park_id", pk)
    form = forms.CustomerForm(_sent(request), customer=customer)

    def save(*, form_id: str, **fields: Any) -> str:
        return _customer_url(services.change_customer(customer_id=pk, **fields).pk)

    page = Page(_("Change customer"), _("Save"), _customer_url(pk), customer.display_name)
    return _form_page(request, page, form, save)


@read_or_send
@allow("estate.manage")
def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a contact to a customer."""
    customer = _managed(request, Customer.objects.select_related("park"), "park_id", pk)
    page = Page(_("New contact"), _("Add contact"), _customer_url(pk), customer.display_name)

    def save(**fields: Any) -> str:
        return _customer_url(services.add_contact(customer=customer, **fields).customer_id)

    return _form_page(request, page, forms.ContactForm(_sent(request)), save)


@read_or_send
@allow("estate.manage")
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contact, or say that somebody else is in charge now."""
    contact = _managed(request, ContactPerson.objects.select_related("customer__park"), "customer__park_id", pk)
    form = forms.ContactForm(_sent(request), contact=contact)

    def save(*, form_id: str, **fields: Any) -> str:
        return _customer_url(services.change_contact(contact_id=pk, **fields).customer_id)

    customer = contact.customer
    page = Page(_("Change contact"), _("Save"), _customer_url(customer.pk), customer.display_name, contact.name)
    return _form_page(request, page, form, save)


@read_or_send
@allow("estate.manage")
def occupancy_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a customer moves into a unit."""
    customer = _managed(request, Customer.objects.select_related("park"), "park_id", pk)
    initial = {"unit": request.GET.get("unit", "")[:20], "starts": clock.today()}
    form = forms.OccupancyForm(_sent(request), park=customer.park, initial=initial)
    page = Page(_("Moves in"), _("Record occupancy"), _customer_url(pk), customer.display_name)

    def save(**fields: Any) -> str:
        return _customer_url(services.start_occupancy(customer=customer, **fields).customer_id)

    return _form_page(request, page, form, save)


@read_or_send
@allow("estate.manage")
def occupancy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the last day of an occupancy."""
    rows = Occupancy.objects.select_related("unit__park", "customer")
    occupancy = _managed(request, rows, "unit__park_id", pk)
    customer, unit = occupancy.customer, occupancy.unit
    page = Page(_("Moves out"), _("Record last day"), _customer_url(customer.pk), customer.display_name, unit.code)

    def save(**fields: Any) -> str:
        return _customer_url(services.end_occupancy(occupancy_id=pk, **fields).customer_id)

    return _form_page(request, page, forms.EndForm(_sent(request)), save)


@require_GET
@allow("contacts.record", "estate.view")
def unit_options(request: HttpRequest) -> HttpResponse:
    """The offers of the unit picker for what was typed; private persons only where this person may see them."""
    user, text = request.user, request.GET.get("q", "").replace("\x00", "")[:60].strip()
    whole = request.park.pk in scope(user, "estate.view").parks
    units = find_units(request.park, text, people=whole) if text else []
    hidden = occupants(units, people=False)
    shown = occupants(units, people=True)
    options = [
        {
            "text": unit.code,
            "title": " · ".join(
                filter(None, [unit.code, (shown if may(user, "estate.view", unit) else hidden)[unit.pk]])
            ),
            "small": f"{unit.building.name} · {unit.get_kind_display()}",
        }
        for unit in units
    ]
    return render(request, "ui/options.html", {"options": options})


@require_GET
@allow("estate.view")
def customer_options(request: PersonRequest) -> HttpResponse:
    """The offers of the customer picker for what was typed, within what this person may see."""
    text = request.GET.get("q", "").replace("\x00", "")[:60].strip()
    found = matching_customers(request.park, text) if text else Customer.objects.none()
    options = [
        {"text": row.name, "title": row.display_name, "small": ", ".join(each.unit.code for each in row.now_in)}
        for row in found.visible_to(request.user).with_units().order_by("name", "pk")[:LIMIT]
    ]
    return render(request, "ui/options.html", {"options": options})


@require_GET
@allow("estate.view")
def working_calendar(request: HttpRequest) -> HttpResponse:
    """Opening hours, holidays and make-up days of a year, with a warning for years that nobody knows yet."""
    park, this_year = request.park, clock.today().year
    known = calendar.calendar_for(park).known_years
    years = sorted({*known, this_year, this_year + 1})
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and int(wanted) in years else this_year
    context = {
        "park": park,
        "hours": park.opening_hours.all(),
        "year": year,
        "is_known": year in known,
        "tabs": [{"label": each, "url": f"?year={each}", "current": each == year} for each in years],
        "holidays": [
            {
                "name": holiday.name,
                "count": len(holiday.free),
                "free": _(", ").join(day_range(first, last) for first, last in holiday.spans),
                "worked": _(", ").join(day_text(day, weekday=True) for day in holiday.worked),
            }
            for holiday in calendar.holidays(park, year)
        ],
        "missing": calendar.unknown_years(park),
        "change_url": changing.page_for(request.user, park),
    }
    return render(request, "estate/calendar.html", context)
