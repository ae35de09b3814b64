"""Deposit receipts (YJ) and refund vouchers (TK) on paper, with the place of the cash stamp (domain 2.5; M14)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.deposits.models import Deposit, Refund
from fees.ledger import rules
from fees.ledger.models import Method
from parkservice.accounts.models import User
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import capital
from parkservice.paperwork import kinds, papers
from parkservice.paperwork.models import Paper

RECEIPT, VOUCHER = "deposit_receipt", "deposit_refund"
kinds.register(
    kinds.PaperKind(RECEIPT, gettext_lazy("Deposit receipt")), kinds.PaperKind(VOUCHER, gettext_lazy("Deposit refund"))
)


def valid_paper(deposit: Deposit) -> Paper | None:
    """Return the receipt of a deposit that counts; None before the first print, and once it was settled."""
    kind = subject_kind(deposit)
    rows = Paper.objects.filter(kind=RECEIPT, subject_kind=kind, subject_id=deposit.pk, revoked_at=None)
    return rows.select_related("park").order_by("-pk").first()


@transaction.atomic
def print_deposit(*, actor: User, deposit: Deposit) -> Paper:
    """Print the receipt of a deposit; each further copy is counted as 补打 n (domain 2.4).

    Raises RuleViolation for a deposit that is settled: only its refund is printed then; PermissionDenied for people
    who take no money.
    """
    _insist(deposit, actor)
    locked = Deposit.objects.select_for_update(of=("self",)).select_related("park", "unit", "received_by")
    row = locked.get(pk=deposit.pk)
    if Refund.objects.filter(deposit=row).exists():
        raise RuleViolation(_("This deposit is settled. Print its refund."), code="settled")
    with translation.override("zh-hans"):
        data = deposit_data(row)
    return papers.print_copy(kind=RECEIPT, subject=row, park=row.park, number=row.number, data=data, actor=actor)


@transaction.atomic
def print_refund(*, actor: User, refund: Refund) -> Paper:
    """Print the voucher of a refund, for the signature of whoever takes the money. Raises as `print_deposit`."""
    _insist(refund.deposit, actor)
    with translation.override("zh-hans"):
        data = refund_data(refund)
    said: Any = {"kind": VOUCHER, "subject": refund, "number": refund.number, "data": data, "actor": actor}
    return papers.print_copy(park=refund.park, **said)


def revoke(*, actor: User, refund: Refund) -> None:
    """Let verification say that a settled deposit's receipt is void; call in the transaction that settles it."""
    paper = valid_paper(refund.deposit)
    if paper is not None:
        reason = _("The deposit was settled: %(number)s") % {"number": refund.number}
        papers.revoke(paper_id=paper.pk, actor=actor, reason=reason)


def _insist(deposit: Deposit, actor: User) -> None:
    if not rules.may_print(deposit, actor):
        raise PermissionDenied(_("Receipts are printed by those who take money."))


def _money(row: Deposit | Refund) -> dict[str, Any]:
    """How money moved, on both papers."""
    return {
        "method": str(row.get_method_display()),
        "reference": row.reference,
        "cash": row.method == Method.CASH,
        "day": row.day.isoformat(),
    }


def deposit_data(deposit: Deposit) -> dict[str, Any]:
    """Return what the receipt says, in the active language."""
    return {
        **_money(deposit),
        "payer": deposit.payer,
        "unit": deposit.unit.code if deposit.unit else "",
        "kind": str(deposit.get_kind_display()),
        "at": clock.local(deposit.received_at).strftime("%Y-%m-%d %H:%M"),
        "amount": f"{deposit.amount:,.2f}",
        "capital": capital(deposit.amount),
        "by": deposit.received_by.name,
    }


def refund_data(refund: Refund) -> dict[str, Any]:
    """Return what the voucher says, in the active language."""
    deposit, request = refund.deposit, refund.request
    return {
        **_money(refund),
        "payer": deposit.payer,
        "payee": refund.payee,
        "proxy": request.proxy,
        "unit": deposit.unit.code if deposit.unit else "",
        "kind": str(deposit.get_kind_display()),
        "deposit": deposit.number,
        "received_on": deposit.day.isoformat(),
        "at": clock.local(refund.at).strftime("%Y-%m-%d %H:%M"),
        "received": f"{refund.received:,.2f}",
        "deductions": [[each.reason, f"{each.amount:,.2f}"] for each in request.deductions.order_by("pk")],
        "withheld": f"{refund.withheld:,.2f}",
        "amount": f"{refund.refunded:,.2f}",
        "capital": capital(refund.refunded),
        "settled": request.settled,
        "receipt": str(_("Original taken back") if request.receipt_original else _("Lost, statement signed")),
        "requested_by": refund.requested_by.name,
        "approved_by": refund.approved_by.name,
        "paid_by": refund.paid_by.name,
    }
