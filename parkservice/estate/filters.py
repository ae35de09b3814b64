"""Filters of the lists of units and customers."""

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest  # noqa: TID251 - a filter is made for a request
from django.utils.translation import gettext_lazy as _

from parkservice.estate.lookup import matching_customers
from parkservice.estate.models import Customer, CustomerKind, Occupancy, Unit
from parkservice.kit.text import fold
from parkservice.parks.models import Building, SpaceKind
from parkservice.ui.filters import FilterSet, SearchFilter


def buildings(request: HttpRequest) -> QuerySet[Building]:
    """Return the buildings of the park shown."""
    return Building.objects.filter(park=request.park)  # type: ignore[attr-defined]


class UnitFilter(FilterSet):
    """Units by code, occupant, building and use."""

    q = SearchFilter(method="search", placeholder=_("Unit, company, name, phone, pinyin initials"))
    building = django_filters.ModelChoiceFilter(label=_("Building"), queryset=buildings, empty_label=_("All buildings"))
    kind = django_filters.ChoiceFilter(label=_("Use of space"), choices=SpaceKind, empty_label=_("All uses"))

    class Meta:
        model = Unit
        fields = ("q", "building", "kind")

    def search(self, rows: QuerySet[Unit], _name: str, text: str) -> QuerySet[Unit]:
        """Units whose code contains the text, and units whose occupants of today fit it."""
        fitting = matching_customers(self.request.park, text)
        living = Occupancy.objects.current().filter(customer__in=fitting)
        return rows.filter(Q(code__icontains=fold(text)) | Q(pk__in=living.values("unit_id")))


class CustomerFilter(FilterSet):
    """Customers by name, number, contact, and the building they are in today."""

    q = SearchFilter(method="search", placeholder=_("Company, name, phone, credit code, unit, pinyin initials"))
    kind = django_filters.ChoiceFilter(
        label=_("Company or person"), choices=CustomerKind, empty_label=_("Companies and persons")
    )
    building = django_filters.ModelChoiceFilter(
        label=_("Building"), queryset=buildings, method="living_in", empty_label=_("All buildings")
    )

    class Meta:
        model = Customer
        fields = ("q", "kind", "building")

    def search(self, rows: QuerySet[Customer], _name: str, text: str) -> QuerySet[Customer]:
        """Customers that fit the text themselves, by a contact, or by a unit of theirs."""
        fitting = matching_customers(self.request.park, text)
        living = Occupancy.objects.current().filter(unit__code__icontains=fold(text))
        return rows.filter(Q(pk__in=fitting.values("pk")) | Q(pk__in=living.values("customer_id")))

    def living_in(self, rows: QuerySet[Customer], _name: str, building: Building) -> QuerySet[Customer]:
        """Customers with a unit in a building today."""
        living = Occupancy.objects.current().filter(unit__building=building)
        return rows.filter(pk__in=living.values("customer_id"))
