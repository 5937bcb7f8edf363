"""From the text of a cell to a value: types, formats, zones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from cases.rules.days import ROME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ISO: Final = "iso"
TRUE: Final = frozenset({"true", "t", "1", "yes", "y", "x", "si", "sì", "s", "vero"})
FALSE: Final = frozenset({"false", "f", "0", "no", "n", "falso"})


class BadCell(ValueError):
    """A cell that is not of the type the mapping says; its text says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How the value of one dossier column or fact is told.

    column   the column of the file; empty: `value` is the same for every case, stated by who writes the mapping
    type     text, integer, decimal (1234.50, or 1.234,50 with comma = true), date, datetime, boolean, list, reference
    format   of dates: "iso", or as strptime writes them
    match    for a reference: the column of the other table that the cell holds ("code")
    """

    column: str = ""
    type: str = "text"
    format: str = ISO
    separator: str = ","
    comma: bool = False
    match: str = ""
    value: object = None
    zone: ZoneInfo = field(default=ROME)


def moment(text: str, form: str, zone: ZoneInfo) -> datetime:
    """An aware instant; without an offset of its own it is meant in `zone`. Raises BadCell."""
    try:
        return _parsed(text, form, zone)
    except (ValueError, OverflowError):
        example = "2026-11-16T09:30:00+01:00" if form == ISO else form
        raise BadCell(f"“{text}” is not a time like {example}") from None


def _parsed(text: str, form: str, zone: ZoneInfo) -> datetime:
    if form == ISO:
        read = datetime.fromisoformat(text)
        return read if read.tzinfo else read.replace(tzinfo=zone)
    if "%z" in form:
        return datetime.strptime(text, form).astimezone(UTC)
    return datetime.strptime(text, form).replace(tzinfo=zone)


def _day(text: str, cell: Cell) -> date:
    return moment(text, cell.format, cell.zone).date()


def _decimal(text: str, cell: Cell) -> Decimal:
    plain = text.replace(".", "").replace(",", ".") if cell.comma else text
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise BadCell(f"“{text}” is no number") from None
    if not number.is_finite():
        raise BadCell(f"“{text}” is no number")
    return number


def _integer(text: str, cell: Cell) -> int:
    number = _decimal(text, cell)
    if number != int(number):
        raise BadCell(f"“{text}” is no whole number")
    return int(number)


def _boolean(text: str, cell: Cell) -> bool:
    del cell
    word = text.casefold()
    if word not in TRUE | FALSE:
        raise BadCell(f"“{text}” is neither yes nor no")
    return word in TRUE


TYPES: Final[Mapping[str, Callable[[str, Cell], object]]] = {
    "text": lambda text, cell: text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _day,
    "datetime": lambda text, cell: moment(text, cell.format, cell.zone),
    "boolean": _boolean,
    "list": lambda text, cell: [part.strip() for part in text.split(cell.separator) if part.strip()],
    "reference": lambda text, cell: text,
}


def value_of(text: str, cell: Cell) -> object:
    """The value of a cell that is not empty. Raises BadCell."""
    return TYPES[cell.type](text, cell)
