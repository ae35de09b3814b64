"""Filters of the list of questions to the next level."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.roles import CHAIN
from parkservice.tasks.referrals.models import Referral
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


class ReferralFilter(FilterSet):
    """By words, level asked and age."""

    q = SearchFilter(method="search", placeholder=_("Number, words"))
    to_role = django_filters.ChoiceFilter(
        label=_("Level asked"), choices=[(role.value, role.label) for role in CHAIN[1:]], empty_label=_("All levels")
    )
    asked = SpanFilter(field_name="asked_at", label=_("Asked"), empty_label=_("Any time"))

    class Meta:
        model = Referral
        fields = ("q", "to_role", "asked")

    def search(self, rows: QuerySet[Referral], _name: str, words: str) -> QuerySet[Referral]:
        """Those whose number or words hold the text."""
        return rows.filter(
            Q(number__icontains=words)
            | Q(matter__icontains=words)
            | Q(problem__icontains=words)
            | Q(opinion__icontains=words)
            | Q(answer__icontains=words)
        )
