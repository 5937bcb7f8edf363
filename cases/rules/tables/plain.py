"""Tables from and to plain dicts, as TOML and JSON hold them.

    code = "discount_authority"          hit = "first"            label is optional
    [[inputs]]   code = "discount"  kind = "number"   whole, minimum, maximum, choices, label are optional
    [[outputs]]  code = "level"     kind = "choice"   choices = ["area", "head"]   optional, whole, label likewise
    [[rows]]     id = "r1"  when = { discount = "<= 5" }  then = { level = "area" }
                 valid_from, valid_to, note are optional; a column not named takes any value
    [default]    level = "head"          answers when no row matches; optional

Cells are texts in the plain notation of `grid`. Values are texts in the plain notation, or what TOML and JSON have
for them: whole numbers, true and false, TOML dates; a float is refused, for it is not exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from cases.rules.tables.cells import ANY, Cell
from cases.rules.tables.columns import Column, Field, Kind, Output, Value, of_type
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.grid import read_cell, write_cell
from cases.rules.tables.model import Answer, HitPolicy, Row, Table
from cases.rules.tables.notation import Notation, read_value, write_value
from cases.rules.tables.reading import Part

Plain = dict[str, object]
A_DAY = Field(code="day", kind=Kind.DATE)


def parse(plain: Mapping[str, object]) -> Table:
    """The table a plain dict describes. Raises TableInvalid with everything wrong in it, by row and column."""
    problems: list[TableError] = []
    part = Part(plain, problems)
    inputs = [column for column in map(_column, part.parts("inputs")) if column]
    outputs = [output for output in map(_output, part.parts("outputs")) if output]
    rows = [_row(row, n, inputs, outputs) for n, row in enumerate(part.parts("rows", required=False), 1)]
    default = part.part("default")
    answer = _answer(default, outputs, row="default") if default else None
    code, label = part.text("code"), part.text("label", required=False)
    hit = part.one_of("hit", HitPolicy)
    part.close()
    if problems or hit is None:
        raise TableInvalid(problems)
    return Table(
        code=code, hit=hit, inputs=tuple(inputs), outputs=tuple(outputs), rows=tuple(rows), default=answer, label=label
    )


def _field(part: Part) -> tuple[str, Kind | None, tuple[str, ...], bool, str]:
    code = part.text("code")
    kind = part.one_of("kind", Kind)
    return code, kind, part.texts("choices"), part.flag("whole"), part.text("label", required=False)


def _column(part: Part) -> Column | None:
    code, kind, choices, whole, label = _field(part)
    given = {name: part.take(name) for name in ("minimum", "maximum")}
    part.close()
    if kind is None:
        return None
    bare = Field(code=code, kind=kind, choices=choices, whole=whole)

    def make() -> Column:
        ends = {name: value_from_plain(end, bare) for name, end in given.items() if end is not None}
        return Column(code=code, kind=kind, choices=choices, whole=whole, label=label, **ends)

    return part.attempt(make, column=code)


def _output(part: Part) -> Output | None:
    code, kind, choices, whole, label = _field(part)
    optional = part.flag("optional")
    part.close()
    if kind is None:
        return None

    def make() -> Output:
        return Output(code=code, kind=kind, choices=choices, whole=whole, label=label, optional=optional)

    return part.attempt(make, column=code)


def _row(part: Part, number: int, inputs: list[Column], outputs: list[Output]) -> Row:
    row = part.text("id") or f"#{number}"
    part.row = row
    when, then = part.part("when"), part.part("then")
    days = {name: _day(part, name) for name in ("valid_from", "valid_to")}
    note = part.text("note", required=False)
    part.close()
    cells = _cells(when, inputs) if when else {}
    return Row(id=row, when=cells, then=_answer(then, outputs, row=row) if then else {}, note=note, **days)


def _day(part: Part, name: str) -> date | None:
    given = part.take(name)
    found = None if given is None else part.attempt(lambda: value_from_plain(given, A_DAY), column=name)
    return found if isinstance(found, date) else None


def _cells(part: Part, inputs: list[Column]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for column in inputs:
        read = partial(_cell, part.take(column.code, "-"), column)
        cell = part.attempt(read, column=column.code)
        if cell is not None and cell != ANY:
            cells[column.code] = cell
    part.close(columns=True)
    return cells


def _cell(plain: object, column: Column) -> Cell:
    if isinstance(plain, bool) or not isinstance(plain, (str, int, date)):
        raise TableError("cell.wrong_form", value=str(plain))
    return read_cell(str(plain), column, Notation.PLAIN)


def _answer(part: Part, outputs: list[Output], *, row: str) -> Answer:
    part.row = row
    answer: dict[str, Value | None] = {}
    for output in outputs:
        given = part.take(output.code)
        read = partial(value_from_plain, given, output)
        answer[output.code] = None if given is None else part.attempt(read, column=output.code)
    part.close(columns=True)
    return answer


def value_from_plain(plain: object, field: Field) -> Value:
    """A typed value from what TOML or JSON holds. Raises ValueRefused; a float always is."""
    if isinstance(plain, str):
        return read_value(plain, field, Notation.PLAIN)
    return of_type(field, plain)


def value_to_plain(value: Value, field: Field) -> str | bool:
    """A typed value as JSON holds it: yes and no as booleans, everything else as exact text."""
    return value if isinstance(value, bool) else write_value(value, field, Notation.PLAIN)


def to_plain(table: Table) -> Plain:
    """The plain dict that `parse` reads back into an equal table, and that is the same whenever the table is."""
    plain: Plain = {"code": table.code, "hit": table.hit.value, **_if({"label": table.label})}
    plain["inputs"] = [_column_to_plain(column) for column in table.inputs]
    plain["outputs"] = [_field_to_plain(output) | _if({"optional": output.optional}) for output in table.outputs]
    plain["rows"] = [_row_to_plain(table, row) for row in table.rows]
    if table.default is not None:
        plain["default"] = answer_to_plain(table, table.default)
    return plain


def _if(fields: Plain) -> Plain:
    """Only what is set."""
    return {key: value for key, value in fields.items() if value not in ("", False, None, [])}


def _field_to_plain(field: Field) -> Plain:
    optional = {"choices": list(field.choices), "whole": field.whole, "label": field.label}
    return {"code": field.code, "kind": field.kind.value, **_if(optional)}


def _column_to_plain(column: Column) -> Plain:
    ends = {"minimum": column.minimum, "maximum": column.maximum}
    return _field_to_plain(column) | {
        name: value_to_plain(end, column) for name, end in ends.items() if end is not None
    }


def _row_to_plain(table: Table, row: Row) -> Plain:
    columns = (column for column in table.inputs if column.code in row.when)
    days = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    return {
        "id": row.id,
        "when": {column.code: write_cell(row.when[column.code], column, Notation.PLAIN) for column in columns},
        "then": answer_to_plain(table, row.then),
        **{name: day.isoformat() for name, day in days.items() if day},
        **_if({"note": row.note}),
    }


def answer_to_plain(table: Table, answer: Answer) -> Plain:
    """Outputs as JSON holds them; an optional output without a value is left out."""
    given = {output: answer.get(output.code) for output in table.outputs}
    return {output.code: value_to_plain(value, output) for output, value in given.items() if value is not None}
