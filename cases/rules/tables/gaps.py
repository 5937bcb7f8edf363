"""Whether rows cover a space, and if not, an input that none of them matches.

A recursive split: choose a column, and for every group of its values go on with the rows that survive, until none
does (a gap) or the rest is known to be covered. Three things keep that small:

- a row that takes every value of the columns left covers the rest; what was once proved about (columns left,
  surviving rows) is remembered; a column no survivor restricts is skipped; a group whose survivors contain those of
  another group need not be tried after it;
- counting: a row covers a known number of the remaining combinations of groups. When the survivors together cover
  fewer than there are, there is a gap, and the group with the fewest covered combinations leads to it directly;
- when no two survivors ever match together, covering as many combinations as there are proves coverage. A table
  without overlaps is therefore decided by counting alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import and_

from cases.rules.tables.columns import Value
from cases.rules.tables.space import Budget, Group, Space, bits

Point = dict[int, Value]


@dataclass(frozen=True, slots=True)
class _Measure:
    """A set of open columns: how many combinations of groups they have, how many of them each row covers."""

    combinations: int
    covered: list[int]
    everywhere: int

    def of(self, rows: int) -> int:
        """The combinations the rows cover, those covered twice counted twice."""
        return sum(self.covered[row] for row in bits(rows))


class Search:
    """A search for an input that none of the rows matches; `clash[n]` holds at least the rows row n meets."""

    def __init__(self, space: Space, clash: list[int], budget: Budget) -> None:
        self.space = space
        self.clash = clash
        self.budget = budget
        self.everywhere = [reduce(and_, (group.rows for group in groups), -1) for groups in space]
        self.widths = [_widths(groups, len(clash)) for groups in space]
        self.proved: set[tuple[int, int]] = set()
        self.measures: dict[int, _Measure] = {}

    def find(self, rows: int) -> Point | None:
        """An input no row of the bitset matches, by column number and without the columns that do not matter.

        None when there is none. Raises BudgetSpent.
        """
        return self._find((1 << len(self.space)) - 1, rows)

    def _find(self, columns: int, rows: int) -> Point | None:
        if not rows:
            return {}
        columns = self._restricted(columns, rows)
        if (columns, rows) in self.proved:
            return None
        if not self._is_covered(columns, rows):
            found = self._split(columns, rows)
            if found is not None:
                return found
        self.proved.add((columns, rows))
        return None

    def _restricted(self, columns: int, rows: int) -> int:
        """The columns some surviving row restricts."""
        return sum(1 << column for column in bits(columns) if rows & ~self.everywhere[column])

    def _is_covered(self, columns: int, rows: int) -> bool:
        """Whether the columns left are covered beyond doubt."""
        measure = self._measure(columns)
        if rows & measure.everywhere:
            return True
        self.budget.spend(2 * rows.bit_count())
        if any(self.clash[row] & rows for row in bits(rows)):
            return False
        return measure.of(rows) == measure.combinations

    def _measure(self, columns: int) -> _Measure:
        found = self.measures.get(columns)
        if found is None:
            open_columns = list(bits(columns))
            covered = [prod(self.widths[column][row] for column in open_columns) for row in range(len(self.clash))]
            everywhere = reduce(and_, (self.everywhere[column] for column in open_columns), -1)
            found = _Measure(prod(len(self.space[column]) for column in open_columns), covered, everywhere)
            self.measures[columns] = found
        return found

    def _split(self, columns: int, rows: int) -> Point | None:
        column = min(bits(columns), key=lambda column: self._fineness(column, rows))
        rest = columns & ~(1 << column)
        for group in self._candidates(column, rows, self._measure(rest)):
            found = self._find(rest, group.rows)
            if found is not None:
                return found | {column: group.value}
        return None

    def _fineness(self, column: int, rows: int) -> int:
        """At most so many different sets of survivors."""
        restricting = (rows & ~self.everywhere[column]).bit_count()
        return min(len(self.space[column]), 2 * restricting + 1)

    def _candidates(self, column: int, rows: int, measure: _Measure) -> Iterator[Group]:
        """The survivors of every group, least covered first, without those that contain others already tried."""
        self.budget.spend(len(self.space[column]))
        survivors = {group.rows & rows: group for group in self.space[column]}
        self.budget.spend(sum(map(int.bit_count, survivors)))
        tried: list[int] = []
        for left in sorted(survivors, key=lambda left: (measure.of(left), left)):
            self.budget.spend(len(tried))
            if not any(small & left == small for small in tried):
                tried.append(left)
                yield Group(left, survivors[left].value)


def _widths(groups: tuple[Group, ...], count: int) -> list[int]:
    """In how many groups of a column each row is."""
    widths = [0] * count
    for group in groups:
        for row in bits(group.rows):
            widths[row] += 1
    return widths
