"""Rows of a .csv or .xlsx file, as text, with the number of their line; nothing is interpreted here."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from billing.imports.reasons import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billing.models import ImportMapping

Line = tuple[int, list[Any]]
LARGEST: Final = 20 * 1024 * 1024
XLSX: Final = b"PK\x03\x04"
DELIMITERS: Final = ";,\t|"


def lines(stream: IO[bytes], mapping: ImportMapping) -> Iterator[Line]:
    """The lines of a file with their headings first; cells of a workbook keep days and numbers as such.

    Raises FileRefused.
    """
    start = stream.read(4)
    stream.seek(0)
    if start == XLSX:
        return _workbook(stream)
    return _csv(stream, mapping)


def _csv(stream: IO[bytes], mapping: ImportMapping) -> Iterator[Line]:
    encoding = "utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=mapping.delimiter)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileRefused("not_text", encoding=mapping.encoding) from error


def _workbook(stream: IO[bytes]) -> Iterator[Line]:
    try:
        rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError) as error:
        raise FileRefused("not_workbook") from error
    for number, row in enumerate(rows, start=1):
        if any(cell != "" for cell in row):
            yield number, [_cell(cell) for cell in row]


def _cell(value: Any) -> Any:
    """Whole floats as whole numbers, others by their shortest text, which is what the cell shows."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | str):
        return value
    if isinstance(value, float):
        return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
    return str(value)


def places(head: Iterable[Any], columns: Mapping[str, str]) -> dict[str, int]:
    """At which place of a row each mapped field stands; case and blanks of a heading do not count.

    Raises FileRefused for a heading that is not there, or stands there twice.
    """
    found = [str(cell).strip() for cell in head]
    known = [_plain(cell) for cell in found]
    _whole(found, [heading for heading in columns.values() if _plain(heading) not in known])
    for heading in columns.values():
        same = [found[place] for place, cell in enumerate(known) if cell == _plain(heading)]
        if len(same) > 1:
            raise FileRefused("heading_twice", heading=heading, found=", ".join(same))
    return {field: known.index(_plain(heading)) for field, heading in columns.items()}


def _whole(found: Sequence[str], missing: Sequence[str]) -> None:
    """Refuse a head that lacks headings, all of them at once."""
    if not missing:
        return
    if not any(found):
        raise FileRefused("no_rows")
    if len(found) == 1 and any(sign in found[0] for sign in DELIMITERS):
        raise FileRefused("other_delimiter", found=found[0])
    if len(missing) == 1:
        raise FileRefused("heading_missing", heading=missing[0], found=", ".join(found))
    said = ", ".join(f"“{heading}”" for heading in missing)
    raise FileRefused("headings_missing", heading=said, found=", ".join(found))


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()
