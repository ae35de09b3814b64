"""The five ways of domain section 4 side by side: March 2026, and what was forged in it (O6)."""

from decimal import Decimal

import pytest
from django.db import connection

from fees.ledger.models import Receipt
from fees.reconciliation.figures import FIGURES
from parkservice.kit import appendonly
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, on
from tests.fees.reconciliation.comparing import APRIL_1, apart, compared, parts
from tests.fees.reconciliation.files import as_person

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.duty("O6")]

D = Decimal
PAGE = "/fees/reconciliation/"


def test_march_agrees_five_ways(march: Desk) -> None:
    """Every figure is of domain 4, "Month close steps" 2 to 4."""
    found = compared(march)
    assert {code: (row.left.amount, row.right.amount) for code, row in found.items()} == {
        "receipts": (D("11603.10"), D("11603.10")),
        "accounts": (D("11603.10"), D("11603.10")),
        "deposits": (D("3000.00"), D("3000.00")),
        "held": (D("3000.00"), D("3000.00")),
        "takings": (D("11603.10"), D("11603.10")),
        "pay_ins": (D("11603.10"), D("11603.10")),
        "refunds": (D("50.00"), D("50.00")),
        "float": (D("500.00"), D("500.00")),
        "undone": (D("-210.30"), D("-210.30")),
        "found": (D("0.00"), D("0.00")),
    }
    assert parts(found["receipts"]) == [
        {"全部现金收入": D("11653.10"), "备用金补足": D("-50.00")},
        {"现金收据": D("8813.40"), "作废或红冲": D("-210.30"), "现金押金": D("3000.00")},
    ]
    assert parts(found["accounts"])[1] == {
        "物业管理费": D("6988.70"),
        "电话费": D("88.40"),
        "水电费": D("1264.70"),
        "燃气费": D("201.30"),
        "工本费(卡)": D("60.00"),
        "现金押金": D("3000.00"),
    }


def test_a_drawer_of_nobody_else_is_in_the_sums_of_an_officer(march: Desk) -> None:
    found = compared(march, drawers=frozenset())
    assert {row.left.amount for row in found.values()} == {D("0.00")}
    assert "held" not in found


def test_a_reversal_of_an_older_receipt_counts_in_its_own_month(march: Desk) -> None:
    wrong = Receipt.objects.get(amount=D("60.00"))
    with on(APRIL_1):
        factories.takes(march, "100.00")
        factories.taken_back(march, wrong)
        april, again = compared(march, APRIL_1, APRIL_1), compared(march)
    assert (april["accounts"].left.amount, april["accounts"].right.amount) == (D("40.00"), D("40.00"))
    assert april["undone"].right.amount == D("-60.00")
    assert again["accounts"].right.amount == D("11603.10")


def test_a_forged_amount_lies_apart_and_is_named(march: Desk) -> None:
    """Whoever walks around the triggers changes one receipt, and another by the same sum: the documents show both."""
    table = '"fees_receipt"'
    appendonly.uninstall(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET amount = amount + 100 WHERE amount = 8840")  # noqa: S608 - our table
        cursor.execute(f"UPDATE {table} SET amount = amount - 100 WHERE amount = 6000")  # noqa: S608 - our table
    appendonly.install(connection)
    assert compared(march)["receipts"].agrees
    assert [pair.off for pair in apart(march, "receipts")] == [D("-1.00"), D("1.00")]


def test_every_sum_of_the_page_opens_the_rows_that_make_it(march: Desk) -> None:
    with on(APRIL_1):
        finance = as_person(march.finance)
        page = finance.get(PAGE, {"first": "2026-03-01", "last": "2026-03-31"})
        assert page.content.decode().count("11,603.10") >= 8
        for row in page.context["rows"]:
            assert finance.get(row.url).context["apart"] == 0
            for shown in (*row.left.parts, *row.right.parts):
                opened = finance.get(shown.url)
                if "listing" in opened.context:
                    found = opened.context["listing"].page.rows
                    assert sum(each.in_figure for each in found) == shown.part.sum.amount, shown.url
                    assert len(found) == shown.part.sum.rows


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_opens_its_rows(march: Desk, figure: str) -> None:
    with on(APRIL_1):
        answer = as_person(march.finance).get(f"{PAGE}rows/?figure={figure}&first=2026-03-01&last=2026-03-31")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "said", ["first=x", "first=2026-04-01&last=2026-03-01", "officer=9999", "officer=%00", "last="]
)
@pytest.mark.parametrize("path", ["", "rows/", "documents/"])
def test_an_address_that_is_not_understood_shows_the_open_month(march: Desk, path: str, said: str) -> None:
    with on(APRIL_1):
        answer = as_person(march.finance).get(f"{PAGE}{path}?{said}&figure=x&item=x")
    assert answer.status_code in ({200, 422} if path == "" else {200})
