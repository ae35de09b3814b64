"""Handing the takings to finance, and finance's own count (O7; domain 4, step 5; M9)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fees.cashdesk import journal, periods
from fees.cashdesk.models import Drawer, JournalLine, LineKind, Pot
from fees.cashdesk.rules import keeps
from fees.cashdesk.sheet import Notes
from fees.counting.models import CashCount, Difference, Purpose
from fees.counting.services import worth
from fees.payins import rules
from fees.payins.models import CheckResult, PayIn, PayInCheck
from fees.seals.services import seal
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.journal.steps import note
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.messaging.inbox import tell
from parkservice.paperwork.numbers import next_number
from parkservice.tasks.moves import must

SECOND = second("payin", ("cash.confirm",), rules.may_confirm)


@transaction.atomic
def pay_in(*, drawer: Drawer, actor: User, notes: Notes) -> PayIn:
    """Hand in all takings, by denomination: those of the day after its count, or those carried since the last close.

    Raises PermissionDenied for anybody but the officer, RuleViolation without takings ("no_takings"), without a count
    that agrees or whose difference is a document ("not_counted"), for a second pay-in ("paid_in"), or when the notes do
    not add up to the takings ("sum").
    """
    must(keeps(drawer, actor))
    held, day, for_day = _hold(drawer)
    amount = held.takings
    _check(held, for_day, amount, notes)
    number = next_number(held.park, "JK")
    line = JournalLine(kind=LineKind.ENTRY, number=number, summary="缴存财务", item="缴款", payment=amount)
    line.pot = Pot.TAKINGS
    journal.write(drawer=held, day=day, line=line, actor=actor)
    held.handed_in = for_day
    held.save(update_fields=["handed_in"])
    made = PayIn.objects.create(
        park=held.park,
        number=number,
        drawer=held,
        collector=actor,
        day=day,
        for_day=for_day,
        amount=amount,
        notes={name: pieces for name, pieces in notes.items() if pieces},
        line=line,
        at=clock.now(),
    )
    note(made, actor, "cash.paid_in", data={"number": number, "amount": str(amount)})
    SECOND.ask(made, actor, number=number, amount=str(amount))
    return made


def _hold(drawer: Drawer) -> tuple[Drawer, date, date]:
    """Lock month and drawer; return the drawer, the day of the line, and the last day whose takings are meant."""
    held, day = periods.lock_working_day(drawer)
    nothing_today = periods.open_day(held) is None
    return held, day, held.closed_through if nothing_today and held.closed_through else day


def _check(drawer: Drawer, for_day: date, amount: Decimal, notes: Notes) -> None:
    if PayIn.objects.filter(drawer=drawer, for_day=for_day).exists():
        raise RuleViolation(_("The takings of this day are handed in already."), "paid_in")
    if amount <= 0:
        raise RuleViolation(_("There are no takings to hand in."), "no_takings")
    if for_day != drawer.closed_through and not is_counted(drawer, for_day):
        raise RuleViolation(
            _("Count the cash first; a difference becomes a document before the pay-in."), "not_counted"
        )
    if worth(notes) != amount:
        said = {"typed": yuan(worth(notes)), "takings": yuan(amount)}
        raise RuleViolation(
            _("These notes are worth %(typed)s, the takings are %(takings)s. Look at the pieces again.") % said, "sum"
        )


def is_counted(drawer: Drawer, day: date, purpose: str = Purpose.CLOSE) -> bool:
    """Whether the last count of a purpose stands for what is there: it agrees, or its difference was posted since."""
    last = CashCount.objects.filter(drawer=drawer, day=day, purpose=purpose).order_by("-id").first()
    if last is None:
        return False
    found = Difference.objects.select_related("line").filter(count=last).first() if last.off else None
    posted = 0 if found is None else 2 if found.is_split else 1
    return (last.off == 0 or found is not None) and last.position + posted == drawer.position


@transaction.atomic
def check_pay_in(*, pay_in_id: int, actor: User, notes: Notes, remark: str = "") -> PayInCheck:
    """Write down what finance counted: it confirms when the sum agrees, else it disputes and says why (M9).

    A disputed pay-in is counted again after it was settled with the officer. Raises PermissionDenied for the collector
    and for anybody without the right, RuleViolation once it is confirmed, or for a dispute without a remark.
    """
    row = PayIn.objects.select_for_update(of=("self",)).get(pk=pay_in_id)
    must(rules.may_confirm(row, actor))
    if row.checks.filter(result=CheckResult.CONFIRMED).exists():
        raise RuleViolation(_("This pay-in is confirmed already."), "confirmed")
    total = worth(notes)
    result = CheckResult.CONFIRMED if total == row.amount else CheckResult.DISPUTED
    if result == CheckResult.DISPUTED and not remark.strip():
        raise RuleViolation(_("Your count is another sum. Write what you found, and dispute it."), "no_remark")
    made = PayInCheck.objects.create(
        pay_in=row,
        park=row.park,
        collector=row.collector,
        expected=row.amount,
        notes={name: pieces for name, pieces in notes.items() if pieces},
        counted=total,
        result=result,
        remark=remark.strip(),
        by=actor,
        at=clock.now(),
    )
    seal("pay_in_check", made, park=row.park)
    note(row, actor, f"cash.payin_{result}", data={"number": row.number, "counted": str(total)}, text=made.remark)
    _tell_result(row, made)
    return made


def _tell_result(row: PayIn, made: PayInCheck) -> None:
    """The officer reads the result; the manager too when it is disputed."""
    data: dict[str, Any] = {"number": row.number, "counted": str(made.counted), "remark": made.remark}
    SECOND.answer(row, made.by, row.collector, made.result, **data)
    if made.result == CheckResult.DISPUTED:
        managers = people_with(row.park, Role.MANAGER)
        tell(recipients=managers, park=row.park, verb="inbox.payin_disputed", subject=row, data=data)
