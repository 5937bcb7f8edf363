"""What an analysis means for publishing: what forbids it, and what should only be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cases.rules.tables.analysis import Analysis, Status
from cases.rules.tables.columns import Value
from cases.rules.tables.errors import TableError
from cases.rules.tables.model import HitPolicy, Table
from cases.rules.tables.notation import Notation, write_value


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found, in words by its code and params; a blocking one forbids publishing."""

    problem: TableError
    blocking: bool


def findings(
    table: Table, analysis: Analysis, notation: Notation = Notation.PLAIN, say: Callable[[str], str] = str
) -> tuple[Finding, ...]:
    """Everything to be told about a proved table, its examples of inputs written in a notation.

    `say` puts labels and choices into the reader's words.

    Blocking: a gap, or an undecided one, without a default row under unique and first; an overlap, or an undecided
    one, under unique. Not blocking: rows that never answer, or perhaps never.
    """
    told = _Told(table, analysis, notation, say)
    blocking = (Finding(problem, blocking=True) for problem in (*told.gaps(), *told.overlaps()))
    return (*blocking, *(Finding(problem, blocking=False) for problem in told.rows()))


@dataclass(frozen=True, slots=True)
class _Told:
    table: Table
    analysis: Analysis
    notation: Notation
    say: Callable[[str], str]

    def gaps(self) -> Iterator[TableError]:
        if self.table.default is not None or self.table.hit is HitPolicy.COLLECT:
            return
        if self.analysis.gap_status is Status.UNDECIDED:
            yield TableError("analysis.undecided")
        gap = self.analysis.gap
        if gap is not None:
            decisive = {code: gap.inputs[code] for code in gap.decided_by}
            yield TableError("analysis.gap", inputs=self._written(decisive or gap.inputs))

    def overlaps(self) -> Iterator[TableError]:
        if self.table.hit is not HitPolicy.UNIQUE:
            return
        if self.analysis.overlap_status is Status.UNDECIDED:
            yield TableError("analysis.undecided_overlap")
        for overlap in self.analysis.overlaps:
            inputs = self._written(overlap.inputs)
            yield TableError("analysis.overlap", row=overlap.first, other=overlap.second, inputs=inputs)

    def rows(self) -> Iterator[TableError]:
        for row in self.analysis.unreachable:
            code = "analysis.unreachable" if row.hidden_by else "analysis.impossible"
            yield TableError(code, row=row.row_id, others=", ".join(row.hidden_by))
        for row_id in self.analysis.undecided:
            yield TableError("analysis.undecided_row", row=row_id)

    def _written(self, inputs: Mapping[str, Value]) -> str:
        columns = (column for column in self.table.inputs if column.code in inputs)
        return ", ".join(
            f"{self.say(column.label) if column.label else column.code} = "
            f"{write_value(inputs[column.code], column, self.notation, self.say)}"
            for column in columns
        )
