"""Handing out drawers and floats, refilling and taking them back (domain 4, "Two pots", "Bad cases")."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fees.cashdesk import journal, periods
from fees.cashdesk.models import FLOAT, Drawer, JournalLine, LineKind, Pot, Safe
from fees.cashdesk.rules import watches
from fees.cashdesk.sheet import ZERO
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, people_with
from parkservice.accounts.roles import Role
from parkservice.journal.steps import note
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park
from parkservice.tasks.moves import must


@transaction.atomic
def add_safe(*, park: Park, actor: User, name: str) -> Safe:
    """Name a safe of the park. Its code is never asked for. Raises RuleViolation for a name that is taken or empty."""
    must(may(actor, "cash.drawers", park))
    name = name.strip()
    if not name or Safe.objects.filter(park=park, name=name).exists():
        raise RuleViolation(_("Give the safe a name that no other one has."), "safe_name")
    made = Safe.objects.create(park=park, name=name)
    note(made, actor, "cash.safe_added", data={"safe": name})
    return made


@transaction.atomic
def open_drawer(*, park: Park, actor: User, officer: User, safe: Safe, float_amount: Decimal = FLOAT) -> Drawer:
    """Hand out a float, in yuan, to an officer; the first line of the journal is its opening (domain 4).

    Raises PermissionDenied for anybody but finance, and for the officer themselves, RuleViolation for somebody who is
    no officer of the park or keeps a drawer, a safe of another park, or a float below zero.
    """
    must(may(actor, "cash.drawers", park) and actor.pk != officer.pk)
    today = clock.today()
    periods.hold_alone(park=park, day=today)  # of two drawers for one officer the second finds the first
    if not people_with(park, Role.OFFICER).filter(pk=officer.pk).exists() or safe.park_id != park.pk:
        raise RuleViolation(_("Choose an officer and a safe of this park."), "officer")
    if Drawer.objects.current(today).filter(officer=officer).exists():
        raise RuleViolation(_("This officer keeps a drawer already."), "drawer")
    if float_amount < 0:
        raise RuleViolation(_("A float is not below zero."), "float")
    made = Drawer.objects.create(park=park, officer=officer, safe=safe, float_amount=float_amount, starts=today)
    journal.opening(drawer=made, actor=actor)
    note(made, actor, "cash.drawer_opened", data={"name": officer.name, "amount": str(float_amount)})
    return made


@transaction.atomic
def refill(*, drawer: Drawer, actor: User, number: str, amount: Decimal) -> JournalLine:
    """Give back to the float, in yuan, what was paid out of it; `number` is the document of that payment (TK, CY).

    Raises PermissionDenied for anybody but finance, RuleViolation when the float would be more than it should be, or
    when nothing was paid from it under that number.
    """
    must(watches(drawer, actor, "cash.confirm"))
    day = periods.posting_day(Drawer.objects.get(pk=drawer.pk))
    periods.hold(park=drawer.park, day=day)
    held = periods.lock_drawer(drawer.pk)
    if not ZERO < amount <= held.float_amount - held.float_balance:
        raise RuleViolation(_("The float is refilled up to what was handed out, no more."), "float")
    paid = held.lines.filter(number=number, kind=LineKind.ENTRY, pot=Pot.FLOAT, payment__gte=amount)
    if not paid.exists():
        words = _("The journal shows no such payment from this float. Look up its number and amount there.")
        raise RuleViolation(words, "no_payment")
    return journal.enter(
        drawer=held,
        day=day,
        kind=LineKind.ENTRY,
        number=number,
        summary="财务补足备用金",
        item="备用金",
        receipt=amount,
        payment=ZERO,
        pot=Pot.FLOAT,
        actor=actor,
    )


@transaction.atomic
def take_back(*, drawer: Drawer, actor: User, number: str) -> Drawer:
    """Take the float back from an officer who hands the drawer over; `number` is the watched count that agrees (PD).

    Raises PermissionDenied for anybody but finance, RuleViolation while takings are there, a day is open, or without
    such a count.
    """
    from fees.counting.models import WATCHED, CashCount

    must(watches(drawer, actor, "cash.drawers"))
    day = periods.posting_day(Drawer.objects.get(pk=drawer.pk))
    periods.hold(park=drawer.park, day=day)
    held = periods.lock_drawer(drawer.pk)
    counted = CashCount.objects.filter(drawer=held, number=number, purpose__in=WATCHED, position=held.position).first()
    if held.takings or counted is None or counted.off:
        raise RuleViolation(
            _("Hand the takings in first, and count the float before a witness; the count must agree."), "not_counted"
        )
    line = JournalLine(kind=LineKind.ENTRY, number=number, summary="交回备用金", item="备用金")
    line.payment, line.pot = held.float_balance, Pot.FLOAT
    if line.payment:
        journal.write(drawer=held, day=day, line=line, actor=actor)
    held.ends = held.closed_through = day
    held.save(update_fields=["ends", "closed_through"])
    note(held, actor, "cash.drawer_ended", data={"name": held.officer.name, "number": number})
    return held
