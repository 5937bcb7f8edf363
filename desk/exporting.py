"""The list of cases as a file for a spreadsheet, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases.queries.export import CaseRow
from desk import spreadsheets
from desk.spreadsheets import CHUNK, local

WIDTHS = (18, 24, 26, 44, 14, 34, 18, 18, 18, 14, 26)


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
    """The file piece by piece; Italian spreadsheets part columns by a semicolon."""
    with translation.override(language):
        head = headings()
    delimiter = ";" if language.startswith("it") else ","
    return spreadsheets.as_csv(head, _read(rows, language), delimiter=delimiter, text=_plain)


def as_xlsx(rows: Iterable[CaseRow], language: str) -> IO[bytes]:
    """The file, rewound; whoever sends it closes it."""
    with translation.override(language):
        head, title = headings(), _("Cases")
    return spreadsheets.as_xlsx(head, _read(rows, language), widths=WIDTHS, title=title)


def _read(rows: Iterable[CaseRow], language: str) -> Iterator[tuple[object, ...]]:
    """Row by row, each chunk read in the reader's language: the file is sent after the request has ended."""
    source = iter(rows)
    while True:
        with translation.override(language):
            chunk = [tuple(map(_known, astuple(row))) for row in islice(source, CHUNK)]
        if not chunk:
            return
        yield from chunk


def _known(value: object) -> object:
    """Days and moments as they are; the rest, labels in the reader's language too, as text now."""
    return value if value is None or hasattr(value, "isoformat") else str(value)


def _plain(value: Any) -> str:
    return f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value.isoformat())
