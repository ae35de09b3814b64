"""Paging by key: every row once, in order, in both directions, also where many rows have the same value or none."""

import pytest
from django.core import signing

from parkservice.accounts.models import User
from parkservice.ui import keyset
from tests.accounts.factories import UserFactory

ORDERS = [
    keyset.Order("username"),
    keyset.Order("username", descending=True),
    keyset.Order("last_login"),
    keyset.Order("last_login", descending=True),
    keyset.Order("pk", descending=True),
]


def rows():
    return User.objects.filter(username__startswith="p-")


def names(page):
    return [row.username for row in page.rows]


def walk(order, size):
    """Every page from the first to the last."""
    page = keyset.page(rows(), order, size=size)
    pages = [page]
    while page.next:
        page = keyset.page(rows(), order, size=size, cursor=page.next)
        pages.append(page)
    return pages


def expected(order):
    """The same order by Python: rows without a value last, the id breaks ties in the direction of the sort."""
    path = "id" if order.path == "pk" else order.path
    having = [row for row in rows() if getattr(row, path) is not None]
    without = [row for row in rows() if getattr(row, path) is None]
    having.sort(key=lambda row: (getattr(row, path), row.pk), reverse=order.descending)
    without.sort(key=lambda row: row.pk, reverse=order.descending)
    return [row.username for row in having + without]


@pytest.mark.both
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.code)
@pytest.mark.parametrize("size", [1, 4, 7, 25, 100])
def test_every_row_comes_once_and_in_order(people, order, size):
    pages = walk(order, size)
    assert [name for page in pages for name in names(page)] == expected(order)
    assert [page.start for page in pages] == list(range(0, 25, size))


@pytest.mark.both
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.code)
def test_going_back_shows_the_same_pages(people, order):
    there = walk(order, 4)
    page, back = there[-1], [there[-1]]
    while page.previous:
        page = keyset.page(rows(), order, size=4, cursor=page.previous)
        back.insert(0, page)
    assert [names(page) for page in back] == [names(page) for page in there]
    assert [page.start for page in back] == [page.start for page in there]


def test_a_row_that_arrives_in_front_neither_repeats_nor_hides_anything(people):
    first = keyset.page(rows(), keyset.Order("username"), size=5)
    UserFactory(username="p-00a")
    second = keyset.page(rows(), keyset.Order("username"), size=5, cursor=first.next)
    assert names(second) == ["p-05", "p-06", "p-07", "p-08", "p-09"]


def test_a_page_is_one_statement(people, django_assert_num_queries):
    first = keyset.page(rows(), keyset.Order("last_login"), size=5)
    with django_assert_num_queries(1):
        keyset.page(rows(), keyset.Order("last_login"), size=5, cursor=first.next)


@pytest.mark.parametrize(
    "cursor",
    ["x", "%F0", signing.dumps(["username", "a", 1, False, 0]), signing.dumps(["-username", "a"], salt=keyset.SALT)],
    ids=["a letter", "half a character", "signed for something else", "signed for the other direction"],
)
def test_a_cursor_that_is_not_ours_is_refused(people, cursor):
    with pytest.raises(keyset.BadCursorError):
        keyset.page(rows(), keyset.Order("username"), size=5, cursor=cursor)


def test_a_cursor_of_another_sorting_is_refused(people):
    first = keyset.page(rows(), keyset.Order("username"), size=5)
    with pytest.raises(keyset.BadCursorError):
        keyset.page(rows(), keyset.Order("last_login"), size=5, cursor=first.next)


def test_no_rows_is_a_page_without_ways_on(db):
    page = keyset.page(rows(), keyset.Order("username"), size=5)
    assert (page.rows, page.next, page.previous) == ([], "", "")
