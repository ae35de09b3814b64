"""Reading a table that somebody sent: Excel or CSV, small enough, without anything that could act.

What a file is, its content tells and never its name. Every refusal is a sentence that says what to do with the file
(dependencies, pitfall 11; reliability, faults 14 and 23).
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 300
MAX_ROWS = 5_000
MAX_COLUMNS = 40
MAX_CELL = 500
GAP = 1_000  # empty lines between rows before the rest is taken for formatting
MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z0-9:]{1,20})"')
# what openpyxl and the parsers under it raise on crafted files; they trust counts and references of the file
DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ParseError, OSError, ValueError, LookupError, TypeError,
    AttributeError, ArithmeticError, RuntimeError, EOFError, struct.error, RecursionError, MemoryError,
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The headings, and the rows with their numbers as the table program shows them."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(content: bytes) -> Table:
    """Read the first sheet. Raises ValidationError with what is wrong and what to do."""
    if not content:
        raise ValidationError(_("The file is empty. Choose the file again."))
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Split it and send the parts one after the other."))
    if content.startswith(b"PK"):
        return _table(_from_workbook(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(_("This is the old Excel format, or it has a password. Save it as .xlsx without one."))
    return _table(_from_csv(content))


def read_book(content: bytes) -> dict[str, Table]:
    """Read every sheet of a workbook that has rows below its headings, by its title, in the order of the workbook.

    A CSV file is one list without a title. Raises ValidationError as `read_table`.
    """
    if not content.startswith(b"PK") or len(content) > MAX_BYTES:
        return {"": read_table(content)}
    found = {}
    for place, title in enumerate(_titles(content)):
        lines = list(_from_workbook(content, place))
        if sum(any(cells) for _number, cells in lines) > 1:
            found[title] = _table(iter(lines))
    return found


def _table(lines: Iterator[tuple[int, list[str]]]) -> Table:
    """The first line that holds anything is the headings. Raises ValidationError for none, and for too many rows."""
    headings: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    empty = 0
    for number, cells in lines:
        if not any(cells):
            empty += 1
            if empty > GAP:
                break
            continue
        empty = 0
        if not headings:
            headings = cells
        elif len(rows) == MAX_ROWS:
            raise ValidationError(
                _("More than %(n)d rows. Split the file and send the parts one after the other.") % {"n": MAX_ROWS}
            )
        else:
            rows.append((number, cells))
    if not rows:
        raise ValidationError(_("The file has no rows below the headings. Fill in the template, then send it."))
    return Table(headings, rows)


def _titles(content: bytes) -> list[str]:
    """The titles of the sheets of a workbook. Raises ValidationError."""
    try:
        return [sheet.title for sheet in _open(content).worksheets]
    except DAMAGED as error:
        raise _damaged() from error


def _open(content: bytes) -> Any:
    """A workbook that was looked at from outside before."""
    from openpyxl import load_workbook  # 0.3 s that only an import needs

    _check_archive(content)
    return load_workbook(io.BytesIO(content), read_only=True, keep_links=False)


def _damaged() -> ValidationError:
    return ValidationError(_("This Excel file is damaged. Open it, save it as .xlsx and send it again."))


def _from_workbook(content: bytes, place: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The cells of one sheet of a workbook, the first unless said otherwise."""
    try:
        sheet = _open(content).worksheets[place]
        _refuse_merged(content, sheet._worksheet_path)  # noqa: SLF001 - the part of the archive that this sheet is
        sheet.reset_dimensions()
        lines = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        for number, values in enumerate(lines, start=1):
            yield number, _trimmed(_text(value) for value in values)
    except DAMAGED as error:
        raise _damaged() from error


def _check_archive(content: bytes) -> None:
    """Refuse what unpacks to too much, holds macros, or is another kind of archive. Raises ValidationError."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValidationError(_("The file unpacks to far more than a list. Copy the list into a new workbook."))
    if "xl/workbook.xml" not in names:
        raise ValidationError(_("This is not an Excel workbook. Send .xlsx or .csv, best the filled-in template."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("The workbook holds macros. Save it as .xlsx without macros and send it again."))


def _refuse_merged(content: bytes, path: str) -> None:
    """Refuse merged cells: nobody can say for which rows they count. Raises ValidationError."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        merged = MERGED.search(archive.read(path))
    if merged:
        raise ValidationError(
            _("The cells %(cells)s are merged. Unmerge them and fill in every row.") % {"cells": merged[1].decode()}
        )


def _from_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The cells of a CSV file in UTF-8, or in the code of Chinese Windows."""
    unreadable = ValidationError(_("This is neither an Excel nor a CSV file. Send .xlsx or .csv."))
    if b"\x00" in content:
        raise unreadable
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise unreadable from None
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            yield number, _trimmed(cells[:MAX_COLUMNS])
    except csv.Error as error:
        raise unreadable from error


def _trimmed(cells: Iterable[str]) -> list[str]:
    """The cells without white space around them, each no longer than any field takes."""
    return [cell.strip()[: MAX_CELL + 1] for cell in cells]


def _text(value: Any) -> str:
    """A cell as people see it: numbers plain, days as 2026-04-07."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}" if abs(value) < 1e10 else f"{value:.0f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
