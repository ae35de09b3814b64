"""Reversing a wrong bill: asked for with a reason, approved by another person; then it can be billed anew (G3, M11)."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.billing import rules
from fees.billing.models import GONE, Bill, BillState
from fees.billing.records import BillReversal, ReversalState
from fees.seals.services import seal
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role, may
from parkservice.journal.forms import once
from parkservice.journal.models import subject_kind
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.flow import advance
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import revoke

SECOND = second("reversal", ("bills.reverse",), rules.may_decide)


def obstacle(bill: Bill) -> str:
    """Why a bill cannot be reversed now; empty when it can."""
    if bill.state in GONE:
        return _("This bill counts no more.")
    if bill.paid:
        return _("Money was taken on this bill. Take its allocation back first.")
    if bill.waived:
        return _("A waiver counts on this bill. Take the waiver back first.")
    if bill.state not in (BillState.ISSUED, BillState.DISPUTED, BillState.PAID):
        return _("A bill in this state is not reversed.")
    return ""


@transaction.atomic
def ask_reversal(*, bill_id: int, actor: User, reason: str, form_id: str) -> BillReversal:
    """Ask for the reversal of a wrong bill; those who approve it are told.

    Raises PermissionDenied without the right over the bill, and RuleViolation when money or a waiver is on it, when it
    counts no more, or when a request waits already.
    """

    def make() -> BillReversal:
        bill = _locked(bill_id)
        if not may(actor, "bills.preview", bill):
            raise PermissionDenied
        _refuse(bill)
        if bill.reversals.filter(state=ReversalState.ASKED).exists():
            raise RuleViolation(_("A reversal of this bill waits already."), code="waits")
        asked = BillReversal.objects.create(
            park=bill.park, building=bill.building, bill=bill, reason=reason, asked_by=actor, asked_at=clock.now()
        )
        _note(bill, actor, "bill.reversal_asked", "bills.preview", reason)
        SECOND.ask(asked, actor, about=bill, number=bill.number, reason=reason)
        return asked

    return once(form_id=form_id, actor=actor, body={"bill": bill_id, "reason": reason}, make=make)[0]


@transaction.atomic
def approve_reversal(*, reversal_id: int, actor: User) -> BillReversal:
    """Approve a reversal as the second person: the bill counts no more, its papers are revoked, it can be billed anew.

    Raises PermissionDenied for the own request or without the right, and RuleViolation when a colleague was first or
    money came in meanwhile.
    """
    reversal = _open(reversal_id)
    bill = reversal.bill
    advance(reversal, "approve", actor)
    _refuse(bill)
    before, bill.state = str(bill.state), BillState.CANCELLED
    bill.save(update_fields=["state"])
    _decide(reversal, actor, "")
    # The statement of account reads from this line on which day the bill ended.
    _note(bill, actor, "bill.cancelled", "bills.reverse", reversal.reason, before)
    for paper in Paper.objects.filter(subject_kind=subject_kind(bill), subject_id=bill.pk, revoked_at__isnull=True):
        revoke(paper_id=paper.pk, actor=actor, reason=reversal.reason[:200])
    return reversal


@transaction.atomic
def refuse_reversal(*, reversal_id: int, actor: User, note: str) -> BillReversal:
    """Refuse a reversal with the reason; the bill stays.

    Raises PermissionDenied for the own request or without the right, and RuleViolation when a colleague was first.
    """
    reversal = _open(reversal_id)
    advance(reversal, "refuse", actor)
    _decide(reversal, actor, note)
    _note(reversal.bill, actor, "bill.reversal_refused", "bills.reverse", note)
    return reversal


def _locked(bill_id: int) -> Bill:
    return Bill.objects.select_for_update(of=("self",)).select_related("park", "building").get(pk=bill_id)


def _open(reversal_id: int) -> BillReversal:
    """Lock the bill, then its reversal."""
    bill = _locked(BillReversal.objects.values_list("bill_id", flat=True).get(pk=reversal_id))
    rows = BillReversal.objects.select_for_update(of=("self",)).select_related("park", "asked_by")
    reversal = rows.get(pk=reversal_id)
    reversal.bill = bill
    return reversal


def _refuse(bill: Bill) -> None:
    stands = obstacle(bill)
    if stands:
        raise RuleViolation(stands, code="bill")


def _decide(reversal: BillReversal, actor: User, note: str) -> None:
    reversal.decided_by, reversal.decided_at, reversal.note = actor, clock.now(), note
    reversal.save(update_fields=["state", "decided_by", "decided_at", "note"])
    seal("bill_reversal", reversal, park=reversal.park)
    bill = reversal.bill
    SECOND.answer(reversal, actor, reversal.asked_by, reversal.state, about=bill, number=bill.number, note=note)


def _note(bill: Bill, actor: User, verb: str, perm: str, note: str, before: str = "") -> None:
    data = {"number": bill.number, "amount": str(bill.amount or Decimal(0))}
    acting = acting_role(actor, perm, bill.park)
    states = {"from_state": before, "to_state": str(bill.state) if before else ""}
    record(park=bill.park, actor=actor, verb=verb, subject=bill, data=data, note=note, acting_as=acting, **states)
