"""What other features know of the cash of a drawer: receipts, customer ledgers, deposits (domain 4, months' step 2).

They stand above the cash desk: the ledger hands its books in with `register()` when the application starts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fees.cashdesk.models import Drawer
from parkservice.parks.models import Park

Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Books:
    """The questions that a close asks, all in yuan.

    `unposted`: receipts of a drawer and day that have no line yet, by number. `methods`: what a drawer's officer took
    on a day, by method of payment. `receipts`: valid cash receipts of a park from day to day, by number. `ledgers`:
    what they brought, by counter item. `deposits`: the list of deposits and the deposit ledger on a day.
    """

    unposted: Callable[[Drawer, date], list[str]]
    methods: Callable[[Drawer, date], Amounts]
    receipts: Callable[[Park, date, date], Amounts]
    ledgers: Callable[[Park, date, date], Amounts]
    deposits: Callable[[Park, date], Amounts]


_books: list[Books] = []


def register(books: Books) -> None:
    """Let these books answer from now on."""
    _books[:] = [books]


def books() -> Books:
    """Return the books that answer. Raises RuntimeError while nobody has registered any: no close goes unasked."""
    if not _books:
        raise RuntimeError("No books of receipts and deposits are registered (fees.ledger.cashbooks).")
    return _books[0]
