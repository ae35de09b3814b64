"""Lists as Excel or CSV: exactly the rows of the filter, written to the export log before the file leaves (P2).

Text that a table program would read as a formula is neutralised with an apostrophe, full-width signs too; amounts and
counts stay numbers, moments are in the park's time.
"""

import csv
import hashlib
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from parkservice.journal.services import log_export
from parkservice.kit import clock

#: Up to here a file is written while the person waits; longer lists are written by the worker.
DIRECT_ROWS = 5_000
MAX_ROWS = 200_000
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FORMULA = re.compile(r"^[\s\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\x00]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


#: Where the session keeps the address of a file while the password is asked for.
PROVING = "export_proving"

Worker = Callable[[HttpRequest, dict[str, Any]], str]
_worker: list[Worker] = []


@dataclass(frozen=True)
class Column:
    """One column of an export: heading and how to read the value of a row."""

    label: Any
    value: Callable[[Any], Any]


def safe_cell(value: Any) -> Any:
    """A value that a table program shows as it is: numbers stay numbers, text is never a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return clock.local(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value
    text = UNPRINTABLE.sub("", str(value))
    return f"'{text}" if FORMULA.match(text) or FORMULA.match(str(value)) else text


def send(
    request: HttpRequest,
    *,
    rows: Iterable[Any],
    columns: Sequence[Column],
    kind: str,
    name: str,
    filters: dict[str, Any],
) -> FileResponse:
    """The file of `rows` as xlsx or csv, logged before it is handed out. Raises KeyError for another kind.

    `name` is the log's word for the list, for example "complaints"; the file is named by it and the day.
    """
    file = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed by the response
    count = write(file, rows=rows, columns=columns, kind=kind)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    log_export(
        park=request.park,  # type: ignore[attr-defined]
        actor=request.user,
        what=name,
        filters=filters,
        columns=[str(column.label) for column in columns],
        count=count,
        sha256=digest,
    )
    file.seek(0)
    filename = f"{slugify(name) or 'list'}-{clock.local(clock.now()):%Y%m%d-%H%M}.{kind}"
    return FileResponse(file, as_attachment=True, filename=filename, content_type=TYPES[kind])


def write(file: IO[bytes], *, rows: Iterable[Any], columns: Sequence[Column], kind: str) -> int:
    """Write `rows` as xlsx or csv into an open file; returns how many. Raises KeyError for another kind."""
    return {"xlsx": _write_xlsx, "csv": _write_csv}[kind](file, rows, columns)


def asked_again(request: HttpRequest) -> bool:
    """Ask for the password when it was not given lately; return whether it was given just now for this very file.

    Then a page with the link is the answer: a file leaves the person on the page that asked. Raises
    ReauthenticationRequired, which leads there.
    """
    here = request.get_full_path()
    before = request.session.pop(PROVING, "")
    if is_reauthentication_required(request, app="account"):
        request.session[PROVING] = here
        raise ReauthenticationRequired
    return before == here


def offer(request: HttpRequest) -> None:
    """Say on the next page that the file may be fetched now, with its link."""
    link = format_html('<a class="ps-link" href="{}">{}</a>', request.get_full_path(), _("Fetch the file"))
    messages.info(request, format_html("{} {}", _("Thank you, it is you."), link))


def set_worker(url_for: Worker) -> None:
    """Name who has long lists written by the worker: a function that gives the address where a person asks for one."""
    _worker[:] = [url_for]


def later(request: HttpRequest, question: dict[str, Any]) -> str:
    """Return where a person asks for a long list; nothing where no app writes them."""
    return _worker[0](request, question) if _worker else ""


def _cells(row: Any, columns: Sequence[Column]) -> list[Any]:
    """The safe values of one row."""
    return [safe_cell(column.value(row)) for column in columns]


def _write_xlsx(file: IO[bytes], rows: Iterable[Any], columns: Sequence[Column]) -> int:
    """Write a workbook of one sheet row by row; returns how many rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, str(column.label)) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    count = 0
    for row in rows:
        sheet.append(_cells(row, columns))
        count += 1
    book.save(file)
    return count


def _write_csv(file: IO[bytes], rows: Iterable[Any], columns: Sequence[Column]) -> int:
    """Write UTF-8 with the mark that Excel needs to see; returns how many rows."""
    file.write(b"\xef\xbb\xbf")
    writer = csv.writer(_Encoder(file))
    writer.writerow([safe_cell(str(column.label)) for column in columns])
    count = 0
    for row in rows:
        writer.writerow(_cells(row, columns))
        count += 1
    return count


class _Encoder:
    """What csv.writer writes to: text in, bytes out."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def write(self, text: str) -> int:
        """Encode one line."""
        return self.file.write(text.encode())
