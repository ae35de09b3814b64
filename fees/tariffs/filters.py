"""Filters of the list of prices."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.tariffs.models import FeeItem, Tariff
from parkservice.parks.models import SpaceKind
from parkservice.ui.filters import FilterSet


def items(request: Any) -> QuerySet[FeeItem]:
    """The fee items of the park shown."""
    return FeeItem.objects.filter(park=request.park) if request else FeeItem.objects.none()


class TariffFilter(FilterSet):
    """By item and kind of space."""

    item = django_filters.ModelChoiceFilter(queryset=items, label=_("Fee item"), empty_label=_("All items"))
    unit_kind = django_filters.ChoiceFilter(choices=SpaceKind, label=_("Use of space"), empty_label=_("All uses"))

    class Meta:
        model = Tariff
        fields = ("item", "unit_kind")
