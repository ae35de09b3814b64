"""Filters of the contact register."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.choices import Channel, Topic
from complaints.models import Contact
from parkservice.estate.lookup import PHONE_DIGITS
from parkservice.kit.text import fold
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

    def search(self, rows: QuerySet[Contact], _name: str, value: str) -> QuerySet[Contact]:
        """Rows that hold every word in number, name, text, unit, company (pinyin initials too) or phone."""
        for word in value.split()[:5]:
            found = (
                Q(number__icontains=word)
                | Q(visitor__icontains=word)
                | Q(content__icontains=word)
                | Q(unit__code__icontains=word)
                | Q(customer__name__icontains=word)
                | Q(customer__search_key__icontains=fold(word))
            )
            if word.isdigit() and len(word) >= PHONE_DIGITS:
                found |= Q(phone__endswith=word)
            rows = rows.filter(found)
        return rows
