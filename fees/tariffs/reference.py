"""The fee items that each park needs; their prices are proposed and released by people (domain 2.4, section 6)."""

from dataclasses import dataclass

from fees.tariffs.models import Account, Basis, FeeItem, Period
from parkservice.parks.models import Park
from parkservice.parks.reference import register


@dataclass(frozen=True)
class Item:
    """One fee item as it is given to a park."""

    code: str
    name_zh: str
    name_en: str
    period: Period
    basis: Basis
    third_party: bool = False


#: In the order of the lists. Collected for the supplier: no mark-up, no handling fee (domain 2.4, L1).
ITEMS = (
    Item("management", "物业管理费", "Management fee", Period.QUARTER, Basis.AREA),
    Item("power", "电费", "Electricity", Period.QUARTER, Basis.METER, third_party=True),
    Item("power_loss", "公摊电费", "Shared electricity", Period.QUARTER, Basis.METER, third_party=True),
    Item("water", "水费", "Water", Period.QUARTER, Basis.TIER, third_party=True),
    Item("hot_water", "热水费", "Hot water", Period.QUARTER, Basis.METER),
    Item("gas", "燃气费", "Gas", Period.QUARTER, Basis.METER, third_party=True),
    Item("tv", "有线电视费", "Cable TV", Period.QUARTER, Basis.PER_TERMINAL, third_party=True),
    Item("telephone", "电话费", "Telephone", Period.MONTH, Basis.FIXED, third_party=True),
    Item("heating", "供暖费", "Heating", Period.YEAR, Basis.AREA, third_party=True),
    Item("card", "工本费(卡)", "Card", Period.ONCE, Basis.FIXED),
    Item("pass", "出入证工本费", "Worker pass", Period.ONCE, Basis.FIXED),
    Item("parking", "车位费", "Parking permit", Period.MONTH, Basis.FIXED),
    Item("truck", "货车通行费", "Truck permit", Period.MONTH, Basis.FIXED),
    Item("other", "其他费用", "Other", Period.ONCE, Basis.MANUAL),
)


@register
def install_items(park: Park) -> None:
    """Give a park the fee items that it does not have yet; items that people changed stay."""
    for place, item in enumerate(ITEMS, start=1):
        FeeItem.objects.get_or_create(
            park=park,
            code=item.code,
            defaults={
                "name_zh": item.name_zh,
                "name_en": item.name_en,
                "period": item.period,
                "basis": item.basis,
                "third_party": item.third_party,
                "account": Account.LIABILITY if item.third_party else Account.INCOME,
                "order": place * 10,
            },
        )
