"""Collection visits: what came of urging somebody, the promise, and the dispute that is a complaint first (P8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.choices import Category, Channel
from complaints.intake.services import Arrival, Matter, Place, Sender, record_complaint
from complaints.models import Complaint
from fees.arrears.groups import TOTAL
from fees.arrears.queries import OWED, ZERO, Which, ageings_by, seen_by
from fees.billing.models import Bill, BillState
from fees.collecting.models import CollectionVisit, Way
from fees.disputes.services import dispute
from fees.dunning.models import DunningNotice, NoticeState, Reason, Result
from fees.ledger import settling
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation

#: No promise reaches further than this.
LONGEST = timedelta(days=92)
CHANNELS = {Way.VISIT: Channel.PATROL, Way.PHONE: Channel.PHONE, Way.COUNTER: Channel.VISIT}


@dataclass(frozen=True)
class Heard:
    """What somebody brings back from urging a customer; `bills` are those that a dispute is about, by key."""

    way: str
    result: str
    reason: str = ""
    said: str = ""
    promise_date: date | None = None
    promise_amount: Decimal | None = None
    bills: tuple[int, ...] = ()


@transaction.atomic
def record_visit(
    *, actor: User, customer: Customer, heard: Heard, form_id: str, notice: DunningNotice | None = None
) -> tuple[CollectionVisit, bool]:
    """Record a visit or call about a debt; the same form gives the same visit (M16).

    Not content with the service: a complaint is opened first and the bills are disputed, so that dunning and late fee
    stop (domain 2.4). Raises RuleViolation for a promise without day or amount, or too far ahead, without a reason
    where nothing is paid, for a dispute without words or bills, and for a notice that was not delivered;
    PermissionDenied for people who do not urge this customer.
    """
    body = {"customer": customer.pk, "notice": notice and notice.pk, "heard": vars(heard)}
    return once(
        form_id=form_id,
        actor=actor,
        body=body,
        make=lambda: _record(actor, customer, heard, form_id, notice),
    )


def _record(
    actor: User, customer: Customer, heard: Heard, form_id: str, notice: DunningNotice | None
) -> CollectionVisit:
    bills = urged_bills(actor, customer)
    if not bills:
        raise RuleViolation(_("This customer owes nothing here. There is nothing to urge."), code="nothing_open")
    _check(heard, bills)
    oldest = min(bills, key=lambda bill: (bill.due, bill.pk))
    visit = CollectionVisit(
        park=customer.park,
        customer=customer,
        building_id=oldest.building_id,
        at=clock.now(),
        by=actor,
        way=heard.way,
        overdue=overdue_of(customer),
        result=heard.result,
        reason=heard.reason,
        promise_date=heard.promise_date,
        promise_amount=heard.promise_amount,
        said=heard.said,
    )
    if heard.reason == Reason.SERVICE_DISPUTE:
        visit.complaint = _complain(actor, customer, heard, form_id, [bill for bill in bills if bill.pk in heard.bills])
    if notice is not None:
        visit.notice = _noted(notice, heard)
    visit.save()
    data = {"way": heard.way, "result": heard.result}
    for subject in filter(None, (visit, visit.notice)):
        record(park=visit.park, actor=actor, verb="collection.visited", subject=subject, data=data, note=heard.said)
    return visit


def urged_bills(actor: User, customer: Customer) -> list[Bill]:
    """Return the open bills of a customer that a person may urge; PermissionDenied where they urge nobody."""
    if not may(actor, "dunning.send"):
        raise PermissionDenied(_("Debts are collected by the officer of the building and the manager."))
    which = seen_by(actor, customer.park)
    rows = Bill.objects.filter(which.q(), OWED, customer=customer).select_related("unit", "building", "item")
    return [bill for bill in rows.order_by("due", "pk") if may(actor, "dunning.send", bill)]


def overdue_of(customer: Customer) -> Decimal:
    """What of a customer's bills is past due now, in yuan."""
    which = Which(customer.park, customers=frozenset({customer.pk}))
    return next((row.overdue for row in ageings_by(which, TOTAL).values()), ZERO)


def _check(heard: Heard, bills: Sequence[Bill]) -> None:
    promised = heard.result == Result.PROMISED
    if promised and (heard.promise_date is None or not heard.promise_amount or heard.promise_amount <= 0):
        raise RuleViolation(_("Write by when how much is promised."), code="no_promise")
    if not promised and (heard.promise_date is not None or heard.promise_amount is not None):
        words = _("A promise is the result “Promises to pay”. Choose it, or leave day and amount.")
        raise RuleViolation(words, code="promise")
    today = clock.today()
    if heard.promise_date is not None and not today <= heard.promise_date <= today + LONGEST:
        raise RuleViolation(_("Choose a day from today on, at most three months ahead."), code="promise_day")
    if heard.result != Result.PAID and not heard.reason:
        raise RuleViolation(_("Choose why it is not paid: what is done next depends on it."), code="no_reason")
    if heard.reason == Reason.SERVICE_DISPUTE:
        _check_dispute(heard, bills)


def _check_dispute(heard: Heard, bills: Sequence[Bill]) -> None:
    known = {bill.pk: bill for bill in bills}
    if not heard.said:
        raise RuleViolation(_("Write what the customer says: it becomes a complaint."), code="no_words")
    if not heard.bills or any(pk not in known for pk in heard.bills):
        raise RuleViolation(_("Choose the bills that the dispute is about."), code="no_bills")
    if any(known[pk].state == BillState.DISPUTED for pk in heard.bills):
        raise RuleViolation(_("One of these bills is disputed already. Take it out."), code="disputed")


def _noted(notice: DunningNotice, heard: Heard) -> DunningNotice:
    """Keep the last result on the notice that was delivered."""
    locked = DunningNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.state != NoticeState.DELIVERED:
        raise RuleViolation(_("Deliver the notice first; then write what came of it."), code="not_delivered")
    locked.result, locked.reason, locked.promise_date = heard.result, heard.reason, heard.promise_date
    locked.save(update_fields=["result", "reason", "promise_date"])
    return locked


def _complain(actor: User, customer: Customer, heard: Heard, form_id: str, bills: Sequence[Bill]) -> Complaint:
    """Open the complaint, and dispute the bills with its number: dunning and late fee stop from today.

    Bills are locked first, as everywhere: before notices and number series.
    """
    settling.lock_bills(heard.bills)
    complaint, _new = record_complaint(
        park=customer.park,
        sender=Sender(
            name=customer.name,
            title=customer.title,
            phone=customer.phone,
            email=customer.email,
            language=customer.language,
            company=customer if customer.is_company else None,
        ),
        place=Place(building=bills[0].building, unit=bills[0].unit, customer=customer),
        matter=Matter(content=heard.said, category=Category.FEES),
        arrival=Arrival(channel=CHANNELS[Way(heard.way)], form_id=_own(form_id, "complaint"), actor=actor),
    )
    for bill in bills:
        reason = _("Complaint %(number)s: %(words)s") % {"number": complaint.number, "words": heard.said}
        dispute(actor=actor, bill_id=bill.pk, reason=reason, form_id=_own(form_id, str(bill.pk)))
    return complaint


def _own(form_id: str, part: str) -> str:
    """The form number of a part of a form, the same each time."""
    return sha256(f"{form_id}:{part}".encode()).hexdigest()[:32]
