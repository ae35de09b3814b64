"""Disputes of bills: recorded, and answered; in between dunning and late fee stand still (domain 2.4)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.billing.models import PAYABLE
from fees.disputes.models import Dispute
from fees.ledger import settling
from fees.seals.services import seal
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation


@transaction.atomic
def dispute(*, actor: User, bill_id: int, reason: str, form_id: str) -> tuple[Dispute, bool]:
    """Write down what a customer has against a bill; the same form gives the same dispute.

    Raises RuleViolation without words, for a bill on which nothing is open, and for one that is disputed already;
    PermissionDenied for people who do not take such words down.
    """
    body = {"bill": bill_id, "reason": reason}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _dispute(actor, bill_id, reason))


def _dispute(actor: User, bill_id: int, reason: str) -> Dispute:
    (bill,) = settling.lock_bills([bill_id])
    if not may(actor, "disputes.record", bill):
        raise PermissionDenied(_("Counter and officers write down what a customer has against a bill."))
    if not reason:
        raise RuleViolation(_("Write what the customer says."), code="no_reason")
    if bill.disputes.waiting().exists():
        raise RuleViolation(_("This bill is disputed already. Answer that first."), code="disputed")
    if bill.state not in PAYABLE:
        raise RuleViolation(_("Nothing is open on this bill. Take its receipt back first."), code="nothing_open")
    made = Dispute.objects.create(bill=bill, day=clock.today(), at=clock.now(), recorded_by=actor, reason=reason)
    settling.settle(bill, disputed=True)
    record(park=bill.park, actor=actor, verb="bill.disputed", subject=bill, note=reason)
    return made


@transaction.atomic
def answer(*, actor: User, dispute_id: int, answer: str) -> Dispute:
    """Answer a dispute; from tomorrow the late fee goes on where something is open.

    Raises RuleViolation without words and when a colleague was first; PermissionDenied for all but the manager.
    """
    (bill,) = settling.lock_bills([Dispute.objects.values_list("bill_id", flat=True).get(pk=dispute_id)])
    found = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    if not may(actor, "disputes.answer", bill):
        raise PermissionDenied(_("The manager answers disputes of bills."))
    if found.answered_on is not None:
        raise RuleViolation(_("A colleague has answered this already. Read the answer."), code="answered")
    if not answer:
        raise RuleViolation(_("Write the answer to the customer."), code="no_answer")
    found.answered_on, found.answered_at = clock.today(), clock.now()
    found.answered_by, found.answer = actor, answer
    found.save(update_fields=["answered_on", "answered_at", "answered_by", "answer"])
    if bill.state in PAYABLE:
        settling.settle(bill)
    seal("dispute", found, park=bill.park)
    record(park=bill.park, actor=actor, verb="bill.dispute_answered", subject=bill, note=answer)
    return found
