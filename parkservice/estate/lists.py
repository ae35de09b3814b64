"""The lists of units and customers."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.access import allow
from parkservice.estate.filters import CustomerFilter, UnitFilter
from parkservice.estate.models import Customer, CustomerKind, Occupancy, Unit
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView


def occupied(_request: HttpRequest) -> Q:
    """Units with an occupant today."""
    return Q(Exists(Occupancy.objects.current().filter(unit=OuterRef("pk"))))


def present(_request: HttpRequest) -> Q:
    """Customers with a unit today."""
    return Q(Exists(Occupancy.objects.current().filter(customer=OuterRef("pk"))))


def names_in(unit: Unit) -> str:
    """Return who is in a unit today."""
    return ", ".join(row.customer.name for row in unit.now_in)


def codes_of(customer: Customer) -> str:
    """Return the units that a customer has today."""
    return ", ".join(row.unit.code for row in customer.now_in)


@allow("estate.view")
class UnitList(RecordList):
    """Every unit this person may see: who is in it, and which ones are vacant."""

    title, what, icon = _("Units"), "units", "building"
    filterset_class = UnitFilter
    views = (
        SavedView("all", _("All in use"), lambda _request: Q(is_active=True)),
        SavedView("occupied", _("Occupied"), lambda request: Q(is_active=True) & occupied(request)),
        SavedView("vacant", _("Vacant"), lambda request: Q(is_active=True) & ~occupied(request)),
        SavedView("closed", _("Out of use"), lambda _request: Q(is_active=False)),
    )
    sorts = {"code": "code", "area": "gross_area"}
    default_sort = "code"
    page_sizes = (50, 100)
    columns = (
        Column(_("Unit"), sort="code"),
        Column(_("Occupant")),
        Column(_("Building"), css="wide-only"),
        Column(_("Use of space"), css="wide-only"),
        Column(_("Floor"), css="wide-only num"),
        Column(_("Area in m²"), sort="area", css="num"),
        Column(_("State"), css="inl"),
    )
    row_template = "estate/unit_row.html"
    export_columns = (
        ExportColumn(_("Unit"), lambda unit: unit.code),
        ExportColumn(_("Building"), lambda unit: unit.building.name),
        ExportColumn(_("Use of space"), lambda unit: unit.get_kind_display()),
        ExportColumn(_("Floor"), lambda unit: unit.floor),
        ExportColumn(_("Area in m²"), lambda unit: unit.gross_area),
        ExportColumn(_("Occupant"), names_in),
    )
    export_perms = ("estate.manage",)
    create = Create("estate:unit_new", _("Add unit"), ("estate.manage",))
    bring = Create("estate:unit_import", _("Import units"), ("estate.manage",))
    empty_title = _("This park has no units yet")
    empty_text = _("Add the first unit; customers can then move in.")

    def rows(self) -> QuerySet:
        """Units of the park shown."""
        return Unit.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet) -> QuerySet:
        """With building and occupants of today."""
        return rows.select_related("building").with_occupants()

    def row_url(self, row: Unit) -> str:
        """A unit's own page."""
        return reverse("home:unit", args=[row.pk])


@allow("estate.view")
class CustomerList(RecordList):
    """Every customer this person may see: companies, residents, and those who left."""

    title, what, icon = _("Customers"), "customers", "people"
    filterset_class = CustomerFilter
    views = (
        SavedView("all", _("All")),
        SavedView("companies", _("Companies"), lambda request: Q(kind=CustomerKind.COMPANY) & present(request)),
        SavedView("persons", _("Residents"), lambda request: Q(kind=CustomerKind.PERSON) & present(request)),
        SavedView("others", _("Without a unit"), lambda request: ~present(request)),
    )
    # Chinese names sort by their pinyin, which is how the search key begins.
    sorts = {"name": "search_key", "since": "created_at"}
    default_sort = "name"
    page_sizes = (50, 100)
    columns = (
        Column(_("Customer"), sort="name"),
        Column(_("Units")),
        Column(_("Phone")),
        Column(_("Credit code"), css="wide-only"),
        Column(_("Since"), sort="since", css="wide-only"),
    )
    row_template = "estate/customer_row.html"
    export_columns = (
        ExportColumn(_("Customer"), lambda customer: customer.name),
        ExportColumn(_("Name in English"), lambda customer: customer.name_en),
        ExportColumn(_("Company or person"), lambda customer: customer.get_kind_display()),
        ExportColumn(_("Units"), codes_of),
        ExportColumn(_("Phone"), lambda customer: customer.phone),
        ExportColumn(_("E-mail"), lambda customer: customer.email),
        ExportColumn(_("Credit code"), lambda customer: customer.uscc),
    )
    export_perms = ("estate.manage",)
    create = Create("estate:customer_new", _("Open customer file"), ("estate.manage",))
    bring = Create("estate:customer_import", _("Import customers"), ("estate.manage",))
    empty_title = _("This park has no customers yet")
    empty_text = _("Open the first file, then record which unit the customer moves into.")

    def rows(self) -> QuerySet:
        """Customers of the park shown."""
        return Customer.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet) -> QuerySet:
        """With the units of today."""
        return rows.with_units()

    def row_url(self, row: Customer) -> str:
        """A customer's file."""
        return reverse("home:customer", args=[row.pk])
