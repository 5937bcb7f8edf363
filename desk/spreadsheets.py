"""Rows as files for a spreadsheet: CSV as it grows, XLSX through a file on disk; no cell can become a formula.

Text is kept from being a formula here, once. How days, amounts and the rest are spelled is said by who calls.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

import xlsxwriter
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils import timezone

from cases.rules.spreadsheet import safe_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.http.response import HttpResponseBase

FORMATS: Final = {"xlsx": "Excel (.xlsx)", "csv": "CSV (.csv)"}
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK: Final = 500
WIDTH: Final = 18
MOST_ROWS: Final = 1_048_575
"""Rows under the heading that fit on a sheet, says the format."""


def sent(
    kind: str, name: str, *, csv: Callable[[], Iterable[bytes]], xlsx: Callable[[], IO[bytes]]
) -> HttpResponseBase:
    """The response with the file `name.kind`; another kind of file is not there (404)."""
    if kind not in TYPES:
        raise Http404
    if kind == "xlsx":
        return FileResponse(xlsx(), as_attachment=True, filename=f"{name}.xlsx", content_type=TYPES[kind])
    response = StreamingHttpResponse(csv(), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_csv(
    heads: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str, text: Callable[[Any], str]
) -> Iterator[bytes]:
    """The file piece by piece; the sign in front says UTF-8. `text` spells what is neither text nor None."""
    source = iter(rows)
    yield "\ufeff".encode() + _lines([list(heads)], delimiter)
    while chunk := list(islice(source, CHUNK)):
        yield _lines(([_cell(value, text) for value in row] for row in chunk), delimiter)


def as_xlsx(
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    title: str | None = None,
    day: str = "dd/mm/yyyy",
    amount: str = "General",
    text: str = "General",
) -> IO[bytes]:
    """The file, written row by row to disk and rewound; whoever sends it closes it.

    `day`, `amount` and `text` are Excel's formats. Days, moments and numbers stay such; the rest is text.
    """
    target = TemporaryFile()  # noqa: SIM115  # the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column in range(len(heads)):
            sheet.set_column(column, column, widths[column] if widths else WIDTH)
        sheet.write_row(0, 0, list(heads), book.add_format({"bold": True}))
        formats = {
            datetime: book.add_format({"num_format": f"{day} hh:mm"}),
            date: book.add_format({"num_format": day}),
            Decimal: book.add_format({"num_format": amount}),
            str: book.add_format({"num_format": text}),
        }
        for number, row in enumerate(islice(rows, MOST_ROWS), start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, formats)
    target.seek(0)
    return target


def local(value: datetime) -> datetime:
    """A moment as the clock on the wall shows it: what a spreadsheet can hold."""
    return timezone.make_naive(value)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, local(value), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), formats[Decimal])
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, safe_cell(str(value)), formats[str])


def _cell(value: Any, text: Callable[[Any], str]) -> str:
    if value is None:
        return ""
    return safe_cell(value) if isinstance(value, str) else text(value)


def _lines(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()
