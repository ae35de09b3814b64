"""Filters of the contact register."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.choices import Channel, Topic
from complaints.models import Contact
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


class ContactFilter(FilterSet):
    """By words, topic, channel and time."""

    q = SearchFilter(method="search", placeholder=_("Number, name, words, unit, company, phone"))
    topic = django_filters.ChoiceFilter(label=_("Topic"), choices=Topic, empty_label=_("All topics"))
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel, empty_label=_("All channels"))
    at = SpanFilter(label=_("Time"), empty_label=_("Any time"))

    class Meta:
        model = Contact
        fields: list[str] = []

    def search(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        """Rows that hold the words in number, name, text, unit, company or the end of the phone."""
        found = (
            Q(number__icontains=value)
            | Q(visitor__icontains=value)
            | Q(content__icontains=value)
            | Q(unit__code__iexact=value)
            | Q(customer__name__icontains=value)
        )
        if value.isdigit() and len(value) >= 4:
            found |= Q(phone__endswith=value)
        return rows.filter(found)
