"""One form, one record: repeats get the first answer, other words under the same id are refused."""

import pytest
from django.db import transaction

from parkservice.journal.forms import FormReused, body_hash, once
from parkservice.journal.models import SentForm
from parkservice.parks.models import Department
from tests.accounts.factories import UserFactory
from tests.parks.factories import DepartmentFactory, ParkFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_repeat_gets_the_first_record() -> None:
    park, actor = ParkFactory(), UserFactory()
    first = once(form_id="f1", actor=actor, body={"name": "a"}, make=lambda: DepartmentFactory(park=park))
    again = once(form_id="f1", actor=actor, body={"name": "a"}, make=lambda: DepartmentFactory(park=park))
    assert (first[1], again[1]) == (True, False)
    assert first[0] == again[0]
    assert Department.objects.filter(park=park).count() == 1


def test_other_words_under_the_same_id_are_refused() -> None:
    once(form_id="f1", actor=None, body={"name": "a"}, make=DepartmentFactory)
    with pytest.raises(FormReused):
        once(form_id="f1", actor=None, body={"name": "b"}, make=DepartmentFactory)


def test_somebody_elses_form_id_shows_nothing() -> None:
    once(form_id="f1", actor=UserFactory(), body={}, make=DepartmentFactory)
    with pytest.raises(FormReused):
        once(form_id="f1", actor=UserFactory(), body={}, make=DepartmentFactory)


def test_a_failed_send_leaves_the_id_free() -> None:
    def fail() -> Department:
        raise ValueError

    with pytest.raises(ValueError), transaction.atomic():
        once(form_id="f1", actor=None, body={}, make=fail)
    assert once(form_id="f1", actor=None, body={}, make=DepartmentFactory)[1]


def test_the_record_is_kept_with_the_form() -> None:
    made, _created = once(form_id="f1", actor=None, body={}, make=DepartmentFactory)
    sent = SentForm.objects.get(form_id="f1")
    assert (sent.result_kind, sent.result_id) == ("parks.department", made.pk)


def test_the_order_of_fields_does_not_matter() -> None:
    department = DepartmentFactory()
    assert body_hash({"a": 1, "b": department}) == body_hash({"b": department, "a": 1})
    assert body_hash({"a": 1}) != body_hash({"a": 2})
