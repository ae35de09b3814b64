"""Filters of the lists of arrears: they say which bills count, and the lists sum those."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fees.arrears.behind import BUCKETS, FIGURES, Span, behind, in_bucket, overdue, owing
from fees.arrears.debtors import debtors
from fees.arrears.periods import read
from fees.arrears.queries import Which, seen_by
from fees.billing.models import Bill
from fees.tariffs.models import FeeItem
from parkservice.accounts.rights import officers_of
from parkservice.estate.lookup import matching_customers
from parkservice.estate.models import Customer, Occupancy, Unit
from parkservice.kit.text import fold
from parkservice.parks.models import Building, SpaceKind
from parkservice.ui.filters import FilterSet, HiddenChoice, OfferedFilter, SearchFilter

OVERDUE = "overdue"
AGES = [*((str(place), label) for place, label in enumerate(BUCKETS)), (OVERDUE, _("all overdue"))]


def _buildings(request: Any) -> QuerySet[Building]:
    return Building.objects.filter(park=request.park) if request else Building.objects.none()


def _items(request: Any) -> QuerySet[FeeItem]:
    return FeeItem.objects.filter(park=request.park) if request else FeeItem.objects.none()


def _officers(request: Any) -> list[tuple[str, str]]:
    """Who answers for a building of the park."""
    people = {user.pk: user.display_name for user in officers_of(request.park).values()} if request else {}
    return [(str(pk), name) for pk, name in people.items()]


class ArrearsFilter(FilterSet):
    """What the list of debtors and that of bills have in common; the fields together say which bills count."""

    q = SearchFilter(placeholder=_("Customer, unit, phone, pinyin initials"))
    building = django_filters.ModelChoiceFilter(
        queryset=_buildings, label=_("Building"), empty_label=_("All buildings")
    )
    officer = OfferedFilter(offer=_officers, label=_("Officer"), empty_label=_("All officers"))
    item = django_filters.ModelChoiceFilter(queryset=_items, label=_("Fee item"), empty_label=_("All fee items"))
    age = django_filters.ChoiceFilter(choices=AGES, label=_("Age"), empty_label=_("Any age"))
    zone = HiddenChoice(choices=SpaceKind, label=_("Zone"))

    def which(self, said: dict[str, Any]) -> Which:
        """Return the bills that the fields name, within those that the person reads."""
        park = self.request.park
        which = seen_by(self.request.user, park)
        if said.get("building"):
            which = _only(which, [said["building"].pk])
        if said.get("officer"):
            officer = int(said["officer"])
            which = _only(which, [pk for pk, user in officers_of(park).items() if user.pk == officer])
        if said.get("zone"):
            rows = Building.objects.filter(park=park, kind=said["zone"])
            which = _only(which, rows.values_list("pk", flat=True))
        return replace(which, items=frozenset({said["item"].pk})) if said.get("item") else which

    def aged(self, which: Which, age: str) -> Q:
        """Return the condition of the chosen age."""
        if not age:
            return Q()
        return overdue(which) if age == OVERDUE else in_bucket(which, int(age))

    def called(self, words: str) -> QuerySet[Customer]:
        """Customers that fit the words themselves or by a unit of theirs."""
        fitting = matching_customers(self.request.park, words)
        living = Occupancy.objects.current().filter(unit__code__icontains=fold(words), unit__park=self.request.park)
        return Customer.objects.filter(Q(pk__in=fitting.values("pk")) | Q(pk__in=living.values("customer_id")))


def _only(which: Which, buildings: Iterable[int | None]) -> Which:
    """Narrow the buildings, never beyond those that are seen."""
    wanted = frozenset(buildings)
    return replace(which, buildings=wanted if which.buildings is None else which.buildings & wanted)


class DebtorFilter(ArrearsFilter):
    """Debtors by name, building, officer, item and age of what they owe."""

    class Meta:
        model = Customer
        fields = ("q", "building", "officer", "item", "age")

    def filter_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """Customers of the chosen view, with what they owe on the bills that the fields name."""
        said = self.form.cleaned_data
        which = self.which(said)
        rows = debtors(queryset, which, self.aged(which, said.get("age", "")))
        return rows.filter(pk__in=self.called(said["q"]).values("pk")) if said.get("q") else rows


class BillsFilter(ArrearsFilter):
    """The bills behind a figure of a period, or those on which something is open now."""

    figure = HiddenChoice(choices=[(name, figure.label) for name, figure in FIGURES.items()], label=_("Figure"))
    period = django_filters.CharFilter(label=_("Period"), widget=forms.HiddenInput)
    customer = django_filters.ModelChoiceFilter(
        queryset=lambda request: Customer.objects.filter(park=request.park),
        label=_("Customer"),
        widget=forms.HiddenInput,
    )
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda request: Unit.objects.filter(park=request.park), label=_("Unit"), widget=forms.HiddenInput
    )

    class Meta:
        model = Bill
        fields = ("q", "building", "officer", "item", "age", "zone", "figure", "period", "customer", "unit")

    def filter_queryset(self, queryset: QuerySet[Bill]) -> QuerySet[Bill]:
        """The bills of the figure that the fields name, each with what it adds."""
        said = self.form.cleaned_data
        which = self.which(said)
        if said.get("customer"):
            which = replace(which, customers=frozenset({said["customer"].pk}))
        if said.get("unit"):
            which = replace(which, unit=said["unit"].pk)
        if said.get("figure"):
            period = read(said.get("period") or "")
            rows = behind(which, said["figure"], Span(period.first, period.until))
        else:
            rows = owing(which)
        rows = rows.filter(self.aged(which, said.get("age", "")))
        return rows.filter(customer__in=self.called(said["q"])) if said.get("q") else rows
