"""What becomes of a matched line when its receipt is taken back (domain 2.4, "Bad cases": transfer bounced)."""

from fees.bank.matches import BankMatch
from fees.bank.models import AsideKind, BankLine, LineState
from fees.ledger.following import register
from fees.ledger.models import Receipt, Reversal
from parkservice.accounts.models import User
from parkservice.journal.services import record
from parkservice.kit import clock


@register
def release(reversal: Reversal, actor: User) -> None:
    """End the link: the line waits again, or, where the bank took the money back, is settled with that line.

    The receipt is locked as `services` locks it before linking, so that no link to it can be made at this moment.
    """
    receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=reversal.receipt_id)
    match = BankMatch.objects.live().filter(receipt=receipt).first()
    if match is None:
        return
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=match.line_id)
    match.undone_by, match.undone_at, match.undone_reason = actor, clock.now(), reversal.reason
    match.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    came_back = BankLine.objects.filter(returned=receipt, state=LineState.ASIDE).exists()
    state = LineState.ASIDE if came_back else LineState.UNMATCHED
    BankLine.objects.filter(pk=line.pk).update(
        state=state,
        aside_kind=AsideKind.RETURNED if came_back else "",
        aside_note=reversal.number if came_back else "",
        returned=receipt if came_back else None,
    )
    record(
        park=line.park,
        actor=actor,
        verb="bank.released",
        subject=line,
        from_state=line.state,
        to_state=state,
        data={"number": receipt.number},
        note=reversal.reason,
    )
