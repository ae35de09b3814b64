"""The public page that tells whether a paper is genuine."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parkservice.kit import clock
from parkservice.paperwork import papers
from tests.accounts.factories import UserFactory
from tests.paperwork.factories import PaperFactory

pytestmark = pytest.mark.django_db


def page(client, code: str, language: str = "en"):
    return client.get(reverse("paperwork:verify", args=[code]), headers={"accept-language": language})


def test_a_genuine_paper_shows_kind_number_and_state_and_nothing_personal(client):
    paper = PaperFactory(number="TS-2026-000123")
    response = page(client, paper.code)
    assert response.status_code == 200
    text = response.content.decode()
    for shown in (
        "This paper is genuine and valid",
        "Complaint register",
        "投诉登记表",
        "TS-2026-000123",
        paper.park.name_en,
    ):
        assert shown in text
    for hidden in ("林女士", "李样例", "货梯"):
        assert hidden not in text


def test_the_page_speaks_chinese_as_well(client):
    assert "本件真实有效" in page(client, PaperFactory().code, "zh-CN").content.decode()


def test_a_revoked_paper_is_told_without_the_reason(client):
    paper = PaperFactory()
    papers.revoke(paper_id=paper.pk, actor=UserFactory(), reason="林女士不在了")
    text = page(client, paper.code).content.decode()
    assert "genuine, but no longer valid" in text
    assert "林女士" not in text


def test_an_expired_paper_is_told(client):
    paper = PaperFactory(valid_until=clock.today() - timedelta(days=1))
    assert "genuine, but expired" in page(client, paper.code).content.decode()
    paper = PaperFactory(valid_until=clock.today())
    assert "genuine and valid" in page(client, paper.code).content.decode()


@pytest.mark.parametrize("code", ["0" * 26, "nonsense", "未知", "x" * 500])
def test_an_unknown_code_is_told_kindly(client, code):
    response = page(client, code)
    assert response.status_code == 404
    assert "We do not know this code" in response.content.decode()


def test_codes_are_understood_as_people_type_them(client):
    paper = PaperFactory(code="8RXC4T2N7K5MQ9ZB3WDE6HJ01V")
    for typed in ("8rxc-4t2n-7k5m-q9zb-3wde-6hj0-1v", " 8RXC 4T2N 7K5M Q9ZB 3WDE 6HJO IV "):
        response = client.get(reverse("paperwork:verify_form"), {"code": typed}, follow=True)
        assert paper.number in response.content.decode()


def test_without_a_code_the_page_asks_for_it(client):
    response = client.get(reverse("paperwork:verify_form"), headers={"accept-language": "en"})
    assert response.status_code == 200
    assert "Code on the paper" in response.content.decode()


def test_the_printed_address_leads_to_the_page(client, settings):
    settings.SITE_URL = "https://park.example"
    paper = PaperFactory()
    assert paper.verify_url == f"https://park.example/verify/{paper.code}/"
