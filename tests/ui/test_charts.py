"""Charts: a round scale with whole figures, columns in proportion, the same figures as a table."""

import pytest
from django.template.loader import render_to_string

from parkservice.ui.charts import Columns, Row


def chart(*series):
    axis = [str(place) for place in range(len(series[0]))]
    return Columns(label="Counts", axis=axis, rows=[Row(f"row {place}", values) for place, values in enumerate(series)])


@pytest.mark.parametrize(("highest", "top"), [(0, 3), (3, 3), (4, 6), (13, 15), (16, 30), (150, 150), (151, 300)])
def test_the_scale_ends_on_a_round_figure(highest, top):
    assert chart([highest]).top == top
    assert chart([highest]).scale == [str(top), str(top * 2 // 3), str(top // 3), "0"]


def test_thousands_stand_apart_beside_the_lines_and_in_the_table():
    shown = chart([1_400_000])
    assert shown.scale == ["1,500,000", "1,000,000", "500,000", "0"]
    assert '<td class="num">1,400,000</td>' in render_to_string("ui/columns.html", {"chart": shown})


def test_columns_are_in_proportion_and_stand_on_the_ground():
    first, second, nothing = chart([15, 5, 0]).drawn
    assert (first.y, first.height) == (0, 60)
    assert (second.y, second.height) == (40, 20)
    assert nothing.height == 0


def test_a_small_figure_is_still_seen():
    assert chart([1000, 1]).drawn[1].height > 0


def test_the_figures_are_told_in_a_table_too():
    html = render_to_string("ui/columns.html", {"chart": chart([7, 3], [2, 1])})
    assert html.count('<td class="num">') == 4
    assert "style=" not in html
