"""Bills of the tests, through the one door that the product has for them."""

from typing import Any

from fees.billing.models import Bill
from fees.billing.posting import write_bills


def write_bill(**fields: Any) -> Bill:
    """Write one bill as it is given, with its mark and its seal."""
    bill = Bill(**fields)
    write_bills([bill])
    return bill
