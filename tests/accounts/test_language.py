"""The language of a page: the person's, then the cookie, then the browser's, then Chinese."""

from typing import Any

import pytest

from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from tests.accounts.factories import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("browser", "language"),
    [("en-GB", "en"), ("zh-CN", "zh-hans"), ("zh-TW", "zh-hans"), ("fr-FR", "zh-hans"), ("", "zh-hans")],
)
def test_the_browser_decides_and_chinese_is_the_fallback(client: Any, park: Park, browser: str, language: str) -> None:
    response = client.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE=browser)
    assert response.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))


def test_the_cookie_goes_before_the_browser(client: Any, park: Park) -> None:
    client.cookies["django_language"] = "en"
    assert client.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE="zh-CN").headers["Content-Language"] == "en"


def test_the_persons_choice_goes_before_everything(signed: Any, park: Park) -> None:
    client = signed(person(Role.CLERK, park, language="zh-hans"))
    client.cookies["django_language"] = "en"
    assert client.get("/me/", HTTP_ACCEPT_LANGUAGE="en").headers["Content-Language"] == "zh-hans"
