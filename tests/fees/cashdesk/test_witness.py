"""A leader who watched the count does not decide its difference, and reads who does (M15)."""

import pytest
from django.test import Client

from fees.counting import services
from fees.models import Difference
from parkservice.accounts.models import User
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, notes

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O7")]


@pytest.fixture
def watched(desk: Desk, example_day: None) -> Difference:
    """A shortage that the manager saw and the officer explained."""
    factories.last_of_march(desk)
    found = factories.counted(desk, pieces=notes("5438.70"))
    row = services.raise_difference(count=found, actor=desk.officer, reason="少一张", witness=desk.office.manager)
    return services.explain(difference_id=row.pk, actor=desk.officer, explanation="找零时多付")


def page(user: User, row: Difference) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client.get(f"/fees/differences/{row.pk}/").content.decode()


def test_a_manager_who_was_the_witness_reads_that_the_project_manager_decides(desk: Desk, watched: Difference) -> None:
    text = page(desk.office.manager, watched)
    assert "You watched this count, so you do not decide." in text
    assert desk.office.project_manager.display_name in text
    assert 'name="outcome"' not in text


def test_the_project_manager_decides_in_the_place_of_the_witness(desk: Desk, watched: Difference) -> None:
    assert 'name="outcome"' in page(desk.office.project_manager, watched)
