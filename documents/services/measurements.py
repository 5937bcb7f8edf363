"""The values of a laboratory certificate as they are read: out of a file, or out of the rows of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.rules.analytes import key_of, unit_of
from registry.services.importing.cells import amount
from registry.services.importing.sheets import Cell, Line, read

COLUMNS: Final = ("analyte", "value", "unit", "limit", "method", "uncertainty")
ALIASES: Final = {
    "substance": "analyte", "sostanza": "analyte", "parametro": "analyte", "analita": "analyte", "parameter": "analyte",
    "valore": "value", "risultato": "value", "result": "value",
    "unità": "unit", "unita": "unit", "u.m.": "unit", "um": "unit",
    "limite": "limit", "metodo": "method", "incertezza": "uncertainty",
}  # fmt: skip
"""What laboratories call the columns."""


@dataclass(frozen=True, slots=True)
class Value:
    """One row of a certificate; `below` for what was not detected."""

    analyte: str
    value: Decimal
    unit: str
    below: bool = False
    limit: Decimal | None = None
    method: str = ""
    uncertainty: Decimal | None = None


@dataclass(slots=True)
class Rows:
    """Rows as they were read; `errors` by line and column, in words. `unknown` are columns that nobody reads.

    `cells` are the rows as text, for whoever shows them; `errors` of a file count its rows from 1.
    """

    values: list[Value] = field(default_factory=list)
    errors: dict[tuple[int, str], str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    cells: list[dict[str, str]] = field(default_factory=list)


def read_file(name: str, content: bytes) -> Rows:
    """The rows of a .csv or .xlsx file. Raises ValidationError for a file that cannot be read as a table of values."""
    table = read(name, content)
    named = {column: ALIASES.get(column, column) for column in table.columns if column}
    if not {"analyte", "value", "unit"} <= set(named.values()):
        message = _("The first row must name at least the columns analyte, value and unit.")
        raise ValidationError(message, code="columns")
    lines = [{named[column]: cell for column, cell in cells.items()} for _line, cells in table.lines]
    rows = read_lines(enumerate(lines, start=1))
    rows.cells = [{column: str(cell) for column, cell in line.items() if column in COLUMNS} for line in lines]
    rows.unknown = tuple(column for column, known in named.items() if known not in COLUMNS)
    return rows


def read_lines(lines: Iterable[Line]) -> Rows:
    """The rows of a file or of a form; every wrong cell is named, and a substance that is there twice."""
    rows, seen = Rows(), set[tuple[str, str]]()
    for number, cells in lines:
        wrong = len(rows.errors)
        value = _value(number, cells, rows.errors)
        if len(rows.errors) > wrong or value is None:
            continue
        key = (key_of(value.analyte), unit_of(value.unit))
        if key in seen:
            rows.errors[number, "analyte"] = str(_("This substance is there twice in this unit: keep one row."))
        seen.add(key)
        rows.values.append(value)
    return rows


def _value(number: int, cells: Mapping[str, Cell], errors: dict[tuple[int, str], str]) -> Value | None:
    read_as: dict[str, Any] = {}
    for column in COLUMNS:
        try:
            read_as[column] = READERS[column](cells.get(column, ""))
        except ValidationError as error:
            errors[number, column] = " ".join(error.messages)
    if any(line == number for line, _column in errors):
        return None
    measured, below = read_as.pop("value")
    return Value(**read_as, value=measured, below=below)


def _needed(cell: Cell) -> str:
    words = " ".join(str(cell).split())[:120]
    if not words:
        raise ValidationError(_("The cell is empty: fill it in."), code="required")
    return words


def _measured(cell: Cell) -> tuple[Decimal, bool]:
    """`12,5`, or `< 0,5` for what was not detected."""
    words = str(cell).strip()
    below = words.startswith("<")
    plain: Cell = words.removeprefix("<").strip() if isinstance(cell, str) else cell
    if plain == "":
        raise ValidationError(_("The cell is empty: write the value, or “< 0.5” for what was not detected."))
    found = amount(plain)
    if found is None:
        raise ValidationError(_("“%(cell)s” is not a number: write it like 1234.50."), params={"cell": words[:60]})
    return _bounded(found), below


def _optional(cell: Cell) -> Decimal | None:
    found = amount(cell) if cell != "" else None
    return None if found is None else _bounded(found)


def _bounded(found: Decimal) -> Decimal:
    if abs(found) >= Decimal(10) ** 12 or found != round(found, 8):
        raise ValidationError(_("The number is too long: at most twelve digits and eight decimals."))
    return found


READERS: Final = {
    "analyte": _needed,
    "value": _measured,
    "unit": lambda cell: _needed(cell)[:20],
    "limit": _optional,
    "method": lambda cell: str(cell).strip()[:120],
    "uncertainty": _optional,
}
