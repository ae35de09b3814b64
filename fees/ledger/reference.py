"""Reference data of the ledger: the item under which late fees are billed; safe to run again."""

from fees.tariffs.models import Basis, FeeItem, Period
from parkservice.parks.models import Park
from parkservice.parks.reference import register

#: The code of the item of late fees.
LATE_FEE = "late_fee"


@register
def install_late_fee(park: Park) -> None:
    """Give a park the fee item of late fees, when it is not there yet."""
    late_fee_item(park)


def late_fee_item(park: Park) -> FeeItem:
    """Return the fee item under which the late fees of a park are billed; made at first use."""
    named = {"name_zh": "违约金", "name_en": "Late fee", "period": Period.ONCE, "basis": Basis.MANUAL, "order": 900}
    return FeeItem.objects.get_or_create(park=park, code=LATE_FEE, defaults=named)[0]
