"""Taking a table of units or customers over: as it was shown, as a whole, or not at all (domain G4, G9)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.estate.imports.checking import CHANGE, NEW, WRONG, Outcome, check, columns_of, counts, fingerprint
from parkservice.estate.imports.models import ImportRun, ImportState
from parkservice.estate.imports.reading import read_table
from parkservice.estate.imports.sheets import SHEETS
from parkservice.estate.models import Customer, Unit
from parkservice.estate.services import searchable
from parkservice.journal.services import record, record_many
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park

MODELS: dict[str, Any] = {"units": Unit, "customers": Customer}
BATCH = 200
#: More rows than these are taken over by the worker, with progress.
LONG = 1_000
KEPT = timedelta(days=1)


def keep_table(*, actor: User, park: Park, kind: str, name: str, content: bytes) -> ImportRun:
    """Read a table and keep it until its sender has looked at what would become of it.

    Raises ValidationError for a file that cannot be read, RuleViolation without the right to manage units.
    """
    require(actor, "estate.manage", park)
    table = read_table(content)
    columns_of(SHEETS[kind](park), table.headings)
    return ImportRun.objects.create(
        park=park,
        owner=actor,
        kind=kind,
        file_name=name[:120],
        sha256=hashlib.sha256(content).hexdigest(),
        headings=table.headings,
        rows=table.rows,
        total=len(table.rows),
    )


def look(run: ImportRun, tell: Callable[[int], None] | None = None) -> list[Outcome]:
    """Return what would become of each row now."""
    return check(SHEETS[run.kind](run.park), run.headings, run.rows, tell)


def confirm(*, actor: User, run_id: int, seen: str) -> ImportRun:
    """Take over what was shown; long tables by the worker. Raises RuleViolation as take_over does."""
    run = ImportRun.objects.get(pk=run_id)
    if run.total <= LONG:
        return take_over(actor=actor, run_id=run_id, seen=seen)
    from parkservice.estate.imports.tasks import run_import

    with transaction.atomic():
        run = _locked(run_id, ImportState.SHOWN)
        run.state, run.seen, run.done = ImportState.RUNNING, seen, 0
        run.save(update_fields=["state", "seen", "done"])
        run_import.enqueue(run.pk)
    return run


def take_over(*, actor: User, run_id: int, seen: str, by_worker: bool = False) -> ImportRun:
    """Write every row of a table in one transaction, journalled, and forget the rows.

    What takes long is made ready before the transaction, which then looks once more whether anything changed.

    Raises RuleViolation when the table was settled meanwhile, a row is wrong, or anything would become otherwise than
    it was shown (`seen`): then nothing is written.
    """
    state = ImportState.RUNNING if by_worker else ImportState.SHOWN
    run = ImportRun.objects.select_related("park").get(pk=run_id)
    outcomes = look(run)
    if any(outcome.action == WRONG for outcome in outcomes):
        raise RuleViolation(_("Some rows are wrong. Correct them in the file and send it again."), "wrong_rows")
    shown = fingerprint(outcomes)
    ready = _ready(run, outcomes)
    with transaction.atomic():
        run = _locked(run_id, state)
        require(actor, "estate.manage", run.park)
        Park.objects.select_for_update(of=("self",)).get(pk=run.park_id)
        if not fingerprint(look(run)) == shown == seen:
            raise RuleViolation(
                _("Something was changed since you looked. Look at the table once more, then take it over."), "changed"
            )
        try:
            _write(run, actor, ready)
        except IntegrityError as error:
            raise RuleViolation(_("Somebody entered the same a moment ago. Load the page again."), "race") from error
        found = counts(outcomes)
        _settle(run, ImportState.DONE, counts=found)
        data = {"kind": run.kind, "file": run.file_name, "sha256": run.sha256, **found}
        record(park=run.park, actor=actor, verb="estate.imported", subject=run, data=data)
    return run


@transaction.atomic
def drop(*, actor: User, run_id: int) -> ImportRun:
    """Put a table away without taking anything over. Raises RuleViolation when it was settled meanwhile."""
    run = _locked(run_id, ImportState.SHOWN)
    require(actor, "estate.manage", run.park)
    _settle(run, ImportState.DROPPED)
    return run


def run_by_worker(run_id: int) -> None:
    """Take a long table over, telling its page how far it is; a refusal is kept for its sender to read."""
    run = ImportRun.objects.select_related("park", "owner").get(pk=run_id)
    if run.state != ImportState.RUNNING:
        return
    try:
        look(run, lambda done: _tell(run, done))
        take_over(actor=run.owner, run_id=run.pk, seen=run.seen, by_worker=True)
    except (RuleViolation, ValidationError) as refusal:
        text = str(refusal) if isinstance(refusal, RuleViolation) else refusal.messages[0]
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.REFUSED, refusal=text[:300], rows=[])


def forget_old() -> int:
    """Put tables away that nobody took over within a day; returns how many. Harmless to repeat."""
    now = clock.now()
    old = ImportRun.objects.filter(state__in=[ImportState.SHOWN, ImportState.RUNNING], at__lt=now - KEPT)
    return old.update(state=ImportState.DROPPED, rows=[], finished_at=now)


def _tell(run: ImportRun, done: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(done=done)


def _locked(run_id: int, state: ImportState) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("park").get(pk=run_id)
    if run.state != state:
        raise RuleViolation(gettext_lazy("This table is settled already. Send the file again."), "settled")
    return run


def _settle(run: ImportRun, state: ImportState, **more: Any) -> None:
    """End a table: its rows are personal data and go at once."""
    for name, value in {**more, "state": state, "rows": [], "done": run.total, "finished_at": clock.now()}.items():
        setattr(run, name, value)
    run.save(update_fields=["state", "rows", "done", "finished_at", *more])


@dataclass(frozen=True)
class Ready:
    """Rows as they shall be: new ones, changed ones with the names of what changed."""

    made: list[Any]
    changed: list[tuple[Any, list[str]]]


def _ready(run: ImportRun, outcomes: Sequence[Outcome]) -> Ready:
    """Make the rows without writing them; the search words of names take their time."""
    model = MODELS[run.kind]
    made = [searchable(model(park=run.park, **o.values)) for o in outcomes if o.action == NEW]
    changed = []
    for outcome in outcomes:
        if outcome.action == CHANGE:
            for name, (_before, after) in outcome.changes.items():
                setattr(outcome.row, name, after)
            changed.append((searchable(outcome.row), sorted(outcome.changes)))
    return Ready(made, changed)


def _write(run: ImportRun, actor: User, ready: Ready) -> None:
    """Write new and changed rows in a few statements each, with one line in the journal for every row."""
    model = MODELS[run.kind]
    one = "unit" if model is Unit else "customer"
    made = model.objects.bulk_create(ready.made, batch_size=BATCH)
    created = [(row, {"unit": row.code} if model is Unit else {}) for row in made]
    record_many(park=run.park, actor=actor, verb=f"estate.{one}_created", events=created)
    if ready.changed:
        fields = {name for _row, names in ready.changed for name in names}
        fields |= {"search_key"} if model is Customer else set()
        # An upsert by id: some ten times faster than bulk_update, and nothing here is ever deleted.
        model.objects.bulk_create(
            [row for row, _names in ready.changed],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted(fields),
        )
    told = [(row, {"fields": names}) for row, names in ready.changed]
    record_many(park=run.park, actor=actor, verb=f"estate.{one}_changed", events=told)
