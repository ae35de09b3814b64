"""Counting cash without seeing the book, and what is done about a difference (O7; domain 4, steps 3, 4 and 6)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fees.cashdesk import journal, periods
from fees.cashdesk.models import Drawer, JournalLine, LineKind, Pot
from fees.cashdesk.rules import keeps
from fees.cashdesk.sheet import ZERO, Notes, counted
from fees.counting import rules
from fees.counting.models import (
    MOVING,
    SHORTAGES,
    WATCHED,
    CashCount,
    Difference,
    Outcome,
    Purpose,
)
from fees.seals.services import seal
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_of, people_with
from parkservice.accounts.roles import Role
from parkservice.journal.steps import advance, note
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.paperwork.numbers import next_number
from parkservice.parks import thresholds
from parkservice.tasks.moves import must

SECOND = second("difference", ("cash.decide",), rules.may_decide)
SHORT, OVER = "现金短缺待处理", "现金溢余待处理"


@transaction.atomic
def count(*, drawer: Drawer, actor: User, purpose: str, notes: Notes, witness: User | None = None) -> CashCount:
    """Record a count by denomination; the book figure is kept beside it and shown only afterwards (domain 4, step 3).

    The float is compared with what should be there for change, every other count with the whole balance. Raises
    PermissionDenied for anybody but the officer, RuleViolation for a denomination that does not exist, or a surprise or
    month-end count without a witness who is somebody else.
    """
    must(keeps(drawer, actor))
    held, day = _hold_to_count(drawer, purpose)
    _check_witness(held, actor, purpose, witness)
    made = CashCount.objects.create(
        park=held.park,
        number=next_number(held.park, "PD"),
        drawer=held,
        day=day,
        purpose=purpose,
        notes={name: pieces for name, pieces in notes.items() if pieces},
        total=worth(notes),
        book=held.float_balance if purpose == Purpose.FLOAT else held.balance,
        position=held.position,
        by=actor,
        witness=witness,
        at=clock.now(),
    )
    note(made, actor, "cash.counted", data={"number": made.number, "total": str(made.total)})
    return made


def _hold_to_count(drawer: Drawer, purpose: str) -> tuple[Drawer, date]:
    """Lock month and drawer; a watched count is of today, also after the close."""
    if purpose not in WATCHED:
        return periods.lock_working_day(drawer)
    periods.hold(park=drawer.park, day=clock.today())
    return periods.lock_drawer(drawer.pk), clock.today()


def _check_witness(drawer: Drawer, actor: User, purpose: str, witness: User | None) -> None:
    if purpose in WATCHED and witness is None:
        raise RuleViolation(_("Somebody else watches this count. Name the witness."), "no_witness")
    if witness is not None and not is_witness(drawer, witness):
        raise RuleViolation(_("The witness is a colleague of the park, and not the officer."), "witness")


def is_witness(drawer: Drawer, person: User) -> bool:
    """Whether somebody may watch over this drawer: staff of the park, but not its officer."""
    return person.pk != drawer.officer_id and people_of(drawer.park).filter(pk=person.pk).exists()


def worth(notes: Notes) -> Decimal:
    """Return what notes and coins are worth in yuan. Raises RuleViolation for a denomination that does not exist."""
    try:
        return counted(notes)
    except (ValueError, ArithmeticError):
        raise RuleViolation(_("There is no such note or coin. Count by the list."), "denomination") from None


@transaction.atomic
def raise_difference(*, count: CashCount, actor: User, reason: str, witness: User) -> Difference:
    """Make a difference a document: a shortage is posted as paid, an overage as received, both "待处理" (step 4).

    One that is more than either pot takes both, each in a line of its own. More than the park's limit, or the third
    within a month, goes to finance and manager (domain 4). Raises PermissionDenied for anybody but the officer,
    RuleViolation when there is none, it is a document already, cash moved since, or the witness is the officer.
    """
    must(keeps(count.drawer, actor))
    day = periods.working_day(Drawer.objects.select_related("park").get(pk=count.drawer_id))
    periods.hold(park=count.park, day=day)
    held = periods.lock_drawer(count.drawer_id)
    _check_difference(held, count, reason, witness)
    number = next_number(held.park, "CY")
    line = JournalLine(kind=LineKind.ENTRY, number=number, item="待处理财产损溢")
    line.summary = SHORT if count.off < 0 else OVER
    line.receipt, line.payment = max(count.off, ZERO), max(-count.off, ZERO)
    line.pot = Pot.FLOAT if count.purpose == Purpose.FLOAT else Pot.TAKINGS
    rest = _beyond_takings(held, line)
    journal.write(drawer=held, day=day, line=line, actor=actor)
    made = Difference.objects.create(
        park=held.park,
        number=number,
        drawer=held,
        officer=held.officer,
        day=day,
        count=count,
        line=line,
        amount=count.off,
        reason=reason.strip(),
        witness=witness,
        at=clock.now(),
        escalated=_is_grave(held, day, count.off),
    )
    if rest:
        more = JournalLine(kind=LineKind.ENTRY, number=made.rest_number, item=line.item, summary=SHORT)
        more.payment, more.pot = rest, Pot.TAKINGS
        journal.write(drawer=held, day=day, line=more, actor=actor)
    note(made, actor, "cash.difference", data={"number": number, "amount": str(made.amount), "name": witness.name})
    _tell(made)
    return made


def _check_difference(drawer: Drawer, count: CashCount, reason: str, witness: User) -> None:
    if not is_witness(drawer, witness):
        raise RuleViolation(_("The witness is a colleague of the park, and not the officer."), "witness")
    if not reason.strip():
        raise RuleViolation(_("Write what is known about the difference."), "no_reason")
    if count.off == 0 or Difference.objects.filter(count=count).exists():
        raise RuleViolation(_("This count leaves nothing to explain."), "no_difference")
    if count.position != drawer.position:
        raise RuleViolation(_("Cash has moved since this count. Count again."), "count_is_old")


def _beyond_takings(drawer: Drawer, line: JournalLine) -> Decimal:
    """A shortage beyond the takings of the day eats into the float; return what the takings bear of one beyond both."""
    if line.pot != Pot.TAKINGS or line.payment <= drawer.takings:
        return ZERO
    rest = max(line.payment - drawer.float_balance, ZERO)
    line.pot, line.payment = Pot.FLOAT, line.payment - rest
    return rest


def _is_grave(drawer: Drawer, day: date, amount: Decimal) -> bool:
    """Whether finance and manager are told: a large one, or one of several in a month (domain 4)."""
    limit, often = (thresholds.value(drawer.park, name) for name in ("difference_yuan", "differences_in_month"))
    earlier = Difference.objects.filter(drawer=drawer, day__gte=periods.first_of(day), day__lte=day).count()
    return abs(amount) > limit or earlier + 1 >= often


def _tell(row: Difference) -> None:
    """The witness is told that they were named; a grave one also goes to finance and manager."""
    data = {"number": row.number, "name": row.officer.name, "amount": str(row.amount)}
    tell(recipients=[row.witness], park=row.park, verb="inbox.cash_witness", subject=row, data=data)
    if row.escalated:
        told = {person.pk: person for role in (Role.FINANCE, Role.MANAGER) for person in people_with(row.park, role)}
        tell(recipients=told.values(), park=row.park, verb="inbox.cash_difference", subject=row, data=data)


def _lock(pk: int) -> Difference:
    return Difference.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def explain(*, difference_id: int, actor: User, explanation: str) -> Difference:
    """Say what the cause was; a leader then decides. Raises RuleViolation without words or once it is explained."""
    row = _lock(difference_id)
    before = advance(row, "explain", actor)
    if not explanation.strip():
        raise RuleViolation(_("Write what the cause was."), "no_explanation")
    row.explanation, row.explained_at = explanation.strip(), clock.now()
    row.save(update_fields=["state", "explanation", "explained_at"])
    note(row, actor, "cash.difference_explained", before=before, text=row.explanation)
    SECOND.ask(row, actor, number=row.number)
    return row


@transaction.atomic
def decide(*, difference_id: int, actor: User, outcome: str, remark: str = "") -> Difference:
    """Decide what a difference becomes; a leader who is neither officer nor witness (M15).

    Compensated and returned wait for the cash to move (`carry_out`); expense and income are settled. Raises
    RuleViolation for an outcome that does not fit, or before it is explained.
    """
    row = _lock(difference_id)
    before = advance(row, "decide" if outcome in MOVING else "approve", actor)
    if outcome not in Outcome.values or (outcome in SHORTAGES) != row.is_shortage:
        raise RuleViolation(_("A shortage is compensated or approved, an overage returned or income."), "outcome")
    row.outcome, row.decided_by, row.decided_at = outcome, actor, clock.now()
    row.save(update_fields=["state", "outcome", "decided_by", "decided_at"])
    seal("difference", row, park=row.park)
    note(row, actor, "cash.difference_decided", before=before, data={"outcome": outcome}, text=remark)
    SECOND.answer(row, actor, row.officer, "decided", number=row.number, outcome=outcome)
    return row


@transaction.atomic
def carry_out(*, difference_id: int, actor: User) -> Difference:
    """Put the missing money in, or give the payer back what was too much; the journal shows it today (domain 4).

    Raises RuleViolation before it was decided, and wherever `journal.enter` refuses the day.
    """
    drawer = Difference.objects.select_related("drawer").get(pk=difference_id).drawer
    day = periods.posting_day(drawer)
    periods.hold(park=drawer.park, day=day)
    periods.lock_drawer(drawer.pk)
    row = _lock(difference_id)
    before = advance(row, "carry_out", actor)
    row.moved = journal.enter(
        drawer=drawer,
        day=day,
        kind=LineKind.ENTRY,
        number=row.number,
        summary="短缺由责任人赔偿" if row.is_shortage else "溢余退还付款人",
        item="待处理财产损溢",
        receipt=max(-row.amount, ZERO),
        payment=max(row.amount, ZERO),
        pot=Pot.TAKINGS if row.is_shortage else Pot.FLOAT,
        actor=actor,
    )
    row.save(update_fields=["state", "moved"])
    note(row, actor, "cash.difference_carried_out", before=before)
    return row
