"""Rows as files for a spreadsheet: CSV as it grows, XLSX through a file on disk; no cell can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from datetime import date, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.queries.export import CaseRow
from cases.rules.spreadsheet import safe_cell

CHUNK = 500
FORMATS = {"xlsx": "Excel (.xlsx)", "csv": "CSV (.csv)"}
WIDTHS = (18, 24, 26, 44, 14, 34, 18, 18, 18, 14, 26)
MOST_ROWS = 1_048_575
"""Rows under the heading that fit on a sheet, says the format."""


def headings() -> list[str]:
    """One per column of `CaseRow`."""
    return [
        _("Case"),
        _("Process"),
        _("State"),
        _("Subject"),
        _("Customer code"),
        _("Customer"),
        _("Opened at"),
        _("In this state since"),
        _("Closed at"),
        _("Due on"),
        _("At work"),
    ]


def as_csv(rows: Iterable[CaseRow], language: str) -> Iterator[bytes]:
    """The file piece by piece; Italian spreadsheets part columns by a semicolon. The sign in front says UTF-8."""
    with translation.override(language):
        head = headings()
    delimiter = ";" if language.startswith("it") else ","
    yield "\ufeff".encode() + _lines([head], delimiter)
    for chunk in _chunks(rows, language):
        yield _lines([[_plain(value) for value in row] for row in chunk], delimiter)


def as_xlsx(rows: Iterable[CaseRow], language: str) -> IO[bytes]:
    """The file, written row by row to disk and rewound; whoever sends it closes it."""
    target = TemporaryFile()  # noqa: SIM115  # the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(target, {**options, "default_date_format": "dd/mm/yyyy"}) as book:
        with translation.override(language):
            head, title = headings(), _("Cases")
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, head, book.add_format({"bold": True}))
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        every = (row for chunk in _chunks(rows, language) for row in chunk)
        for number, row in enumerate(islice(every, MOST_ROWS), start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, moment)
    target.seek(0)
    return target


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, moment: object) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, _local(value), moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif value:
        sheet.write_string(row, column, safe_cell(str(value)))


def _chunks(rows: Iterable[CaseRow], language: str) -> Iterator[Sequence[tuple[object, ...]]]:
    """Chunk by chunk, each read in the reader's language: the file is sent after the request has ended."""
    source = iter(rows)
    while True:
        with translation.override(language):
            chunk = [astuple(row) for row in islice(source, CHUNK)]
        if not chunk:
            return
        yield chunk


def _lines(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return safe_cell(str(value or ""))


def _local(value: datetime) -> datetime:
    return timezone.make_naive(value)
