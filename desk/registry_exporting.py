"""A table as a file an import reads back: days are days, amounts have a point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from desk import spreadsheets


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[bytes]:
    """The file piece by piece, parted by semicolons."""
    return spreadsheets.as_csv(columns, map(_known, rows), delimiter=";", text=_plain)


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """The file, rewound. What is neither day nor amount is text, so that a leading nought stays."""
    return spreadsheets.as_xlsx(columns, map(_known, rows), day="yyyy-mm-dd", text="@")


def _known(row: Sequence[Any]) -> list[Any]:
    return [value if value is None or isinstance(value, date | Decimal) else _word(value) for value in row]


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _plain(value: date | Decimal) -> str:
    return _amount(value) if isinstance(value, Decimal) else value.isoformat()


def _amount(value: Decimal) -> str:
    """With a point; with two decimals at least, so that no reader takes the point for one of thousands."""
    plain = f"{value.normalize():f}"
    whole, _point, cut = plain.partition(".")
    return f"{whole}.{cut.ljust(2, '0')}0" if len(cut) == 3 else f"{whole}.{cut}" if cut else whole
