"""One column cut at every value its rows name, into classes no row can tell apart.

An ordered column with the points p0 < p1 < ... has the classes: below p0, p0, between p0 and p1, p1, ... above the
last; class 2i+1 is point i. A symbolic column has one class per choice. Each class knows the rows that admit it as a
bitset (bit n is row n). Days, cents and whole numbers are discrete: between 10 and 11 there is nothing, hence no gap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal, localcontext

from cases.rules.tables.cells import AnyValue, Cell, Compare, Comparison, Equals, OneOf, Range, admits, values_of
from cases.rules.tables.columns import Column, Kind, Value, key_of

Key = Decimal | int
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """An ordered column: its points, and the rows that admit each of its 2 * points + 1 classes."""

    column: Column
    points: tuple[Key, ...]
    masks: tuple[int, ...]

    def rows_for(self, value: Value) -> int:
        """The rows whose cell admits a value of the column's type."""
        key = key_of(value)
        place = bisect_left(self.points, key)
        is_point = place < len(self.points) and self.points[place] == key
        return self.masks[2 * place + is_point]

    def classes(self) -> Iterator[tuple[int, Value]]:
        """The rows of every class that holds a value, with one such value."""
        low = None if self.column.minimum is None else key_of(self.column.minimum)
        high = None if self.column.maximum is None else key_of(self.column.maximum)
        for number, rows in enumerate(self.masks):
            key = self._key_in(number)
            if key is not None and (low is None or key >= low) and (high is None or key <= high):
                yield rows, _value(self.column, key)

    def _key_in(self, number: int) -> Key | None:
        place, is_point = divmod(number, 2)
        if is_point:
            return self.points[place]
        below = self.points[place - 1] if place else None
        above = self.points[place] if place < len(self.points) else None
        return between(below, above, self.column)


@dataclass(frozen=True, slots=True)
class Choices:
    """A symbolic column: the rows that admit each of its values."""

    column: Column
    masks: dict[Value, int]

    def rows_for(self, value: Value) -> int:
        """The rows whose cell admits a value of the column's type."""
        return self.masks[value]

    def classes(self) -> Iterator[tuple[int, Value]]:
        """The rows of every value, with the value."""
        return ((rows, value) for value, rows in self.masks.items())


def cut(column: Column, cells: Sequence[Cell]) -> Cut | Choices:
    """The column cut into classes; bit n of a mask is `cells[n]`."""
    if not column.is_ordered:
        values: tuple[Value, ...] = (True, False) if column.kind is Kind.YES_NO else column.choices
        masks = {value: sum(1 << n for n, cell in enumerate(cells) if admits(cell, value)) for value in values}
        return Choices(column, masks)
    ends = [end for end in (column.minimum, column.maximum) if end is not None]
    points = sorted({key_of(value) for value in (*ends, *(v for cell in cells for v in values_of(cell)))})
    return Cut(column, tuple(points), tuple(_sweep(points, cells)))


def _sweep(points: Sequence[Key], cells: Sequence[Cell]) -> Iterator[int]:
    """The rows of each class in order: a row enters where its span starts and leaves after its end."""
    last = 2 * len(points)
    turns = [0] * (last + 2)
    for n, cell in enumerate(cells):
        for first, end in _spans(cell, points, last):
            turns[first] ^= 1 << n
            turns[end + 1] ^= 1 << n
    inside = 0
    for turn in turns[:-1]:
        inside ^= turn
        yield inside


def _spans(cell: Cell, points: Sequence[Key], last: int) -> Iterable[Span]:
    """The first and last class of each stretch a cell admits."""
    if isinstance(cell, AnyValue):
        return [(0, last)]
    places = [2 * bisect_left(points, key_of(value)) + 1 for value in values_of(cell)]
    if isinstance(cell, (Equals, OneOf)):
        return [(place, place) for place in places]
    if isinstance(cell, Range):
        return [(places[0] + (not cell.low_closed), places[1] - (not cell.high_closed))]
    return [_side(cell, places[0], last)]


def _side(cell: Compare, place: int, last: int) -> Span:
    return {
        Comparison.LESS: (0, place - 1),
        Comparison.AT_MOST: (0, place),
        Comparison.MORE: (place + 1, last),
        Comparison.AT_LEAST: (place, last),
    }[cell.operator]


def step_of(column: Column) -> Key | None:
    """The distance of neighbouring values: a day, a cent, one; None when there is always another in between."""
    if column.kind is Kind.DATE:
        return 1
    if column.kind is Kind.AMOUNT:
        return Decimal("0.01")
    return Decimal(1) if column.whole else None


def between(below: Key | None, above: Key | None, column: Column) -> Key | None:
    """A value of the column strictly between two (None: no limit), short to write; None when there is none."""
    step = step_of(column)
    if below is None and above is None:
        return date(2026, 1, 1).toordinal() if column.kind is Kind.DATE else Decimal(0)
    if below is not None and above is not None and step is None:
        return _shortest(Decimal(below), Decimal(above))
    found = _beside(below, above, step or 1)
    if column.kind is Kind.DATE and not date.min.toordinal() <= found <= date.max.toordinal():
        return None
    return None if below is not None and above is not None and found >= above else found


def _beside(below: Key | None, above: Key | None, step: Key) -> Key:
    """The neighbour above `below`, or the one under `above`."""
    with localcontext(prec=60):
        if below is not None:
            return int(below) + 1 if isinstance(below, int) else below + Decimal(step)
        return int(above or 0) - 1 if isinstance(above, int) else Decimal(above or 0) - Decimal(step)


def _shortest(low: Decimal, high: Decimal) -> Decimal:
    """The number with the fewest decimals strictly between two."""
    digits = 0
    with localcontext(prec=200):
        while True:
            found = (low.scaleb(digits).to_integral_value(ROUND_FLOOR) + 1).scaleb(-digits)
            if found < high:
                return found
            digits += 1


def _value(column: Column, key: Key) -> Value:
    return date.fromordinal(int(key)) if column.kind is Kind.DATE else Decimal(key)
