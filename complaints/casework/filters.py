"""How the queue is narrowed: words, weight, kind, place, person, time."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Complaint
from complaints.choices import Category, Severity
from complaints.lookup.queries import holding
from complaints.people import handlers
from parkservice.accounts.models import User
from parkservice.accounts.rights import parks_of, scope
from parkservice.parks.models import Building
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter


def _buildings(request: Any) -> QuerySet[Building]:
    return Building.objects.filter(park=request.park).order_by("code")


def _officers(request: Any) -> QuerySet[User]:
    return handlers(request.park)


class StatusFilter(FilterSet):
    """What a clerk narrows by: the number that a caller names."""

    q = SearchFilter(method="search", placeholder=_("Number"))

    class Meta:
        model = Complaint
        fields: list[str] = []

    def search(self, rows: QuerySet[Complaint], _name: str, value: str) -> QuerySet[Complaint]:
        """Rows whose number holds the text."""
        return rows.filter(number__icontains=value)


class ComplaintFilter(FilterSet):
    """The filter bar of the queue."""

    q = SearchFilter(method="search", placeholder=_("Number, content, unit, company, phone"))
    severity = django_filters.ChoiceFilter(choices=Severity, label=_("Severity"), empty_label=_("All severities"))
    category = django_filters.ChoiceFilter(choices=Category, label=_("Category"), empty_label=_("All categories"))
    building = django_filters.ModelChoiceFilter(
        queryset=_buildings, label=_("Building"), empty_label=_("All buildings")
    )
    officer = django_filters.ModelChoiceFilter(queryset=_officers, label=_("Officer"), empty_label=_("All officers"))
    received = SpanFilter(field_name="received_at", label=_("Received"), empty_label=_("Any time"))

    class Meta:
        model = Complaint
        fields: list[str] = []

    def search(self, rows: QuerySet[Complaint], _name: str, value: str) -> QuerySet[Complaint]:
        """Rows that hold every word; names and phones only for those who may see them."""
        user = self.request.user
        return holding(rows, value, parks=parks_of(user), named=bool(scope(user, "complaints.view")))
