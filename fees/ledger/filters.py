"""Filters of the list of receipts."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.ledger.models import Method, Receipt
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


class ReceiptFilter(FilterSet):
    """By number, payer, way and age."""

    q = SearchFilter(method="search", placeholder=_("Number, payer, customer, pinyin"))
    method = django_filters.ChoiceFilter(choices=Method.choices, label=_("Paid by"), empty_label=_("All ways"))
    paid = SpanFilter(field_name="paid_at", label=pgettext_lazy("receipt", "Paid"), empty_label=_("Any time"))

    class Meta:
        model = Receipt
        fields = ("q", "method", "paid")

    def search(self, rows: QuerySet[Receipt], _name: str, words: str) -> QuerySet[Receipt]:
        """Receipts whose number, payer or customer hold the text, or the initials of the customer's name."""
        return rows.filter(
            Q(number__icontains=words)
            | Q(payer__icontains=words)
            | Q(customer__name__icontains=words)
            | Q(customer__search_key__icontains=words.lower())
            | Q(reference__icontains=words)
        )
