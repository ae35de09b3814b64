"""Changing prices by two people: the manager proposes, the project manager releases (design section 4, domain 2.4).

A price that bills were made with is never edited: a later one takes over from its first day on.
"""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from fees.billing.charges import Tier, check_tiers, plain
from fees.billing.models import GONE, Bill
from fees.seconds import second
from fees.tariffs import rules
from fees.tariffs.models import FeeItem, PartMonth, Tariff, TariffState
from fees.tariffs.prices import scope_key
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.accounts.rights import acting_role
from parkservice.estate.models import Customer, Unit
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.flow import advance
from parkservice.parks.models import Park

SECOND = second("tariff", ("tariffs.release",), rules.may_release)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a proposed price says; either `price` in yuan per unit of the item, or `tiers`."""

    item: FeeItem
    valid_from: date
    payers: str
    service: str
    pricing_form: str
    basis_document: str
    hotline: str
    reason: str
    unit_kind: str = ""
    customer: Customer | None = None
    unit: Unit | None = None
    price: Decimal | None = None
    tiers: tuple[Tier, ...] = ()
    policy: str = PartMonth.DAILY
    valid_to: date | None = None
    standard: str = ""


@transaction.atomic
def propose(*, park: Park, actor: User, offer: Offer, form_id: str) -> Tariff:
    """Propose a price that counts from a day on, once another person has released it.

    Raises RuleViolation without the right, for steps that do not rise, when a proposal for the same key waits already,
    or for a first day that lies before a released price or within days that are billed.
    """

    def make() -> Tariff:
        require(actor, "tariffs.propose", park)
        FeeItem.objects.select_for_update(of=("self",)).get(pk=offer.item.pk, park=park)
        _check(offer)
        tariff = Tariff.objects.create(park=park, proposed_by=actor, proposed_at=clock.now(), **_columns(offer))
        _note(tariff, actor, "tariff.proposed", "tariffs.propose", offer.reason)
        SECOND.ask(tariff, actor, **_said(tariff))
        return tariff

    body = {each.name: getattr(offer, each.name) for each in fields(offer)}
    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


def _columns(offer: Offer) -> dict[str, Any]:
    """The offer as the columns of a row."""
    row = {each.name: getattr(offer, each.name) for each in fields(offer)}
    steps = [[plain(tier.upto) if tier.upto is not None else None, plain(tier.price)] for tier in offer.tiers]
    return {**row, "tiers": steps or None, "scope_key": _key(offer), "planned_to": offer.valid_to}


def _key(offer: Offer) -> str:
    customer, unit = (each.pk if each else None for each in (offer.customer, offer.unit))
    return scope_key(unit_kind=offer.unit_kind, customer_id=customer, unit_id=unit)


def _check(offer: Offer) -> None:
    """Raise what stands against a proposal."""
    if (offer.price is None) != bool(offer.tiers):
        raise RuleViolation(_("Give one price, or steps; not both."), code="price")
    if offer.tiers:
        check_tiers(offer.tiers)
    if offer.unit is not None and offer.customer is None:
        raise RuleViolation(_("A price for one unit is a contract. Choose its customer too."), code="customer")
    key = _key(offer)
    if Tariff.objects.filter(item=offer.item, scope_key=key, state=TariffState.PROPOSED).exists():
        raise RuleViolation(_("A proposal waits already. It has to be released or returned first."), code="waits")
    _check_days(offer.item, key, offer.valid_from, offer.unit_kind, offer.customer, offer.unit)


def _check_days(
    item: FeeItem, key: str, first: date, unit_kind: str, customer: Customer | None, unit: Unit | None
) -> None:
    """Refuse a first day before the newest released price of the key, or within billed days."""
    newest = Tariff.objects.counting().filter(item=item, scope_key=key).aggregate(day=Max("valid_from"))["day"]
    if newest is not None and first <= newest:
        raise RuleViolation(
            _("A price counts from %(day)s on already. Choose a later day.") % {"day": f"{newest:%Y-%m-%d}"},
            code="superseded",
        )
    billed = billed_until(item, unit_kind=unit_kind, customer=customer, unit=unit)
    if billed is not None and first <= billed:
        raise RuleViolation(
            _("Bills are made until %(day)s already. Choose a later day.") % {"day": f"{billed:%Y-%m-%d}"},
            code="billed",
        )


def billed_until(
    item: FeeItem, *, unit_kind: str = "", customer: Customer | None = None, unit: Unit | None = None
) -> date | None:
    """Return the last day that live bills of an item cover, of those a price with this key would have priced."""
    bills = Bill.objects.filter(item=item).exclude(state__in=GONE)
    if unit_kind:
        bills = bills.filter(unit__kind=unit_kind)
    if customer is not None:
        bills = bills.filter(customer=customer)
    if unit is not None:
        bills = bills.filter(unit=unit)
    last: date | None = bills.aggregate(day=Max("period_to"))["day"]
    return last


@transaction.atomic
def release(*, tariff_id: int, actor: User) -> Tariff:
    """Release a proposed price as the second person; the price before it ends the day before.

    Raises PermissionDenied for one's own proposal or without the right, and RuleViolation when a colleague was first or
    the days were billed in the meantime.
    """
    tariff = _locked(tariff_id)
    advance(tariff, "release", actor)
    _check_days(tariff.item, tariff.scope_key, tariff.valid_from, tariff.unit_kind, tariff.customer, tariff.unit)
    _end_before(tariff, actor)
    _decide(tariff, actor, "")
    _note(tariff, actor, "tariff.released", "tariffs.release")
    SECOND.answer(tariff, actor, tariff.proposed_by, "released", **_said(tariff))
    return tariff


def _end_before(tariff: Tariff, actor: User) -> None:
    """Let the price that runs on the first day of a new one end the day before."""
    last = tariff.valid_from - timedelta(days=1)
    same = Tariff.objects.counting().filter(item_id=tariff.item_id, scope_key=tariff.scope_key)
    for former in same.exclude(valid_to__lte=last):
        former.valid_to = last
        former.save(update_fields=["valid_to"])
        _note(former, actor, "tariff.superseded", "tariffs.release", successor=tariff.pk)


@transaction.atomic
def send_back(*, tariff_id: int, actor: User, note: str) -> Tariff:
    """Return a proposal with what is wrong about it; the proposer takes it back in the same way.

    Raises PermissionDenied without the right, and RuleViolation when a colleague was first.
    """
    tariff = _locked(tariff_id)
    advance(tariff, "send_back", actor)
    _decide(tariff, actor, note)
    _note(tariff, actor, "tariff.returned", "tariffs.release", note)
    SECOND.answer(tariff, actor, tariff.proposed_by, "returned", **_said(tariff))
    return tariff


@transaction.atomic
def withdraw(*, tariff_id: int, actor: User, note: str) -> Tariff:
    """Take a released price back before its first day; the price before it counts on.

    Raises PermissionDenied without the right, and RuleViolation once it counts.
    """
    tariff = _locked(tariff_id)
    advance(tariff, "withdraw", actor)
    _decide(tariff, actor, note)
    day_before = tariff.valid_from - timedelta(days=1)
    same = Tariff.objects.counting().filter(item_id=tariff.item_id, scope_key=tariff.scope_key)
    same.filter(valid_to=day_before).update(valid_to=F("planned_to"))
    _note(tariff, actor, "tariff.withdrawn", "tariffs.release", note)
    SECOND.answer(tariff, actor, tariff.proposed_by, "returned", **_said(tariff))
    return tariff


def _locked(tariff_id: int) -> Tariff:
    """Lock the item of a price, then the price, so that two releases of one key meet here."""
    item_id = Tariff.objects.values_list("item_id", flat=True).get(pk=tariff_id)
    FeeItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    rows = Tariff.objects.select_for_update(of=("self",))
    return rows.select_related("park", "item", "proposed_by", "customer", "unit").get(pk=tariff_id)


def _decide(tariff: Tariff, actor: User, note: str) -> None:
    tariff.decided_by, tariff.decided_at, tariff.note = actor, clock.now(), note
    tariff.save(update_fields=["state", "counts", "decided_by", "decided_at", "note"])


def _note(tariff: Tariff, actor: User, verb: str, perm: str, note: str = "", **more: Any) -> None:
    data = {"item": tariff.item.code, "scope": tariff.scope_key, "valid_from": tariff.valid_from.isoformat(), **more}
    acting = acting_role(actor, perm, tariff.park)
    record(park=tariff.park, actor=actor, verb=verb, subject=tariff, data=data, note=note, acting_as=acting)


def _said(tariff: Tariff) -> dict[str, Any]:
    """What a word about a price says."""
    return {"item": [tariff.item.name_zh, tariff.item.name_en], "note": tariff.note or tariff.reason}
