"""Writing into the cash journal: one line, its running balance, its place in the chain (domain 4; M3, M4, M18)."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fees.cashdesk import periods
from fees.cashdesk.models import LINES_PER_DRAWER, Drawer, JournalLine, LineKind, Pot
from parkservice.accounts.models import User
from parkservice.kit import appendonly, chain, clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import from_fen, to_fen


@transaction.atomic
def enter(
    *,
    drawer: Drawer,
    day: date,
    kind: str,
    number: str,
    summary: str,
    item: str,
    receipt: Decimal,
    payment: Decimal,
    pot: str,
    actor: User,
    reverses: JournalLine | None = None,
) -> JournalLine:
    """Write one movement of cash, in yuan, in the transaction of its document; locks month, then drawer (O3, O7).

    `day` is `periods.posting_day(drawer)`. A reversal is negative and may name the line that it takes back. Raises
    RuleViolation for a closed or coming day ("day_closed", "future_day"), an earlier day that is still open
    ("day_open"), cash that is handed in already ("handed_in"), a drawer that is not kept any more, more than there is,
    spending of takings, or a document that is in the journal already.
    """
    periods.hold(park=drawer.park, day=day)
    held = periods.lock_drawer(drawer.pk)
    if held.position == 0 or (held.ends is not None and held.ends < day):
        raise RuleViolation(_("This drawer is not kept. Ask finance to hand out a float."), "no_drawer")
    periods.refuse_other_day(held, day)
    line = JournalLine(kind=kind, number=number, summary=summary, item=item, receipt=receipt, payment=payment, pot=pot)
    line.reverses = reverses
    return write(drawer=held, day=day, line=line, actor=actor)


def write(*, drawer: Drawer, day: date, line: JournalLine, actor: User) -> JournalLine:
    """Write a line of the close or the opening into a drawer that is locked, whatever the day that is open.

    Everybody else uses `enter`. Raises RuleViolation where a constraint of the journal refuses the line.
    """
    line.park_id, line.drawer, line.day, line.entered_by, line.at = drawer.park_id, drawer, day, actor, clock.now()
    line.position, line.previous = drawer.position + 1, drawer.head or chain.START
    line.pk = drawer.pk * LINES_PER_DRAWER + line.position
    # With all their places, as the database gives them back: they are sealed so.
    line.receipt, line.payment = (from_fen(to_fen(amount)) for amount in (line.receipt, line.payment))
    line.balance = drawer.balance + line.change
    _refuse_overdraft(drawer, line)
    line.hash = line.seal(drawer.series)
    _insert(line)
    _carry(drawer, line)
    return line


def _refuse_overdraft(drawer: Drawer, line: JournalLine) -> None:
    pot = drawer.takings if line.pot == Pot.TAKINGS else drawer.float_balance
    if pot + line.change < 0:
        raise RuleViolation(_("More would be paid than is there. Look at the balance of the drawer."), "too_little")


def _insert(line: JournalLine) -> None:
    """Insert, and say in a sentence what the database refuses."""
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError as error:
        if appendonly.refused_closed(error):
            raise RuleViolation(_("This day is closed, it goes to the next day."), "day_closed") from error
        try:
            line.validate_constraints()
        except ValidationError as said:
            raise RuleViolation(said.messages[0], "journal") from error
        raise


def _carry(drawer: Drawer, line: JournalLine) -> None:
    """Keep what the last line says on the drawer."""
    drawer.position, drawer.balance, drawer.head = line.position, line.balance, line.hash
    if line.kind != LineKind.OPENING:  # a float that was handed out is no business that the day must be closed for
        drawer.last_day = line.day
    if line.pot == Pot.TAKINGS:
        drawer.takings += line.change
    drawer.save(update_fields=["position", "balance", "takings", "head", "last_day"])


def opening(*, drawer: Drawer, actor: User) -> JournalLine:
    """Write the first line of a drawer: the float that was handed out. The drawer is locked by the caller."""
    line = JournalLine(
        kind=LineKind.OPENING, summary="期初余额（备用金）", item="备用金", receipt=drawer.float_amount, pot=Pot.FLOAT
    )
    return write(drawer=drawer, day=drawer.starts, line=line, actor=actor)
