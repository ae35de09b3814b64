"""Files for the import: good ones, and ones that nobody should have to open."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook

UNIT_HEADINGS = ["单元编号 / Unit code", "楼栋", "Use of space", "楼层 / Floor", "Gross floor area in m²", "In use"]


def workbook(*rows: list[Any], headings: list[Any] | None = None, merge: str = "") -> bytes:
    """An Excel file with these rows below the headings."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(UNIT_HEADINGS if headings is None else headings)
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(*lines: str, encoding: str = "utf-8-sig") -> bytes:
    """A CSV file."""
    return "\r\n".join(lines).encode(encoding)


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """The same archive with some parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return file.getvalue()


def bomb() -> bytes:
    """A few kilobytes that unpack to 100 MB."""
    return repacked(workbook(["A-1", "A"]), {"xl/sharedStrings.xml": b" " * 100_000_000})


def macros() -> bytes:
    """A workbook with macros, renamed to .xlsx."""
    return repacked(workbook(["A-1", "A"]), {"xl/vbaProject.bin": b"x"})


def entities() -> bytes:
    """A sheet whose text grows a thousandfold while it is parsed."""
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    part = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]><worksheet>&l8;</worksheet>'
    return repacked(workbook(["A-1", "A"]), {"xl/worksheets/sheet1.xml": part.encode()})


def far_row() -> bytes:
    """A sheet that says it goes to the last cell of all."""
    part = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    return repacked(workbook(["A-1", "A"]), {"xl/worksheets/sheet1.xml": part})


def other_archive() -> bytes:
    """A zip that is no workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return file.getvalue()
