"""Filters of the list of tax invoices."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fees.invoices.models import InvoiceKind, TaxInvoice
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


class InvoiceFilter(FilterSet):
    """By number, customer, kind and age."""

    q = SearchFilter(method="search", placeholder=_("Invoice number, title, tax number, customer"))
    kind = django_filters.ChoiceFilter(choices=InvoiceKind.choices, label=_("Kind"), empty_label=_("All kinds"))
    requested = SpanFilter(field_name="requested_at", label=_("Requested on"), empty_label=_("Any time"))

    class Meta:
        model = TaxInvoice
        fields = ("q", "kind", "requested")

    def search(self, rows: QuerySet[TaxInvoice], _name: str, words: str) -> QuerySet[TaxInvoice]:
        """Invoices whose numbers, title or customer hold the text."""
        return rows.filter(
            Q(number__icontains=words)
            | Q(red_number__icontains=words)
            | Q(title__icontains=words)
            | Q(tax_number__icontains=words)
            | Q(customer__name__icontains=words)
            | Q(customer__search_key__icontains=words.lower())
        )
