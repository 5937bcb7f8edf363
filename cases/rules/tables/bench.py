"""How long a decision takes here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from time import process_time

from cases.rules.tables.cells import Cell, Compare, Comparison, Equals, OneOf, Range
from cases.rules.tables.columns import Column, Kind, Output, Value, key_of
from cases.rules.tables.compiled import Inputs, compile_table
from cases.rules.tables.model import HitPolicy, Row, Table
from cases.rules.tables.trace import evaluate_with_trace

DAY = date(2026, 1, 1)
PLACES = tuple(f"place{n}" for n in range(20))
KINDS = (Kind.NUMBER, Kind.AMOUNT, Kind.DATE, Kind.CHOICE, Kind.YES_NO)
EVALUATIONS, TRACES = 5_000, 50


def measure(rows: int, columns: int) -> dict[str, float]:
    """Mean microseconds of processor time of a decision, plain and traced, of a random table with a default row."""
    chance = Random(20260101)
    compiled = compile_table(random_table(rows, columns, chance), DAY)
    cases = [random_inputs(compiled.table, chance) for _ in range(EVALUATIONS)]
    start = process_time()
    for case in cases:
        compiled.evaluate(case)
    plain = (process_time() - start) / EVALUATIONS
    start = process_time()
    for case in cases[:TRACES]:
        evaluate_with_trace(compiled, case)
    traced = (process_time() - start) / TRACES
    return {"eval_us": round(plain * 1e6, 2), "eval_trace_us": round(traced * 1e6, 1)}


def random_table(rows: int, columns: int, chance: Random) -> Table:
    """A first-hit table over all kinds of columns in turn, one cell in five left open."""
    inputs = tuple(_column(n) for n in range(columns))
    output = Output(code="level", kind=Kind.NUMBER)
    made = (
        Row(
            id=f"r{n}",
            when={column.code: _cell(column, chance) for column in inputs if chance.random() > 0.2},
            then={"level": Decimal(n)},
        )
        for n in range(rows)
    )
    answer = {"level": Decimal(-1)}
    return Table(code="bench", hit=HitPolicy.FIRST, inputs=inputs, outputs=(output,), rows=tuple(made), default=answer)


def random_inputs(table: Table, chance: Random) -> Inputs:
    """One value for every column."""
    return {column.code: _value(column, chance) for column in table.inputs}


def _column(number: int) -> Column:
    kind = KINDS[number % len(KINDS)]
    return Column(code=f"c{number}", kind=kind, choices=PLACES if kind is Kind.CHOICE else ())


def _value(column: Column, chance: Random) -> Value:
    if column.kind is Kind.YES_NO:
        return chance.random() < 0.5
    if column.kind is Kind.CHOICE:
        return chance.choice(PLACES)
    number = chance.randrange(100_000)
    if column.kind is Kind.DATE:
        return date.fromordinal(DAY.toordinal() + number % 2_000)
    return Decimal(number) / 100


def _cell(column: Column, chance: Random) -> Cell:
    first, second = _value(column, chance), _value(column, chance)
    if not column.is_ordered:
        return OneOf((first, second)) if column.kind is Kind.CHOICE and first != second else Equals(first)
    if first == second or chance.random() < 0.2:
        return Compare(chance.choice(list(Comparison)), first)
    low, high = sorted((first, second), key=key_of)
    return Range(low, high)
