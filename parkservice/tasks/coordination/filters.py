"""Filters of the list of questions to departments."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from parkservice.parks.models import Department
from parkservice.tasks.coordination.models import Question
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


def _departments(request: Any) -> QuerySet[Department]:
    return Department.objects.filter(park=request.park) if request else Department.objects.none()


class QuestionFilter(FilterSet):
    """By words, department and age."""

    q = SearchFilter(method="search", placeholder=_("Number, words"))
    department = django_filters.ModelChoiceFilter(
        queryset=_departments, label=_("Department"), empty_label=_("All departments")
    )
    asked = SpanFilter(field_name="asked_at", label=_("Asked"), empty_label=_("Any time"))

    class Meta:
        model = Question
        fields = ("q", "department", "asked")

    def search(self, rows: QuerySet[Question], _name: str, words: str) -> QuerySet[Question]:
        """Questions whose number or words hold the text."""
        return rows.filter(
            Q(number__icontains=words)
            | Q(matter__icontains=words)
            | Q(question__icontains=words)
            | Q(answer__icontains=words)
        )
