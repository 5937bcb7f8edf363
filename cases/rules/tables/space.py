"""All the inputs a table can get, as the few groups of values per column that its rows can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cases.rules.tables.columns import Value
from cases.rules.tables.elementary import Choices, Cut


class BudgetSpent(Exception):
    """The work allowed is done; the question stays open."""


@dataclass(slots=True)
class Budget:
    """Work that may still be done, counted in elementary steps, so that the answer never depends on the machine."""

    left: int
    spent: int = 0

    def spend(self, steps: int) -> None:
        """Raises BudgetSpent when there is no more."""
        self.spent += steps
        self.left -= steps
        if self.left < 0:
            raise BudgetSpent

    def half(self) -> Budget:
        """A budget of half of what is left, to be charged when it has been used."""
        return Budget(max(self.left, 0) // 2)

    def charge(self, share: Budget) -> None:
        """Count the work done on a share."""
        self.spent += share.spent
        self.left -= share.spent


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one column that admit the same rows, by one of them."""

    rows: int
    value: Value


Space = tuple[tuple[Group, ...], ...]


def space_of(cuts: Iterable[Cut | Choices]) -> Space:
    """The groups of every column: classes with the same rows are one, classes without a value are left out."""
    return tuple(_distinct(part.classes()) for part in cuts)


def within(space: Space, row: int, candidates: int) -> Space:
    """The part of the space one row (a bit) admits, as far as the candidate rows can tell it apart."""
    return tuple(
        _distinct((group.rows & candidates, group.value) for group in groups if group.rows & row) for groups in space
    )


def _distinct(classes: Iterable[tuple[int, Value]]) -> tuple[Group, ...]:
    first: dict[int, Value] = {}
    for rows, value in classes:
        first.setdefault(rows, value)
    return tuple(Group(rows, value) for rows, value in first.items())


def bits(rows: int) -> Iterator[int]:
    """The numbers of the rows in a bitset, in order."""
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest


def clashes(space: Space, count: int, budget: Budget) -> list[int]:
    """For every row the other rows that match some input together with it: they share a group in every column."""
    together = [(1 << count) - 1] * count
    for groups in space:
        sharing = [0] * count
        for group in groups:
            budget.spend(1 + group.rows.bit_count())
            for row in bits(group.rows):
                sharing[row] |= group.rows
        together = [both & shared for both, shared in zip(together, sharing, strict=True)]
    return [rows & ~(1 << row) for row, rows in enumerate(together)]


def common_point(space: Space, rows: int) -> list[Value]:
    """One input that all these rows match. They must share a group in every column."""
    return [next(group.value for group in groups if group.rows & rows == rows) for groups in space]
