"""Closing a drawer's day in the order of the procedure (O7, O8; domain 4, "Daily close"; M8)."""

from django.db import transaction
from django.utils.translation import gettext as _

from fees.cashdesk import periods
from fees.cashdesk.models import Drawer
from fees.cashdesk.rules import keeps, watches
from fees.dayclose.models import Consent, DayClose
from fees.dayclose.reading import plain, sheet_of
from fees.dayclose.steps import Progress
from parkservice.accounts.models import User
from parkservice.journal.steps import note
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.paperwork import heads
from parkservice.tasks.moves import must


@transaction.atomic
def give_consent(*, drawer: Drawer, actor: User, reason: str) -> Consent:
    """Let the day close though cash stays in the safe, the float is short, or finance has not counted (domain 4).

    First thing next working day it is handed in. Raises PermissionDenied for the officer and for anybody without the
    right, RuleViolation without a reason, twice, or for a day that is closed.
    """
    must(watches(drawer, actor, "cash.decide"))
    held, day = periods.lock_working_day(drawer)
    if not reason.strip():
        raise RuleViolation(_("Write why the cash stays in the safe tonight."), "no_reason")
    if Consent.objects.filter(drawer=held, day=day).exists():
        raise RuleViolation(_("Consent is given already."), "consent")
    made = Consent.objects.create(
        park=held.park, drawer=held, officer=held.officer, day=day, reason=reason.strip(), by=actor, at=clock.now()
    )
    note(made, actor, "cash.consent", data={"day": day.isoformat(), "name": held.officer.name}, text=made.reason)
    data = {"day": day.isoformat(), "name": actor.name, "reason": made.reason}
    tell(recipients=[held.officer], park=held.park, verb="inbox.cash_consent", subject=made, data=data)
    return made


@transaction.atomic
def close_day(*, drawer: Drawer, actor: User, unused_books: int) -> DayClose:
    """Close the day of a drawer: its sheet is stored with a seal, and nothing is dated inside any more (steps 1 to 9).

    Raises PermissionDenied for anybody but the officer, RuleViolation for the first step that is not done: receipts
    without a line ("unposted"), no count ("not_counted"), a pay-in that is missing or that finance has not counted
    ("not_handed_in"), the float ("float_not_counted", "float_short"), the safe ("safe_not_checked"), or a closed day.
    """
    must(keeps(drawer, actor))
    held, day = periods.lock_working_day(drawer)
    done = Progress(held, day)
    _insist(done)
    sheet = plain(sheet_of(held, day), held)
    made = DayClose(park=held.park, drawer=held, day=day, by=actor, at=clock.now(), sheet=sheet)
    made.count, made.float_count, made.safe_check = done.count, done.float_count, done.safe_check  # type: ignore[assignment]
    made.pay_in, made.consent = done.pay_in, done.consent if done.needs_consent else None
    made.carried, made.unused_books = done.carried, unused_books
    made.position, made.head = held.position, held.head
    made.hash = made.seal()
    made.save(force_insert=True)
    held.closed_through = day
    held.save(update_fields=["closed_through"])
    note(made, actor, "cash.day_closed", data={"day": day.isoformat(), "balance": sheet["closing"], "head": held.head})
    head = heads.Head(held.series, held.position, held.head)
    # Storage that is not there stops no close: what is committed stays, the fault is logged.
    transaction.on_commit(lambda: heads.note_at_once(head), robust=True)
    return made


def _insist(done: Progress) -> None:
    """Raises RuleViolation for the first step that is not done."""
    if done.unposted:
        said = {"numbers": _(", ").join(done.unposted[:5])}
        raise RuleViolation(_("Not in the journal yet: %(numbers)s. Post them, then close.") % said, "unposted")
    if not done.is_counted or done.count is None:
        raise RuleViolation(_("Count the cash first, and make a difference a document."), "not_counted")
    if not done.is_handed_in and done.consent is None:
        raise RuleViolation(
            _("Hand the takings in and let finance count, or ask the manager to let them stay in the safe."),
            "not_handed_in",
        )
    if not done.is_float_counted or done.float_count is None:
        raise RuleViolation(_("Count the float once more after the pay-in."), "float_not_counted")
    if done.needs_consent and done.consent is None:
        raise RuleViolation(_("The float is not whole. Ask finance to refill it, or the manager."), "float_short")
    if done.safe_check is None:
        raise RuleViolation(_("Lock the safe, scramble its dial, and sign the safe check."), "safe_not_checked")
