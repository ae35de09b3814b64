"""The rule book for everybody: current rules, both languages, searched by words, without an account (A2)."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.complaints.factories import Office
from tests.complaints.rulebook.writing import begin, release, renew, rows

BOOK = "/rules/"


def seen(client: Client, address: str = BOOK, **query: str) -> str:
    """The page as a visitor reads it."""
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.duty("A2")
def test_visitors_read_the_rules_with_their_explanations(client: Client, office: Office):
    page = seen(client)
    assert "公共通道、楼梯间和消防通道不得堆放货物" in page
    assert "通道要让人跑得出去" in page
    assert "职业规范" in page
    english = client.get(BOOK, headers={"accept-language": "en"}).content.decode()
    assert "Management covenant" in english
    assert "People must get out" in english
    assert BOOK in seen(client, "/")


def test_visitors_search_by_words(client: Client, office: Office):
    page = seen(client, q="访客 免费")
    assert "访客停车两小时内免费" in page
    assert "公共通道" not in page
    assert "没有找到相关制度" in seen(client, q="qqqq")


def test_the_current_version_is_shown_and_no_name_of_a_colleague(client: Client, office: Office):
    renew(office, "GZ-01", rows("园区内禁止燃放烟花爆竹。"))
    page = seen(client)
    assert "园区内禁止燃放烟花爆竹。" in page
    assert "公共通道" not in page
    assert office.manager.name not in page
    assert office.project_manager.name not in page


def test_internal_rules_are_for_staff_only(client: Client, office: Office):
    row = begin(office.manager, office, code="NB-01", name_zh="职工处罚条例", kind="house")
    release(office, row, rows("迟到一次提醒。"))
    assert "职工处罚条例" not in seen(client)
    assert "迟到一次" not in seen(client, q="迟到")
    client.force_login(office.tenant)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "职工处罚条例" not in seen(client, reverse("complaints:rules"))
    assert "迟到一次" not in seen(client, reverse("complaints:rules"), q="迟到")
    client.force_login(office.clerk)
    assert "职工处罚条例" in seen(client, reverse("complaints:rules"))


def test_each_park_has_its_own_address(client: Client, office: Office, other_park: Office):
    row = begin(other_park.manager, other_park, code="GZ-09", name_zh="船只停泊规定")
    release(other_park, row, rows("船只停在东岸。"))
    assert "船只停泊规定" in seen(client, "/p/by/rules/")
    assert "船只停泊规定" not in seen(client, "/p/qh/rules/")
    assert "/p/by/rules/" in seen(client, "/p/by/")
    assert client.get("/p/nowhere/rules/").status_code == 404
