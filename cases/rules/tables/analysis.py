"""The proof of a table: cases no row answers, rows that answer together, rows that never answer.

All columns are taken together, whatever their kinds, and every finding comes with a concrete input.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.rules.tables.columns import Value
from cases.rules.tables.compiled import compile_table
from cases.rules.tables.gaps import Search
from cases.rules.tables.model import HitPolicy, Row, Table
from cases.rules.tables.space import Budget, BudgetSpent, Space, bits, clashes, common_point, space_of, within

WORK = 16_000_000
MOST_OVERLAPS = 100


class Status(StrEnum):
    """What is known: proved that there is none, found, or not decided within the budget."""

    NONE = "none"
    FOUND = "found"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Gap:
    """An input no row matches; only the columns in `decided_by` matter, in the others any value does the same."""

    inputs: Mapping[str, Value]
    decided_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows, and an input both match."""

    first: str
    second: str
    inputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A row that never answers: the rows above take its inputs, or (`hidden_by` empty) no value satisfies it."""

    row_id: str
    hidden_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is proved of a table on a day.

    gap          one input no row matches, with its status; a default row or the collect policy may allow for it
    overlaps     pairs of rows that match together, at most 100 of `overlap_count`; errors under unique only
    unreachable  rows that never answer: under first behind others, under every policy when impossible
    undecided    rows about which that is not known
    work         elementary steps spent
    """

    on: date
    gap_status: Status
    gap: Gap | None
    overlap_status: Status
    overlap_count: int
    overlaps: tuple[Overlap, ...]
    unreachable: tuple[Unreachable, ...]
    undecided: tuple[str, ...]
    work: int


def analyse(table: Table, on: date, budget: int = WORK) -> Analysis:
    """Prove a table on a day within a budget of elementary steps; the same call always gives the same answer.

    Table.change_days names the later days to prove.
    """
    compiled = compile_table(table, on)
    proof = _Proof(table, compiled.rows, space_of(compiled.cuts), Budget(budget))
    overlap_status = proof.find_clashes()
    gap_status, gap = proof.gap()
    unreachable, undecided = proof.never_answering()
    overlaps = tuple(proof.overlaps())
    count = sum(rows.bit_count() for rows in proof.clash) // 2
    return Analysis(on, gap_status, gap, overlap_status, count, overlaps, unreachable, undecided, proof.budget.spent)


class _Proof:
    def __init__(self, table: Table, rows: tuple[Row, ...], space: Space, budget: Budget) -> None:
        self.table = table
        self.rows = rows
        self.space = space
        self.budget = budget
        self.everything = (1 << len(rows)) - 1
        self.clash: list[int] = []

    def find_clashes(self) -> Status:
        """Fill `clash`; without it nothing else can be proved."""
        try:
            self.clash = clashes(self.space, len(self.rows), self.budget)
        except BudgetSpent:
            return Status.UNDECIDED
        return Status.FOUND if any(self.clash) else Status.NONE

    def overlaps(self) -> Iterator[Overlap]:
        pairs = ((row, other) for row, rows in enumerate(self.clash) for other in bits(rows) if row < other)
        for (row, other), _ in zip(pairs, range(MOST_OVERLAPS), strict=False):
            point = common_point(self.space, 1 << row | 1 << other)
            yield Overlap(self.rows[row].id, self.rows[other].id, self._inputs(dict(enumerate(point))))

    def gap(self) -> tuple[Status, Gap | None]:
        """At most half of the budget left: a hard table still gets its rows judged."""
        share = self.budget.half()
        try:
            point = self._search(self.space, share).find(self.everything)
        except BudgetSpent:
            return Status.UNDECIDED, None
        finally:
            self.budget.charge(share)
        if point is None:
            return Status.NONE, None
        codes = tuple(self.table.inputs[column].code for column in sorted(point))
        return Status.FOUND, Gap(self._inputs(point), codes)

    def never_answering(self) -> tuple[tuple[Unreachable, ...], tuple[str, ...]]:
        found: list[Unreachable] = []
        undecided: list[str] = []
        for number, row in enumerate(self.rows):
            try:
                hidden_by = self._hidden_by(number)
            except BudgetSpent:
                undecided.append(row.id)
                continue
            if hidden_by is not None:
                found.append(Unreachable(row.id, hidden_by))
        return tuple(found), tuple(undecided)

    def _hidden_by(self, number: int) -> tuple[str, ...] | None:
        """The rows that together hide a row, none when it is impossible, None when it does answer."""
        row = 1 << number
        self.budget.spend(1)
        if not all(any(group.rows & row for group in groups) for groups in self.space):
            return ()
        if self.table.hit is not HitPolicy.FIRST:
            return None
        above = self.clash[number] & (row - 1)
        if not above:
            return None
        self.budget.spend(sum(map(len, self.space)))
        if self._search(within(self.space, row, above), self.budget).find(above) is not None:
            return None
        return tuple(self.rows[other].id for other in bits(above))

    def _search(self, space: Space, budget: Budget) -> Search:
        if len(self.clash) != len(self.rows):
            raise BudgetSpent
        return Search(space, self.clash, budget)

    def _inputs(self, point: Mapping[int, Value]) -> dict[str, Value]:
        """A whole input: the columns that do not matter get the first value at hand."""
        columns = enumerate(zip(self.table.inputs, self.space, strict=True))
        return {column.code: point.get(n, groups[0].value) for n, (column, groups) in columns}
