"""Two complaints about one matter."""

from datetime import timedelta

import pytest

from complaints.choices import State
from complaints.models import Complaint
from parkservice.kit import clock
from tests.complaints.duplicates.merging import OTHER_WORDS
from tests.complaints.factories import MORNING, Office, complaint_in


@pytest.fixture
def first(office: Office) -> Complaint:
    """The earlier complaint, of Ms Lin, taken on."""
    with clock.at(MORNING - timedelta(hours=1)):
        return complaint_in(office, State.INVESTIGATING)


@pytest.fixture
def second(office: Office, first: Complaint) -> Complaint:
    """The later one, of Mr Wang, with a mail address."""
    more = {"name": "王样例", "title": "mr", "phone": "19900000052", "email": "wang@park.invalid"}
    return complaint_in(office, content=OTHER_WORDS, **more)
