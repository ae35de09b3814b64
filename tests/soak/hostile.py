"""Hostile requests from a seed: every page and form is fed what nobody should send; nothing answers 500."""

import random
from collections.abc import Iterator
from http.client import HTTPException, InvalidURL
from time import monotonic
from urllib.parse import quote

from tests.support.server import serving
from tests.support.stores import Store, Stores
from tests.support.visitor import Visitor

CORPUS = (
    "",
    "0",
    "-1",
    "1e400",
    "NaN",
    "1.005",
    "99999999999999999999",
    "１２３",
    "2026-02-31",
    "2026-13-45T99:99",
    "__class__",
    "../../etc/passwd",
    "%00",
    "\x00\x1f",
    "\ud800",
    "\u202egpj.exe",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{7*7}}{% debug %}",
    "=cmd|' /C calc'!A0",
    "' OR 1=1--",
    "字" * 150,  # an address line holds 4094 bytes
    "a\r\nSet-Cookie: x=1",
)
LONG = "字" * 100_000
NAMES = (
    "q",
    "page",
    "after",
    "before",
    "sort",
    "size",
    "state",
    "view",
    "unit",
    "building",
    "kind",
    "number",
    "format",
    "next",
)
PEOPLE = ("", "clerk", "officer", "manager", "sysadmin")


def hostile_requests(stores: Stores, prepared: Store, seconds: float, seed: int) -> tuple[str, int, int]:
    """Send hostile requests to a copy of the demo park; return a name, how many, and how many answered 5xx."""
    store = stores.copy(prepared)
    count, faults = 0, []
    end = monotonic() + seconds
    with serving(store) as address:
        visitors = {person: entered(address, person) for person in PEOPLE}
        for person, method, path, fields in requests(random.Random(seed), end):
            try:
                said = sent(visitors[person], method, path, fields)
            except InvalidURL:
                continue
            count += 1
            if said not in range(500):
                faults.append(f"{method} {path[:80]!r} as {person or 'nobody'}: {said}")
    stores.drop(store)
    for fault in faults[:20]:
        print(f"seed {seed}: {fault}", flush=True)  # noqa: T201 - a person reads this at the terminal
    return f"hostile requests, {stores.vendor}", count, len(faults)


def sent(visitor: Visitor, method: str, path: str, fields: dict[str, str]) -> object:
    """The status of the answer, or what went wrong twice: whoever left a long body unread may close the connection."""
    failed: Exception | None = None
    for _time in range(2):
        try:
            answer = visitor.get(path) if method == "GET" else visitor.post(path, with_token(visitor, fields))
        except InvalidURL:
            raise
        except (OSError, HTTPException) as failure:
            failed = failure
            visitor.close()
        else:
            return answer.status
    return failed


def entered(address: str, person: str) -> Visitor:
    """A visitor, signed in as the person."""
    visitor = Visitor(address)
    if person:
        visitor.sign_in(person)
    return visitor


def routes() -> list[str]:
    """Every address of the product with its gaps still open."""
    from parkservice.accounts.checks import pages

    return sorted({route.replace("^", "").replace("$", "").replace("\\Z", "") for route, _view, _name in pages()})


def requests(chance: random.Random, end: float) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Draw person, method, path and fields until the time is over."""
    every = [route for route in routes() if "logout" not in route and "(?P" not in route]
    while monotonic() < end:
        path = "/" + "".join(
            part if number % 2 == 0 else quote(chance.choice(("1", "2", "7", *CORPUS)), safe="", errors="replace")
            for number, part in enumerate(gaps(chance.choice(every)))
        )
        query = "&".join(
            f"{chance.choice(NAMES)}={quote(chance.choice(CORPUS), safe='', errors='replace')}"
            for _ in range(chance.randrange(4))
        )
        texts = (chance.choice((*CORPUS, LONG)).encode(errors="replace").decode() for _ in range(4))
        fields = {chance.choice(NAMES): text for text in texts}
        yield chance.choice(PEOPLE), chance.choice(("GET", "GET", "POST")), f"{path}?{query}" if query else path, fields


def gaps(route: str) -> list[str]:
    """The parts of a route: fixed text and gaps in turn."""
    parts: list[str] = []
    rest = route
    while "<" in rest:
        fixed, _, rest = rest.partition("<")
        gap, _, rest = rest.partition(">")
        parts += [fixed, gap]
    return [*parts, rest]


def with_token(visitor: Visitor, fields: dict[str, str]) -> dict[str, str]:
    """The fields with the visitor's own token against forged forms, so that the view itself is reached."""
    if "csrftoken" not in visitor.cookies:
        visitor.get("/complaints/submit/")
    return {**fields, "csrfmiddlewaretoken": visitor.cookies.get("csrftoken", "")}
