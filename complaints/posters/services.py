"""Posters with the QR code of the public complaint form, for buildings and units (A1, G10).

A poster holds no data of anybody and is no official paper: it carries no number and no verification code, only the
address that it opens. Printing is noted in the journal of the building.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.estate.models import Unit
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.paperwork.typesetting import draw, qr_svg
from parkservice.parks.models import Building, Park

TEMPLATE = "complaint_poster"


def buildings_for(user: User, park: Park) -> "QuerySet[Building]":
    """The buildings of a park for which this person may print posters, each with its number of units in use."""
    reach = scope(user, "estate.view")
    mine = Q(park_id__in=reach.parks) | Q(pk__in=reach.buildings)
    in_use = Count("units", filter=Q(units__is_active=True))
    return Building.objects.filter(mine, park=park).annotate(in_use=in_use).order_by("code")


def units_of(building: Building) -> "QuerySet[Unit]":
    """The units of a building that are in use, by code."""
    return Unit.objects.filter(building=building, is_active=True).order_by("code")


@transaction.atomic
def note_print(*, building: Building, units: Sequence[Unit], actor: User) -> None:
    """Note in the journal of the building who printed how many posters for what: units, or the entrance for none."""
    place = units[0].code if len(units) == 1 else building.code
    data = {"place": place, "count": len(units) or 1}
    record(park=building.park, actor=actor, verb="posters.printed", subject=building, data=data)


def pdf(building: Building, units: Sequence[Unit]) -> bytes:
    """The posters as one PDF: one sheet for each unit, or one for the entrance of the building when none is named."""
    park = building.park
    given = {
        "park_zh": park.name_zh,
        "park_en": park.name_en,
        "demo": park.is_demo,
        "desk_phone": park.desk_phone,
        "duty_phone": park.duty_phone,
        "sheets": [_of_unit(unit, building) for unit in units] or [_of_building(building)],
    }
    return draw(TEMPLATE, given, "pdf", at=clock.now())[0]


def _of_unit(unit: Unit, building: Building) -> dict[str, Any]:
    english = f"{building.name_en}, {unit.code}" if building.name_en else ""
    return _sheet(building.park, f"{building.name_zh} {unit.code}", english, unit=unit.code)


def _of_building(building: Building) -> dict[str, Any]:
    return _sheet(building.park, building.name_zh, building.name_en, building=building.code)


def _sheet(park: Park, place_zh: str, place_en: str, **place: str) -> dict[str, Any]:
    address = f"{settings.SITE_URL.rstrip('/')}{form_address(park)}?{urlencode(place)}"
    return {"place_zh": place_zh, "place_en": place_en, "address": address, "qr": qr_svg(address)}


def form_address(park: Park) -> str:
    """The path of the public form of a park: the short one where there is no other park."""
    return reverse("complaints:submit") if park.stands_alone else reverse("park:submit", args=[park.slug])
