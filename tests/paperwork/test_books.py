"""The checks of the books find what broke numbers, files and papers."""

import pytest
from django.db import transaction

from parkservice.paperwork import books, papers, uploads
from parkservice.paperwork.models import NumberSeries
from parkservice.paperwork.numbers import next_number
from tests.accounts.factories import UserFactory
from tests.paperwork.factories import REGISTER, PaperFactory, attachment
from tests.paperwork.pictures import picture
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    """A paper that was issued and reprinted as it should be."""
    park, clerk = ParkFactory(), UserFactory()
    content = {"kind": "complaint_register", "number": next_number(park, "TS"), "data": REGISTER}
    papers.print_copy(subject=park, park=park, actor=clerk, **content)
    return papers.print_copy(subject=park, park=park, actor=clerk, **content)


def test_books_in_order_have_no_findings(paper):
    attachment(paper.park)
    assert [*books.files(), *books.papers(), *books.numbers()] == []


def test_a_missing_or_shortened_file_is_found():
    gone = attachment(ParkFactory(), content=picture((31, 31))).file
    cut = attachment(ParkFactory(), content=picture((33, 33))).file
    uploads.default_storage.delete(gone.path)
    with uploads.default_storage.open(cut.path, "wb") as file:
        file.write(b"x")
    assert list(books.files()) == [f"{gone.path} is missing", f"{cut.path} has 1 bytes, not {cut.size}"]


def test_a_paper_that_was_never_issued_is_found(paper):
    forged = PaperFactory(park=paper.park, number=paper.number)
    assert list(books.papers()) == [f"{forged.number} (paper {forged.pk})"]


def test_a_number_above_its_series_is_found(paper):
    with transaction.atomic():
        NumberSeries.objects.update(last=0)
    assert list(books.numbers()) == [paper.number]


@pytest.mark.parametrize("number", ["GZ-01-V1", "QH-GZ-01-V12", "TS-2026-04"])
def test_a_paper_without_a_serial_is_no_finding(paper, number):
    PaperFactory(park=paper.park, number=number)
    assert list(books.numbers()) == []
