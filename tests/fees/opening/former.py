"""The workbook of a former system, and its way through the hands of two people."""

import csv
import io
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from fees.opening import services
from fees.opening.carrying import execute
from fees.opening.models import OpeningImport
from tests.fees.factories import Desk

COMPANY = "青禾精密示例有限公司"
HEADINGS = {
    "期初余额 opening": (
        *("customer", "kind", "number", "item", "unit", "period_from", "period_to", "due", "deposit_kind", "day"),
        "amount",
    ),
    "历史账单 bills": ("customer", "number", "item", "unit", "period_from", "period_to", "day", "due", "amount"),
    "历史收款 payments": ("customer", "number", "bill_number", "day", "method", "amount"),
}
OPENING, BILLS, PAYMENTS = HEADINGS
Rows = dict[str, list[tuple[Any, ...]]]


AUTUMN, SUMMER = ("2025-10-01", "2025-12-31"), ("2025-07-01", "2025-09-30")


def owed(number: str, amount: str, *, unit: str = "", days: tuple[str, str] = AUTUMN) -> tuple[Any, ...]:
    """An open bill of the company."""
    return (COMPANY, "欠费", number, "management", unit, *days, "2025-12-15", "", "", amount)


#: What the former system printed: 3 rows of 4,500.00, 2 of 14,966.10, 3 of 10,300.00.
ROWS: Rows = {
    OPENING: [
        owed("FY251001", "1000.00"),
        (COMPANY, "预交", "", "", "", "", "", "", "", "", "500.00"),
        (COMPANY, "押金", "YJ-0815", "", "A-301", "", "", "", "装修", "2024-05-06", "3000.00"),
    ],
    BILLS: [
        (COMPANY, "FY250701", "management", "A-301", *SUMMER, "2025-07-05", "2025-09-15", "14666.10"),
        (COMPANY, "FY250702", "water", "A-301", *SUMMER, "2025-07-05", "2025-09-15", "300.00"),
    ],
    PAYMENTS: [
        (COMPANY, "SJ250801", "FY250701", "2025-08-01", "转账", "6000.00"),
        (COMPANY, "SJ250815", "FY250701", "2025-08-15", "现金", "4000.00"),
        (COMPANY, "SJ250815", "FY250702", "2025-08-15", "现金", "300.00"),
    ],
}
#: Its check total, as fields of the form.
TOTALS = {
    "opening_rows": "3",
    "opening_sum": "4500.00",
    "bills_rows": "2",
    "bills_sum": "14966.10",
    "payments_rows": "3",
    "payments_sum": "10300.00",
}


def book(rows: Rows = ROWS) -> bytes:
    """The workbook as it is sent."""
    made = Workbook()
    made.remove(made.active)
    for title, headings in HEADINGS.items():
        table = made.create_sheet(title)
        table.append(list(headings))
        for row in rows.get(title, ()):
            table.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def as_csv(title: str) -> str:
    """One list as a table program writes it as CSV."""
    file = io.StringIO()
    csv.writer(file).writerows([HEADINGS[title], *ROWS[title]])
    return file.getvalue()


def printed(rows: Rows) -> dict[str, tuple[int, Decimal]]:
    """The check total of some rows."""
    names = zip(("opening", "bills", "payments"), HEADINGS, strict=True)
    return {
        name: (len(rows.get(title, ())), sum((Decimal(row[-1]) for row in rows.get(title, ())), Decimal(0)))
        for name, title in names
    }


def sent(desk: Desk, rows: Rows = ROWS) -> OpeningImport:
    """A file that finance sent for release."""
    said = {"name": "旧账.xlsx", "content": book(rows), "expected": printed(rows)}
    source = services.keep_file(actor=desk.finance, park=desk.park, **said)
    return services.send(actor=desk.finance, source_id=source.pk)


def carried(desk: Desk, rows: Rows = ROWS) -> OpeningImport:
    """A file that the project manager released and the worker took over."""
    source = services.release(actor=desk.project_manager, source_id=sent(desk, rows).pk)
    execute(source.pk)
    return OpeningImport.objects.get(pk=source.pk)
