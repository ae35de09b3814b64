"""Leaders are greeted 您早 by name and title on the first page of the day (duty L5, L1)."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import translation

from parkservice.accounts import names
from parkservice.accounts.greetings import greeting
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks.models import Park
from tests.accounts.factories import UserFactory, person

pytestmark = [pytest.mark.django_db, pytest.mark.duty("L5")]

# 08:30 of tomorrow in the park, when the postings of these tests count.
MORNING = datetime.combine(clock.today() + timedelta(days=1), time(0, 30), UTC)


def first_page_of(user: User) -> User:
    user.first_page_today = True  # type: ignore[attr-defined]
    return user


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "王经理，您早"), ("en", "Good morning, Manager Wang")])
def test_a_leader_is_greeted_by_name_and_title(manager: User, language: str, words: str) -> None:
    with translation.override(language):
        assert greeting(first_page_of(manager)) == words


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "您好，李样例"), ("en", "Hello, Li Yangli")])
def test_everybody_else_is_greeted_by_name(park: Park, language: str, words: str) -> None:
    officer = person(Role.OFFICER, park, name="李样例", name_en="Li Yangli")
    with translation.override(language):
        assert greeting(first_page_of(officer)) == words


def test_the_greeting_comes_once_a_day_whatever_page_is_first(signed: Any, manager: User) -> None:
    with clock.at(MORNING):
        client = signed(manager)
        seen = [client.get("/people/").wsgi_request.greeting for _visit in range(2)]
    assert seen == ["王经理，您早", ""]


def test_a_second_sign_in_of_the_day_is_not_greeted_again_but_the_next_day_is(signed: Any, manager: User) -> None:
    seen = []
    for moment in (MORNING, MORNING + timedelta(hours=3), MORNING + timedelta(days=1)):
        with clock.at(moment):
            seen.append(signed(manager).get("/people/").wsgi_request.greeting)
    assert seen == ["王经理，您早", "", "王经理，您早"]


def test_a_redirect_or_a_refusal_does_not_use_the_greeting_up(signed: Any, manager: User) -> None:
    with clock.at(MORNING):
        client = signed(manager)
        client.get("/people/999999/")
        assert client.get("/people/").wsgi_request.greeting == "王经理，您早"


@pytest.mark.parametrize(
    ("name", "title", "job", "said"),
    [
        ("王示例", "mr", "客服部经理", "王经理"),
        ("赵范例", "ms", "项目副经理", "赵经理"),
        ("钱样本", "mr", "总经理", "钱总经理"),
        ("孙演示", "", "园区办主任", "孙主任"),
        ("欧阳样例", "ms", "", "欧阳女士"),
        ("李样例", "mr", "管理员", "李先生"),
        ("李样例", "", "", "李样例"),
        ("Alex Sample", "mr", "", "Alex Sample先生"),
    ],
)
def test_forms_of_address_in_chinese(name: str, title: str, job: str, said: str) -> None:
    assert names.address_zh(name, title, job) == said


@pytest.mark.parametrize(
    ("name", "name_en", "title", "job", "said"),
    [
        ("王示例", "Wang Shili", "mr", "客服部经理", "Manager Wang"),
        ("钱样本", "Qian Yangben", "mr", "总经理", "General Manager Qian"),
        ("李样例", "Li Yangli", "ms", "", "Ms Li"),
        ("Alex Sample", "Alex Sample", "mr", "", "Mr Sample"),
        ("李样例", "", "ms", "", "Ms 李"),
        ("李样例", "", "", "", "李样例"),
    ],
)
def test_forms_of_address_in_english(name: str, name_en: str, title: str, job: str, said: str) -> None:
    assert names.address_en(name, name_en, title, job) == said


def test_names_in_the_language_of_the_page() -> None:
    user = UserFactory(name="王示例", name_en="Wang Shili", job_title_zh="客服部经理", job_title_en="Manager")
    assert (str(user), user.job_title) == ("王示例", "客服部经理")
    with translation.override("en"):
        assert (str(user), user.job_title) == ("Wang Shili", "Manager")
