"""The rows of a table as a grid one types in: cells by number, problems beside their row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.model import Table
from cases.rules.tables.notation import Notation
from cases.rules.tables.sheet import DEFAULT, heading, read_sheet, write_sheet
from desk.forms.policies import in_words
from desk.presenting.policies import heads

MOST = 2_000
ID, FROM, TO = 0, 1, 2


@dataclass(frozen=True, slots=True)
class GridCell:
    """One field: its name in the form, what is typed, what is wrong."""

    name: str
    label: str
    text: str
    problem: str = ""
    kind: str = "in"
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row; `number` is its place in the form, `problems` those without a cell."""

    number: int
    id: str
    cells: Sequence[GridCell]
    is_default: bool
    problems: Sequence[str] = ()

    @property
    def troubles(self) -> list[str]:
        """Everything wrong, cells named."""
        return [*self.problems, *(f"{cell.label}: {cell.problem}" for cell in self.cells if cell.problem)]


@dataclass(frozen=True, slots=True)
class Grid:
    """What is typed; `table` is None while something cannot be read."""

    titles: Sequence[tuple[str, str, str]]
    rows: Sequence[GridRow]
    table: Table | None
    has_default: bool

    @classmethod
    def of(cls, table: Table, lines: Sequence[Sequence[str]], notation: Notation) -> Grid:
        """The grid of lines of cells (without the heading), read and judged."""
        read, problems = _read(table, lines, notation)
        rows = [_row(table, number, line, problems) for number, line in enumerate(lines)]
        return cls(list(_titles(table)), rows, read, any(row.is_default for row in rows))


def written(table: Table, notation: Notation) -> list[list[str]]:
    """The lines of a table as it is."""
    return write_sheet(table, notation)[1:]


def lines_of(table: Table, posted: Mapping[str, str]) -> list[list[str]]:
    """The lines a form sends: fields r<row>c<column>, rows in the order of their first field."""
    width = len(heading(table))
    numbers = dict.fromkeys(
        name[1:].partition("c")[0] for name in posted if name.startswith("r") and name[1:].partition("c")[2].isdigit()
    )
    kept = [number for number in numbers if number.isdigit()][:MOST]
    return [[posted.get(f"r{number}c{place}", "") for place in range(width)] for number in kept]


def read_lines(table: Table, posted: Mapping[str, str], notation: Notation) -> Grid:
    """The grid of a form."""
    return Grid.of(table, lines_of(table, posted), notation)


def blank_line(table: Table, lines: list[list[str]]) -> list[list[str]]:
    """The lines with a new row before the default row, under an id nobody has had."""
    taken = {line[ID] for line in lines} | {row.id for row in table.rows}
    new_id = next(name for name in (f"r{n}" for n in range(len(lines) + 1, MOST * 2)) if name not in taken)
    width = len(heading(table))
    line = [new_id, "", "", *["-"] * len(table.inputs), *[""] * (width - 3 - len(table.inputs))]
    rows = [each for each in lines if each[ID] != DEFAULT]
    return [*rows, line, *(each for each in lines if each[ID] == DEFAULT)]


def moved(lines: list[list[str]], which: str) -> list[list[str]]:
    """The lines with one of them a place further up."""
    place = int(which) if which.isdigit() else 0
    if 0 < place < len(lines) and lines[place][ID] != DEFAULT:
        lines[place - 1], lines[place] = lines[place], lines[place - 1]
    return lines


def _read(table: Table, lines: Sequence[Sequence[str]], notation: Notation) -> tuple[Table | None, list[TableError]]:
    try:
        return read_sheet(table, [heading(table), *lines], notation), []
    except TableInvalid as invalid:
        return None, list(invalid.problems)


def _titles(table: Table) -> Iterator[tuple[str, str, str]]:
    """Label, hint and kind of every column of the grid; a cell that offers its choices needs no list of them above."""
    offered = {output.code for output in table.outputs if output.choices}
    yield from ((_("Row"), "", "id"), (_("From"), "", "day"), (_("To"), "", "day"))
    for head in heads(table):
        kind = "out" if head.is_output else "in listed" if "," in head.hint else "in"
        yield head.label, "" if head.is_output and head.code in offered else head.hint, kind
    yield _("Note"), "", "note"


def _row(table: Table, number: int, line: Sequence[str], problems: Sequence[TableError]) -> GridRow:
    row_id = line[ID].strip()
    mine = [each for each in problems if each.row in (row_id, f"#{number + 2}")]
    keys = heading(table)
    outputs = {place for place, key in enumerate(keys) if key.startswith("→")}
    choices = _choices(table)
    cells = []
    for place, (label, _hint, kind) in enumerate(_titles(table)):
        at = {keys[place], keys[place].removeprefix("→ ")} if place in outputs else {keys[place]}
        wrong = next((in_words(each) for each in mine if each.column in at), "")
        cells.append(GridCell(f"r{number}c{place}", label, line[place], wrong, kind, choices.get(keys[place], ())))
    told = {cell.problem for cell in cells if cell.problem}
    others = [in_words(each) for each in mine if in_words(each) not in told]
    return GridRow(number, row_id, cells, row_id == DEFAULT, others)


def _choices(table: Table) -> Mapping[str, Sequence[str]]:
    """What an output of choices offers."""
    return {f"→ {output.code}": output.choices for output in table.outputs if output.choices}
