"""The documents whose money goes through the bank: receipts and deposits come in, refunds and paybacks go out (O6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Method, Receipt
from fees.paybacks.models import Payback
from parkservice.paperwork.chained import Chained

RECEIPT, DEPOSIT, REFUND, PAYBACK = "receipt", "deposit", "refund", "payback"
#: What a line may be beside a document: the payment of a customer, whose receipt is still to be written.
CUSTOMER = "customer"
#: Ways of paying whose money goes through the bank.
AT_BANK = (Method.TRANSFER, Method.CARD, Method.QR)


@dataclass(frozen=True)
class Kind:
    """How one kind of document reads: which column holds its sum, who pays or is paid, and whose it is.

    Its name is the column of a match that names such a document. `counting` tells those that were not taken back.
    """

    name: str
    model: type[Chained]
    comes_in: bool
    party: str
    money: str = "amount"
    customer: str = "customer"
    counting: Mapping[str, Any] = field(default_factory=dict)

    def at_bank(self, park_id: int) -> QuerySet[Any]:
        """Documents of a park whose money went through the bank, those that were taken back too."""
        return self.model._default_manager.filter(park_id=park_id, method__in=AT_BANK)  # noqa: SLF001 - known as a class only

    def counts(self, document: Any) -> bool:
        """Whether a document was not taken back."""
        return not self.counting or self.at_bank(document.park_id).filter(pk=document.pk, **self.counting).exists()

    def amount_of(self, document: Any) -> Decimal:
        """The sum that went through the bank, in yuan."""
        found: Decimal = getattr(document, self.money)
        return found

    def party_of(self, document: Any) -> str:
        """Who paid, or who was paid."""
        found: str = getattr(document, self.party)
        return found

    def customer_of(self, document: Any) -> Any:
        """Whose document it is; None for a deposit of somebody who is no customer, and for its refund."""
        return attrgetter(self.customer.replace("__", "."))(document)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(RECEIPT, Receipt, comes_in=True, party="payer", counting={"reversal__isnull": True}),
        Kind(DEPOSIT, Deposit, comes_in=True, party="payer"),
        Kind(REFUND, Refund, comes_in=False, party="payee", money="refunded", customer="deposit__customer"),
        Kind(PAYBACK, Payback, comes_in=False, party="payee"),
    )
}
