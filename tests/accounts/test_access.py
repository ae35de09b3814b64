"""Who may open what: deny by default, refusals logged once, parks of mine (faults 20, 26; P6)."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - views of this test
from django.test import Client
from django.urls import include, path, reverse

from parkservice.accounts import access, checks
from parkservice.accounts.access import allow, enter_park, public, signed_in
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import AccessEntry
from parkservice.parks.models import Park
from tests.accounts.factories import PostingFactory, person
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db


def page(request: HttpRequest) -> HttpResponse:
    """Answer with the park of the request."""
    return HttpResponse(str(request.park.pk if request.park else ""))  # type: ignore[attr-defined]


def declared(kind: Any) -> Any:
    """A view of its own with a declaration."""

    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        return page(request)

    return kind(view)


def entering(request: HttpRequest) -> HttpResponse:
    """Open a record of the newest park."""
    enter_park(request, Park.objects.latest("pk"))
    return page(request)


urlpatterns = [
    path("t/undeclared/", page),
    path("t/public/", declared(public)),
    path("t/inside/", declared(signed_in)),
    path("t/people/", declared(allow("people.view", "people.grant"))),
    path("t/people/of/<slug:area>/", declared(allow("people.view"))),
    path("t/people/<key:pk>/", declared(allow("people.view"))),
    path("t/people/<key:pk>/here/", declared(allow("people.view", here=True))),
    path("t/enter/", signed_in(entering)),
    path("", include("parkservice.urls")),
]
handler403 = "parkservice.ui.errors.permission_denied"


@pytest.fixture(autouse=True)
def _small_site(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.accounts.test_access"


@pytest.fixture
def client(client: Client) -> Client:
    """Errors become answers, as in production."""
    client.raise_request_exception = False
    return client


def test_a_page_without_declaration_is_refused(client: Client, manager: User) -> None:
    client.force_login(manager)
    assert client.get("/t/undeclared/").status_code == 403


def test_a_page_without_declaration_fails_the_system_check() -> None:
    assert [found.id for found in checks.every_page_declares_access()] == ["accounts.E004"]


def test_visitors_see_public_pages_and_are_led_to_the_sign_in(client: Client, park: Park) -> None:
    assert client.get("/t/public/").content == str(park.pk).encode()
    assert client.get("/t/people/?q=a").url == "/accounts/login/?next=/t/people/%3Fq%3Da"
    assert client.post("/t/people/").url == "/accounts/login/"


def test_a_fragment_leads_the_whole_page_to_the_sign_in(client: Client, park: Park) -> None:
    response = client.get("/t/people/", HTTP_HX_REQUEST="true")
    assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/accounts/login/")


def test_the_right_opens_and_its_lack_is_logged_once(client: Client, manager: User, park: Park) -> None:
    client.force_login(manager)
    assert client.get("/t/people/").status_code == 200
    clerk = person(Role.CLERK, park)
    client.force_login(clerk)
    assert client.post("/t/people/").status_code == 403
    entry = AccessEntry.objects.get(what="refused")
    assert (entry.actor, entry.park, entry.reason) == (clerk, park, "people.view, people.grant")
    assert entry.data == {"method": "POST", "path": "/t/people/"}


def test_a_right_that_ends_counts_from_the_next_request(client: Client, manager: User) -> None:
    client.force_login(manager)
    manager.postings.update(state="ended")
    assert client.get("/t/people/").status_code == 403


def test_the_park_is_the_first_of_mine_until_another_is_entered(client: Client, manager: User, park: Park) -> None:
    client.force_login(manager)
    other = ParkFactory()
    assert client.get("/t/enter/").content == str(park.pk).encode()
    PostingFactory(user=manager, role=Role.CLERK, park=other)
    assert client.get("/t/inside/").content == str(park.pk).encode()
    assert client.get("/t/enter/").content == str(other.pk).encode()
    assert client.get("/t/inside/").content == str(other.pk).encode()


def test_a_right_counts_in_the_park_shown_and_a_record_in_any_of_mine(
    client: Client, manager: User, park: Park
) -> None:
    other = ParkFactory()
    PostingFactory(user=manager, role=Role.TENANT, park=other)
    client.force_login(manager)
    addresses = ("/t/people/", "/t/people/of/everybody/", "/t/people/7/", "/t/people/7/here/")
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    client.get("/t/enter/")
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [403, 403, 200, 403]
    assert "当前显示的园区" in answers[0].content.decode()


def test_an_unknown_right_fails_at_start() -> None:
    with pytest.raises(LookupError):
        allow("people.veiw")
    with pytest.raises(LookupError):
        allow()


def test_the_declaration_of_a_class_is_found() -> None:
    class Base:
        pass

    view = signed_in(type("View", (Base,), {}))
    assert access.access_of(view) == access.Access("signed_in")


def test_the_system_administrator_sees_no_business_page(client: Client, park: Park) -> None:
    client.force_login(person(Role.SYSADMIN, park))
    assert client.get("/t/people/").status_code == 200
    assert not any(
        access.satisfied(person(Role.SYSADMIN, park), access.Access("allow", (perm,)))
        for perm in ("complaints.view", "contacts.view", "estate.view", "books.view")
    )


def test_pages_of_somebody_signed_in_are_never_kept_and_those_of_everybody_may_be(client: Client, park: Park) -> None:
    assert "Cache-Control" not in client.get("/").headers
    client.force_login(person(Role.MANAGER, park))
    for name in ("home:desk", "complaints:queue", "complaints:contacts", "accounts:people", "messaging:inbox"):
        assert client.get(reverse(name)).headers["Cache-Control"] == "private, no-store", name
