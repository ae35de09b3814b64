"""Deposits: received, asked back, approved and paid, each by another person, once (domain 2.5, M14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.deposits import papers, rules
from fees.deposits.models import Deduction, Deposit, Refund, RefundRequest, RefundState
from fees.ledger import posting
from fees.ledger.cashreason import refuse_missing
from fees.ledger.models import Method
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer, Unit
from parkservice.journal import steps
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.paperwork.chained import post
from parkservice.paperwork.uploads import CleanFile, attach
from parkservice.parks.models import Park

ZERO = Decimal("0.00")
SECOND = second("refund", ("deposits.decide", rules.CONFIRMS), rules.may_decide)
THIRD = second("payout", ("deposits.pay", "receipts.cash"), rules.may_pay)


@dataclass(frozen=True)
class Handed:
    """What is handed over as a deposit, in yuan, and by whom; `source` names the record that it belongs to.

    `reason` says why cash where that is asked (domain 4); it is kept in the journal.
    """

    kind: str
    payer: str
    amount: Decimal
    method: str
    customer: Customer | None = None
    unit: Unit | None = None
    reference: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Claim:
    """What somebody shows to get a deposit back; `deductions` are reasons with amounts in yuan, signed before.

    `papers` are photos of what was signed: the statement of the loss, the authority, the deductions.
    """

    payee: str
    receipt_original: bool
    id_checked: bool
    settled: str
    loss_stated: bool = False
    proxy: bool = False
    proxy_letter: bool = False
    deductions: Sequence[tuple[str, Decimal]] = ()
    papers: Sequence[CleanFile] = ()

    @property
    def needs_papers(self) -> bool:
        """Whether something was signed that the file of the deposit keeps: a loss, an authority, deductions."""
        return self.loss_stated or self.proxy_letter or bool(self.deductions)

    @property
    def withheld(self) -> Decimal:
        """The sum of the deductions."""
        return sum((amount for _reason, amount in self.deductions), ZERO)


@dataclass(frozen=True)
class Payout:
    """How a refund is paid: from the float of the payer's drawer, or by bank; never from the takings (domain 4)."""

    method: str
    reference: str = ""


def lock(request_id: int) -> RefundRequest:
    """Lock one request by its key and read it as it is now; call inside a transaction."""
    rows = RefundRequest.objects.select_for_update(of=("self",))
    return rows.select_related("deposit__park", "park").get(pk=request_id)


@transaction.atomic
def receive(*, actor: User, park: Park, handed: Handed, form_id: str) -> tuple[Deposit, bool]:
    """Take a deposit and write its receipt; sent again, the same form gives the same receipt and False (M16).

    Raises RuleViolation for an amount of nothing and for cash of a company without a reason; PermissionDenied for
    people who take no such money.
    """
    body = {"park": park.pk, "handed": vars(handed)}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _receive(actor, park, handed, form_id))


def _receive(actor: User, park: Park, handed: Handed, form_id: str) -> Deposit:
    if not may(actor, "receipts.cash" if handed.method == Method.CASH else "receipts.bank", park):
        raise PermissionDenied(_("Money is taken by the officers; transfers also by finance."))
    if handed.amount <= 0:
        raise RuleViolation(_("Enter an amount above zero."), code="no_amount")
    refuse_missing(payer_of(park, handed), method=handed.method, amount=handed.amount, reason=handed.reason)
    now = clock.now()
    place = posting.lock_taking(actor=actor, park=park, cash=handed.method == Method.CASH)
    given = {**vars(handed), **vars(place), "received_by": actor, "form_id": form_id}
    reason = given.pop("reason")
    deposit = Deposit(**given, received_at=now)
    post(deposit, park=park, at=now)
    if place.drawer is not None:
        posting.post_cash(
            **vars(place),
            number=deposit.number,
            summary=deposit.payer,
            item="押金",
            receipt=deposit.amount,
            actor=actor,
        )
    data = {"amount": str(deposit.amount)}
    record(park=park, actor=actor, verb="deposit.received", subject=deposit, data=data, note=reason)
    return deposit


def payer_of(park: Park, handed: Handed) -> Customer | None:
    """Return the customer who pays: the one of the deposit, else whoever bears the payer's name in this park."""
    return handed.customer or Customer.objects.filter(park=park, name=handed.payer).order_by("pk").first()


@transaction.atomic
def request_refund(*, actor: User, deposit: Deposit, claim: Claim, form_id: str) -> tuple[RefundRequest, bool]:
    """Ask to give a deposit back, less the deductions that the customer signed (domain 2.5).

    Raises RuleViolation when it is settled or asked for already, for deductions above it, and when a paper is missing
    that the case asks for; PermissionDenied for people who do not ask for refunds.
    """
    claimed = {**vars(claim), "papers": [paper.sha256 for paper in claim.papers]}
    body = {"deposit": deposit.pk, "claim": claimed}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _request(actor, deposit, claim))


def _request(actor: User, deposit: Deposit, claim: Claim) -> RefundRequest:
    if not may(actor, "deposits.request", deposit):
        raise PermissionDenied(_("Refunds are asked for at the counter."))
    locked = Deposit.objects.select_for_update(of=("self",)).select_related("park").get(pk=deposit.pk)
    if Refund.objects.filter(deposit=locked).exists():
        raise RuleViolation(_("This deposit is settled. Its refund shows by whom and when."), code="settled")
    if locked.carried is not None and locked.carried.undone_on is not None:
        raise RuleViolation(_("The carry-over of this deposit was taken back. It is held no more."), code="settled")
    if locked.requests.filter(state__in=RefundState.waiting()).exists():
        raise RuleViolation(_("A refund of this deposit is asked for already."), code="asked")
    _check(locked, claim)
    said = {name: value for name, value in vars(claim).items() if name not in ("deductions", "papers")}
    made = RefundRequest.objects.create(
        park=locked.park,
        deposit=locked,
        refund_amount=locked.amount - claim.withheld,
        withheld=claim.withheld,
        requested_by=actor,
        requested_at=clock.now(),
        **said,
    )
    Deduction.objects.bulk_create(
        Deduction(request=made, reason=reason, amount=amount, signed=True) for reason, amount in claim.deductions
    )
    attach(subject=locked, park=locked.park, files=claim.papers, actor=actor, public=False)
    data = {"amount": str(made.refund_amount), "withheld": str(made.withheld)}
    record(park=locked.park, actor=actor, verb="deposit.refund_requested", subject=locked, data=data)
    SECOND.ask(made, actor, about=locked, number=locked.number, amount=str(made.refund_amount))
    return made


def _check(deposit: Deposit, claim: Claim) -> None:
    if not claim.settled:
        raise RuleViolation(_("Write what is settled: acceptance passed, pass or key returned."), code="not_settled")
    if any(amount <= 0 for _reason, amount in claim.deductions):
        raise RuleViolation(_("A deduction is above zero."), code="no_amount")
    if claim.withheld > deposit.amount:
        words = _("Only %(amount)s was received. Withhold no more than that, and bill the rest.")
        raise RuleViolation(words % {"amount": yuan(deposit.amount)}, code="above_deposit")
    if not claim.id_checked:
        raise RuleViolation(_("Check the identity of whoever takes the money first."), code="no_identity")
    in_person = claim.payee == deposit.payer and not claim.proxy
    if not claim.receipt_original and not (claim.loss_stated and in_person):
        words = _("Without the original receipt only the payer gets the money, in person, and signs that it is lost.")
        raise RuleViolation(words, code="no_receipt")
    if not in_person and not (claim.proxy and claim.proxy_letter):
        raise RuleViolation(_("To somebody else only with a written authority of the payer."), code="no_authority")
    if claim.needs_papers and not claim.papers:
        words = _("Add a photo of what was signed: the statement of the loss, the authority or the deductions.")
        raise RuleViolation(words, code="no_papers")


def last_request(deposit: Deposit) -> RefundRequest | None:
    """Return the latest request to give a deposit back; None when nobody ever asked."""
    return RefundRequest.objects.filter(deposit=deposit).order_by("-pk").first()


@transaction.atomic
def approve_refund(*, actor: User, request_id: int) -> RefundRequest:
    """Agree to a refund that somebody else asked for. Raises as every step of a state machine."""
    return _decide(actor, request_id, "approve", "")


@transaction.atomic
def refuse_refund(*, actor: User, request_id: int, reason: str) -> RefundRequest:
    """Say no to a refund; the deposit is held on. Raises RuleViolation without a reason, else as `approve_refund`."""
    if not reason:
        raise RuleViolation(_("Write why not: whoever asked reads it."), code="no_reason")
    return _decide(actor, request_id, "refuse", reason)


def _decide(actor: User, request_id: int, step: str, reason: str) -> RefundRequest:
    request = lock(request_id)
    before = steps.advance(request, step, actor)
    request.decided_by, request.decided_at, request.refusal = actor, clock.now(), reason
    request.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    steps.note(request, actor, f"refund.{request.state}", before=before, text=reason)
    verb = f"deposit.refund_{request.state}"
    record(park=request.park, actor=actor, verb=verb, subject=request.deposit, note=reason)
    deposit, asker = request.deposit, request.requested_by
    SECOND.answer(request, actor, asker, request.state, about=deposit, number=deposit.number, note=reason)
    if request.state == RefundState.APPROVED:
        THIRD.ask(request, actor, about=deposit, number=deposit.number, amount=str(request.refund_amount))
    return request


@transaction.atomic
def pay_refund(*, actor: User, request_id: int, payout: Payout) -> Refund:
    """Pay an approved refund and settle the deposit, as the third person; what is withheld is kept (M14).

    Raises RuleViolation when a colleague was first, when it is not approved, or before the day on which the deposit is
    booked; PermissionDenied for whoever asked or approved, and for an officer who would pay by bank or more than the
    small deposit of a pass.
    """
    request = lock(request_id)
    deposit = request.deposit
    if payout.method != Method.CASH and not rules.may_transfer(deposit, actor):
        raise PermissionDenied(_("Officers pay from the float; transfers are made by finance."))
    before = steps.advance(request, "pay", actor)
    place = posting.lock_taking(actor=actor, park=request.park, cash=payout.method == Method.CASH)
    if place.day < deposit.day:  # taken after the close of a day, it stands in the books of the next one
        said = {"number": deposit.number, "day": deposit.day.isoformat()}
        raise RuleViolation(_("%(number)s is booked on %(day)s. Pay it back from that day on.") % said, code="early")
    given = {**vars(payout), **vars(place), "received": deposit.amount, "payee": request.payee}
    refund = Refund(deposit=deposit, request=request, **given)
    refund.refunded, refund.withheld = request.refund_amount, request.withheld
    refund.requested_by_id, refund.paid_by = request.requested_by_id, actor
    refund.approved_by_id = request.decided_by_id  # type: ignore[assignment]
    refund.at = clock.now()
    request.save(update_fields=["state"])
    post(refund, park=request.park, at=refund.at)
    posting.pay_back(
        place, number=refund.number, payee=refund.payee, item="退押金", amount=refund.refunded, actor=actor
    )
    papers.revoke(actor=actor, refund=refund)
    data = {"number": refund.number, "amount": str(refund.refunded)}
    steps.note(request, actor, "refund.paid", before=before, data=data)
    record(park=request.park, actor=actor, verb="deposit.refund_paid", subject=deposit, data=data)
    THIRD.answer(request, actor, request.requested_by, "done", about=deposit, number=deposit.number)
    return refund
