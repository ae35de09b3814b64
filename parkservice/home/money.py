"""Money on the files of units and customers, and found by the number of its document (domain G4)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fees.arrears.queries import STILL_OPEN
from fees.billing.models import Bill
from fees.deposits.models import Deposit
from fees.ledger.models import Receipt
from fees.ledger.queries import payers_for
from fees.till.queries import credit_of
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer
from parkservice.kit.money import total, yuan
from parkservice.parks.models import Park

#: Rows of each kind on a file; the lists have them all.
ROWS = 5


@dataclass(frozen=True)
class Purse:
    """What a reader may see of the money of a customer or unit: sums in yuan, and the latest documents of each kind."""

    owed: Decimal
    bills: list[Bill]
    receipts: list[Receipt]
    deposits: list[Deposit]
    ahead: Decimal | None = None
    statement: str = ""


def purse(user: User, park: Park, **whose: Any) -> Purse | None:
    """Return the money of a customer (`customer=`) or of a unit (`unit=`); None for people who see no money here."""
    if not any(may(user, perm, park) for perm in ("bills.view", "receipts.view", "deposits.view")):
        return None
    customer: Customer | None = whose.get("customer")
    bills = Bill.objects.visible_to(user).filter(**whose)
    deposits = Deposit.objects.visible_to(user).filter(**whose)
    receipts = Receipt.objects.visible_to(user).filter(customer=customer)
    reads = customer is not None and payers_for(user).filter(pk=customer.pk).exists()
    return Purse(
        bills.owed().aggregate(sum=total(STILL_OPEN))["sum"],
        list(bills.live().select_related("item", "park").order_by("-issued_at", "-pk")[:ROWS]),
        list(receipts.order_by("-paid_at", "-pk")[:ROWS]) if customer else [],
        list(deposits.order_by("-received_at", "-pk")[:ROWS]),
        credit_of(customer) if customer and reads else None,
        reverse("fees:statement", args=[customer.pk]) if customer and reads else "",
    )


def numbered(user: User, park: Park, number: str) -> list[tuple[str, str, str]]:
    """Return number, words and address of the bill, receipt or deposit of exactly this number, as far as seen."""
    found: list[tuple[str, str, str]] = []
    for bill in Bill.objects.visible_to(user).filter(park=park, number=number).select_related("item", "customer"):
        line = " · ".join((bill.customer.display_name, bill.item.name, bill.period, yuan(bill.amount)))
        found.append((bill.number, line, bill.get_absolute_url()))
    for receipt in Receipt.objects.visible_to(user).filter(park=park, number=number).select_related("customer"):
        line = " · ".join((receipt.customer.display_name, receipt.get_method_display(), yuan(receipt.amount)))
        found.append((receipt.number, line, receipt.get_absolute_url()))
    for deposit in Deposit.objects.visible_to(user).filter(park=park, number=number):
        line = " · ".join((deposit.payer, _("Deposit for %(what)s") % {"what": deposit.get_kind_display()}))
        found.append((deposit.number, f"{line} · {yuan(deposit.amount)}", deposit.get_absolute_url()))
    return found
