"""A table made fast for one day: every column cut into classes with a bitset of its rows, a decision is five ANDs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cases.rules.tables.columns import Value, conform
from cases.rules.tables.elementary import Choices, Cut, cut
from cases.rules.tables.errors import InputRefused, NoMatch, SeveralMatches, ValueRefused
from cases.rules.tables.model import Answer, HitPolicy, Row, Table

Inputs = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table said: the rows that answered and their outputs, in table order.

    The default row answers with `by_default` and no row id; a collecting table may answer with nothing.
    """

    row_ids: tuple[str, ...]
    answers: tuple[Answer, ...]
    by_default: bool = False

    def __getitem__(self, output: str) -> Value | None:
        """The value of an output of the only answer. Raises ValueError when there is not exactly one."""
        (answer,) = self.answers
        return answer[output]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A table as it applies on one day. Make it with `compile_table`."""

    table: Table
    on: date
    rows: tuple[Row, ...]
    cuts: tuple[Cut | Choices, ...]

    def evaluate(self, inputs: Inputs) -> Decision:
        """What the table decides for these inputs.

        Raises InputRefused (missing, unknown or mistyped input, column named), NoMatch without a default row,
        SeveralMatches under the unique policy.
        """
        matching = (1 << len(self.rows)) - 1
        for part, value in zip(self.cuts, self.typed(inputs), strict=True):
            matching &= part.rows_for(value)
        return self.decide(matching)

    def typed(self, inputs: Inputs) -> list[Value]:
        """The inputs in column order, checked. Raises InputRefused."""
        if len(inputs) != len(self.cuts):
            self._refuse_unknown(inputs)
        try:
            return [conform(part.column, inputs[part.column.code]) for part in self.cuts]
        except KeyError as missing:
            self._refuse_unknown(inputs)
            raise InputRefused("input.missing", column=str(missing.args[0])) from None
        except ValueRefused as refused:
            raise InputRefused.for_value(refused) from None

    def _refuse_unknown(self, inputs: Inputs) -> None:
        known = {column.code for column in self.table.inputs}
        for name in inputs:
            if name not in known:
                raise InputRefused("input.unknown", column=name)

    def decide(self, matching: int) -> Decision:
        """The answer when these rows match, under the table's hit policy."""
        if not matching:
            return self._without_match()
        if self.table.hit is HitPolicy.FIRST:
            matching &= -matching
        if self.table.hit is HitPolicy.UNIQUE and matching & (matching - 1):
            raise SeveralMatches([row.id for row in self.rows_in(matching)])
        rows = tuple(self.rows_in(matching))
        return Decision(tuple(row.id for row in rows), tuple(row.then for row in rows))

    def _without_match(self) -> Decision:
        if self.table.default is not None:
            return Decision((), (self.table.default,), by_default=True)
        if self.table.hit is HitPolicy.COLLECT:
            return Decision((), ())
        raise NoMatch

    def rows_in(self, mask: int) -> Iterator[Row]:
        """The rows of a bitset, in order."""
        while mask:
            lowest = mask & -mask
            yield self.rows[lowest.bit_length() - 1]
            mask ^= lowest


def compile_table(table: Table, on: date) -> Compiled:
    """The table as it applies on a day: rows not valid then are left out."""
    rows = table.rows_on(on)
    cuts = (cut(column, [row.cell(column.code) for row in rows]) for column in table.inputs)
    return Compiled(table, on, rows, tuple(cuts))
