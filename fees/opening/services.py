"""A file of a former system: kept, looked at, sent for release, released by a second person or refused (G4, G6)."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from fees.cashdesk import periods
from fees.opening import looking, rules
from fees.opening.models import VOID, CarryOver, ListName, OpeningImport, OpeningRow, OpeningState, RowKind
from fees.opening.sheets import Known, sheet_named, sheet_totalled
from fees.seconds import second
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role, may
from parkservice.estate.imports.checking import columns_of
from parkservice.estate.imports.reading import read_book
from parkservice.journal import steps
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import total
from parkservice.paperwork.chained import post
from parkservice.parks.models import Park
from parkservice.ui.words import when_text

BATCH = 500
SECOND = second("opening", ("opening.release",), rules.may_release)


def lock(source_id: int) -> OpeningImport:
    """Lock one import by its key and read it as it is now; call inside a transaction."""
    rows = OpeningImport.objects.select_for_update(of=("self",)).select_related("park", "sent_by")
    return rows.get(pk=source_id)


def keep_file(
    *, actor: User, park: Park, name: str, content: bytes, expected: Mapping[str, tuple[int, Decimal]]
) -> OpeningImport:
    """Read a workbook, or one list as CSV, and keep it with its check total: for each list the rows and the sum in yuan
    that were printed.

    Raises ValidationError for a file that cannot be read, RuleViolation for one that is there already (the earlier
    import is named), PermissionDenied for people who take no books over.
    """
    if not may(actor, "opening.send", park):
        raise PermissionDenied(_("The books of a former system are taken over by finance and the project manager."))
    tables = _tables(park, content, expected)
    sha256 = hashlib.sha256(content).hexdigest()
    said = {list_: {"rows": rows, "sum": str(amount)} for list_, (rows, amount) in expected.items()}
    try:
        with transaction.atomic():
            _refuse_again(park, sha256)
            made = OpeningImport.objects.create(
                park=park,
                file_name=name[:120],
                sha256=sha256,
                tables=tables,
                expected=said,
                sent_by=actor,
                sent_at=clock.now(),
            )
            record(park=park, actor=actor, verb="opening.kept", subject=made, data={"file": made.file_name})
    except IntegrityError:  # the same file came in by another hand this very moment
        _refuse_again(park, sha256)
        raise
    return made


def _refuse_again(park: Park, sha256: str) -> None:
    earlier = OpeningImport.objects.filter(park=park, sha256=sha256).exclude(state__in=VOID)
    found = earlier.select_related("sent_by", "carry_over").first()
    if found is not None:
        said = {
            "name": found.sent_by.display_name,
            "time": when_text(found.sent_at),
            "number": found.number,
            "state": found.get_state_display(),
        }
        words = _("%(name)s sent this very file, %(time)s: %(number)s (%(state)s). It is taken over once.")
        if found.state == OpeningState.SHOWN:
            words = _("%(name)s sent this very file, %(time)s: %(number)s (%(state)s). Put that one away first.")
        raise RuleViolation(words % said, code="sent_before")


def _tables(park: Park, content: bytes, expected: Mapping[str, tuple[int, Decimal]]) -> dict[str, Any]:
    """The lists of the file, by name. Raises ValidationError when none is there, or a heading is missing."""
    found: dict[str, Any] = {}
    known = Known(park)
    for title, table in read_book(content).items():
        made = sheet_named(title) if title else sheet_totalled(expected)
        if made is None:
            continue
        if made.kind in found:
            raise ValidationError(_("The list “%(name)s” is there twice. Keep one.") % {"name": title})
        try:
            columns_of(made(known), table.headings)
        except ValidationError as error:
            raise ValidationError(f"{title or ListName(made.kind).label}: {error.messages[0]}") from error
        found[made.kind] = {"headings": table.headings, "rows": table.rows}
    if not found:
        raise ValidationError(_("None of the lists of the template is filled in. Fetch the template and fill one in."))
    return found


@transaction.atomic
def send(*, actor: User, source_id: int) -> OpeningImport:
    """Send a file for release: from now on its rows stand as they are, and those who release it are told.

    Raises RuleViolation with the first row that is wrong or the list that differs from the check total, and when it was
    settled meanwhile; PermissionDenied for other people.
    """
    source = lock(source_id)
    before = steps.advance(source, "send", actor)
    seen = looking.look(source)
    looking.refuse_wrong(seen)
    OpeningRow.objects.bulk_create(looking.rows_of(source, seen), batch_size=BATCH)
    source.tables = {}
    source.save(update_fields=["state", "tables"])
    data = {"rows": sum(each.rows for each in seen.totals)}
    steps.note(source, actor, "opening.sent", before=before, data=data)
    SECOND.ask(source, actor, file=source.file_name)
    return source


@transaction.atomic
def drop(*, actor: User, source_id: int) -> OpeningImport:
    """Put a file away; nothing was written. Raises RuleViolation when it was settled meanwhile."""
    source = lock(source_id)
    before = steps.advance(source, "drop", actor)
    source.tables = {}
    source.save(update_fields=["state", "tables"])
    steps.note(source, actor, "opening.dropped", before=before)
    return source


@transaction.atomic
def release(*, actor: User, source_id: int) -> OpeningImport:
    """Release an import as the second person: its rows are sealed (DR), the worker takes them over.

    Raises RuleViolation when the rows are not what the check total says, when a number was given to another bill
    meanwhile, or a colleague was first; PermissionDenied for whoever sent it.
    """
    source = lock(source_id)
    before = steps.advance(source, "release", actor)
    day = clock.today()
    periods.hold(park=source.park, day=day)
    totals = totals_of(source)
    looking.refuse_totals(totals)
    sums = {each.name: each.sum for each in totals}
    now = clock.now()
    seal = CarryOver(source=source, sha256=source.sha256, rows=sum(each.rows for each in totals), day=day, at=now)
    seal.opening_sum, seal.bills_sum = sums[ListName.OPENING], sums[ListName.BILLS]
    seal.payments_sum, seal.released_by = sums[ListName.PAYMENTS], actor
    rows = [list(row) for row in source.rows.order_by("pk").values_list(*OpeningRow.sealed)]
    post(seal, park=source.park, at=now, lines=lambda _key: rows)
    source.decided_by, source.decided_at, source.beat_at = actor, now, now
    source.save(update_fields=["state", "decided_by", "decided_at", "beat_at"])
    _note(source, actor, "opening.released", before, number=seal.number)
    enqueue(source)
    return source


@transaction.atomic
def refuse(*, actor: User, source_id: int, reason: str) -> OpeningImport:
    """Do not release an import; its rows never count. Raises RuleViolation without a reason, else as `release`."""
    source = lock(source_id)
    if not reason:
        raise RuleViolation(_("Write why not: whoever asked reads it."), code="no_reason")
    before = steps.advance(source, "refuse", actor)
    source.decided_by, source.decided_at, source.refusal = actor, clock.now(), reason
    source.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    steps.note(source, actor, "opening.refused", before=before, text=reason)
    SECOND.answer(source, actor, source.sent_by, "refused", file=source.file_name, reason=reason)
    return source


def totals_of(source: OpeningImport) -> list[looking.Total]:
    """Return rows and sum of each list as they stand, beside the check total."""
    kept = source.rows.order_by().values_list("sheet").annotate(rows=Count("pk"), sum=total("amount"))
    found = {name: (rows, amount) for name, rows, amount in kept}
    return [
        looking.Total(
            ListName(name),
            *found.get(name, (0, looking.ZERO)),
            source.expected[name]["rows"],
            Decimal(source.expected[name]["sum"]),
        )
        for name in ListName.values
    ]


def parts_of(source: OpeningImport) -> list[tuple[str, str, int, Decimal]]:
    """Return rows and sum by list and fee item, as `looking.Look.parts` does before it is sent."""
    rows = source.rows.order_by("sheet", "item__order", "kind")
    kept = rows.values_list("sheet", "item_id", "kind").annotate(rows=Count("pk"), sum=total("amount"))
    items = FeeItem.objects.in_bulk({item for _sheet, item, _kind, _rows, _sum in kept if item})
    order = list(ListName.values)
    return [
        (str(ListName(sheet).label), items[item].name if item else str(RowKind(kind).label), count, amount)
        for sheet, item, kind, count, amount in sorted(kept, key=lambda row: order.index(row[0]))
    ]


def enqueue(source: OpeningImport) -> None:
    """Give an import to the worker, once the transaction is there."""
    from fees.opening.tasks import take_over  # the task imports the service

    take_over.enqueue(source.pk)


def _note(source: OpeningImport, actor: User, verb: str, before: str, **data: Any) -> None:
    acting = acting_role(actor, "opening.release", source.park)
    steps.note(source, actor, verb, before=before, data=data, acting_as=acting)
