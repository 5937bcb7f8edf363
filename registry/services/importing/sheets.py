"""A table out of a file, .csv or .xlsx: its first row names the columns. Cells stay what the file says they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Final
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

LARGEST: Final = 10 * 1024 * 1024
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
MOST_ROWS: Final = 50_000
LONGEST_CELL: Final = 2_000

Cell = str | int | float
Line = tuple[int, dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns a file has, and its rows with the line each stands on (the names of the columns are on line 1).

    A cell is text as written, a number where the spreadsheet holds a number, or an ISO day where it holds a day.
    Empty cells are left out, empty rows too.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read(file_name: str, content: bytes) -> Table:
    """Read a file. Raises ValidationError in words: too large, no table, an unknown kind of file, a column twice."""
    if len(content) > LARGEST:
        raise _refused(_("The file is larger than %(most)d MB: split it."), most=LARGEST // 1024 // 1024)
    readers = {".csv": _csv_rows, ".xlsx": _xlsx_rows}
    reader = readers.get(PurePath(file_name).suffix.lower())
    if reader is None:
        raise _refused(_("Choose a .csv or .xlsx file."))
    rows = list(reader(content))
    if len(rows) > MOST_ROWS + 1:
        raise _refused(_("The file has more than %(most)d rows: split it."), most=MOST_ROWS)
    columns = _columns(rows)
    lines = ((number, _cells(columns, row)) for number, row in enumerate(rows[1:], start=2))
    return Table(columns, tuple((number, cells) for number, cells in lines if cells))


def _csv_rows(content: bytes) -> Iterable[Sequence[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(_("The file is not UTF-8 text: save it as “CSV UTF-8”, or as .xlsx.")) from error
    if "\0" in text:
        raise _refused(_("The file is not text: save it as “CSV UTF-8”, or as .xlsx."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused(_("The file is not CSV: %(why)s. Check its quotes."), why=error) from error


def _xlsx_rows(content: bytes) -> Iterable[Sequence[object]]:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise _refused(_("The file unpacks to more than it should: split it."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (BadZipFile, CalamineError, IndexError) as error:
        raise _refused(_("The file is not a spreadsheet that can be read: save it again as .xlsx.")) from error


def _columns(rows: Sequence[Sequence[object]]) -> tuple[str, ...]:
    names = tuple(str(name).strip().lower() for name in rows[0]) if rows else ()
    while names and not names[-1]:
        names = names[:-1]
    if not any(names):
        raise _refused(_("The file is empty: its first row names the columns."))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise _refused(_("The column %(name)s is there twice: remove one."), name=", ".join(twice))
    return names


def _cells(columns: Sequence[str], row: Sequence[object]) -> dict[str, Cell]:
    found = {name: _plain(value) for name, value in zip(columns, row, strict=False) if name}
    return {name: value for name, value in found.items() if value != ""}


def _plain(value: object) -> Cell:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _unquoted(str(value).strip())[:LONGEST_CELL]


def _unquoted(text: str) -> str:
    """Without the apostrophe that an export puts before what a spreadsheet might take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] and not text[1].isalnum() else text


def _refused(message: object, /, **params: object) -> ValidationError:
    return ValidationError(str(message) % params if params else str(message), code="file")
