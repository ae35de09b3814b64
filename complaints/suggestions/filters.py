"""Filters of the list of suggestions."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.lookup.queries import holding
from complaints.suggestions.models import Suggestion
from parkservice.parks.models import Building
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


def _buildings(request: Any) -> QuerySet[Building]:
    """The buildings of the park shown."""
    return Building.objects.filter(park=request.park) if request else Building.objects.none()


class SuggestionFilter(FilterSet):
    """By words, building and age."""

    q = SearchFilter(method="search", placeholder=_("Number, name, words"))
    building = django_filters.ModelChoiceFilter(
        queryset=_buildings, label=_("Building"), empty_label=_("All buildings")
    )
    received = SpanFilter(field_name="received_at", label=_("Came in"), empty_label=_("Any time"))

    class Meta:
        model = Suggestion
        fields = ("q", "building", "received")

    def search(self, rows: QuerySet[Suggestion], _name: str, words: str) -> QuerySet[Suggestion]:
        """Suggestions whose number, sender, words, unit or company hold every word."""
        return holding(rows, words, parks=[self.request.park.pk], named=True)
