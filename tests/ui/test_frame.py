"""The frame: each person sees the lines they may use, the page they are on, and one of each component."""

import re

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils import translation

from parkservice.accounts.roles import Role
from parkservice.ui import icons, nav
from tests.accounts.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_map(monkeypatch):
    """A map that holds nothing yet."""
    monkeypatch.setattr(nav, "_items", {})
    monkeypatch.setattr(nav, "_quick", {})


@pytest.fixture
def request_of(park):
    def make(user, path="/ui/all/"):
        request = RequestFactory().get(path)
        request.user, request.park = user, park
        return request

    return make


def labels(request):
    return [str(link.label) for _item, link in nav.links(request)]


def test_a_line_is_shown_to_those_who_may_use_it(own_map, request_of, park, manager):
    nav.register(nav.NavItem("voice", "Complaints", "complaint", "ui:all", ("complaints.assign",)))
    nav.register(nav.NavItem("today", "Mine", "home", "ui:quick"))
    assert labels(request_of(manager)) == ["Mine", "Complaints"]
    assert labels(request_of(person(Role.TENANT, park))) == ["Mine"]


def test_the_page_under_the_longest_address_is_the_current_one(own_map, request_of, manager):
    nav.register(nav.NavItem("today", "All", "all", "ui:all"), nav.NavItem("today", "Front", "home", "home:front"))
    current = [link.label for _item, link in nav.links(request_of(manager, "/ui/all/deeper/")) if link.current]
    assert current == ["All"]


def test_a_line_without_a_page_fails_loudly(own_map, request_of, manager):
    nav.register(nav.NavItem("today", "Nowhere", "all", "no:page"))
    with pytest.raises(NoReverseMatch):
        nav.links(request_of(manager))


def test_an_unknown_heading_is_refused():
    with pytest.raises(KeyError):
        nav.register(nav.NavItem("nowhere", "x", "all", "ui:all"))


def test_a_counter_is_asked_once(own_map, request_of, manager):
    asked = []
    nav.register(nav.NavItem("today", "All", "all", "ui:all", count=lambda _request: asked.append(1) or 7))
    assert [link.count for _item, link in nav.links(request_of(manager))] == [7]
    assert len(asked) == 1


def test_quick_record_offers_what_the_person_may_write(own_map, request_of, park, manager):
    nav.register_quick(nav.QuickItem("Visit", "ui:all", ("contacts.record",), key="v"))
    assert [link.key for link in nav.quick_links(request_of(person(Role.CLERK, park)))] == ["v"]
    assert nav.quick_links(request_of(person(Role.TENANT, park))) == []


def test_every_registered_line_leads_somewhere(request_of, manager, monkeypatch):
    monkeypatch.setattr(nav, "allowed", lambda _request, _perms: True)
    assert nav.links(request_of(manager))
    assert nav.quick_links(request_of(manager))


@pytest.mark.parametrize("url", ["/ui/all/", "/ui/quick/", "/ui/components/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_the_frame_open_in_both_languages(desk, manager, url, language):
    manager.language = language
    manager.save(update_fields=["language"])
    response = desk.get(url)
    assert response.status_code == 200
    assert "王示例" in response.content.decode() or "Wang Shili" in response.content.decode()


def test_the_component_page_shows_every_partial(desk):
    shown = {template.name for template in desk.get("/ui/components/").templates}
    for name in (
        "alert",
        "empty",
        "due",
        "timeline",
        "way",
        "facts",
        "steps",
        "duty",
        "doneline",
        "stat",
        "chips",
        "menu",
    ):
        assert f"ui/{name}.html" in shown, name


def test_every_icon_is_drawn_and_silent():
    for name in icons.all_names():
        assert re.fullmatch(
            r'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">(<path d="[^"]+"/>)+</svg>', icons.icon(name)
        )


def test_an_icon_that_is_not_there_fails_loudly():
    with pytest.raises(icons.UnknownIconError):
        icons.icon("unicorn")


def test_visitors_see_where_the_desk_is_and_when_it_is_open(client, park):
    with translation.override("zh-hans"):
        page = client.get("/no/such/page/").content.decode()
    assert "C 栋一层" in page
    assert "周一至周五 08:30–12:00、13:30–17:30" in page
    assert 'href="tel:0755-26001200"' in page
