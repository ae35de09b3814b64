"""Papers: issued, counted, replaced, revoked, and drawn as real PDF."""

import io

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from PIL import Image
from pypdf import PdfReader

from parkservice.journal.queries import timeline
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import papers
from parkservice.paperwork.models import Paper, PaperState, new_code
from parkservice.paperwork.views import paper_response
from tests.accounts.factories import UserFactory
from tests.paperwork.factories import REGISTER, PaperFactory
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db

LETTER = {
    "salutation": "林女士：",
    "paragraphs": ["您好！您反映的货梯异响已经查明。", '#panic("x") *粗* \\ $x$ @label <b>'],
    "signer": "王样例",
    "date": "2026 年 4 月 7 日",
}


def words(paper: Paper, language: str = "") -> str:
    pages = PdfReader(io.BytesIO(papers.render(paper, language))).pages
    return "\n".join(page.extract_text() for page in pages)


def print_copy(park, actor, **changes) -> Paper:
    content = {"kind": "complaint_register", "number": "TS-2026-000123", "data": REGISTER, **changes}
    return papers.print_copy(subject=park, park=park, actor=actor, **content)


def test_the_second_print_of_the_same_content_is_a_reprint():
    park, clerk = ParkFactory(), UserFactory()
    first, second = print_copy(park, clerk), print_copy(park, clerk)
    assert first.pk == second.pk
    assert second.reprints == 1
    assert "补打 1" in words(second)


def test_changed_content_is_a_new_paper_and_ends_the_old_one():
    park, clerk = ParkFactory(), UserFactory()
    first = print_copy(park, clerk)
    second = print_copy(park, clerk, data={**REGISTER, "officer": "陈样例"})
    first.refresh_from_db()
    assert (first.state, second.state) == (PaperState.REVOKED, PaperState.VALID)
    assert first.code != second.code


def test_issue_reprint_and_revoke_stand_in_the_history_of_the_record():
    park, clerk = ParkFactory(), UserFactory()
    paper = print_copy(park, clerk)
    papers.reprint(paper_id=paper.pk, actor=clerk)
    papers.revoke(paper_id=paper.pk, actor=clerk, reason="写错了")
    assert [entry.event.verb for entry in timeline(park)] == ["paper.issued", "paper.reprinted", "paper.revoked"]
    assert timeline(park)[-1].note == "写错了"


def test_a_revoked_paper_is_not_printed_again():
    paper = PaperFactory()
    papers.revoke(paper_id=paper.pk, actor=UserFactory(), reason="x")
    with pytest.raises(RuleViolation):
        papers.reprint(paper_id=paper.pk, actor=UserFactory())


def test_revoking_wants_a_reason():
    with pytest.raises(RuleViolation):
        papers.revoke(paper_id=PaperFactory().pk, actor=UserFactory(), reason="  ")


@pytest.mark.both
def test_the_database_keeps_content_and_reason_of_a_paper():
    paper = PaperFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(data={"content": "forged"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(reason="no date")


def test_codes_have_at_least_128_bits_and_differ():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) * 5 >= 128 for code in codes)


@pytest.mark.duty("A3")
def test_the_register_shows_what_was_recorded_in_both_languages():
    paper = PaperFactory(number="TS-2026-000123")
    chinese, english = words(paper), words(paper, "en")
    assert "投诉登记表" in chinese.replace(" ", "")
    assert "Complaint register" in english
    for text in (chinese, english):
        assert "TS-2026-000123" in text
        assert "林女士" in text
        assert paper.code in text.replace("\n", "")


def test_a_letter_prints_what_was_written_and_runs_nothing():
    text = words(PaperFactory(kind="reply_letter", data=LETTER))
    assert "林女士" in text
    assert '#panic("x") *粗* \\ $x$ @label <b>' in text


@pytest.mark.parametrize("kind", ["complaint_register", "reply_letter"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_empty_paper_is_one_sheet_with_blank_fields(kind, language):
    paper = PaperFactory(kind=kind, data={})
    assert len(PdfReader(io.BytesIO(papers.render(paper, language))).pages) == 1


def test_a_long_complaint_runs_over_several_numbered_sheets():
    paper = PaperFactory(data={**REGISTER, "content": "货梯异响，三楼停靠时门关不严。" * 300})
    pages = PdfReader(io.BytesIO(papers.render(paper))).pages
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text().replace(" ", "")
        assert f"第{number}页/共{len(pages)}页" in text
        assert paper.number in text


def test_the_preview_is_a_picture_of_an_a4_sheet():
    (page,) = papers.preview(PaperFactory())
    width, height = Image.open(io.BytesIO(page)).size
    assert height / width == pytest.approx(297 / 210, abs=0.01)


def test_showing_a_paper_counts_nothing():
    paper = PaperFactory()
    response = paper_response(RequestFactory().get("/", {"language": "en"}), paper)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF-")
    paper.refresh_from_db()
    assert paper.reprints == 0
