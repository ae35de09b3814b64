"""Filters of the list of meters."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fees.meters.models import Meter, MeterKind
from parkservice.parks.models import Building
from parkservice.ui.filters import FilterSet, SearchFilter


def buildings(request: Any) -> QuerySet[Building]:
    """The buildings of the park shown."""
    return Building.objects.filter(park=request.park) if request else Building.objects.none()


class MeterFilter(FilterSet):
    """By number or unit, building and kind."""

    q = SearchFilter(method="search", placeholder=_("Meter number, unit"))
    building = django_filters.ModelChoiceFilter(queryset=buildings, label=_("Building"), empty_label=_("All buildings"))
    kind = django_filters.ChoiceFilter(choices=MeterKind, label=_("Kind"), empty_label=_("All kinds"))

    class Meta:
        model = Meter
        fields = ("q", "building", "kind")

    def search(self, rows: QuerySet[Meter], _name: str, words: str) -> QuerySet[Meter]:
        """Meters whose number or unit holds the words."""
        return rows.filter(Q(serial__icontains=words) | Q(unit__code__icontains=words))
