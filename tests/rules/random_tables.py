"""Small random tables over every kind of column, and every input worth telling apart, made without the engine."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

from cases.rules.tables.cells import Cell, Compare, Comparison, Equals, OneOf, Range, admits
from cases.rules.tables.columns import Column, Kind, Output, Value, key_of
from cases.rules.tables.model import HitPolicy, Row, Table

DAY = date(2026, 1, 1)
INPUT = dict[str, Value]


def chance_of(seed: int) -> Random:
    """The same luck every time."""
    return Random(seed)


def _number(code: str, chance: Random) -> tuple[Column, list[Value], list[Value]]:
    named: list[Value] = [Decimal(n) for n in range(4)]
    if chance.random() < 0.5:
        return Column(code=code, kind=Kind.NUMBER), named, [Decimal(n) / 2 for n in range(-1, 8)]
    column = Column(code=code, kind=Kind.NUMBER, whole=True)
    return column, named, [Decimal(n) for n in range(-1, 5)]


def _bounded(code: str, chance: Random) -> tuple[Column, list[Value], list[Value]]:
    top = Decimal(chance.randrange(2, 4))
    column = Column(code=code, kind=Kind.NUMBER, minimum=Decimal(0), maximum=top)
    halves: list[Value] = [Decimal(n) / 2 for n in range(int(top) * 2 + 1)]
    return column, halves[::2], halves


def _amount(code: str, _: Random) -> tuple[Column, list[Value], list[Value]]:
    cents: list[Value] = [Decimal(n) / 100 for n in range(-1, 6)]
    return Column(code=code, kind=Kind.AMOUNT), cents[1:-1], cents


def _day(code: str, _: Random) -> tuple[Column, list[Value], list[Value]]:
    days: list[Value] = [DAY + timedelta(days=n) for n in range(-1, 5)]
    return Column(code=code, kind=Kind.DATE), days[1:-1], days


def _choice(code: str, _: Random) -> tuple[Column, list[Value], list[Value]]:
    choices: list[Value] = ["a", "b", "c"]
    return Column(code=code, kind=Kind.CHOICE, choices=("a", "b", "c")), choices, choices


def _yes_no(code: str, _: Random) -> tuple[Column, list[Value], list[Value]]:
    return Column(code=code, kind=Kind.YES_NO), [True, False], [True, False]


MAKERS = (_number, _bounded, _amount, _day, _choice, _yes_no)


def random_cell(column: Column, named: list[Value], chance: Random) -> Cell:
    """Any cell the column can hold, wide ones more often than narrow ones."""
    first, second = chance.sample(named, 2)
    if not column.is_ordered:
        return OneOf((first, second)) if column.kind is Kind.CHOICE and chance.random() < 0.5 else Equals(first)
    form = chance.randrange(6)
    if form == 0:
        return Equals(first)
    if form == 1:
        return OneOf((first, second))
    if form < 4:
        return Compare(chance.choice(list(Comparison)), first)
    low, high = sorted((first, second), key=key_of)
    return Range(low, high, chance.random() < 0.5, chance.random() < 0.5)


def random_table(chance: Random, *, rows: int = 7, columns: int = 3) -> tuple[Table, list[INPUT]]:
    """A table, and the inputs that together show everything it can do."""
    made = [chance.choice(MAKERS)(f"c{n}", chance) for n in range(chance.randint(1, columns))]
    inputs = tuple(column for column, _, _ in made)
    openness = chance.random()
    lines = tuple(
        Row(
            id=f"r{n}",
            when={c.code: random_cell(c, named, chance) for c, named, _ in made if chance.random() > openness},
            then={"out": Decimal(n)},
            valid_to=DAY - timedelta(days=1) if chance.random() < 0.05 else None,
        )
        for n in range(chance.randint(0, rows))
    )
    outputs = (Output(code="out", kind=Kind.NUMBER),)
    table = Table(code="t", hit=chance.choice(list(HitPolicy)), inputs=inputs, outputs=outputs, rows=lines)
    grid = product(*(values for _, _, values in made))
    return table, [dict(zip((c.code for c in inputs), point, strict=True)) for point in grid]


def matching(table: Table, inputs: INPUT) -> list[str]:
    """The rows valid on DAY that match, found one cell at a time."""
    rows = (row for row in table.rows if row.is_valid(DAY))
    return [row.id for row in rows if all(admits(cell, inputs[code]) for code, cell in row.when.items())]
