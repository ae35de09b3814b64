"""How the queue is narrowed: words, weight, kind, place, person, time."""

from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from complaints.analysis.conditions import FIGURES
from complaints.casework.models import Complaint
from complaints.choices import Category, Channel, Severity, Validity
from complaints.lookup.queries import holding
from complaints.people import handlers
from complaints.returnvisits import queries as visits
from parkservice.accounts.rights import may
from parkservice.parks.models import Building, Department, speaks_english
from parkservice.ui.filters import FilterSet, HiddenChoice, MonthFilter, OfferedFilter, SearchFilter, SpanFilter


def _offered(request: Any) -> dict[str, list[tuple[str, str]]]:
    """The buildings and officers of the park, by one statement that is kept for the page."""
    kept: dict[str, list[tuple[str, str]]] | None = request.__dict__.get("complaint_choices")
    if kept is None:
        buildings = _named("building", Building.objects.filter(park=request.park), "code", "name_zh")
        officers = _named("officer", handlers(request.park), "search_key", "name")
        kept = {"building": [], "officer": []}
        for kind, _place, pk, name, name_en in sorted(buildings.union(officers, all=True)):
            kept[kind].append((str(pk), name_en if name_en and speaks_english() else name))
        request.__dict__["complaint_choices"] = kept
    return kept


def _departments(request: Any) -> QuerySet[Department]:
    return Department.objects.filter(park=request.park)


def _named(kind: str, rows: Any, place: str, name: str) -> Any:
    """Rows as (kind, place in the list, id, name, English name)."""
    marked = rows.order_by().annotate(offered_as=Value(kind, output_field=CharField()))
    return marked.values_list("offered_as", place, "pk", name, "name_en")


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
    building = OfferedFilter(
        offer=lambda request: _offered(request)["building"], label=_("Building"), empty_label=_("All buildings")
    )
    officer = OfferedFilter(
        offer=lambda request: _offered(request)["officer"], label=_("Officer"), empty_label=_("All officers")
    )
    repeat = django_filters.ChoiceFilter(
        choices=[("yes", _("Repeats"))],
        label=_("Repeats"),
        empty_label=_("Repeats and others"),
        method="repeated",
    )
    received = SpanFilter(field_name="received_at", label=_("Received"), empty_label=_("Any time"))
    month = MonthFilter(field_name="received_at")
    channel = HiddenChoice(choices=Channel, label=_("Channel"))
    validity = HiddenChoice(choices=Validity, label=_("Result"))
    department = django_filters.ModelChoiceFilter(
        field_name="responsible_department",
        queryset=_departments,
        label=_("Department responsible"),
        widget=forms.HiddenInput,
    )
    figure = HiddenChoice(
        choices=[(name, words) for name, (_condition, words) in FIGURES.items()],
        label=_("Figure"),
        method="counted",
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def offers(self) -> object:
        """The buildings and officers to choose from."""
        return _offered(self.request)

    def repeated(self, rows: QuerySet[Complaint], _name: str, _value: str) -> QuerySet[Complaint]:
        """Complaints that repeat another of the same unit and kind (A6)."""
        return rows.filter(repeat_of__isnull=False)

    def counted(self, rows: QuerySet[Complaint], _name: str, value: str) -> QuerySet[Complaint]:
        """The rows that a figure of the monthly analysis counts (A6)."""
        return visits.counted(rows).filter(FIGURES[value][0])

    def search(self, rows: QuerySet[Complaint], _name: str, value: str) -> QuerySet[Complaint]:
        """Rows that hold every word; names and phones only for those who may see them in the park shown."""
        park = self.request.park
        return holding(rows, value, parks=[park.pk], named=may(self.request.user, "complaints.view", park))
