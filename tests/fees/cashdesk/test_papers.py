"""The papers of the cash desk: the slip, the day sheet, the journal of a month with its carried lines (domain 4)."""

from datetime import date
from decimal import Decimal

import pytest

from fees.dayclose import papers as day_papers
from fees.models import DayClose, MonthClose, PayIn
from fees.monthclose import papers as month_papers
from fees.payins import papers as slips
from parkservice.paperwork.papers import render
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, on
from tests.support.paper import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O3", "O7")]


def test_the_slip_says_the_amount_in_capitals(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    factories.whole_close(desk)
    slip = slips.print_slip(row=PayIn.objects.get(), actor=desk.officer)
    text = words_of(render(slip))
    assert "JK-2026-000043" in text
    assert "4,948.70" in text
    assert "肆仟玖佰肆拾捌元柒角整" in text


def test_the_day_sheet_has_lines_sums_and_the_head_of_the_chain(desk: Desk, example_day: None) -> None:
    factories.last_of_march(desk)
    close = factories.whole_close(desk)
    text = words_of(render(day_papers.print_sheet(close=close, actor=desk.officer)))
    for words in ("SJ-2026-000001", "TK-2026-000001", "本日合计", "4,998.70", close.head[:20]):
        assert words in text
    assert DayClose.objects.count() == 1


def test_the_journal_of_the_month(desk: Desk) -> None:
    factories.earlier_months(desk)
    factories.march(desk)
    with on(date(2026, 4, 1)):
        factories.whole_month(desk, date(2026, 3, 1))
        close = MonthClose.objects.get(month=date(2026, 3, 1))
        text = words_of(render(month_papers.print_month(close=close, actor=desk.finance)))
    for words in ("本月合计", "11,653.10", "本年累计", "49,857.70", "−210.30", "11,603.10"):
        assert words in text


def test_a_full_page_is_carried_to_the_next(desk: Desk, example_day: None) -> None:
    for _receipt in range(30):
        factories.takes(desk, "10.00")
    lines = desk.drawer.lines.filter(position__gt=1).select_related("entered_by").order_by("position")
    first, second = month_papers.pages(lines, Decimal("500.00"))
    assert (len(first["rows"]), first["before"]) == (24, [])
    assert first["after"] == second["before"] == ["240.00", "0.00", "740.00"]
    assert (len(second["rows"]), second["after"]) == (6, [])
