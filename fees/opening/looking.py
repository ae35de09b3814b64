"""What would become of a file: its rows, its totals beside the check total, and every row that is wrong, by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fees.billing.models import Bill
from fees.opening.models import IN_BOOKS, ListName, OpeningImport, OpeningRow, OpeningState, RowKind
from fees.opening.sheets import SHEETS, Known
from parkservice.estate.imports.checking import WRONG, Outcome, check
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park

ZERO = Decimal("0.00")
ASKED_AT_ONCE = 400
#: Imports whose numbers are taken, though their rows are not in the books yet.
COMING = (OpeningState.SENT, *IN_BOOKS)
#: Columns that are not kept, or by another name.
KEPT = {field.name for field in OpeningRow._meta.concrete_fields}


@dataclass(frozen=True)
class Total:
    """Rows and sum in yuan of one list, beside what the former system printed."""

    name: ListName
    rows: int
    sum: Decimal
    expected_rows: int
    expected_sum: Decimal

    @property
    def agrees(self) -> bool:
        """Whether both are what was printed."""
        return (self.rows, self.sum) == (self.expected_rows, self.expected_sum)

    @property
    def rows_off(self) -> int:
        """Rows more than printed; below zero: fewer."""
        return self.rows - self.expected_rows

    @property
    def sum_off(self) -> Decimal:
        """Yuan more than printed; below zero: less."""
        return self.sum - self.expected_sum


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: where, and why."""

    sheet: str
    line: int
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class Look:
    """Everything that is seen of a file before anything is written."""

    outcomes: Mapping[ListName, Sequence[Outcome]]
    totals: Sequence[Total]
    mistakes: Sequence[Mistake]

    @property
    def right(self) -> bool:
        """Whether it can be sent for release."""
        return not self.mistakes and all(total.agrees for total in self.totals)

    def parts(self) -> list[tuple[str, str, int, Decimal]]:
        """Rows and sum by list and fee item, in the order of the lists: list, what, rows, sum in yuan."""
        found: defaultdict[tuple[str, str], list[Any]] = defaultdict(lambda: [0, ZERO])
        for name, outcomes in self.outcomes.items():
            for outcome in outcomes:
                if outcome.action != WRONG:
                    part = found[str(name.label), _part(outcome.values)]
                    part[0] += 1
                    part[1] += outcome.values["amount"]
        return [(*key, rows, amount) for key, (rows, amount) in found.items()]


def _part(values: Mapping[str, Any]) -> str:
    item = values.get("item")
    if item is not None:
        return str(item.name)
    return str(RowKind(values.get("kind", RowKind.PAYMENT)).label)


def look(source: OpeningImport) -> Look:
    """Compare every row with the park, with the rows before it and with what was carried over already."""
    known, outcomes, mistakes, totals = Known.of(source.park), {}, [], []
    for made in SHEETS:
        sheet, name = made(known), ListName(made.kind)
        table = source.tables.get(name, {"headings": [], "rows": []})
        rows = check(sheet, table["headings"], table["rows"]) if table["rows"] else []
        _refuse_taken(source.park, name, rows)
        outcomes[name] = rows
        labels = {column.key: str(column.label) for column in sheet.columns}
        mistakes += [
            Mistake(str(name.label), row.number, labels.get(key, key), row.cells.get(key, ""), reason)
            for row in rows
            for key, reason in row.errors.items()
        ]
        totals.append(_total(name, rows, source.expected[name]))
    return Look(outcomes, totals, mistakes)


def _total(name: ListName, rows: Sequence[Outcome], expected: Mapping[str, Any]) -> Total:
    """Every row counts, also a wrong one, as far as its amount can be read."""
    amounts = (row.values.get("amount") or ZERO for row in rows)
    return Total(name, len(rows), sum(amounts, ZERO), expected["rows"], Decimal(expected["sum"]))


def _refuse_taken(park: Park, name: ListName, rows: Sequence[Outcome]) -> None:
    """Mark the rows whose numbers, days or prepayments are in the books already."""
    right = [row for row in rows if row.action != WRONG]
    if name == ListName.PAYMENTS:
        _mark(right, "number", _receipts_there(park, right), _("This payment was carried over before, by %(name)s."))
        return
    bills = [row for row in right if row.values.get("kind", RowKind.BILL) in (RowKind.OWED, RowKind.BILL)]
    others = [row for row in right if row not in bills] if len(bills) < len(right) else []
    _mark(bills, "number", _bills_there(park, bills), _("%(name)s has this number already."))
    _mark(bills, "period_from", _charges_there(bills), _("The bill %(name)s is for the same days."))
    _mark(others, "customer", _money_there(park, others), _("This was carried over before, by %(name)s."))


def _mark(rows: Iterable[Outcome], column: str, found: Mapping[int, str], words: str) -> None:
    for row in rows:
        if row.number in found and row.action != WRONG:
            row.action = WRONG
            row.errors[column] = words % {"name": found[row.number]}


def _batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    listed = list(values)
    return (listed[first : first + ASKED_AT_ONCE] for first in range(0, len(listed), ASKED_AT_ONCE))


def _coming(park: Park) -> Any:
    return OpeningRow.objects.filter(source__park=park, source__state__in=COMING)


def _bills_there(park: Park, rows: Sequence[Outcome]) -> dict[int, str]:
    """Rows whose number a carried-over bill has, or gets by an import that waits; our own have other numbers."""
    taken: dict[str, str] = {}
    for numbers in _batches(row.values["number"] for row in rows):
        bills = Bill.objects.live().filter(park=park, carried__isnull=False, number__in=numbers)
        taken |= {
            number: _("A bill of %(day)s") % {"day": f"{at:%Y-%m-%d}"}
            for number, at in bills.values_list("number", "issued_at")
        }
        others = _coming(park).filter(kind__in=(RowKind.OWED, RowKind.BILL), number__in=numbers)
        taken |= {row.number: row.source.number for row in others.select_related("source__carry_over")}
    return {row.number: taken[row.values["number"]] for row in rows if row.values["number"] in taken}


def _charges_there(rows: Sequence[Outcome]) -> dict[int, str]:
    """Rows for whose days the same charge is billed already."""
    billed: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    for objects in _batches({row.values["charge_object"] for row in rows} - {""}):
        bills = Bill.objects.live().filter(charge_object__in=objects)
        for number, charged, item, first, last in bills.values_list(
            "number", "charge_object", "item_id", "period_from", "period_to"
        ):
            billed[charged, item].append((first, last, number))
    found = {}
    for row in rows:
        said = row.values
        for first, last, number in billed.get((said["charge_object"], said["item"].pk), ()):
            if first <= said["period_to"] and last >= said["period_from"]:
                found[row.number] = number
    return found


def _money_there(park: Park, rows: Sequence[Outcome]) -> dict[int, str]:
    """Rows whose prepayment or deposit was carried over before."""
    if not rows:
        return {}
    there = _coming(park).filter(kind__in=(RowKind.PREPAYMENT, RowKind.DEPOSIT)).select_related("source__carry_over")
    taken = {_money_key(row.kind, row.number, row.customer_id): row.source.number for row in there}
    keys = {
        row.number: _money_key(row.values["kind"], row.values.get("number", ""), row.values["customer"].pk)
        for row in rows
    }
    return {line: taken[key] for line, key in keys.items() if key in taken}


def _money_key(kind: str, number: str, customer: int) -> tuple[Any, ...]:
    return (kind, customer) if kind == RowKind.PREPAYMENT else (kind, number)


def _receipts_there(park: Park, rows: Sequence[Outcome]) -> dict[int, str]:
    """Rows that tell a payment of an earlier import."""
    taken: dict[tuple[str, str], str] = {}
    for numbers in _batches({row.values["number"] for row in rows}):
        others = _coming(park).filter(kind=RowKind.PAYMENT, number__in=numbers).select_related("source__carry_over")
        taken |= {(row.number, row.bill_number): row.source.number for row in others}
    keys = {row.number: (row.values["number"], row.values.get("bill_number", "")) for row in rows}
    return {line: taken[key] for line, key in keys.items() if key in taken}


def rows_of(source: OpeningImport, seen: Look) -> list[OpeningRow]:
    """Return the rows as they are sent for release."""
    paid: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for outcome in seen.outcomes[ListName.PAYMENTS]:
        paid[outcome.values.get("bill_number", "")] += outcome.values["amount"]
    kinds = {ListName.BILLS: RowKind.BILL, ListName.PAYMENTS: RowKind.PAYMENT}
    made = []
    for name, outcomes in seen.outcomes.items():
        for outcome in outcomes:
            said = {"kind": kinds.get(name), **{key: value for key, value in outcome.values.items() if key in KEPT}}
            if name == ListName.BILLS:
                said["paid_before"] = paid[said["number"]]
            made.append(OpeningRow(source=source, sheet=name, line=outcome.number, **said))
    return made


def refuse_wrong(seen: Look) -> None:
    """Raise RuleViolation with the first wrong row, or with the first total that is not the printed one."""
    for mistake in seen.mistakes[:1]:
        said = {"sheet": mistake.sheet, "line": mistake.line, "column": mistake.column, "reason": mistake.reason}
        words = _(
            "%(sheet)s, row %(line)s, %(column)s: %(reason)s Nothing is taken over. Correct the file and send it again."
        )
        raise RuleViolation(words % said, code="wrong_rows")
    refuse_totals(seen.totals)


def refuse_totals(totals: Iterable[Total]) -> None:
    """Raise RuleViolation when a list is not what the former system printed."""
    for total in totals:
        if not total.agrees:
            words = _(
                "%(sheet)s: the file has %(rows)s rows of %(sum)s, the check total says %(printed)s rows of %(said)s."
            )
            said = {
                "sheet": total.name.label,
                "rows": total.rows,
                "sum": f"¥{total.sum:,.2f}",
                "printed": total.expected_rows,
                "said": f"¥{total.expected_sum:,.2f}",
            }
            raise RuleViolation(words % said, code="check_total")
