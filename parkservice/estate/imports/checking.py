"""Comparing a table with what is there: new, changed, the same, or wrong; nothing is written."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from parkservice.estate.imports.sheets import Column, Sheet

NEW, CHANGE, SAME, WRONG = "new", "change", "same", "wrong"
Row = Sequence[Any]  # the number of the row, and its cells
STEP = 200


@dataclass
class Outcome:
    """What would become of one row: `changes` are column → (before, after), `errors` column → sentence."""

    number: int
    cells: dict[str, str]
    action: str = WRONG
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    row: Any = None


def columns_of(sheet: Sheet, headings: Sequence[str]) -> list[Column | None]:
    """Which column each heading names; None for one that is passed over.

    Raises ValidationError when a needed one is missing, or one is there twice.
    """
    columns = [sheet.column(heading) for heading in headings]
    known = Counter(column.key for column in columns if column)
    twice = [column for column in sheet.columns if known[column.key] > 1]
    if twice:
        raise ValidationError(_("The column “%(name)s” is there twice. Keep one.") % {"name": twice[0].label})
    missing = [str(column.label) for column in sheet.columns if column.required and not known[column.key]]
    if missing:
        raise ValidationError(
            _("The column “%(name)s” is missing. Use the headings of the template, in the first row.")
            % {"name": ", ".join(missing)}
        )
    return columns


def check(
    sheet: Sheet, headings: Sequence[str], rows: Sequence[Row], tell: Callable[[int], None] | None = None
) -> list[Outcome]:
    """Say for every row what would become of it; `tell` hears how far it is. Raises ValidationError for headings."""
    columns = columns_of(sheet, headings)
    seen: dict[Any, int] = {}
    outcomes = []
    for place, (number, cells) in enumerate(rows, start=1):
        known = {column.key: cell for column, cell in zip(columns, cells, strict=False) if column}
        outcome = Outcome(number, known)
        _read(sheet, outcome)
        if not outcome.errors:
            _compare(sheet, outcome, seen)
        outcomes.append(outcome)
        if tell and place % STEP == 0:
            tell(place)
    return outcomes


def _read(sheet: Sheet, outcome: Outcome) -> None:
    """Read the cells, each mistake beside its own."""
    for column in sheet.columns:
        text = outcome.cells.get(column.key, "")
        try:
            value = column.read(text)
        except ValidationError as error:
            outcome.errors[column.key] = error.messages[0]
            continue
        if value is not None:
            outcome.values[column.key] = value
        elif column.required:
            outcome.errors[column.key] = _("This is still empty. Please fill it in.")


def _compare(sheet: Sheet, outcome: Outcome, seen: dict[Any, int]) -> None:
    """Find the row that is meant, and what would change; an empty cell changes nothing."""
    main = sheet.columns[0].key
    try:
        outcome.row = sheet.find(outcome.values)
    except ValidationError as error:
        outcome.errors["uscc" if error.code == "uscc" else main] = error.messages[0]
        return
    key = outcome.row.pk if outcome.row else sheet.key(outcome.values)
    if key in seen:
        outcome.errors[main] = _("The same as row %(n)d. Keep one of them.") % {"n": seen[key]}
        return
    seen[key] = outcome.number
    outcome.errors = sheet.check(outcome.row, outcome.values)
    if outcome.errors:
        return
    if outcome.row is None:
        outcome.action, outcome.values = NEW, sheet.complete(outcome.values)
        return
    for name, value in outcome.values.items():
        before = getattr(outcome.row, name)
        if before != value:
            outcome.changes[name] = (before, value)
    outcome.action = CHANGE if outcome.changes else SAME


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many rows of each kind."""
    found = Counter(outcome.action for outcome in outcomes)
    return {action: found[action] for action in (NEW, CHANGE, SAME, WRONG)}


def fingerprint(outcomes: Sequence[Outcome]) -> str:
    """What would be done, as one mark: it differs as soon as anything would become otherwise than it was shown."""
    told = [
        (outcome.number, outcome.action, sorted((key, _mark(old)) for key, (old, _new) in outcome.changes.items()))
        for outcome in outcomes
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _mark(value: Any) -> str:
    return str(value.pk) if isinstance(value, Model) else str(value)
