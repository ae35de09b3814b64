"""The empty workbook that people fill in: headings in both languages, an example, what each column takes."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from parkservice.estate.imports.sheets import LANGUAGES, Sheet, in_language

WIDTH = 26


def template_of(*sheets: Sheet) -> bytes:
    """Return the workbook for one or several lists: each to be filled in, and a sheet of notes."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _add_list(book.create_sheet(sheet.title or sheet.kind), sheet)
    notes = book.create_sheet("说明 notes")
    notes.append(["列 column", "必填 needed", "示例 example", "可填 possible"])
    for sheet in sheets:
        if len(sheets) > 1:
            notes.append([sheet.title])
        for column in sheet.columns:
            possible = ", ".join(in_language(word, language) for word in column.offered for language in LANGUAGES)
            notes.append([" / ".join(column.headings), "是 yes" if column.required else "", column.example, possible])
    for letter in "ABCD":
        notes.column_dimensions[letter].width = WIDTH
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_list(table: Any, sheet: Sheet) -> None:
    """The headings of one list, its cells as text."""
    table.freeze_panes = "A2"
    table.append([" / ".join(column.headings) for column in sheet.columns])
    for cell, column in zip(table[1], sheet.columns, strict=True):
        cell.font = Font(bold=True)
        if column.required:
            cell.fill = PatternFill("solid", fgColor="FFF2CC")
        table.column_dimensions[cell.column_letter].width = WIDTH
        table.column_dimensions[cell.column_letter].number_format = "@"
