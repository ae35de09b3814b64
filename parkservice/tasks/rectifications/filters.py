"""Filters of the list of rectifications."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import people_of
from parkservice.tasks.rectifications.models import Rectification
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


def _staff(request: Any) -> QuerySet[User]:
    return people_of(request.park) if request else User.objects.none()


class RectificationFilter(FilterSet):
    """By words, owner and age."""

    q = SearchFilter(method="search", placeholder=_("Number, words, measure"))
    owner = django_filters.ModelChoiceFilter(queryset=_staff, label=_("Owner"), empty_label=_("All owners"))
    asked = SpanFilter(field_name="asked_at", label=_("Planned"), empty_label=_("Any time"))

    class Meta:
        model = Rectification
        fields = ("q", "owner", "asked")

    def search(self, rows: QuerySet[Rectification], _name: str, words: str) -> QuerySet[Rectification]:
        """Those whose number, words or measures hold the text."""
        steps = Rectification.objects.filter(steps__what__icontains=words).values("pk")
        return rows.filter(
            Q(number__icontains=words) | Q(matter__icontains=words) | Q(problem__icontains=words) | Q(pk__in=steps)
        )
