"""What suppliers charge for lines of service: their files, and what is missing in them (O2, domain 3.5).

A later file corrects an earlier one as long as the line is not billed; what was there before stays in the journal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Count, Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.billing.charges import Span
from fees.billing.drafts import PROBLEMS
from fees.billing.models import Bill
from fees.billing.parts import MOST
from fees.billing.periods import period_of
from fees.billing.records import BillingRun, ServiceLine, SupplierAmount
from fees.billing.sites import Order
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.estate.imports.reading import read_table
from parkservice.estate.imports.sheets import Column, Sheet
from parkservice.journal.services import record, record_many
from parkservice.kit import clock
from parkservice.kit.money import AmountField, parse_amount, total, yuan
from parkservice.parks.models import Building, Park


class AmountSheet(Sheet):
    """The template of a supplier's file; the file itself is read by the place of its columns."""

    kind = "amounts"
    columns = (
        Column("label", gettext_lazy("Number or name"), "8001", required=True),
        Column("amount", gettext_lazy("Amount in yuan"), "63.40", AmountField(), required=True),
    )


class Taken(NamedTuple):
    """What became of the rows of a file."""

    added: int
    replaced: int
    same: int


@dataclass(frozen=True)
class _Known:
    """What a park has for an item and period: lines in use by number, amounts and bills by line."""

    lines: Mapping[str, ServiceLine]
    there: Mapping[int, SupplierAmount]
    billed: Mapping[str, str]


@transaction.atomic
def take_amounts(*, park: Park, actor: User, item: FeeItem, day: date, name: str, content: bytes) -> Taken:
    """Take a supplier's file over: number of the line and amount in each row. What is not billed yet is replaced.

    Raises ValidationError that names every bad row; then nothing is taken over.
    """
    require(actor, "bills.run", park)
    # a run that writes bills of the item waits, and finds that its plan grew old
    FeeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    period = period_of(item.period, day)
    known = _known(park, item, period)
    rows = _amounts(known, content)
    said = {"file_name": name[:120], "by": actor, "at": clock.now()}
    new = [
        SupplierAmount(park=park, line=line, period_from=period.first, amount=amount, **said)
        for line, amount in rows
        if line.pk not in known.there
    ]
    SupplierAmount.objects.bulk_create(new, batch_size=500)
    replaced = _replace(
        park, actor, [(line, known.there[line.pk], amount) for line, amount in rows if line.pk in known.there], said
    )
    taken = Taken(len(new), replaced, len(rows) - len(new) - replaced)
    data = {"count": len(rows), "sum": str(sum((amount for _line, amount in rows), Decimal(0))), "file": name[:120]}
    record(park=park, actor=actor, verb="line.amounts", subject=item, data=data)
    return taken


def _replace(
    park: Park, actor: User, rows: Iterable[tuple[ServiceLine, SupplierAmount, Decimal]], said: Mapping[str, Any]
) -> int:
    """Put other amounts in the place of those that are there, old and new in the journal; returns how many differ."""
    events: list[tuple[ServiceLine, dict[str, str]]] = []
    for line, there, amount in rows:
        if there.amount == amount:
            continue
        day = f"{there.period_from:%Y-%m-%d}"
        events.append((line, {"label": line.label, "day": day, "old": str(there.amount), "new": str(amount)}))
        there.amount = amount
        for name, value in said.items():
            setattr(there, name, value)
        there.save(update_fields=["amount", *said])
    record_many(park=park, actor=actor, verb="line.amount_replaced", events=events)
    return len(events)


def _known(park: Park, item: FeeItem, period: Span) -> _Known:
    lines = {line.label: line for line in ServiceLine.objects.filter(park=park, item=item, ends__isnull=True)}
    there = {row.line_id: row for row in amounts_of(item, period.first)}
    bills = Bill.objects.live().filter(item=item, period_from__range=(period.first, period.last))
    return _Known(lines, there, dict(bills.values_list("charge_object", "number")))


def _amounts(known: _Known, content: bytes) -> list[tuple[ServiceLine, Decimal]]:
    """The rows of a file as lines and amounts. Raises ValidationError with one sentence for each bad row."""
    found: dict[int, tuple[ServiceLine, Decimal]] = {}
    wrong = []
    for number, cells in read_table(content).rows:
        try:
            line, amount = _amount(known, found, cells)
        except ValidationError as error:
            wrong.append(_("Row %(n)d: %(text)s") % {"n": number, "text": error.messages[0]})
            continue
        found[line.pk] = line, amount
    if wrong:
        raise ValidationError(wrong)
    return list(found.values())


def _amount(known: _Known, found: Mapping[int, Any], cells: Sequence[str]) -> tuple[ServiceLine, Decimal]:
    """A row after those that were found. Raises ValidationError with what is wrong about it."""
    label, text = [*cells, "", ""][:2]
    line = known.lines.get(label)
    if line is None:
        raise ValidationError(_("There is no line %(label)s.") % {"label": label or "—"})
    if line.pk in found:
        raise ValidationError(_("The line %(label)s is in this file twice.") % {"label": label})
    amount = parse_amount(text)
    if amount > MOST:
        raise ValidationError(PROBLEMS["too_large"] % {"most": yuan(MOST)})
    there, number = known.there.get(line.pk), known.billed.get(charge_object(line.pk))
    if number and (there is None or there.amount != amount):
        said = {"label": label, "number": number}
        raise ValidationError(_("The line %(label)s is billed already (%(number)s). Reverse that bill first.") % said)
    return line, amount


def charge_object(line_id: int) -> str:
    """How bills name a line."""
    return f"line:{line_id}"


def amounts_of(item: FeeItem, first: date) -> QuerySet[SupplierAmount]:
    """What is there of an item for the period that begins on a day, by the number of the line."""
    rows = SupplierAmount.objects.filter(line__item=item, period_from=first)
    return rows.select_related("line", "line__unit", "by").order_by("line__label", "pk")


def add_bills(item: FeeItem, first: date, rows: Sequence[SupplierAmount]) -> None:
    """Give amounts of a period their `bill`, None for what is not billed yet."""
    period = period_of(item.period, first)
    charged = [charge_object(row.line_id) for row in rows]
    bills = Bill.objects.live().filter(item=item, charge_object__in=charged)
    bills = bills.filter(period_from__range=(period.first, period.last))
    found = {bill.charge_object: bill for bill in bills}
    for row in rows:
        row.bill = found.get(charge_object(row.line_id))  # type: ignore[attr-defined]


def amounts_mark(order: Order, building: Building) -> tuple[Any, ...]:
    """What tells two states of the amounts of a building apart."""
    rows = SupplierAmount.objects.filter(line__item=order.item, line__building=building, period_from=order.period.first)
    return tuple(rows.aggregate(n=Count("pk"), last=Max("at"), sum=total("amount")).values())


def without_amount(run: BillingRun) -> QuerySet[ServiceLine]:
    """The lines that a run would bill at their price alone, while others have an amount for its period."""
    amounts = SupplierAmount.objects.filter(line__item=run.item_id, period_from=run.period_from)
    if not amounts.exists():
        return ServiceLine.objects.none()
    rows = ServiceLine.objects.filter(item=run.item_id, building__in=run.buildings, starts__lte=run.period_to)
    rows = rows.filter(Q(ends__isnull=True) | Q(ends__gte=run.period_from))
    billed = Bill.objects.live().filter(
        item=run.item_id,
        charge_object=Concat(Value("line:"), Cast(OuterRef("pk"), CharField())),
        period_from__range=(run.period_from, run.period_to),
    )
    rows = rows.filter(~Exists(amounts.filter(line=OuterRef("pk"))), ~Exists(billed))
    return rows.select_related("unit", "customer").order_by("unit__code", "label")
