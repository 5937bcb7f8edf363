"""A decision table: inputs, outputs, rows with permanent ids, and what happens when several or none match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from cases.rules.tables.cells import ANY, Cell, checked
from cases.rules.tables.columns import CODE, Column, Output, Value, of_type
from cases.rules.tables.errors import TableError, TableInvalid

Answer = Mapping[str, Value | None]


class HitPolicy(StrEnum):
    """Which matching rows answer: the only one there may be, the first in order, or all of them."""

    UNIQUE = "unique"
    FIRST = "first"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """When these cells hold, these outputs apply. A column without a cell takes any value.

    The id is permanent: journals refer to it. `valid_from` and `valid_to`, both included, bound the days it counts.
    """

    id: str
    when: Mapping[str, Cell] = field(default_factory=dict)
    then: Answer = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    def cell(self, column: str) -> Cell:
        """What the row asks of a column."""
        return self.when.get(column, ANY)

    def is_valid(self, on: date) -> bool:
        """Whether the row counts on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A checked table: one that exists is well formed. Raises TableInvalid with everything wrong in it."""

    code: str
    hit: HitPolicy
    inputs: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    default: Answer | None = None
    label: str = ""

    def __post_init__(self) -> None:
        found = list(_problems(self))
        if found:
            raise TableInvalid(found)
        object.__setattr__(self, "rows", tuple(_typed(self, row) for row in self.rows))
        if self.default is not None:
            object.__setattr__(self, "default", _typed_answer(self, self.default))

    def column(self, code: str) -> Column:
        """The input of that code. Raises KeyError."""
        return {column.code: column for column in self.inputs}[code]

    def rows_on(self, on: date) -> tuple[Row, ...]:
        """The rows that count on a day, in order."""
        return tuple(row for row in self.rows if row.is_valid(on))

    def change_days(self, after: date) -> tuple[date, ...]:
        """The later days on which rows start or stop counting: what is proved today must be proved there too."""
        starts = {row.valid_from for row in self.rows if row.valid_from}
        stops = {row.valid_to + timedelta(days=1) for row in self.rows if row.valid_to}
        return tuple(sorted(day for day in starts | stops if day > after))


def _typed(table: Table, row: Row) -> Row:
    """The row with its numbers as Decimal, every output named."""
    columns = {column.code: column for column in table.inputs}
    when = {code: checked(columns[code], cell) for code, cell in row.when.items() if cell != ANY}
    return replace(row, when=when, then=_typed_answer(table, row.then))


def _typed_answer(table: Table, answer: Answer) -> Answer:
    given = ((output, answer.get(output.code)) for output in table.outputs)
    return {output.code: None if value is None else of_type(output, value) for output, value in given}


def _problems(table: Table) -> Iterator[TableError]:
    if not CODE.fullmatch(table.code):
        yield TableError("table.bad_code", key=table.code)
    if not table.inputs or not table.outputs:
        yield TableError("table.no_columns")
    for codes in ([column.code for column in table.inputs], [output.code for output in table.outputs]):
        yield from (TableError("table.repeated", column=code, key=code) for code in _repeated(codes))
    yield from (TableError("table.repeated", row=row, key=row) for row in _repeated([row.id for row in table.rows]))
    columns = {column.code: column for column in table.inputs}
    for row in table.rows:
        yield from _row_problems(row, columns)
        yield from (problem.at(row=row.id) for problem in _answer_problems(table, row.then))
    if table.default is not None:
        yield from (problem.at(row="default") for problem in _answer_problems(table, table.default))


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []


def _row_problems(row: Row, columns: Mapping[str, Column]) -> Iterator[TableError]:
    if not row.id.strip() or row.id == "default":
        yield TableError("table.missing_key", row=row.id, key="id")
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        yield TableError("table.validity", row=row.id)
    for code, cell in row.when.items():
        if code not in columns:
            yield TableError("table.unknown_key", row=row.id, column=code, key=code)
            continue
        try:
            checked(columns[code], cell)
        except TableError as problem:
            yield problem.at(row=row.id, column=code)


def _answer_problems(table: Table, answer: Answer) -> Iterator[TableError]:
    outputs = {output.code: output for output in table.outputs}
    for code in answer.keys() - outputs.keys():
        yield TableError("table.unknown_key", column=code, key=code)
    for code, output in outputs.items():
        if answer.get(code) is None:
            if not output.optional:
                yield TableError("table.missing_key", column=code, key=code)
            continue
        try:
            of_type(output, answer[code])
        except TableError as problem:
            yield problem.at(column=code)
