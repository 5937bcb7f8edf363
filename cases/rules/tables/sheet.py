"""The rows of a table as lines of cells, for a spreadsheet or a grid on a page, and back with errors by row.

The first line is the heading: #id #from #to, the inputs by code, the outputs by code behind an arrow, #note.
The default row is the line whose id is `default`; its inputs are dashes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TypeVar

from cases.rules.tables.cells import Cell, Equals, checked
from cases.rules.tables.columns import Column, Field, Kind, Value, of_type
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.grid import read_cell, write_cell
from cases.rules.tables.model import Answer, Row, Table
from cases.rules.tables.notation import Notation, read_value, write_value

Line = Sequence[object]
Made = TypeVar("Made")
ARROW = "\N{RIGHTWARDS ARROW} "
DEFAULT = "default"
A_DAY = Field(code="day", kind=Kind.DATE)


def heading(table: Table) -> list[str]:
    """The first line."""
    inputs, outputs = [column.code for column in table.inputs], [ARROW + output.code for output in table.outputs]
    return ["#id", "#from", "#to", *inputs, *outputs, "#note"]


def write_sheet(table: Table, notation: Notation) -> list[list[str]]:
    """The heading and one line per row, the default row last; `read_sheet` reads them back unchanged."""
    lines = [heading(table), *(_line(table, row, notation) for row in table.rows)]
    if table.default is not None:
        lines.append(_line(table, Row(id=DEFAULT, then=table.default), notation))
    return lines


def _line(table: Table, row: Row, notation: Notation) -> list[str]:
    def shown(value: Value | None, field: Field) -> str:
        return "" if value is None else write_value(value, field, notation)

    days = [shown(day, A_DAY) for day in (row.valid_from, row.valid_to)]
    cells = [write_cell(row.cell(column.code), column, notation) for column in table.inputs]
    answers = [shown(row.then[output.code], output) for output in table.outputs]
    return [row.id, *days, *cells, *answers, row.note]


def read_sheet(table: Table, lines: Sequence[Line], notation: Notation) -> Table:
    """The table with the rows of a sheet instead of its own; columns may stand in any order, blank lines are skipped.

    A cell is text in the notation, or what a spreadsheet holds: a number, a day, true or false. A number a
    spreadsheet holds in binary is taken as it is shown. Raises TableInvalid with every error by row (its id, or
    #number of the line) and heading.
    """
    titles = [str(title or "").strip() for title in lines[0]] if lines else []
    _check_titles(titles, heading(table))
    sheet = _Sheet(table, notation, [])
    kept = [(n, line) for n, line in enumerate(lines[1:], 2) if any(cell not in (None, "") for cell in line)]
    rows = [sheet.row(dict(zip(titles, line, strict=False)), n) for n, line in kept]
    if sheet.problems:
        raise TableInvalid(sheet.problems)
    defaults = [row.then for row in rows if row.id == DEFAULT]
    if len(defaults) > 1:
        raise TableInvalid([TableError("table.repeated", row=DEFAULT, key=DEFAULT)])
    others = tuple(row for row in rows if row.id != DEFAULT)
    return replace(table, rows=others, default=defaults[0] if defaults else None)


def _check_titles(titles: Sequence[str], expected: Sequence[str]) -> None:
    problems = [TableError("table.missing_key", column=key, key=key) for key in expected if key not in titles]
    problems += [TableError("table.unknown_key", column=key, key=key) for key in titles if key not in expected]
    problems += [TableError("table.repeated", column=key, key=key) for key in expected if titles.count(key) > 1]
    if problems:
        raise TableInvalid(problems)


@dataclass(frozen=True, slots=True)
class _Sheet:
    table: Table
    notation: Notation
    problems: list[TableError]

    def row(self, cells: Mapping[str, object], number: int) -> Row:
        row_id = str(cells.get("#id") or "").strip() or f"#{number}"
        if row_id.startswith("#"):
            self.problems.append(TableError("table.missing_key", row=row_id, column="#id", key="#id"))
        days = [self._value(row_id, title, cells.get(title), A_DAY) for title in ("#from", "#to")]
        when = {column.code: self._cell(row_id, column, cells.get(column.code)) for column in self.table.inputs}
        first, last = (day if isinstance(day, date) else None for day in days)
        return Row(
            id=row_id,
            when={code: cell for code, cell in when.items() if cell is not None},
            then=self._answer(row_id, cells),
            valid_from=first,
            valid_to=last,
            note=str(cells.get("#note") or ""),
        )

    def _answer(self, row_id: str, cells: Mapping[str, object]) -> Answer:
        titles = ((output, ARROW + output.code) for output in self.table.outputs)
        return {output.code: self._value(row_id, title, cells.get(title), output) for output, title in titles}

    def _cell(self, row_id: str, column: Column, given: object) -> Cell | None:
        return self._attempt(row_id, column.code, partial(_read_cell, given, column, self.notation))

    def _value(self, row_id: str, title: str, given: object, field: Field) -> Value | None:
        if given is None or given == "":
            return None
        return self._attempt(row_id, title, partial(_read_value, given, field, self.notation))

    def _attempt(self, row_id: str, column: str, make: Callable[[], Made]) -> Made | None:
        try:
            return make()
        except TableError as problem:
            self.problems.append(problem.at(row=row_id, column=column))
            return None


def _read_cell(given: object, column: Column, notation: Notation) -> Cell:
    if given is None or isinstance(given, str):
        return read_cell(given or "", column, notation)
    return checked(column, Equals(of_type(column, _as_shown(given))))


def _read_value(given: object, field: Field, notation: Notation) -> Value:
    return read_value(given, field, notation) if isinstance(given, str) else of_type(field, _as_shown(given))


def _as_shown(given: object) -> object:
    """What a spreadsheet shows for what it holds: the shortest decimal of a binary number, a midnight as its day."""
    if isinstance(given, float):
        return Decimal(repr(given))
    if isinstance(given, datetime) and (given.hour, given.minute, given.second) == (0, 0, 0):
        return given.date()
    return given
