"""Filters of the list of deposits."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.deposits.models import Deposit, DepositKind
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


class DepositFilter(FilterSet):
    """By number, payer, kind and age."""

    q = SearchFilter(method="search", placeholder=_("Number, payer, customer, unit"))
    kind = django_filters.ChoiceFilter(choices=DepositKind.choices, label=_("Deposit for"), empty_label=_("All kinds"))
    received = SpanFilter(
        field_name="received_at", label=pgettext_lazy("deposit", "Received"), empty_label=_("Any time")
    )

    class Meta:
        model = Deposit
        fields = ("q", "kind", "received")

    def search(self, rows: QuerySet[Deposit], _name: str, words: str) -> QuerySet[Deposit]:
        """Deposits whose number, payer, customer or unit hold the text."""
        return rows.filter(
            Q(number__icontains=words)
            | Q(former_number__icontains=words)
            | Q(payer__icontains=words)
            | Q(customer__name__icontains=words)
            | Q(customer__search_key__icontains=words.lower())
            | Q(unit__code__icontains=words)
        )
