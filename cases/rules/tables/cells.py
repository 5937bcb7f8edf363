"""Typed cells: what a row asks of one column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cases.rules.tables.columns import Column, Kind, Value, conform, key_of
from cases.rules.tables.errors import CellMalformed


@dataclass(frozen=True, slots=True)
class AnyValue:
    """Every value will do."""


@dataclass(frozen=True, slots=True)
class Equals:
    """Exactly this value."""

    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of two different values or more."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Between two values, each end included or not."""

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True


class Comparison(StrEnum):
    """How a cell compares."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """On one side of a value."""

    operator: Comparison
    value: Value


Cell = AnyValue | Equals | OneOf | Range | Compare
ANY = AnyValue()


def values_of(cell: Cell) -> Iterator[Value]:
    """The values a cell names."""
    if isinstance(cell, OneOf):
        yield from cell.values
    elif isinstance(cell, Range):
        yield from (cell.low, cell.high)
    elif isinstance(cell, (Equals, Compare)):
        yield cell.value


def checked(column: Column, cell: Cell) -> Cell:
    """The cell with its values as the column takes them. Raises ValueRefused and CellMalformed."""
    found = [conform(column, value) for value in values_of(cell)]
    if isinstance(cell, Equals):
        return Equals(found[0])
    if isinstance(cell, OneOf):
        return _checked_list(column, tuple(found))
    if isinstance(cell, AnyValue):
        return cell
    if not column.is_ordered:
        raise CellMalformed("cell.unordered", column=column.code)
    if isinstance(cell, Compare):
        return Compare(cell.operator, found[0])
    return _checked_range(column, Range(found[0], found[1], cell.low_closed, cell.high_closed))


def _checked_list(column: Column, values: tuple[Value, ...]) -> OneOf:
    for n, value in enumerate(values):
        if value in values[:n]:
            raise CellMalformed("cell.repeated", column=column.code, value=str(value))
    if len(values) < 2 or column.kind is Kind.YES_NO:
        raise CellMalformed("cell.too_short", column=column.code)
    return OneOf(values)


def _checked_range(column: Column, cell: Range) -> Range:
    low, high = key_of(cell.low), key_of(cell.high)
    if low > high or (low == high and not (cell.low_closed and cell.high_closed)):
        raise CellMalformed("cell.range_order", column=column.code, low=str(cell.low), high=str(cell.high))
    return cell


def admits(cell: Cell, value: Value) -> bool:
    """Whether a value satisfies a cell of its own kind: the plain meaning that everything faster must equal."""
    if isinstance(cell, Equals):
        return value == cell.value
    if isinstance(cell, OneOf):
        return value in cell.values
    if isinstance(cell, Range):
        low, high, key = key_of(cell.low), key_of(cell.high), key_of(value)
        return (low < key or (cell.low_closed and low == key)) and (key < high or (cell.high_closed and key == high))
    if isinstance(cell, Compare):
        return _compares(cell, value)
    return True


def _compares(cell: Compare, value: Value) -> bool:
    key, limit = key_of(value), key_of(cell.value)
    if cell.operator is Comparison.LESS:
        return key < limit
    if cell.operator is Comparison.AT_MOST:
        return key <= limit
    if cell.operator is Comparison.MORE:
        return key > limit
    return key >= limit
