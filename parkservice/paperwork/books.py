"""The data invariants of numbers, files and papers, read from the rows and from the file store."""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.core.files.storage import default_storage

from parkservice.journal.books import check
from parkservice.journal.models import Event
from parkservice.paperwork import heads
from parkservice.paperwork.chained import ROOM, faults, models_chained, name_of, of_series
from parkservice.paperwork.models import NumberSeries, Paper, StoredFile
from parkservice.paperwork.numbers import SERIAL_DIGITS

CHUNK = 2000
#: A number of a series, "TS-2026-000123" or "TS-QH-2026-000123"; "GZ-01-V2" of a rule is none.
SERIAL = re.compile(rf"(?P<prefix>[A-Z]+)-(?:[A-Z0-9]+-)?(?P<year>\d{{4}})-(?P<serial>\d{{{SERIAL_DIGITS},}})")


@check("F1", "Every stored file is in the file store, as long as its row says.")
def files() -> Iterator[str]:
    """Name files that are missing or of another length, for example after a restore without the file folder."""
    for stored in StoredFile.objects.iterator(CHUNK):
        try:
            size = default_storage.size(stored.path)
        except OSError:
            yield f"{stored.path} is missing"
            continue
        if size != stored.size:
            yield f"{stored.path} has {size} bytes, not {stored.size}"


@check("F2", "Every paper was issued, and every reprint counted, in the history of its record.")
def papers() -> Iterator[str]:
    """Compare issues and reprint counts of papers with their events."""
    seen: defaultdict[tuple[str, int], int] = defaultdict(int)
    events = Event.objects.filter(verb__in=("paper.issued", "paper.reprinted")).values_list("verb", "data")
    for verb, data in events.iterator(CHUNK):
        seen[verb, data["paper"]] += 1
    for pk, number, reprints in Paper.objects.values_list("pk", "number", "reprints").iterator(CHUNK):
        if (seen["paper.issued", pk], seen["paper.reprinted", pk]) != (1, reprints):
            yield f"{number} (paper {pk})"


@check("F3", "No paper carries a number that its series has not given yet.")
def numbers() -> Iterator[str]:
    """Name papers whose serial lies above the counter of their park, kind and year; rules and months have no serial."""
    last = {
        (series.park_id, series.prefix, str(series.year)): series.last
        for series in NumberSeries.objects.iterator(CHUNK)
    }
    for park_id, number in Paper.objects.values_list("park_id", "number").iterator(CHUNK):
        serial = SERIAL.fullmatch(number)
        if serial and int(serial["serial"]) > last.get((park_id, serial["prefix"], serial["year"]), 0):
            yield number


@check("M5", "Numbers of chained documents have no gap: each row carries the number of its place.")
def gapless() -> Iterator[str]:
    """Compare the number of every chained row with its series and its place in it."""
    for model in models_chained():
        for series in NumberSeries.objects.filter(prefix=model.prefix).order_by("pk"):
            expected = 0
            rows = of_series(model, series).values_list("pk", "park_id", "number")
            for pk, park_id, number in rows.iterator(CHUNK):
                expected += 1
                serial = SERIAL.fullmatch(number)
                found = (serial["prefix"], int(serial["year"]), int(serial["serial"])) if serial else None
                if found != (series.prefix, series.year, pk % ROOM) or park_id != series.park_id:
                    yield f"{number}: not the number of row {pk % ROOM} of {name_of(series)}"
                if pk % ROOM != expected:
                    yield f"{number}: {name_of(series)} has a gap before it"
                    expected = pk % ROOM
            if expected != series.last:
                yield f"{name_of(series)}: the last number is {series.last}, the last row {expected}"


@check("M18", "Every chained row is as it was posted, follows the one before it, and ends where it was noted.")
def chains() -> Iterator[str]:
    """Make every hash anew, compare the ends with the series and with the heads noted on other storage."""
    noted = heads.noted()
    for place in heads.unreadable():
        yield f"line {place} of the noted heads: no head"
    for model in models_chained():
        yield from faults(model, noted)
