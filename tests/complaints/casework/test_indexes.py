"""Lists of the open ones take the index made for them, also on SQLite."""

import pytest
from django.db import connection

from complaints.choices import State
from complaints.models import Complaint
from parkservice.ui import keyset
from tests.complaints.factories import Office, complaint_in

pytestmark = pytest.mark.django_db


def plan(rows) -> str:
    """How the database reads some rows."""
    with connection.cursor() as cursor:
        statement, params = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", params)
        return " ".join(step[-1] for step in cursor.fetchall())


def test_the_open_ones_are_read_by_their_index_in_the_order_of_the_queue():
    rows = Complaint.objects.filter(park_id=1).open()
    asked = plan(rows.order_by(*keyset.ordering(rows, keyset.Order("next_due")))[:21])
    assert "complaint_open_by_due" in asked
    assert "TEMP B-TREE" not in asked


def test_the_open_ones_of_an_officer_are_counted_by_their_index():
    rows = Complaint.objects.filter(park_id=1, officer_id=1).open()
    assert "complaint_mine_by_due" in plan(rows.order_by().values("pk"))


@pytest.mark.both
def test_open_are_the_complaints_in_an_open_state(office: Office):
    kept = {complaint_in(office, state).pk for state in (State.RECEIVED, State.ACTING, State.RESOLVED)}
    complaint_in(office, State.CLOSED)
    assert set(Complaint.objects.open().values_list("pk", flat=True)) == kept


@pytest.mark.parametrize("codes", ["received", 5])
def test_a_text_is_no_list_of_codes(codes):
    with pytest.raises(TypeError):
        Complaint.objects.filter(state__among=codes)


@pytest.mark.parametrize("codes", [[], ["received'"], ["a b"], ["已受理"]])
def test_what_is_no_code_never_reaches_a_statement(codes):
    with pytest.raises(ValueError, match="No codes"):
        Complaint.objects.filter(state__among=codes)
