"""Multiply the complaints of a demo park: python -m tests.bench.grow 10000 prints the key of one of them."""

import itertools
import os
import secrets
import sys
from collections.abc import Iterator
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")
BATCH = 1000
SHARE_OPEN = 20
KEPT_APART = {"id", "number", "track_code", "received_at"}


def main(count: int) -> None:
    """Copy the demo's complaints until there are `count` of them, one in twenty open."""
    django.setup()
    from complaints.lookup.services import remember_all
    from complaints.models import Complaint

    made = copies(Complaint, count - Complaint.objects.count())
    while batch := list(itertools.islice(made, BATCH)):
        remember_all(records=Complaint.objects.bulk_create(batch))
    sys.stdout.write(str(Complaint.objects.order_by("pk").values_list("pk", flat=True)[0]))


def copies(model: type, count: int) -> Iterator[object]:
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
            number=f"{row.number[:8]}{number + 500000:06d}",
            track_code=secrets.token_urlsafe(16),
            received_at=row.received_at + timedelta(seconds=number % 3600),
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
