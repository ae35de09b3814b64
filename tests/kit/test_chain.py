"""The chain of posted rows: every change shows, the first broken row is named (M18)."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from parkservice.kit import chain, clock
from parkservice.kit.chain import Link, breaks, canonical, seal

KEY = b"kept outside the database"
SERIES = "SJ/1/2026"
NOON = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)


def made(count: int = 5, key: bytes = KEY) -> list[Link]:
    """A whole chain."""
    links: list[Link] = []
    for position in range(1, count + 1):
        content = {"amount": Decimal("4888.70") + position, "at": NOON, "day": date(2026, 3, 31), "payer": "青禾"}
        previous = links[-1].hash if links else chain.START
        links.append(Link(position, content, previous, seal(key, SERIES, position, content, previous), chain.VERSION))
    return links


def found(links: list[Link], *keys: bytes) -> list[tuple[int, str]]:
    return list(breaks(keys or (KEY,), SERIES, links))


def test_a_row_is_hashed_over_sorted_json_with_text_for_amounts_and_utc_for_moments():
    content = {"b": Decimal("60.00"), "a": clock.combine(date(2026, 3, 31)), "c": [1, None, True]}
    assert canonical(content) == b'{"a":"2026-03-30T16:00:00.000000+00:00","b":"60","c":[1,null,true]}'
    assert canonical(Decimal("100.50")) == b'"100.5"' == canonical(Decimal("100.5"))
    covered = canonical({"v": 1, "series": SERIES, "position": 3, "previous": "p", "content": content})
    assert seal(KEY, SERIES, 3, content, "p") == hmac.new(KEY, covered, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("value", [0.5, object(), b"bytes", {1, 2}])
def test_what_has_no_plain_form_is_refused(value: object):
    with pytest.raises(TypeError):
        canonical({"value": value})


def test_a_whole_chain_has_no_breaks():
    assert found(made()) == []
    assert found([]) == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda link: replace(link, content={**link.content, "amount": Decimal("4888.71")}),
        lambda link: replace(link, content={name: link.content[name] for name in ("amount", "at", "day")}),
        lambda link: replace(link, previous="f" * 64),
        lambda link: replace(link, hash="f" * 64),
        lambda link: replace(link, version=0),
        lambda link: replace(link, version=2),
    ],
)
@pytest.mark.parametrize("place", [1, 3, 5])
def test_a_changed_row_is_the_first_that_is_named(changed, place: int):
    links = made()
    links[place - 1] = changed(links[place - 1])
    assert found(links)[0][0] == place


@pytest.mark.parametrize("place", [1, 3])
def test_a_missing_row_is_named(place: int):
    links = made()
    del links[place - 1]
    assert found(links)[0] == (place, "missing")


def test_two_rows_that_changed_places_are_named():
    links = made()
    second, fourth = links[1], links[3]
    links[1] = replace(fourth, position=2)
    links[3] = replace(second, position=4)
    assert found(links)[0][0] == 2


def test_a_tail_that_was_hashed_anew_without_the_key_is_named():
    whole, forged = made(), made(key=b"a guess")
    content = {**whole[2].content, "amount": Decimal("1.00")}
    previous = whole[1].hash
    tail = replace(forged[2], content=content, previous=previous, hash=seal(b"a guess", SERIES, 3, content, previous))
    assert found([*whole[:2], tail])[0][0] == 3


def test_a_row_moved_into_another_series_is_named():
    assert next(breaks([KEY], "SJ/2/2026", made()))[0] == 1


def test_a_former_key_still_proves_old_rows():
    assert found(made(), b"the new key", KEY) == []
