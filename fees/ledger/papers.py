"""The receipt (收据) on paper: two copies on a sheet, digits and capitals, place of the seal (domain G2, 2.4; M18)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.ledger import rules, services
from fees.ledger.models import Receipt
from parkservice.accounts.models import User
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import capital
from parkservice.paperwork import kinds, papers
from parkservice.paperwork.models import Paper

KIND = "receipt"
kinds.register(kinds.PaperKind(KIND, gettext_lazy("Receipt")))


def valid_paper(receipt: Receipt) -> Paper | None:
    """Return the paper of a receipt that counts; None before the first print, and once it was taken back."""
    rows = Paper.objects.filter(kind=KIND, subject_kind=subject_kind(receipt), subject_id=receipt.pk, revoked_at=None)
    return rows.select_related("park").order_by("-pk").first()


@transaction.atomic
def print_receipt(*, actor: User, receipt: Receipt) -> Paper:
    """Print a receipt: the first time its paper is issued, from then on each copy is counted as 补打 n (domain 2.4).

    The words of the first print stay. Raises RuleViolation for a receipt that was taken back, PermissionDenied for
    people who neither take money nor pay this receipt.
    """
    if not rules.may_print(receipt, actor):
        raise PermissionDenied(_("Receipts are printed by those who take money."))
    locked = Receipt.objects.select_for_update(of=("self",)).select_related("park", "customer", "received_by")
    row = locked.get(pk=receipt.pk)
    if row.taken_back is not None:
        raise RuleViolation(_("This receipt is taken back. It is not printed any more."), code="taken_back")
    paper = valid_paper(row)
    if paper is None:
        with translation.override("zh-hans"):
            data = receipt_data(row)
        return papers.issue(kind=KIND, subject=row, park=row.park, number=row.number, data=data, actor=actor)
    services.reprint(actor=actor, receipt=row)
    return papers.reprint(paper_id=paper.pk, actor=actor)


def revoke(*, actor: User, receipt: Receipt, reason: str) -> None:
    """Let verification say from now on that the paper of a receipt is void; call in the transaction that voids it."""
    paper = valid_paper(receipt)
    if paper is not None:
        papers.revoke(paper_id=paper.pk, actor=actor, reason=reason)


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """Return what the paper says, in the active language."""
    lines = receipt.allocations.select_related("bill__item", "bill__unit").order_by("pk")
    rows = [
        [
            each.bill.item.name,
            each.bill.unit.code if each.bill.unit else "",
            each.bill.period,
            f"{each.amount:,.2f}",
        ]
        for each in lines
    ]
    if receipt.surplus:
        rows.append([_("Prepayment"), "", "", f"{receipt.surplus:,.2f}"])
    return {
        "customer": receipt.customer.name,
        "payer": receipt.payer,
        "unit": "、".join(dict.fromkeys(row[1] for row in rows if row[1])),
        "paid_at": clock.local(receipt.paid_at).strftime("%Y-%m-%d %H:%M"),
        "day": receipt.day.isoformat(),
        "lines": rows,
        "amount": f"{receipt.amount:,.2f}",
        "capital": capital(receipt.amount),
        "method": str(receipt.get_method_display()),
        "reference": receipt.reference,
        "payee": receipt.received_by.name,
    }
