"""Filters of the contact register."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.choices import Channel, Topic
from complaints.lookup.queries import holding
from complaints.models import Contact
from parkservice.ui.filters import FilterSet, MonthFilter, SearchFilter, SpanFilter


class ContactFilter(FilterSet):
    """By words, topic, channel and time."""

    q = SearchFilter(method="search", placeholder=_("Number, name, words, unit, company, phone"))
    topic = django_filters.ChoiceFilter(label=_("Topic"), choices=Topic, empty_label=_("All topics"))
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel, empty_label=_("All channels"))
    month = MonthFilter(field_name="at")
    at = SpanFilter(label=_("Time"), empty_label=_("Any time"))

    class Meta:
        model = Contact
        fields: list[str] = []

    def search(self, rows: QuerySet[Contact], _name: str, value: str) -> QuerySet[Contact]:
        """Rows that hold every word in number, name, text, unit, company (pinyin initials too) or phone."""
        return holding(rows, value, parks=[self.request.park.pk], named=True)
