"""Lines of service, heating stops, and single bills (O2, O5, domain 2.4, 3.5)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fees.billing.charges import Charge, Span, fixed_charge, step
from fees.billing.drafts import PROBLEMS, Draft
from fees.billing.due import check_due
from fees.billing.models import Bill
from fees.billing.parts import MOST
from fees.billing.posting import Heading, insert_bills
from fees.billing.records import HeatingStop, ServiceLine
from fees.ledger.reference import LATE_FEE
from fees.tariffs.models import FeeItem, Period
from fees.tariffs.prices import PriceBook
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer, Unit
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.parks.models import Park


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """A line as it begins."""

    item: FeeItem
    customer: Customer
    unit: Unit
    label: str
    starts: date
    quantity: Decimal = Decimal(1)


@transaction.atomic
def add_line(*, park: Park, actor: User, new: NewLine, form_id: str) -> ServiceLine:
    """Add a telephone line, terminals or another thing charged by the piece.

    Raises PermissionDenied without the right in the building, RuleViolation for a number in use.
    """

    def make() -> ServiceLine:
        if not may(actor, "bills.preview", new.unit):
            raise PermissionDenied
        try:
            with transaction.atomic():
                line = ServiceLine.objects.create(park=park, building_id=new.unit.building_id, **vars(new))
        except IntegrityError as error:
            raise RuleViolation(_("A line with this number is in use already."), code="label") from error
        record(park=park, actor=actor, verb="line.added", subject=line, data={"label": line.label})
        return line

    return once(form_id=form_id, actor=actor, body=vars(new), make=make)[0]


@transaction.atomic
def end_line(*, line_id: int, actor: User, ends: date) -> ServiceLine:
    """End a line with its last day. Raises PermissionDenied without the right, RuleViolation for one that has ended."""
    line = ServiceLine.objects.select_for_update(of=("self",)).select_related("park").get(pk=line_id)
    if not may(actor, "bills.preview", line):
        raise PermissionDenied
    if line.ends is not None:
        raise RuleViolation(_("This line has ended already."), code="ended")
    if ends < line.starts:
        raise RuleViolation(_("The last day lies before the first day."), code="ends")
    line.ends = ends
    line.save(update_fields=["ends"])
    record(park=line.park, actor=actor, verb="line.ended", subject=line, data={"label": line.label})
    return line


@transaction.atomic
def ask_stop(*, unit: Unit, actor: User, season_from: date, reason: str) -> HeatingStop:
    """Note the request of a customer to stop heating a unit for a season (domain 3.5).

    Raises PermissionDenied without the right in the building, RuleViolation when it is there already.
    """
    if not may(actor, "bills.preview", unit):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return HeatingStop.objects.create(
                park_id=unit.park_id, unit=unit, season_from=season_from, reason=reason, asked_by=actor
            )
    except IntegrityError as error:
        raise RuleViolation(_("The stop of this unit is there already for this season."), code="there") from error


@transaction.atomic
def approve_stop(*, stop_id: int, actor: User) -> HeatingStop:
    """Approve a heating stop as the second person. Raises RuleViolation for the own request or without the right."""
    stop = HeatingStop.objects.select_for_update(of=("self",)).select_related("park").get(pk=stop_id)
    require(actor, "bills.run", stop.park)
    if stop.asked_by_id == actor.pk:
        raise RuleViolation(_("Nobody approves their own request."), code="own")
    if stop.approved_at is None:
        stop.approved_by, stop.approved_at = actor, clock.now()
        stop.save(update_fields=["approved_by", "approved_at"])
    return stop


@dataclass(frozen=True, kw_only=True)
class Single:
    """One thing sold: a card, a pass; or another charge with its amount and what it is for."""

    item: FeeItem
    customer: Customer
    unit: Unit
    due: date
    quantity: Decimal = Decimal(1)
    amount: Decimal | None = None
    what: str = ""


@transaction.atomic
def bill_once(*, park: Park, actor: User, single: Single, form_id: str) -> Bill:
    """Bill one thing at its price, or another charge at the amount named (domain section 6).

    Raises PermissionDenied without the right in the building, RuleViolation for late fees and items that runs bill, for
    a due day out of bounds, for more than one bill amounts to, or without a price of today.
    """

    def make() -> Bill:
        if not may(actor, "bills.preview", single.unit):
            raise PermissionDenied
        if single.item.period != Period.ONCE:
            raise RuleViolation(_("This item is billed by a run."), code="item")
        if single.item.code == LATE_FEE:
            raise RuleViolation(_("Late fees are billed by the ledger alone, never by hand."), code="item")
        check_due(single.due)
        today = clock.today()
        heading = Heading(park, single.item, single.unit.building_id, clock.now(), single.due)
        charge, tariffs = _single_charge(single, today)
        if charge.amount > MOST:
            code = "quantity" if single.amount is None else "amount"
            raise RuleViolation(PROBLEMS["too_large"] % {"most": yuan(MOST)}, code=code)
        draft = Draft(
            customer_id=single.customer.pk,
            unit_id=single.unit.pk,
            unit_code=single.unit.code,
            charge_object=f"single:{form_id}",
            first=today,
            last=today,
            charge=charge,
            tariffs=tariffs,
            what=single.what,
        )
        insert_bills(heading, [draft])
        bill = Bill.objects.get(charge_object=draft.charge_object)
        data = {"amount": str(bill.amount)}
        record(park=park, actor=actor, verb="bill.issued", subject=bill, data=data, note=single.what)
        return bill

    body: dict[str, Any] = vars(single)
    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


def _single_charge(single: Single, today: date) -> tuple[Charge, tuple[int, ...]]:
    """The amount named, or quantity × price of today. Raises RuleViolation without a price."""
    if single.amount is not None:
        steps = (step("fixed", quantity=Decimal(1), price=single.amount),)
        return Charge(Decimal(1), single.amount, single.amount, steps), ()
    days = Span(today, today)
    rates = PriceBook(single.item, days).rates(
        days, unit_kind=single.unit.kind, customer_id=single.customer.pk, unit_id=single.unit.pk
    )
    if not rates or rates[0].tariff.price is None:
        raise RuleViolation(_("There is no released price for these days. Release a tariff first."), code="no_price")
    return fixed_charge(rates[0].tariff.price, single.quantity), (rates[0].tariff.pk,)
