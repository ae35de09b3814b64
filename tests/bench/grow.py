"""Multiply the complaints of a demo park: python -m tests.bench.grow 10000 makes them 10,000, one in twenty open.

The first 10,000 are written by the models; a million is then copied inside the database, as rows and as findable words.
Says the key of the complaint with the longest history, and how many there are now.
"""

import itertools
import os
import secrets
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django
from django.db.models import Count, Max, Min

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")
BATCH = 1000
BLOCK = 10_000
SHARE_OPEN = 20
#: One complaint in a thousand speaks of this, no other does.
RARE, EVERY = "鹦鹉飞进来了", 1000
KEPT_APART = {"id", "number", "track_code", "received_at", "content"}
FIRST_SERIAL = 500_000
#: How the links of the rows begin that are copied inside the database.
PATTERN = "pattern-"

ROWS = """
INSERT INTO complaints_complaint (number, track_code, {columns})
SELECT substr(number, 1, 8) || %s || substr(number, 9), 'copy-' || substr(track_code, 9) || %s, {columns}
FROM complaints_complaint WHERE id BETWEEN %s AND %s ORDER BY id
"""
WORDS = """
INSERT INTO complaints_searchtext (park_id, kind, object_id, words, person)
SELECT park_id, kind, object_id + (SELECT max(id) FROM complaints_complaint) - %s, words, person
FROM complaints_searchtext WHERE kind = 'complaint' AND object_id BETWEEN %s AND %s ORDER BY id
"""


def main(count: int) -> None:
    """Bring the table to `count` rows; it may be called again with more."""
    django.setup()
    from django.db import connection

    from complaints.models import Complaint
    from parkservice.kit import wordindex
    from parkservice.kit.ticks import renew_statistics

    standing = Complaint.objects.count()
    if not Complaint.objects.filter(track_code__startswith=PATTERN).exists():
        write(Complaint, min(count, BLOCK) - standing)
    if count > BLOCK:
        if connection.vendor == "postgresql":
            drop_pairs(connection)
        multiply(connection, Complaint, count)
        wordindex.install(connection)
    if connection.vendor == "sqlite":  # as our worker does each day
        renew_statistics()
    else:  # as its own worker does
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    sys.stdout.write(f"{talked_about(Complaint)} {Complaint.objects.count()}")


def write(model: Any, count: int) -> None:
    """Copy the demo's complaints through the models."""
    from complaints.lookup.services import remember_all

    made = copies(model, count)
    while batch := list(itertools.islice(made, BATCH)):
        remember_all(records=model.objects.bulk_create(batch))


def copies(model: Any, count: int) -> Iterator[object]:
    """New rows with the content of the demo's, a second apart, with numbers and links of their own."""
    every = list(model.objects.all())
    closed = [row for row in every if not row.is_open] or every
    running = [row for row in every if row.is_open] or every
    for number in range(count):
        pattern = running if number % SHARE_OPEN == 0 else closed
        row = pattern[number % len(pattern)]
        same = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        yield model(
            **{name: value for name, value in same.items() if name not in KEPT_APART},
            number=f"{row.number[:8]}{number + FIRST_SERIAL:07d}",
            track_code=PATTERN + secrets.token_urlsafe(16),
            received_at=row.received_at + timedelta(seconds=number % 3600),
            content=RARE if number % EVERY == 0 else row.content,
        )


def talked_about(model: Any) -> int:
    """The key of the complaint with the longest history."""
    from parkservice.journal.models import Event

    kind = Event.objects.filter(subject_kind=model._meta.label_lower)
    return int(kind.values("subject_id").annotate(entries=Count("pk")).order_by("-entries")[0]["subject_id"])


def drop_pairs(connection: Any) -> None:
    """Take the indexes over words away; they are filled faster at the end."""
    from complaints.lookup.models import INDEX

    with connection.cursor() as cursor:
        for column in INDEX.columns:
            cursor.execute(f'DROP INDEX IF EXISTS "{INDEX.table}_{column}_pairs"')


def multiply(connection: Any, model: Any, count: int) -> None:
    """Copy the rows that `write` made, block by block, with their words."""
    kept = {"id", "number", "track_code"}
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if field.column not in kept)
    span = model.objects.filter(track_code__startswith=PATTERN).aggregate(first=Min("pk"), last=Max("pk"))
    size = span["last"] - span["first"] + 1
    copied = model.objects.filter(track_code__startswith="copy-").count() // size
    wanted = (count - model.objects.count()) // size
    with connection.cursor() as cursor:
        for block in range(copied, copied + wanted):
            mark = f"{block:03d}"
            cursor.execute(ROWS.format(columns=columns), [mark, mark, span["first"], span["last"]])
            cursor.execute(WORDS, [span["last"], span["first"], span["last"]])


if __name__ == "__main__":
    main(int(sys.argv[1]))
