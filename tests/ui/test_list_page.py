"""The list page: views, filters, chips, sorting, paging; nothing in the address makes it fail."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parkservice.ui import listing
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.urls("tests.ui.pages")
URL = "/test/people/"


def text(response):
    return response.content.decode()


def names(response):
    return re.findall(r">(p-\d\d)<", text(response))


def following(response, rel):
    found = re.search(rf'href="([^"]+)" rel="{rel}"', text(response))
    return URL + found[1].replace("&amp;", "&") if found else ""


def test_the_first_view_is_shown_sorted_as_usual(desk, people):
    response = desk.get(URL)
    assert names(response) == [f"p-0{number}" for number in range(7)]
    assert "本页 7 件，还有 18 件" in text(response)
    assert 'aria-sort="ascending"' in text(response)


def test_views_tell_how_many_rows_they_have(desk, people):
    tabs = re.search(r'<ul class="ps-tabs".*?</ul>', text(desk.get(URL)), re.DOTALL)[0]
    assert re.findall(r">(\w+) <i>(\d+)</i>", tabs) == [("All", "25"), ("Seen", "21")]
    assert ">Rest</a>" in tabs


def test_state_chips_count_what_the_filters_leave(desk, people):
    chips = re.search(r'<div class="ps-chips.*?</div>', text(desk.get(URL, {"q": "p-0"})), re.DOTALL)[0]
    assert re.findall(r"<i>(\d+)</i>", chips) == ["10", "6", "4"]


def test_a_state_narrows_rows_and_export_alike(desk, people):
    response = desk.get(URL, {"state": "ms"})
    assert names(response) == ["p-00", "p-03", "p-06", "p-09", "p-12", "p-15", "p-18"]
    assert "导出 9 件" in text(response)


def test_a_set_filter_can_be_taken_out(desk, people):
    response = desk.get(URL, {"title": "mr", "q": "p-1"})
    chip = re.search(r'<span class="ps-chip on">(.*?)</span>', text(response), re.DOTALL)[1]
    assert "Title：" in chip
    assert 'href="?q=p-1"' in chip


def test_pages_lead_on_and_back(desk, people):
    first = desk.get(URL, {"sort": "-seen"})
    second = desk.get(following(first, "next"))
    assert "本页 7 件，还有 11 件" in text(second)
    assert names(desk.get(following(second, "prev"))) == names(first)
    assert not following(first, "prev")


def test_a_heading_turns_the_sorting_round(desk, people):
    response = text(desk.get(URL, {"sort": "seen"}))
    assert 'href="?sort=-seen"' in response
    assert text(desk.get(URL, {"sort": "-seen"})).count('aria-sort="descending"') == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"view": "nope"}, "没有这个视图"),
        ({"state": "nope"}, "没有这个状态"),
        ({"sort": "password"}, "不能这样排序"),
        ({"after": "made up"}, "列表的这个位置已失效"),
        ({"title": "nope"}, "有的筛选条件无法识别"),
        ({"seen": "-1"}, "有的筛选条件无法识别"),
        ({"q": "a\x00b"}, "有的筛选条件无法识别"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_said(desk, people, query, said):
    response = desk.get(URL, query)
    assert response.status_code == 200
    assert said in text(response)
    assert len(names(response)) == 7


@pytest.mark.parametrize("size", ["0", "-5", "²", "999999999999999999999", "x", "8"])
def test_an_impossible_page_size_is_the_usual_one(desk, people, size):
    assert len(names(desk.get(URL, {"size": size}))) == 7


def test_nothing_found_says_so_and_offers_the_way_back(desk, people):
    response = text(desk.get(URL, {"q": "nobody"}))
    assert "没有符合条件的记录" in response
    assert 'href="?view=all"' in response


def test_an_empty_list_says_what_to_do_first(desk):
    response = text(desk.get(URL))
    assert "还没有记录" in response
    assert "Add a person" in response


def test_more_rows_cost_no_more_statements(desk, people):
    def statements():
        with CaptureQueriesContext(connection) as found:
            desk.get(URL, {"size": "20"})
        return len(found)

    statements()  # the sign-in is noted once
    few = statements()
    UserFactory.create_batch(10)
    assert statements() == few


def test_counts_stop_at_the_limit(desk, people, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_LIMIT", 20)
    response = text(desk.get(URL))
    assert "All <i>20+</i>" in response
    assert "导出 20+ 件" in response


def test_the_answer_to_htmx_names_the_short_address(desk, people):
    response = desk.get(URL, {"q": "p-1", "title": "", "sort": "name"}, headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == f"{URL}?q=p-1"
