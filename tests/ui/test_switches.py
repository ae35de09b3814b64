"""Language and theme: chosen once, kept on the person and for visitors in the browser."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_visitor_keeps_the_language_in_the_browser(client, park):
    response = client.post("/ui/language/", {"language": "en", "next": "/"})
    assert response.status_code == 302
    assert client.cookies["django_language"].value == "en"
    assert client.session["_language"] == "en"


def test_a_person_keeps_the_language_everywhere(desk, manager):
    desk.post("/ui/language/", {"language": "en", "next": "/ui/all/"})
    manager.refresh_from_db()
    assert manager.language == "en"
    assert b'<html lang="en"' in desk.get("/ui/all/").content


def test_a_language_that_we_do_not_speak_changes_nothing(desk, manager):
    desk.post("/ui/language/", {"language": "fr"})
    manager.refresh_from_db()
    assert manager.language == "zh-hans"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_kept_and_set_by_the_server(desk, manager, theme):
    desk.post("/ui/theme/", {"theme": theme})
    manager.refresh_from_db()
    assert manager.theme == theme
    assert f'data-bs-theme="{theme}"' in desk.get("/ui/all/").content.decode()


def test_the_system_decides_again_when_asked_to(desk, manager):
    desk.post("/ui/theme/", {"theme": "dark"})
    desk.post("/ui/theme/", {"theme": "system"})
    manager.refresh_from_db()
    assert manager.theme == ""
    assert "data-bs-theme" not in desk.get("/ui/all/").content.decode()


@pytest.mark.parametrize("name", ["language", "theme"])
def test_looking_changes_nothing(desk, name):
    assert desk.get(f"/ui/{name}/").status_code == 405


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(client, park, target):
    assert client.post("/ui/theme/", {"theme": "dark", "next": target}).headers["Location"] == "/"
