"""Prices for tests, made by the two people who make them."""

from datetime import date
from decimal import Decimal
from typing import Any

from fees.billing.charges import Tier
from fees.tariffs import services
from fees.tariffs.models import FeeItem, PricingForm, Tariff
from tests.complaints.factories import Office, new_form

SINCE = date(2026, 1, 1)
BOARD = {
    "payers": "全体业户",
    "service": "公共区域保洁、秩序维护、设施维护",
    "standard": "物业服务三级",
    "pricing_form": PricingForm.MARKET,
    "basis_document": "青禾价备〔2026〕1号（虚构）",
    "hotline": "12315",
    "reason": "首次定价",
}


def item_of(office: Office, code: str) -> FeeItem:
    """A fee item of the park."""
    return FeeItem.objects.get(park=office.park, code=code)


def proposed(office: Office, code: str, price: str | None = None, **said: Any) -> Tariff:
    """A price that the manager proposes."""
    tiers = tuple(Tier(Decimal(upto) if upto else None, Decimal(each)) for upto, each in said.pop("tiers", ()))
    actor = said.pop("actor", office.manager)
    offer = services.Offer(
        item=item_of(office, code),
        price=Decimal(price) if price is not None else None,
        tiers=tiers,
        **{**BOARD, "valid_from": SINCE, **said},
    )
    return services.propose(park=office.park, actor=actor, offer=offer, form_id=new_form())


def released(office: Office, code: str, price: str | None = None, **said: Any) -> Tariff:
    """A price that counts: proposed by the manager, released by the project manager."""
    tariff = proposed(office, code, price, **said)
    return services.release(tariff_id=tariff.pk, actor=office.project_manager)
