"""Filters of the list of bills."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fees.billing.models import Bill
from fees.meters.filters import buildings
from fees.tariffs.filters import items
from parkservice.accounts.roles import ANY_STAFF
from parkservice.ui.filters import DayFilter, FilterSet, SearchFilter
from parkservice.ui.nav import allowed


class BillFilter(FilterSet):
    """By number, customer or unit; item, building, first day of the period, due day."""

    q = SearchFilter(method="search", placeholder=_("Bill number, customer, unit"))
    item = django_filters.ModelChoiceFilter(queryset=items, label=_("Fee item"), empty_label=_("All items"))
    building = django_filters.ModelChoiceFilter(queryset=buildings, label=_("Building"), empty_label=_("All buildings"))
    period = DayFilter(field_name="period_from", label=_("Period from"))
    due = DayFilter(field_name="due", lookup_expr="lte", label=_("Due by"))

    class Meta:
        model = Bill
        fields = ("q", "item", "building", "period", "due")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not allowed(self.request, ANY_STAFF):
            del self.filters["building"]  # a tenant knows the own bills by their unit

    def search(self, rows: QuerySet[Bill], _name: str, words: str) -> QuerySet[Any]:
        """Bills whose number, customer or unit holds the words."""
        named = Q(number__icontains=words) | Q(customer__name__icontains=words) | Q(unit__code__icontains=words)
        return rows.filter(named | Q(customer__search_key__icontains=words))
