"""The seam to the cash desk: what a document of money does to month, drawer and cash journal (M3, M4, M8).

Every document of money locks its month here, and cash its drawer too, before any bill; the cash journal is entered from
here and from nowhere else.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from fees.cashdesk import journal, periods
from fees.cashdesk.models import Drawer, JournalLine, LineKind, Pot
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park

if TYPE_CHECKING:
    from fees.ledger.models import Receipt

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Place:
    """Where money of now is booked: the day of the books, and for cash the drawer that it goes into."""

    day: datetime.date
    drawer: Drawer | None = None


def lock_taking(*, actor: User, park: Park, cash: bool) -> Place:
    """Lock month and drawer of who takes or pays money, before any bill, and say where it is booked.

    Cash books on the open day of the drawer. By bank it is today, and for whoever closed today's sheet the next day, so
    that a closed sheet never changes. Raises RuleViolation for cash without a drawer, and as `periods.posting_day`.
    """
    _inside()
    kept = Drawer.objects.kept_by(actor, park).select_related("park").first()
    if kept is not None:
        return Place(_lock_drawer(kept), kept) if cash else Place(_lock_sheet(kept))
    if cash:
        raise RuleViolation(
            _("You keep no cash drawer. Ask finance to hand out a float, or take the money by bank."), code="no_drawer"
        )
    periods.hold(park=park, day=clock.today())
    return Place(clock.today())


def lock_taking_back(receipt: "Receipt") -> Place:
    """Lock month and drawer of a receipt that is taken back, as `lock_taking`; never before its day.

    Raises RuleViolation on the day of the receipt once whoever took it has closed that day: its sheet counts it.
    """
    _inside()
    if receipt.drawer is not None:
        return Place(_lock_drawer(receipt.drawer), receipt.drawer)
    booked = max(receipt.day, clock.today())
    periods.hold(park=receipt.park, day=booked)
    kept = Drawer.objects.kept_by(receipt.received_by, receipt.park).first()
    if kept is not None and booked == receipt.day and periods.is_closed(periods.lock_drawer(kept.pk), booked):
        raise RuleViolation(_("This day is closed. Go on tomorrow."), code="day_closed")
    return Place(booked)


def _lock_drawer(drawer: Drawer) -> datetime.date:
    day = periods.posting_day(drawer)
    periods.hold(park=drawer.park, day=day)
    periods.refuse_other_day(periods.lock_drawer(drawer.pk), day)
    return day


def _lock_sheet(drawer: Drawer) -> datetime.date:
    """The day on whose sheet money by bank stands: the first one from today on that is not closed."""
    day = _sheet_day(drawer)
    periods.hold(park=drawer.park, day=day)
    if _sheet_day(periods.lock_drawer(drawer.pk)) != day:
        raise RuleViolation(_("The day was closed this very moment. Send it again."), code="day_closed")
    return day


def _sheet_day(drawer: Drawer) -> datetime.date:
    today = clock.today()
    return periods.next_day(drawer, today) if periods.is_closed(drawer, today) else today


def _inside() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("Money moves only inside a transaction.")


def post_cash(
    *,
    drawer: Drawer,
    day: datetime.date,
    number: str,
    summary: str,
    item: str,
    actor: User,
    receipt: Decimal = ZERO,
    payment: Decimal = ZERO,
    pot: str = Pot.TAKINGS,
    reverses: JournalLine | None = None,
) -> None:
    """Enter the movement of a cash document in the journal of its drawer.

    `receipt` and `payment` in yuan are the columns of the journal (收入, 支出), below zero for what is taken back
    (domain 4). Raises ValueError for a movement of nothing, RuleViolation as `journal.enter`.
    """
    if not receipt and not payment:
        raise ValueError("A movement of cash is about more than zero.")
    journal.enter(
        drawer=drawer,
        day=day,
        kind=LineKind.ENTRY if reverses is None else LineKind.REVERSAL,
        number=number,
        summary=summary,
        item=item,
        receipt=receipt,
        payment=payment,
        pot=pot,
        actor=actor,
        reverses=reverses,
    )


def pay_back(place: Place, *, number: str, payee: str, item: str, amount: Decimal, actor: User) -> None:
    """Enter money that goes back in cash: from the float, never from the takings; by bank nothing is entered."""
    if place.drawer is not None and amount:
        post_cash(**vars(place), number=number, summary=payee, item=item, payment=amount, pot=Pot.FLOAT, actor=actor)


def line_of(number: str, drawer: Drawer) -> JournalLine:
    """Return the line by which a document came into a drawer."""
    return JournalLine.objects.get(drawer=drawer, number=number, kind=LineKind.ENTRY)
