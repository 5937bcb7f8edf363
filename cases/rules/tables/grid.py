"""Cells as people type them in a grid: `<= 5.000`, `10..20`, `[10..20)`, `A, B`, `sì`, and - for any value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.rules.tables.cells import ANY, AnyValue, Cell, Compare, Comparison, Equals, OneOf, Range, checked
from cases.rules.tables.columns import ANY_WORDS, Column, Kind, Value
from cases.rules.tables.errors import CellMalformed
from cases.rules.tables.notation import Notation, read_value, write_value

OPERATOR = re.compile(r"([<>=!≤≥≠]+)\s*(.*)", re.DOTALL)
OPERATORS = {
    "<": Comparison.LESS,
    "<=": Comparison.AT_MOST,
    "=<": Comparison.AT_MOST,
    "≤": Comparison.AT_MOST,
    ">": Comparison.MORE,
    ">=": Comparison.AT_LEAST,
    "=>": Comparison.AT_LEAST,
    "≥": Comparison.AT_LEAST,
}
SHOWN = {Comparison.AT_MOST: "≤", Comparison.AT_LEAST: "≥"}
RANGE = re.compile(r"([\[(\]]?)(.*?)(?:\.\.|…)(.*?)([\])\[]?)", re.DOTALL)


def read_cell(text: str, column: Column, notation: Notation) -> Cell:
    """What a person typed, as a typed cell. Raises CellMalformed and ValueRefused saying what is wrong."""
    text = text.strip()
    if not text:
        raise CellMalformed("cell.empty", column=column.code)
    if text.casefold() in ANY_WORDS:
        return ANY
    cell = _ordered(text, column, notation) if column.is_ordered else None
    return checked(column, cell or _listed(text, column, notation))


def _ordered(text: str, column: Column, notation: Notation) -> Cell | None:
    """A comparison or a range, or None when the text is neither."""
    operator, spread = OPERATOR.fullmatch(text), RANGE.fullmatch(text)
    if operator:
        return _comparison(operator[1], operator[2], column, notation)
    return _range(spread, column, notation) if spread else None


def _comparison(sign: str, rest: str, column: Column, notation: Notation) -> Cell:
    if sign == "=":
        return Equals(read_value(rest, column, notation))
    if sign not in OPERATORS:
        raise CellMalformed("cell.operator", column=column.code, operator=sign)
    return Compare(OPERATORS[sign], read_value(rest, column, notation))


def _range(match: re.Match[str], column: Column, notation: Notation) -> Cell:
    opening, low, high, closing = match.groups()
    if bool(opening) is not bool(closing):
        raise CellMalformed("cell.range_brackets", column=column.code)
    if not low.strip() or not high.strip():
        raise CellMalformed("cell.range_side", column=column.code, example="[10..20)")
    first, last = (read_value(end, column, notation) for end in (low, high))
    return Range(first, last, low_closed=opening in {"", "["}, high_closed=closing in {"", "]"})


def _listed(text: str, column: Column, notation: Notation) -> Cell:
    """One value or several; yes and no together are any value."""
    values = [read_value(part, column, notation) for part in _parts(text, column, notation)]
    if column.kind is Kind.YES_NO and set(values) == {True, False}:
        return ANY
    return Equals(values[0]) if len(values) == 1 else OneOf(tuple(values))


def _parts(text: str, column: Column, notation: Notation) -> Iterator[str]:
    """A list cut at its separators: ; always; commas too, but in numbers only where none is part of a number."""
    if column.kind is Kind.YES_NO:
        return iter(re.split("[;,/]", text))
    if column.kind not in {Kind.NUMBER, Kind.AMOUNT} or notation is Notation.PLAIN:
        return iter(re.split("[;,]", text))
    if re.search(r",\s", text):
        raise CellMalformed("cell.separator", column=column.code)
    return iter(text.split(";"))


def write_cell(cell: Cell, column: Column, notation: Notation) -> str:
    """The cell as a person of that notation types it; `read_cell` reads it back unchanged."""
    if isinstance(cell, AnyValue):
        return "-"

    def write(value: Value) -> str:
        return write_value(value, column, notation)

    if isinstance(cell, Equals):
        return write(cell.value)
    if isinstance(cell, OneOf):
        numeric = column.kind in {Kind.NUMBER, Kind.AMOUNT}
        return ("; " if numeric else ", ").join(map(write, cell.values))
    if isinstance(cell, Compare):
        sign = cell.operator.value if notation is Notation.PLAIN else SHOWN.get(cell.operator, cell.operator.value)
        return f"{sign} {write(cell.value)}"
    return _written_range(cell, write(cell.low), write(cell.high))


def _written_range(cell: Range, low: str, high: str) -> str:
    if cell.low_closed and cell.high_closed:
        return f"{low}..{high}"
    return f"{'[' if cell.low_closed else '('}{low}..{high}{']' if cell.high_closed else ')'}"
