"""Signing the reconciliation of a week (O6)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fees.cashdesk import periods
from fees.cashdesk.rules import keeps
from fees.reconciliation.comparing import Reconciliation, title_of
from fees.reconciliation.models import WeekSignature
from fees.reconciliation.weeks import Matter, matters, this_week
from parkservice.accounts.models import User
from parkservice.journal.steps import note
from parkservice.kit import chain, clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park
from parkservice.tasks.moves import must


@transaction.atomic
def sign_week(*, park: Park, actor: User, notes: Mapping[str, str]) -> WeekSignature:
    """Sign the reconciliation of the running week of one's own drawer, with a note for everything that is open.

    The figures are read while the drawers are locked, and kept as signed. A second signature of a week supersedes the
    first. Raises PermissionDenied for somebody who keeps no drawer, RuleViolation while an open matter has no note
    ("no_note").
    """
    week = this_week(actor, park)
    span = week.span
    must(bool(span.drawers))
    periods.hold(park=park, day=week.last)
    held = [periods.lock_drawer(pk) for pk in sorted(span.drawers or ())]
    must(all(keeps(drawer, actor) for drawer in held))
    week, found = this_week(actor, park), Reconciliation(span)
    open_now = list(matters(found))
    for matter in open_now:
        if not notes.get(matter.code, "").strip():
            said = {"title": title_of(matter.code)}
            raise RuleViolation(_("Write a note for “%(title)s”: it is open.") % said, "no_note")
    made = WeekSignature(park=park, officer=actor, week=week.monday, number=week.number)
    made.first, made.last, made.at = week.first, week.last, clock.now()
    made.statement, made.open_matters = _statement(found, open_now, notes), len(open_now)
    made.previous = week.before.hash if week.before else chain.START
    made.hash = made.seal()
    made.save(force_insert=True)
    note(made, actor, "cash.week_signed", data={"week": week.monday.isoformat(), "version": made.number})
    return made


def _statement(found: Reconciliation, open_now: list[Matter], notes: Mapping[str, str]) -> dict[str, Any]:
    """Both sides of every comparison as text, and each open matter with its note."""
    return {
        "rows": [[row.plan.code, f"{row.left.amount:f}", f"{row.right.amount:f}"] for row in found.rows],
        "open": [
            {
                "code": matter.code,
                "amount": f"{matter.amount:f}",
                "day": matter.day.isoformat() if matter.day else "",
                "note": notes[matter.code].strip(),
            }
            for matter in open_now
        ],
    }
