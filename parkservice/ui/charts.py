"""Charts as plain SVG attributes: no script, no inline style, a table with the same figures beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

HEIGHT = 60  # of the drawing; one column of the axis is 10 wide
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Row:
    """One series: its name and one figure per column."""

    label: Any
    values: Sequence[int]

    @property
    def figures(self) -> list[str]:
        """The values as people read them."""
        return [_grouped(value) for value in self.values]


@dataclass(frozen=True)
class Column:
    """One drawn rectangle; `css` is n for the first series, c for the second."""

    css: str
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Columns:
    """Up to two series of counts over up to twelve columns, ready for ui/columns.html."""

    label: str
    axis: Sequence[str]
    rows: Sequence[Row]
    head: Any = ""

    @property
    def top(self) -> int:
        """The round figure at the upper end of the scale, a multiple of three so that its lines are whole numbers."""
        highest = max((value for row in self.rows for value in row.values), default=0)
        step, power = 1, 1
        while step * 3 < highest:
            for base in STEPS:
                step = base * power
                if step * 3 >= highest:
                    break
            power *= 10
        return step * 3

    @property
    def scale(self) -> list[str]:
        """The figures beside the lines, from above."""
        return [_grouped(self.top * part // 3) for part in (3, 2, 1, 0)]

    @property
    def lines(self) -> list[float]:
        """Where the lines lie."""
        return [0, HEIGHT / 3, HEIGHT * 2 / 3]

    @property
    def width(self) -> int:
        """Of the drawing."""
        return max(10 * len(self.axis), 10)

    @property
    def drawn(self) -> list[Column]:
        """The rectangles; one series stands in the middle of its place, two stand side by side."""
        starts = (1.6, 5.2) if len(self.rows) > 1 else (3.4,)
        return [
            _column(css, place * 10 + start, value, self.top)
            for row, start, css in zip(self.rows, starts, ("n", "c"), strict=False)
            for place, value in enumerate(row.values)
        ]


def _grouped(value: int) -> str:
    """A figure with its thousands apart, the same in each language."""
    return f"{value:,}"


def _column(css: str, x: float, value: int, top: int) -> Column:
    """One rectangle; a figure above zero is always seen."""
    height = max(ceil(value * HEIGHT * 10 / top) / 10, 0.6 if value else 0)
    return Column(css, round(x, 1), round(HEIGHT - height, 1), round(height, 1))
