"""From the number of a document to its page: a line of the journal opens the receipt, deposit, pay-in that made it."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from fees.counting.models import Difference
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Receipt
from fees.paybacks.models import Payback
from fees.payins.models import PayIn
from parkservice.parks.models import Park

#: The page of a document by the kind in its number, and how the key of that page is found.
PAGES = {
    "SJ": ("fees:receipt", Receipt, "pk"),
    "YJ": ("fees:deposit", Deposit, "pk"),
    "TK": ("fees:deposit", Refund, "deposit_id"),
    "YT": ("fees:payback", Payback, "request_id"),
    "JK": ("fees:pay_in", PayIn, "pk"),
    "CY": ("fees:difference", Difference, "pk"),
}


def addresses(park: Park, numbers: Iterable[str]) -> Mapping[str, str]:
    """Return where the documents with these numbers are, one statement for each kind; unknown ones are left out."""
    wanted = {number for number in numbers if number}
    found: dict[str, str] = {}
    for prefix, (page, model, key) in PAGES.items():
        mine = [number for number in wanted if number.startswith(f"{prefix}-")]
        if mine:
            rows = model._default_manager.filter(park=park, number__in=mine)  # noqa: SLF001 - the public name
            found |= {number: reverse(page, args=[pk]) for number, pk in rows.values_list("number", key)}
    return found
