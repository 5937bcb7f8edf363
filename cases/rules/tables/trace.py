"""Why a table said what it said: for every row, matched or which cells did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cases.rules.tables.cells import Cell
from cases.rules.tables.columns import Value
from cases.rules.tables.compiled import Compiled, Decision, Inputs
from cases.rules.tables.errors import TableError
from cases.rules.tables.model import HitPolicy


class Fate(StrEnum):
    """What became of a row."""

    ANSWERED = "answered"
    MATCHED_LATER = "matched_later"
    CLASHED = "clashed"
    MISSED = "missed"
    NOT_VALID = "not_valid"


class Miss(NamedTuple):
    """A cell that did not admit the input of its column."""

    column: str
    cell: Cell
    value: Value


class RowTrace(NamedTuple):
    """One row: what became of it, and every cell that kept it from matching."""

    row_id: str
    fate: Fate
    misses: tuple[Miss, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The decision or the error in its place, and all rows of the table in order."""

    decision: Decision | None
    error: TableError | None
    rows: tuple[RowTrace, ...]


def evaluate_with_trace(compiled: Compiled, inputs: Inputs) -> Trace:
    """What the table decides and why. Raises InputRefused; no match and several matches are told in `error`."""
    values = compiled.typed(inputs)
    admitted = [part.rows_for(value) for part, value in zip(compiled.cuts, values, strict=True)]
    matching = (1 << len(compiled.rows)) - 1
    for rows in admitted:
        matching &= rows
    decision, error = _outcome(compiled, matching)
    places = {row.id: 1 << n for n, row in enumerate(compiled.rows)}
    codes = (column.code for column in compiled.table.inputs)
    fates = _Fates(compiled, list(zip(codes, values, admitted, strict=True)), matching)
    rows_told = (fates.tell(row.id, places.get(row.id, 0)) for row in compiled.table.rows)
    return Trace(decision, error, tuple(rows_told))


def _outcome(compiled: Compiled, matching: int) -> tuple[Decision | None, TableError | None]:
    try:
        return compiled.decide(matching), None
    except TableError as error:
        return None, error


@dataclass(frozen=True, slots=True)
class _Fates:
    compiled: Compiled
    columns: list[tuple[str, Value, int]]
    matching: int

    def tell(self, row_id: str, bit: int) -> RowTrace:
        if not bit:
            return RowTrace(row_id, Fate.NOT_VALID)
        if bit & self.matching:
            return RowTrace(row_id, self._fate_of_match(bit))
        return RowTrace(row_id, Fate.MISSED, tuple(self._misses(bit)))

    def _fate_of_match(self, bit: int) -> Fate:
        hit = self.compiled.table.hit
        is_alone = self.matching == bit
        if hit is HitPolicy.UNIQUE and not is_alone:
            return Fate.CLASHED
        is_first = self.matching & -self.matching == bit
        return Fate.ANSWERED if is_first or hit is HitPolicy.COLLECT else Fate.MATCHED_LATER

    def _misses(self, bit: int) -> Iterator[Miss]:
        row = self.compiled.rows[bit.bit_length() - 1]
        for column, value, rows in self.columns:
            if not rows & bit:
                yield Miss(column, row.cell(column), value)
