"""Filters of the list of prepayments paid back."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fees.paybacks.models import PaybackRequest
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


class PaybackFilter(FilterSet):
    """By number, customer, payee and age."""

    q = SearchFilter(method="search", placeholder=_("Number, customer, payee, pinyin"))
    requested = SpanFilter(field_name="requested_at", label=_("Requested on"), empty_label=_("Any time"))

    class Meta:
        model = PaybackRequest
        fields = ("q", "requested")

    def search(self, rows: QuerySet[PaybackRequest], _name: str, words: str) -> QuerySet[PaybackRequest]:
        """Requests whose document, customer or payee holds the text."""
        return rows.filter(
            Q(payback__number__icontains=words)
            | Q(payee__icontains=words)
            | Q(customer__name__icontains=words)
            | Q(customer__search_key__icontains=words.lower())
        )
