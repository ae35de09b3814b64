"""Every route × role × place, from the URL resolver: who gets through, who is refused, and that GET writes nothing."""

from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parkservice.accounts.access import LISTED
from parkservice.kit import clock
from parkservice.parks.models import Park
from tests.complaints.factories import MORNING
from tests.rights.rows import Row
from tests.rights.table import ELSEWHERE, ROWS
from tests.rights.world import ANYBODY, MINE, OTHER_BUILDING, OTHER_PARK, OWN, PLACES, World, build, paper_of, stranger

pytestmark = pytest.mark.django_db

LIBRARIES = ("account_", "mfa_", "usersessions_")
#: What a GET may write (design section 9): access and export log, read marks, login state.
MAY_WRITE = (
    "journal_accessentry",
    "journal_exportentry",
    "messaging_inboxitem",
    "django_session",
    "usersessions_",
    "cache_",
)
REFUSED = {403, 404}
#: What the addresses of library pages need.
GIVEN = {
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "x", "key": "y-z"},
}
METHODS = ("get", "post")
THROUGH = {200, 302, 405, 422, 429}


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the product."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern


ROUTES = dict(routes(get_resolver()))
OURS = sorted(name for name in ROUTES if not name.startswith(LIBRARIES))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all routes, on a working morning; every request is rolled back."""
    with django_db_blocker.unblock(), clock.at(MORNING), transaction.atomic():
        made = build()
        made.fill()
        yield made
        transaction.set_rollback(True)


def test_every_route_has_a_row():
    assert set(OURS) - set(ROWS) - set(ELSEWHERE) == set()


def test_every_row_has_a_route():
    assert (set(ROWS) | set(ELSEWHERE)) - set(OURS) == set()


@pytest.mark.parametrize("name", [name for name in OURS if name in ROWS])
def test_only_the_listed_roles_get_through(name, world):
    row = ROWS[name]
    wrong = []
    for place, role, method in questions(row, world):
        user = world.people.get(role)
        status, wrote = ask(method, address(name, row, world, place, user), user, world)
        expected = verdict(row, role, place, method)
        if status not in expected or (wrote and status in REFUSED):
            wrong.append(f"{method} {role} {place}: {status}{' and wrote' if wrote else ''}, not {expected}")
    assert not wrong, "\n".join(wrong)


def questions(row: Row, world: World) -> Iterator[tuple[str, str, str]]:
    """Place, role and method of what is asked of a route.

    Everybody asks in the own building and about what is theirs. Whoever gets through somewhere also asks in the other
    places and with the wrong method: the others were refused where they are nearest.
    """
    listed = row.own | row.other | row.mine
    for place in PLACES if row.kind else (OWN,):
        for role in (*world.people, ANYBODY):
            through = role in listed or row.anonymous
            if place in (OWN, MINE) or through:
                for method in METHODS if place == OWN and through else right_methods(row):
                    yield place, role, method


def right_methods(row: Row) -> tuple[str, ...]:
    """The methods that a route is made for."""
    if row.both:
        return METHODS
    return ("post",) if row.post else ("get",)


def verdict(row: Row, role: str, place: str, method: str) -> set[int]:
    """The answers that the table allows."""
    listed = {OWN: row.own, OTHER_BUILDING: row.other, OTHER_PARK: frozenset(), MINE: row.mine}[place]
    wrong_method = method not in right_methods(row)
    if row.anonymous:
        return {200, 302, 405} if wrong_method else (THROUGH | {404}) - {405}
    if role == ANYBODY:
        return {302, 404, 405}
    if role not in listed:
        return REFUSED | ({405} if wrong_method else set())
    # Asked with the wrong method, an address answers 405, shows its page, or leads to its record: nothing is sent.
    return {200, 302, 405} if wrong_method else {200, 302, 422, 429}


def ask(method: str, url: str, user: Any, world: World) -> tuple[int, bool]:
    """Send one empty request as a person; tell the answer and whether a record changed. Everything is rolled back.

    Raises AssertionError for a GET that writes what reading may not.
    """
    client = world.client_of(user)
    written: list[str] = []
    with transaction.atomic(), connection.execute_wrapper(partial(note_writing, written)):
        with nullcontext() if method == "get" else transaction.atomic():
            response = client.generic(method.upper(), url)
        transaction.set_rollback(True)
    assert method != "get" or not written, f"a GET wrote: {written[0]}"
    return response.status_code, bool(written)


def note_writing(written: list[str], execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Note every statement that writes, other than those that reading is allowed."""
    words = sql.lstrip().split(None, 3)
    if words and words[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
        table = words[1 if words[0].upper() == "UPDATE" else 2].strip('"')
        if not table.startswith(MAY_WRITE):
            written.append(sql[:200])
    return execute(sql, params, many, context)


def address(name: str, row: Row, world: World, place: str, user: Any) -> str:
    """The address of a route for the record of a place."""
    known: dict[str, Any] = {"slug": world.office.park.slug, "code": "no-such-code", "token": "no-such-link"}
    known |= {"area": "limits", "year": 2026}
    if row.kind:
        record = world.record(row.kind, place, user)
        known |= {"pk": record.pk, "uuid": getattr(record, "uuid", "")}
    if "track_code" in str(ROUTES[name].pattern):
        known["track_code"] = world.record("complaint", OWN, None).track_code  # type: ignore[attr-defined]
    if "paper_id" in ROUTES[name].pattern.converters:
        known["paper_id"] = paper_of(world, record, name)
    wanted = {*ROUTES[name].pattern.converters, *(["slug"] if name.startswith(("park:", "park_")) else [])}
    return reverse(name, kwargs={key: known[key] for key in wanted if key in known})


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if name.startswith(LIBRARIES)))
def test_library_pages_are_shut_unless_listed(name, world):
    status, _wrote = ask("get", reverse(name, kwargs=GIVEN.get(name, {})), None, world)
    assert status in ({200, 302, 403, 405} if name in LISTED else {404})


def test_a_person_without_a_posting_gets_nothing(world):
    user = stranger()
    refused = [name for name in OURS if name in ROWS and not ROWS[name].anonymous and not ROWS[name].kind]
    own = {"home:welcome", "accounts:profile", "accounts:second_factor", "messaging:inbox", "messaging:read_all"}
    asked = {name: address(name, ROWS[name], world, OWN, user) for name in refused}
    open_to_all = {name for name, url in asked.items() if ask("get", url, user, world)[0] not in REFUSED}
    assert open_to_all - own - {"ui:all", "ui:quick", "ui:components"} == set()


def test_there_are_two_parks_so_that_the_other_one_can_refuse(world):
    assert Park.objects.count() == 2
