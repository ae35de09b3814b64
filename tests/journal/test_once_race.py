"""Sixteen sends of one form at the same moment make one record, and all get it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from parkservice.journal.forms import once
from parkservice.parks.models import Department, Park
from tests.support.stores import Store

SENDERS = 16

pytestmark = pytest.mark.race


def send(park: Park, form_id: str) -> tuple[int, bool]:
    """Send the form as a service does; return the record and whether this send made it."""
    with transaction.atomic():
        made, created = once(
            form_id=form_id,
            actor=None,
            body={"name": "race"},
            make=lambda: Department.objects.create(park=park, code=form_id, name_zh="工程部", kind="own"),
        )
    return made.pk, created


def test_simultaneous_sends_of_one_form_make_one_record(park_copy: Store) -> None:
    park = Park.objects.get_default()
    assert park
    together = threading.Barrier(SENDERS)

    def one(_sender: int) -> tuple[int, bool]:
        together.wait()
        try:
            return send(park, "race-form")
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as senders:
        answers = list(senders.map(one, range(SENDERS)))
    assert len({record for record, _created in answers}) == 1
    assert sum(created for _record, created in answers) == 1
    assert Department.objects.filter(code="race-form").count() == 1
