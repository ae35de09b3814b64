"""The rule book: read by everybody, searched beside the intake screen (A2)."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Article, Rule
from parkservice.accounts.roles import Role
from parkservice.parks.reference import install_all
from tests.complaints.contacts.sending import screen
from tests.complaints.factories import Office, staff


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
    address = reverse("complaints:rules")
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
    Article.objects.filter(rule__park=other_park.park).update(text_zh="白鹭园自己的规定")
    client.force_login(office.clerk)
    assert "白鹭园" not in client.get(reverse("complaints:rules")).content.decode()


def test_installing_again_keeps_what_people_changed(office: Office):
    Rule.objects.filter(park=office.park, code="GZ-01").update(name_zh="本园公约")
    install_all(office.park)
    assert Rule.objects.get(park=office.park, code="GZ-01").name_zh == "本园公约"
    assert Rule.objects.filter(park=office.park).count() == 4
