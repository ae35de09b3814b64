"""The rule book: read by everybody, searched beside the intake screen (A2)."""

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework.services import explain
from complaints.choices import State, Validity
from complaints.models import Article, Rule
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks.reference import install_all
from tests.complaints.contacts.sending import screen
from tests.complaints.factories import Office, an_article, complaint_in, find, staff
from tests.complaints.rulebook.writing import begin, release, renew, rows, rule


def articles(client: Client, office: Office, text: str) -> str:
    """The fragment beside the form."""
    client.force_login(office.clerk)
    return client.get(reverse("complaints:rule_options"), {"q": text}).content.decode()


@pytest.mark.duty("A2")
def test_the_rules_stand_beside_the_intake_form(client: Client, office: Office):
    seen = screen(client, office)
    assert "管理规约第 1 条" in seen
    assert reverse("complaints:rules") in seen
    assert reverse("complaints:rule_options") in seen


@pytest.mark.duty("A2")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("噪声", "每日 22:00"),
        ("停车", "访客车辆停放访客区"),
        ("装修 申请", "装修须先申请"),
        ("ＮＯＩＳＥ", "每日 22:00"),
        ("lorries", "限速"),
    ],
)
def test_an_article_is_found_by_text_and_by_explanation_in_both_languages(
    client: Client, office: Office, text: str, found: str
):
    assert found in articles(client, office, text)


@pytest.mark.parametrize("text", ["qqqq", "'; --", "噪声 qqqq"])
def test_nothing_found_is_said(client: Client, office: Office, text: str):
    assert "没有找到相关制度" in articles(client, office, text)
    client.force_login(office.clerk)
    assert "没有找到相关制度" in client.get(reverse("complaints:rules"), {"q": text}).content.decode()


def test_control_characters_find_the_rest_of_the_words(client: Client, office: Office):
    assert "每日 22:00" in articles(client, office, "\x00噪声")


def test_the_book_reads_in_the_language_of_the_reader(client: Client, office: Office):
    client.force_login(office.tenant)
    address = reverse("complaints:rule", args=[rule(office).pk])
    assert "公共通道" in client.get(address).content.decode()
    english = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Management covenant" in english
    assert "No loading and no works" in english


def test_everybody_but_the_system_administrator_reads_it(client: Client, office: Office):
    for role in Role:
        client.force_login(staff(role, office.park, f"reads-{role}", "读者"))
        status = client.get(reverse("complaints:rules")).status_code
        assert status == (403 if role == Role.SYSADMIN else 200), role


def test_each_park_reads_its_own_rules(client: Client, office: Office, other_park: Office):
    own = begin(other_park.manager, other_park, code="GZ-09", name_zh="白鹭园自己的规定")
    release(other_park, own, rows("白鹭园的船只停在东岸。"))
    client.force_login(office.clerk)
    assert "白鹭园" not in client.get(reverse("complaints:rules")).content.decode()
    assert "没有找到相关制度" in articles(client, office, "船只")
    assert client.get(own.get_absolute_url()).status_code == 404


def test_installing_again_keeps_what_people_changed(office: Office):
    renew(office, "GZ-01", rows("园区内禁止燃放烟花爆竹。"))
    install_all(office.park)
    texts = Article.objects.of_park(office.park.pk).filter(version__rule=rule(office)).values_list("text_zh", flat=True)
    assert list(texts) == ["园区内禁止燃放烟花爆竹。"]
    assert Rule.objects.filter(park=office.park).count() == 5


@pytest.mark.duty("A2")
def test_only_the_version_in_force_is_offered_beside_the_intake_form(client: Client, office: Office):
    renew(office, "GZ-01", rows("每日 20:00 起不得装卸。"))
    assert "每日 20:00" in articles(client, office, "装卸")
    assert "每日 22:00" not in articles(client, office, "装卸")


def test_a_version_that_applies_later_is_not_offered_before_its_day(client: Client, office: Office):
    renew(office, "GZ-01", rows("每日 20:00 起不得装卸。"), valid_from=date(2026, 12, 1))
    assert "每日 22:00" in articles(client, office, "装卸")
    with clock.at(clock.combine(date(2026, 12, 1), time(9))):
        assert "每日 20:00" in articles(client, office, "装卸")


@pytest.mark.duty("A2")
def test_an_article_that_was_explained_stays_readable_for_ever(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    find(office, complaint, Validity.UNFOUNDED)
    explain(
        complaint_id=complaint.pk, actor=office.officer, article_id=an_article(office.park).pk, explanation="已解释"
    )
    renew(office, "GZ-01", rows("园区内禁止燃放烟花爆竹。"))
    client.force_login(office.officer)
    page = client.get(reverse("complaints:record", args=[complaint.pk])).content.decode()
    address = f"{rule(office).get_absolute_url()}?version=1"
    assert "公共通道、楼梯间和消防通道不得堆放货物" in page
    assert address in page
    old = client.get(address).content.decode()
    assert "公共通道、楼梯间和消防通道不得堆放货物" in old
    assert "您看的是第 1 版，最新为第 2 版。" in old
