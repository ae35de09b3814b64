"""Filters of the list of the bank's lines."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fees.bank.documents import KINDS
from fees.bank.matches import BankMatch
from fees.bank.models import BankAccount, BankLine
from parkservice.kit import clock
from parkservice.kit.money import AmountField
from parkservice.ui.filters import SPANS, FilterSet, OfferedFilter, SearchFilter, SpanFilter


class AmountFilter(django_filters.Filter):
    """A sum of money to the fen."""

    field_class = AmountField


class DaySpan(SpanFilter):
    """The last 7, 30, 90 or 365 days of a day."""

    def filter(self, qs: Any, value: str) -> Any:
        """Rows from the first day on."""
        return qs.filter(day__gt=clock.today() - timedelta(days=SPANS[value])) if value else qs


def _accounts(request: Any) -> list[tuple[str, str]]:
    """The accounts of the park shown."""
    return [(str(account.pk), str(account)) for account in BankAccount.objects.filter(park=request.park)]


class LineFilter(FilterSet):
    """By words, sum, days and account."""

    q = SearchFilter(method="search", placeholder=_("Payer, reference, number of the bank or document"))
    amount = AmountFilter(
        method="of_amount", label=_("Amount"), widget=forms.TextInput(attrs={"placeholder": _("Amount"), "size": 10})
    )
    day = DaySpan(label=_("Day"), empty_label=_("Any time"))
    account = OfferedFilter(offer=_accounts, label=_("Bank account"), empty_label=_("All accounts"))

    class Meta:
        model = BankLine
        fields = ("q", "amount", "day", "account")

    def of_amount(self, rows: QuerySet[BankLine], _name: str, amount: Decimal) -> QuerySet[BankLine]:
        """Lines of this sum, in or out."""
        return rows.filter(amount__in=(amount, -amount))

    def search(self, rows: QuerySet[BankLine], _name: str, words: str) -> QuerySet[BankLine]:
        """Lines whose payer, reference or number hold the text, or whose document has the number."""
        numbered = Q(*(Q(**{f"{kind}__number": words.upper()}) for kind in KINDS), _connector=Q.OR)
        ids = BankMatch.objects.live().filter(numbered).values("line")
        return rows.filter(
            Q(payer__icontains=words) | Q(reference__icontains=words) | Q(bank_id__icontains=words) | Q(pk__in=ids)
        )
