from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from random import Random
from sys import gettrace
from time import process_time

import pytest

from cases.rules.tables.analysis import Analysis, Status, analyse
from cases.rules.tables.cells import ANY, Cell, Compare, Comparison, Equals, OneOf, Range
from cases.rules.tables.columns import Column, Kind, Output, Value
from cases.rules.tables.model import HitPolicy, Row, Table
from cases.rules.tables.plain import parse
from tests.rules.random_tables import DAY, chance_of, matching, random_table

OUT = (Output(code="out", kind=Kind.TEXT),)


def table_of(column: Column, *cells: Cell, hit: HitPolicy = HitPolicy.UNIQUE) -> Table:
    rows = (Row(id=f"r{n}", when={column.code: cell}, then={"out": "x"}) for n, cell in enumerate(cells))
    return Table(code="t", hit=hit, inputs=(column,), outputs=OUT, rows=tuple(rows))


def equals_brute_force(seed: int) -> None:
    table, points = random_table(chance_of(seed))
    found = analyse(table, DAY)
    hits = [matching(table, point) for point in points]
    assert found.gap_status is (Status.NONE if all(hits) else Status.FOUND)
    if found.gap:
        assert matching(table, dict(found.gap.inputs)) == []
    pairs = {pair for hit in hits for pair in combinations(hit, 2)}
    assert {(overlap.first, overlap.second) for overlap in found.overlaps} == pairs
    assert found.overlap_count == len(pairs)
    for overlap in found.overlaps:
        assert {overlap.first, overlap.second} <= set(matching(table, dict(overlap.inputs)))
    answering = {row for hit in hits for row in (hit[:1] if table.hit is HitPolicy.FIRST else hit)}
    valid = {row.id for row in table.rows_on(DAY)}
    assert {row.row_id for row in found.unreachable} == valid - answering
    assert not found.undecided


@pytest.mark.parametrize("block", range(20))
def test_the_proof_equals_brute_force_on_two_thousand_tables(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        equals_brute_force(seed)


WHOLE = Column(code="days", kind=Kind.NUMBER, whole=True)
DENSE = Column(code="rate", kind=Kind.NUMBER)
AMOUNT = Column(code="amount", kind=Kind.AMOUNT)
DATE = Column(code="on", kind=Kind.DATE)
AT_MOST, MORE, AT_LEAST = Comparison.AT_MOST, Comparison.MORE, Comparison.AT_LEAST


@pytest.mark.parametrize(
    ("column", "low", "high", "gap"),
    [
        (WHOLE, Decimal(10), Decimal(11), None),
        (WHOLE, Decimal(10), Decimal(12), Decimal(11)),
        (DENSE, Decimal(10), Decimal(11), Decimal("10.1")),
        (DENSE, Decimal("-1.23"), Decimal("-1.2"), Decimal("-1.22")),
        (AMOUNT, Decimal("5000.00"), Decimal("5000.01"), None),
        (AMOUNT, Decimal("5000.00"), Decimal("5000.02"), Decimal("5000.01")),
        (DATE, date(2026, 12, 31), date(2027, 1, 1), None),
        (DATE, date(2026, 12, 31), date(2027, 1, 2), date(2027, 1, 1)),
    ],
)
def test_a_gap_is_only_where_a_value_fits(column: Column, low: Value, high: Value, gap: Value | None) -> None:
    table = table_of(column, Compare(AT_MOST, low), Compare(AT_LEAST, high))
    found = analyse(table, DAY).gap
    assert (found.inputs[column.code] if found else None) == gap


@pytest.mark.parametrize(
    ("column", "cell", "gap"),
    [
        (DENSE, Range(Decimal(0), Decimal(9)), Decimal(-1)),
        (DENSE, Compare(AT_LEAST, Decimal(0)), Decimal(-1)),
        (DENSE, Compare(AT_MOST, Decimal(0)), Decimal(1)),
        (DATE, Compare(AT_LEAST, date(2026, 1, 1)), date(2025, 12, 31)),
        (DATE, Compare(AT_LEAST, date.min), None),
        (DATE, Compare(AT_MOST, date.max), None),
        (Column(code="n", kind=Kind.NUMBER, minimum=Decimal(0)), Compare(AT_LEAST, Decimal(0)), None),
        (Column(code="n", kind=Kind.NUMBER, maximum=Decimal(9)), Compare(AT_MOST, Decimal(8)), Decimal("8.1")),
        (Column(code="n", kind=Kind.CHOICE, choices=("a", "b")), Equals("a"), "b"),
        (Column(code="n", kind=Kind.CHOICE, choices=("a", "b")), OneOf(("a", "b")), None),
        (Column(code="n", kind=Kind.YES_NO), Equals(value=True), False),
        (DATE, ANY, None),
    ],
)
def test_the_ends_of_a_column_are_covered_too(column: Column, cell: Cell, gap: Value | None) -> None:
    found = analyse(table_of(column, cell), DAY).gap
    assert (found.inputs[column.code] if found else None) == gap


def test_a_table_without_rows_is_all_gap() -> None:
    found = analyse(table_of(DENSE), DAY)
    assert found.gap
    assert found.gap.decided_by == ()


def test_a_gap_names_the_columns_that_matter() -> None:
    plain = {
        "code": "t",
        "hit": "unique",
        "inputs": [{"code": "urgent", "kind": "yes_no"}, {"code": "amount", "kind": "amount"}],
        "outputs": [{"code": "out", "kind": "text"}],
        "rows": [{"id": "r1", "when": {"amount": "<= 5000"}, "then": {"out": "x"}}],
    }
    found = analyse(parse(plain), DAY).gap
    assert found
    assert found.decided_by == ("amount",)
    assert found.inputs == {"urgent": True, "amount": Decimal("5000.01")}


def test_rows_that_together_hide_another_are_named() -> None:
    low, high = Compare(AT_MOST, Decimal(5)), Compare(MORE, Decimal(5))
    table = table_of(DENSE, low, high, Range(Decimal(4), Decimal(6)), hit=HitPolicy.FIRST)
    (hidden,) = analyse(table, DAY).unreachable
    assert (hidden.row_id, hidden.hidden_by) == ("r2", ("r0", "r1"))
    assert not analyse(table_of(DENSE, low, high, low, hit=HitPolicy.COLLECT), DAY).unreachable


def test_a_row_no_value_satisfies_is_impossible() -> None:
    nothing = Range(Decimal(10), Decimal(11), low_closed=False, high_closed=False)
    (impossible,) = analyse(table_of(WHOLE, ANY, nothing), DAY).unreachable
    assert (impossible.row_id, impossible.hidden_by) == ("r1", ())


def test_overlaps_are_counted_beyond_those_shown() -> None:
    found = analyse(table_of(DENSE, *[ANY] * 30, hit=HitPolicy.COLLECT), DAY)
    assert (found.overlap_count, len(found.overlaps)) == (435, 100)


def test_beyond_the_budget_the_answer_is_undecided_and_the_same_everywhere() -> None:
    table = widened_tree(chance_of(1), rows=60, columns=4)
    nothing, some = analyse(table, DAY, budget=10), analyse(table, DAY, budget=9_000)
    assert nothing.overlap_status is nothing.gap_status is Status.UNDECIDED
    assert len(nothing.undecided) == 60
    assert nothing.overlaps == ()
    assert some.overlap_status is Status.FOUND
    assert some.undecided
    assert some == analyse(table, DAY, budget=9_000)


KINDS: tuple[Column, ...] = (
    Column(code="c0", kind=Kind.NUMBER),
    Column(code="c1", kind=Kind.AMOUNT),
    Column(code="c2", kind=Kind.DATE),
    Column(code="c3", kind=Kind.CHOICE, choices=tuple(f"k{n}" for n in range(12))),
    Column(code="c4", kind=Kind.YES_NO),
    Column(code="c5", kind=Kind.NUMBER, whole=True),
)
Box = tuple[tuple[int, int], ...]
SIDE = 1000


def tree(chance: Random, *, rows: int, columns: int) -> list[Box]:
    """Boxes that fill the space and never meet: one box, split at random until there are enough."""
    sides = [12 if c.kind is Kind.CHOICE else 2 if c.kind is Kind.YES_NO else SIDE for c in KINDS[:columns]]
    boxes: list[Box] = [tuple((0, side) for side in sides)]
    while len(boxes) < rows:
        box = boxes.pop(chance.choice([n for n, box in enumerate(boxes) if any(high - low > 1 for low, high in box)]))
        axis = chance.choice([n for n, (low, high) in enumerate(box) if high - low > 1])
        low, high = box[axis]
        at = chance.randrange(low + 1, high)
        boxes += [(*box[:axis], part, *box[axis + 1 :]) for part in ((low, at), (at, high))]
    return boxes


def cell_of(column: Column, low: int, high: int) -> Cell:
    """The half-open stretch as a cell; the ends of the space are open ends."""
    if column.kind is Kind.YES_NO:
        return ANY if high - low == 2 else Equals(low == 0)
    if column.kind is Kind.CHOICE:
        chosen = column.choices[low:high]
        return OneOf(chosen) if len(chosen) > 1 else Equals(chosen[0])

    def value(n: int) -> Value:
        return date.fromordinal(DAY.toordinal() + n) if column.kind is Kind.DATE else Decimal(n)

    if low <= 0:
        return ANY if high >= SIDE else Compare(Comparison.LESS, value(high))
    return Compare(AT_LEAST, value(low)) if high >= SIDE else Range(value(low), value(high), high_closed=False)


def table_of_boxes(boxes: list[Box], hit: HitPolicy) -> Table:
    columns = KINDS[: len(boxes[0])]
    rows = (
        Row(
            id=f"r{n}",
            when={c.code: cell_of(c, *side) for c, side in zip(columns, box, strict=True)},
            then={"out": "x"},
        )
        for n, box in enumerate(boxes)
    )
    return Table(code="t", hit=hit, inputs=columns, outputs=OUT, rows=tuple(rows))


def widened_tree(chance: Random, *, rows: int, columns: int) -> Table:
    """A full first-hit table with many overlaps: every box of a tree grown by a tenth."""
    grown = [
        tuple(
            (max(low - chance.randrange(100), 0), min(high + chance.randrange(100), SIDE)) if n % 3 else (low, high)
            for n, (low, high) in enumerate(box)
        )
        for box in tree(chance, rows=rows, columns=columns)
    ]
    boxes = [tuple(_fit(side, n) for n, side in enumerate(box)) for box in grown]
    chance.shuffle(boxes)
    return table_of_boxes(boxes, HitPolicy.FIRST)


def _fit(side: tuple[int, int], axis: int) -> tuple[int, int]:
    limit = {3: 12, 4: 2}.get(axis, SIDE)
    return min(side[0], limit - 1), min(side[1], limit)


def analysed_in_time(table: Table) -> Analysis:
    """The analysis, done within five seconds of this processor unless something traces every line."""
    start = process_time()
    found = analyse(table, DAY)
    assert process_time() - start < 5 or gettrace()
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_full_table_of_200_rows_and_6_columns_is_proved_full_within_seconds(seed: int) -> None:
    found = analysed_in_time(table_of_boxes(tree(chance_of(seed), rows=200, columns=6), HitPolicy.UNIQUE))
    assert (found.gap_status, found.overlap_status) == (Status.NONE, Status.NONE)


@pytest.mark.parametrize("seed", range(3))
def test_one_missing_row_of_200_is_found_with_an_example(seed: int) -> None:
    boxes = tree(chance_of(seed), rows=200, columns=6)
    missing = boxes.pop(chance_of(seed).randrange(200))
    table = table_of_boxes(boxes, HitPolicy.UNIQUE)
    found = analysed_in_time(table)
    assert found.gap
    assert not matching(table, dict(found.gap.inputs))
    assert matching(table_of_boxes([missing], HitPolicy.UNIQUE), dict(found.gap.inputs)) == ["r0"]


@pytest.mark.parametrize("seed", range(3))
def test_a_full_table_with_overlaps_is_decided_within_seconds(seed: int) -> None:
    found = analysed_in_time(widened_tree(chance_of(seed), rows=200, columns=6))
    assert found.gap_status is Status.NONE
    assert found.overlap_status is Status.FOUND
    assert not found.undecided


def test_the_ladder_of_bands_people_write_has_no_gap() -> None:
    steps = [Decimal(n) for n in (0, 5_000, 20_000, 100_000)]
    bands = [Range(low, high, low_closed=False) for low, high in pairwise(steps)]
    table = table_of(AMOUNT, Compare(AT_MOST, steps[0]), *bands, Compare(MORE, steps[-1]))
    found = analyse(table, DAY)
    assert (found.gap_status, found.overlap_status, found.unreachable) == (Status.NONE, Status.NONE, ())
