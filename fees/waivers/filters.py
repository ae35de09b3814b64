"""Filters of the list of waivers."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.waivers.models import Waiver, WaiverKind
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


class WaiverFilter(FilterSet):
    """By number, customer, kind and age."""

    q = SearchFilter(method="search", placeholder=_("Number, customer, reason"))
    kind = django_filters.ChoiceFilter(choices=WaiverKind.choices, label=_("Kind"), empty_label=_("All kinds"))
    proposed = SpanFilter(field_name="proposed_at", label=pgettext_lazy("time", "Proposed"), empty_label=_("Any time"))

    class Meta:
        model = Waiver
        fields = ("q", "kind", "proposed")

    def search(self, rows: QuerySet[Waiver], _name: str, words: str) -> QuerySet[Waiver]:
        """Waivers whose number, customer or reason hold the text."""
        return rows.filter(
            Q(number__icontains=words)
            | Q(customer__name__icontains=words)
            | Q(customer__search_key__icontains=words.lower())
            | Q(reason__icontains=words)
        )
