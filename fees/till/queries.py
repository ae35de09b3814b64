"""Finding who stands before the till, and what they owe (design section 6: code, company, name, phone, pinyin)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from fees.billing.models import PAYABLE, Bill
from fees.ledger.models import CustomerAccount, Receipt
from fees.ledger.owed import Standing, charge_object_of, standings
from fees.ledger.reference import LATE_FEE
from parkservice.accounts.models import User
from parkservice.accounts.rights import parks_with
from parkservice.estate.lookup import LIMIT, find_units, matching_customers
from parkservice.estate.models import Customer, CustomerQuerySet
from parkservice.kit import clock
from parkservice.kit.money import total
from parkservice.kit.text import clean_line, fold
from parkservice.parks.models import Park

ZERO = Decimal("0.00")
#: For how long the same reference of the bank makes the till ask.
SAME_REFERENCE = timedelta(days=60)


@dataclass(frozen=True)
class Payer:
    """One line of the search: the customer, their units of today, and what is open in yuan, without late fee."""

    customer: Customer
    units: str
    owed: Decimal


def payers_at(user: User, perms: Iterable[str]) -> CustomerQuerySet:
    """Return the customers of the parks in which this person has one of some rights: payers come from any building."""
    parks = {pk for perm in perms for pk in parks_with(user, perm)}
    return Customer.objects.filter(park_id__in=parks).select_related("park")


def find_payers(park: Park, text: str) -> list[Payer]:
    """Return who fits a text, by name; where it is the very code of a unit, only its occupants of today.

    Raises ValidationError for a text with control characters.
    """
    words = clean_line(text)
    if not fold(words):
        return []
    units = find_units(park, words)
    exact = [unit for unit in units if _plain(unit.code) == _plain(words)]
    living = [row.customer_id for unit in exact or units for row in unit.now_in]
    fitting = Q(pk__in=living)
    if not exact:
        fitting |= Q(pk__in=matching_customers(park, words).values("pk"))
    rows = list(Customer.objects.filter(fitting, park=park).with_units().order_by("name", "pk")[:LIMIT])
    open_sums = _open_sums(rows)
    return [
        Payer(row, "、".join(dict.fromkeys(each.unit.code for each in row.now_in)), open_sums.get(row.pk, ZERO))
        for row in rows
    ]


def owed_by(customer: Customer) -> list[Standing]:
    """Return the bills of a customer on which money may still come in, oldest due day first, as they stand today."""
    rows = Bill.objects.owed().filter(customer=customer).select_related("item", "park", "unit").order_by("due", "pk")
    return list(standings(list(rows), clock.today()).values())


def credit_of(customer: Customer) -> Decimal:
    """Return what a customer paid ahead and did not use yet, in yuan."""
    found = CustomerAccount.objects.filter(customer=customer).values_list("credit", flat=True).first()
    return found or ZERO


def late_fees_left(receipt: Receipt) -> Decimal:
    """Return what is open of the late fees on the bills that a receipt settled, in yuan: their principal is paid."""
    settled = [charge_object_of(line.bill) for line in receipt.allocations.select_related("bill")]
    rows = Bill.objects.owed().filter(customer=receipt.customer_id, item__code=LATE_FEE, charge_object__in=settled)
    return sum((bill.open_amount for bill in rows), ZERO)


def same_reference(park: Park, reference: str, *, but: str = "") -> Receipt | None:
    """Return the latest live receipt of the last days with a reference of the bank, but not that of one form."""
    rows = Receipt.objects.live().filter(park=park, reference=reference, paid_at__gte=clock.now() - SAME_REFERENCE)
    return rows.exclude(form_id=but).order_by("-paid_at", "-pk").first()


def _plain(code: str) -> str:
    return fold(code).replace("-", "").replace(" ", "")


def _open_sums(rows: list[Customer]) -> dict[int, Decimal]:
    """What is open of each customer, in one statement."""
    bills: Any = Bill.objects.filter(customer__in=rows, state__in=PAYABLE).order_by().values("customer_id")
    return dict(bills.annotate(open=total(F("amount") - F("waived") - F("paid"))).values_list("customer_id", "open"))
