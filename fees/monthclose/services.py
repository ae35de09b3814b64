"""Signing, closing and reopening a month (O3; domain 4, "Month close steps"; M8)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fees.cashdesk import periods
from fees.cashdesk.models import Drawer, Month
from fees.cashdesk.rules import keeps
from fees.monthclose.checks import MonthBooks, checks, plain
from fees.monthclose.models import MonthClose, MonthReopening, MonthSign
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, people_with, roles_of
from parkservice.accounts.roles import Role
from parkservice.journal.services import record
from parkservice.kit import chain, clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park
from parkservice.tasks.moves import must

#: Who reopens a month together (design section 4).
TOGETHER = frozenset({Role.FINANCE, Role.PROJECT_MANAGER})


@transaction.atomic
def sign_month(*, drawer: Drawer, month: date, actor: User) -> MonthSign:
    """Sign the month of one's own drawer, so that finance may close it (O3).

    Raises PermissionDenied for anybody but the officer, RuleViolation for a month that is closed, not over or signed
    already, or while a day of it is open.
    """
    must(keeps(drawer, actor))
    period, found = _hold(drawer.park, month)
    _refuse_closed(found)
    if drawer in found.unclosed() or clock.today() < found.last:
        raise RuleViolation(_("Sign after the last day of the month is closed."), "days")
    if any(sign.drawer_id == drawer.pk for sign in found.signs):
        raise RuleViolation(_("You have signed already."), "signed")
    made = MonthSign.objects.create(month=period, drawer=drawer, version=found.next_number, by=actor, at=clock.now())
    _note(drawer.park, actor, "cash.month_signed", period)
    tell(
        recipients=people_with(drawer.park, Role.FINANCE),
        park=drawer.park,
        verb="inbox.cash_month",
        subject=period,
        data={"month": f"{period}", "name": actor.name},
    )
    return made


def _hold(park: Park, month: date) -> tuple[Month, MonthBooks]:
    """Lock the month before anything of it is summed up. Raises RuleViolation for one that nothing was written into."""
    month = periods.first_of(month)
    if not Month.objects.filter(park=park, month=month).exists():
        raise RuleViolation(_("Nothing was written in this month. Choose another one."), "no_month")
    return periods.hold_alone(park=park, day=month), MonthBooks(park, month)


def _refuse_closed(found: MonthBooks) -> None:
    if found.is_closed:
        last = found.closes[-1]
        said = {"name": last.by.name, "at": f"{clock.local(last.at):%Y-%m-%d %H:%M}"}
        raise RuleViolation(_("%(name)s closed this month at %(at)s.") % said, "closed")


def _note(park: Park, actor: User, verb: str, period: Month, text: str = "", **data: object) -> None:
    record(park=park, actor=actor, verb=verb, subject=period, data={"month": f"{period}", **data}, note=text)


@transaction.atomic
def close_month(*, park: Park, month: date, actor: User) -> MonthClose:
    """Freeze a month with its sheet under a seal; from then on the database takes no row dated inside (step 7).

    Raises PermissionDenied for people without the right or who keep a drawer in the month, RuleViolation for the first
    condition that does not hold ("earlier", "over", "days", "three_way", "pay_ins", "deposits", "confirmed",
    "differences", "counted", "signed"), or when it is closed.
    """
    period, found = _hold(park, month)
    keepers = {drawer.officer_id for drawer in found.drawers}
    must(may(actor, "cash.close", park) and actor.pk not in keepers)
    _refuse_closed(found)
    for check in checks(found):
        if not check.holds:
            raise RuleViolation(f"{check.title}: {check.sentence}", check.code)
    made = MonthClose(park=park, period=period, month=period.month, number=found.next_number, by=actor)
    made.sheet, made.at = plain(found), clock.now()
    made.previous = found.closes[-1].hash if found.closes else chain.START
    made.hash = made.seal()
    made.save(force_insert=True)
    _note(park, actor, "cash.month_closed", period, version=made.number)
    return made


@transaction.atomic
def ask_reopening(*, close_id: int, actor: User, reason: str) -> MonthReopening:
    """Ask to open a closed month for a correcting version; the other of finance and project manager agrees (step 8).

    Days stay closed: a correction is a reversal in an open day, which the new version lists. Raises PermissionDenied
    for other people, RuleViolation without a reason, or when it was asked already or a later version exists.
    """
    close = MonthClose.objects.select_related("period", "park").get(pk=close_id)
    must(may(actor, "cash.reopen", close.park))
    _period, found = _hold(close.park, close.month)
    if not reason.strip():
        raise RuleViolation(_("Write what has to be corrected."), "no_reason")
    if found.reopening is not None or found.closes[-1].pk != close.pk:
        raise RuleViolation(_("This was asked already. Look at the month as it is now."), "asked")
    made = MonthReopening.objects.create(close=close, reason=reason.strip(), asked_by=actor, asked_at=clock.now())
    _note(close.park, actor, "cash.reopening_asked", close.period, text=made.reason)
    SECOND.ask(made, actor, about=close.period, month=f"{close.period}", reason=made.reason)
    return made


def _completes(row: MonthReopening, person: User) -> bool:
    """Whether this person stands for the role that the asker does not hold."""
    park = row.close.park
    held = roles_of(row.asked_by, park) & TOGETHER
    return person.pk != row.asked_by_id and bool((roles_of(person, park) & TOGETHER) - held)


SECOND = second("reopening", ("cash.reopen",), _completes)


@transaction.atomic
def agree_reopening(*, reopening_id: int, actor: User) -> MonthReopening:
    """Agree to a reopening as the other of finance and project manager; officers sign, finance closes anew.

    Raises PermissionDenied for the asker and for people of the same role, RuleViolation when it is agreed already.
    """
    row = MonthReopening.objects.select_for_update(of=("self",)).get(pk=reopening_id)
    must(may(actor, "cash.reopen", row.close.park) and _completes(row, actor))
    if row.agreed_by_id is not None:
        raise RuleViolation(_("This is agreed already. Look at the month as it is now."), "agreed")
    row.agreed_by, row.agreed_at = actor, clock.now()
    row.save(update_fields=["agreed_by", "agreed_at"])
    period = row.close.period
    _note(row.close.park, actor, "cash.month_reopened", period, text=row.reason)
    SECOND.answer(row, actor, row.asked_by, "done", about=period, month=f"{period}")
    return row
