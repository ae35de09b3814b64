"""Filters of the list of work orders."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from parkservice.parks.models import Building, Department
from parkservice.tasks.workorders.models import WorkOrder
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


def _departments(request: Any) -> QuerySet[Department]:
    return Department.objects.filter(park=request.park) if request else Department.objects.none()


def _buildings(request: Any) -> QuerySet[Building]:
    return Building.objects.filter(park=request.park) if request else Building.objects.none()


class WorkOrderFilter(FilterSet):
    """By words, department, building and age."""

    q = SearchFilter(method="search", placeholder=_("Number, words, unit, person"))
    department = django_filters.ModelChoiceFilter(
        queryset=_departments, label=_("Department"), empty_label=_("All departments")
    )
    building = django_filters.ModelChoiceFilter(
        queryset=_buildings, label=_("Building"), empty_label=_("All buildings")
    )
    asked = SpanFilter(field_name="asked_at", label=_("Ordered"), empty_label=_("Any time"))

    class Meta:
        model = WorkOrder
        fields = ("q", "department", "building", "asked")

    def search(self, rows: QuerySet[WorkOrder], _name: str, words: str) -> QuerySet[WorkOrder]:
        """Orders whose number, words, unit or person hold the text."""
        return rows.filter(
            Q(number__icontains=words)
            | Q(matter__icontains=words)
            | Q(details__icontains=words)
            | Q(result__icontains=words)
            | Q(unit__code__icontains=words)
            | Q(assignee__name__icontains=words)
        )
