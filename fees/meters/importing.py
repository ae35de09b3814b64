"""Taking a file of readings over: as it was shown, as a whole, or not at all (domain 2.4)."""

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fees.meters.models import BatchSource, BatchState, Meter, ReadingBatch
from fees.meters.reading import note, write
from fees.meters.sheets import ReadingSheet, said_of
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.estate.imports.checking import WRONG, Outcome, check, columns_of, fingerprint
from parkservice.estate.imports.reading import read_table
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.numbers import next_number
from parkservice.parks.models import Park


def keep_file(*, actor: User, park: Park, name: str, content: bytes) -> ReadingBatch:
    """Read a file and keep it until its sender has looked at what would become of it.

    Raises ValidationError for a file that cannot be read, RuleViolation without the right to read meters.
    """
    require(actor, "meters.read", park)
    table = read_table(content)
    columns_of(ReadingSheet(park, actor), table.headings)
    return ReadingBatch.objects.create(
        park=park,
        source=BatchSource.FILE,
        state=BatchState.SHOWN,
        by=actor,
        day=clock.today(),
        at=clock.now(),
        file_name=name[:120],
        sha256=hashlib.sha256(content).hexdigest(),
        headings=table.headings,
        rows=table.rows,
    )


def look(batch: ReadingBatch, actor: User) -> list[Outcome]:
    """Return what would become of each row now."""
    return check(ReadingSheet(batch.park, actor), batch.headings, batch.rows)


@transaction.atomic
def take_over(*, batch_id: int, actor: User, seen: str) -> ReadingBatch:
    """Write every row of a file as one batch (CB).

    Raises RuleViolation when a row is wrong, the file was settled meanwhile, or anything would become otherwise than it
    was shown (`seen`): then nothing is written.
    """
    batch = _locked(batch_id)
    require(actor, "meters.read", batch.park)
    outcomes = look(batch, actor)
    if any(outcome.action == WRONG for outcome in outcomes):
        raise RuleViolation(_("Some rows are wrong. Correct them in the file and send it again."), code="wrong_rows")
    if fingerprint(outcomes) != seen:
        raise RuleViolation(
            _("Something was changed since you looked. Look at the table once more, then take it over."), code="changed"
        )
    batch.number = next_number(batch.park, "CB")
    _settle(batch, BatchState.POSTED)
    _write(batch, actor, outcomes)
    data = {"count": len(outcomes), "file": batch.file_name, "number": batch.number}
    record(park=batch.park, actor=actor, verb="meter.imported", subject=batch, data=data)
    return batch


def _write(batch: ReadingBatch, actor: User, outcomes: Sequence[Outcome]) -> None:
    """Write the readings, the meters locked in the order of their ids."""
    by_meter = {outcome.values["meter"].pk: said_of(outcome.values) for outcome in outcomes}
    rows = Meter.objects.select_for_update(of=("self",)).filter(pk__in=by_meter).select_related("park")
    for meter in rows.order_by("pk"):
        note(write(meter=meter, actor=actor, said=by_meter[meter.pk], batch=batch), actor)


@transaction.atomic
def drop(*, batch_id: int, actor: User) -> ReadingBatch:
    """Put a file away without taking anything over. Raises RuleViolation when it was settled meanwhile."""
    batch = _locked(batch_id)
    require(actor, "meters.read", batch.park)
    _settle(batch, BatchState.DROPPED)
    return batch


def _settle(batch: ReadingBatch, state: BatchState) -> None:
    batch.state, batch.rows, batch.at = state, [], clock.now()
    batch.save(update_fields=["number", "state", "rows", "at"])


def _locked(batch_id: int) -> ReadingBatch:
    batch = ReadingBatch.objects.select_for_update(of=("self",)).select_related("park").get(pk=batch_id)
    if batch.state != BatchState.SHOWN:
        raise RuleViolation(_("This table is settled already. Send the file again."), code="settled")
    return batch
