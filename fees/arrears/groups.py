"""By what arrears and collection are broken down: unit, customer, item, building, officer, zone (M11, M12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.arrears.queries import Group, Key
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.accounts.rights import officers_of
from parkservice.estate.models import Customer, Unit
from parkservice.parks.models import Building, Park, SpaceKind


def _officers(park: Park) -> dict[Key, Key]:
    """Who answers today for each building."""
    return {building: user.pk for building, user in officers_of(park).items()}


def _zones(park: Park) -> dict[Key, Key]:
    """The zone of each building: workshops, offices, dormitories, as the park is laid out."""
    return {None: "", **dict(Building.objects.filter(park=park).values_list("pk", "kind"))}


TOTAL = Group()


@dataclass(frozen=True)
class Breakdown:
    """One way to break figures down: its name in addresses, its words, its group."""

    key: str
    label: Any
    group: Group


BREAKDOWNS = {
    each.key: each
    for each in (
        Breakdown("building", gettext_lazy("Building"), Group("building_id")),
        Breakdown("officer", gettext_lazy("Officer"), Group("building_id", _officers)),
        Breakdown("item", gettext_lazy("Fee item"), Group("item_id")),
        Breakdown("zone", gettext_lazy("Zone"), Group("building_id", _zones)),
        Breakdown("customer", gettext_lazy("Customer"), Group("customer_id")),
        Breakdown("unit", gettext_lazy("Unit"), Group("unit_id")),
    )
}


def names(breakdown: Breakdown, keys: Iterable[Key]) -> dict[Key, str]:
    """Return the words for the groups of a breakdown; at most one statement."""
    wanted = [key for key in keys if key]
    if breakdown.key == "zone":
        found: dict[Key, str] = {key: str(label) for key, label in SpaceKind.choices}
    else:
        rows: Any = {"building": Building, "item": FeeItem, "customer": Customer, "unit": Unit, "officer": User}
        found = {row.pk: _name(row) for row in rows[breakdown.key].objects.filter(pk__in=wanted)}
    return {**found, None: _("not assigned"), "": _("not assigned")}


def _name(row: Any) -> str:
    """The name in the language of the page."""
    return str(getattr(row, "display_name", "") or getattr(row, "name", "") or row)
