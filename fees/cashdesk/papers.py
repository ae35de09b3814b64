"""What the papers of the cash desk have in common: lines in the customary columns, amounts as they are written."""

from collections.abc import Iterable
from decimal import Decimal

from fees.cashdesk.models import JournalLine, LineKind, Pot

POTS = {Pot.TAKINGS: "收", Pot.FLOAT: "备"}


def amounts(value: Decimal | str) -> str:
    """Return an amount as papers write it: 4,948.70, −210.30; nothing for zero is left to the caller."""
    number = Decimal(value)
    return f"{'−' if number < 0 else ''}{abs(number):,.2f}"


def _column(value: Decimal) -> str:
    return amounts(value) if value else ""


def line_rows(lines: Iterable[JournalLine]) -> list[list[str]]:
    """Return lines in the customary columns: date, document, summary, item, received, paid, balance, pot, entered by.

    The received and paid columns of an opening are empty: it is only a balance (domain 4).
    """
    return [
        [
            f"{line.day:%m-%d}",
            line.number,
            line.summary,
            line.item,
            "" if line.kind == LineKind.OPENING else _column(line.receipt),
            _column(line.payment),
            amounts(line.balance),
            POTS[Pot(line.pot)],
            line.entered_by.name,
        ]
        for line in lines
    ]
