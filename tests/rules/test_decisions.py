from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.rules.tables.bench import measure
from cases.rules.tables.compiled import Compiled, compile_table
from cases.rules.tables.coverage import coverage
from cases.rules.tables.errors import InputRefused, NoMatch, SeveralMatches, TableInvalid
from cases.rules.tables.examples import Example, check, parse_examples
from cases.rules.tables.model import HitPolicy, Table
from cases.rules.tables.plain import parse
from cases.rules.tables.trace import Fate, evaluate_with_trace
from tests.rules.random_tables import DAY, INPUT, chance_of, matching, random_table


def answer(table: Table, point: INPUT) -> tuple[str, ...] | type[Exception]:
    """What the hit policy makes of the matching rows."""
    rows = tuple(matching(table, point))
    if table.hit is HitPolicy.COLLECT:
        return rows
    if not rows:
        return NoMatch
    if table.hit is HitPolicy.UNIQUE and len(rows) > 1:
        return SeveralMatches
    return rows[:1]


def found(compiled: Compiled, point: INPUT) -> tuple[str, ...] | type[Exception]:
    try:
        return compiled.evaluate(point).row_ids
    except (NoMatch, SeveralMatches) as error:
        return type(error)


@pytest.mark.parametrize("block", range(10))
def test_a_decision_equals_a_reading_of_every_cell(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        table, points = random_table(chance_of(seed))
        compiled = compile_table(table, DAY)
        for point in points:
            assert found(compiled, point) == answer(table, point)


@pytest.mark.parametrize("seed", range(30))
def test_a_trace_tells_every_cell_that_did_not_match(seed: int) -> None:
    table, points = random_table(chance_of(seed))
    compiled = compile_table(table, DAY)
    for point in points[:50]:
        trace = evaluate_with_trace(compiled, point)
        assert [row.row_id for row in trace.rows] == [row.id for row in table.rows]
        told = [row.row_id for row in trace.rows if row.fate not in {Fate.MISSED, Fate.NOT_VALID}]
        assert told == matching(table, point)
        assert all(bool(row.misses) is (row.fate is Fate.MISSED) for row in trace.rows)
        outcome = trace.decision.row_ids if trace.decision else type(trace.error)
        assert outcome == answer(table, point)


def bands(**changes: Any) -> dict[str, Any]:
    plain = {
        "code": "bands",
        "hit": "unique",
        "inputs": [
            {"code": "amount", "kind": "amount", "minimum": "0"},
            {"code": "urgent", "kind": "yes_no"},
            {"code": "on", "kind": "date"},
            {"code": "area", "kind": "choice", "choices": ["north", "south"]},
            {"code": "days", "kind": "number", "whole": True},
        ],
        "outputs": [{"code": "fee", "kind": "amount"}],
        "rows": [
            {"id": "low", "when": {"amount": "<= 100"}, "then": {"fee": "1.50"}},
            {"id": "middle", "when": {"amount": "(100..500]"}, "then": {"fee": "2.50"}},
            {"id": "urgent", "when": {"amount": "> 100", "urgent": "yes"}, "then": {"fee": "9.00"}},
            {"id": "old", "when": {}, "then": {"fee": "0.00"}, "valid_to": "2025-12-31"},
        ],
    }
    return plain | changes


CASE = {"amount": Decimal(50), "urgent": False, "on": date(2026, 5, 1), "area": "north", "days": 3}


def decide(plain: dict[str, Any], **changes: object) -> Any:
    return compile_table(parse(plain), DAY).evaluate({**CASE, **changes})


def test_the_only_matching_row_answers_exactly() -> None:
    decision = decide(bands())
    assert decision.row_ids == ("low",)
    assert str(decision["fee"]) == "1.50"


def test_two_matching_rows_are_an_error_that_names_them() -> None:
    with pytest.raises(SeveralMatches, match="middle, urgent") as caught:
        decide(bands(), amount=Decimal(200), urgent=True)
    assert caught.value.row_ids == ("middle", "urgent")


def test_no_matching_row_is_an_error_unless_a_default_row_answers() -> None:
    with pytest.raises(NoMatch, match="No row matches"):
        decide(bands(), amount=Decimal(900))
    decision = decide(bands(default={"fee": "5.00"}), amount=Decimal(900))
    assert (decision.by_default, decision.row_ids, decision["fee"]) == (True, (), Decimal("5.00"))


def test_first_takes_the_first_and_collect_takes_all() -> None:
    both = {"amount": Decimal(200), "urgent": True}
    assert decide(bands(hit="first"), **both).row_ids == ("middle",)
    collected = decide(bands(hit="collect"), **both)
    assert [answer["fee"] for answer in collected.answers] == [Decimal("2.50"), Decimal("9.00")]
    assert decide(bands(hit="collect"), amount=Decimal(900)).answers == ()


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"amount": 1.5}, "value.not_a_number", "amount"),
        ({"amount": True}, "value.not_a_number", "amount"),
        ({"amount": None}, "value.not_a_number", "amount"),
        ({"amount": Decimal("NaN")}, "value.not_a_number", "amount"),
        ({"amount": Decimal("1.005")}, "value.not_cents", "amount"),
        ({"amount": Decimal(-1)}, "value.too_low", "amount"),
        ({"days": Decimal("1.5")}, "value.not_whole", "days"),
        ({"urgent": 1}, "value.not_yes_no", "urgent"),
        ({"on": "2026-05-01"}, "value.not_a_date", "on"),
        ({"on": datetime(2026, 5, 1)}, "value.not_a_date", "on"),  # noqa: DTZ001 - a refused value
        ({"area": "west"}, "value.not_a_choice", "area"),
        ({"area": None}, "value.not_a_choice", "area"),
        ({"colour": "red"}, "input.unknown", "colour"),
    ],
)
def test_a_mistyped_input_is_an_error_that_names_it(changes: dict[str, object], code: str, column: str) -> None:
    with pytest.raises(InputRefused) as caught:
        decide(bands(), **changes)
    assert (caught.value.code, caught.value.column) == (code, column)
    assert str(caught.value).startswith(f"column {column}: ")


def test_a_missing_or_misspelt_input_is_an_error_even_when_no_row_asks_for_it() -> None:
    compiled = compile_table(parse(bands()), DAY)
    without = {name: value for name, value in CASE.items() if name != "on"}
    with pytest.raises(InputRefused) as missing:
        compiled.evaluate(without)
    assert (missing.value.code, missing.value.column) == ("input.missing", "on")
    with pytest.raises(InputRefused) as misspelt:
        compiled.evaluate({**without, "no": date(2026, 5, 1)})
    assert (misspelt.value.code, misspelt.value.column) == ("input.unknown", "no")


def test_a_cent_in_another_writing_is_the_same_cent() -> None:
    assert decide(bands(), amount=Decimal("100.000")).row_ids == ("low",)
    assert decide(bands(), amount=Decimal("1E+2")).row_ids == ("low",)
    assert decide(bands(), amount=Decimal("100.01")).row_ids == ("middle",)


def test_a_trace_says_what_became_of_each_row() -> None:
    compiled = compile_table(parse(bands(hit="first")), DAY)
    trace = evaluate_with_trace(compiled, {**CASE, "amount": Decimal(200), "urgent": True})
    fates = {row.row_id: row.fate for row in trace.rows}
    assert fates == {
        "low": Fate.MISSED,
        "middle": Fate.ANSWERED,
        "urgent": Fate.MATCHED_LATER,
        "old": Fate.NOT_VALID,
    }
    (miss,) = trace.rows[0].misses
    assert (miss.column, miss.value) == ("amount", Decimal(200))


def test_a_trace_shows_the_rows_that_clash() -> None:
    compiled = compile_table(parse(bands()), DAY)
    trace = evaluate_with_trace(compiled, {**CASE, "amount": Decimal(200), "urgent": True})
    assert trace.decision is None
    assert isinstance(trace.error, SeveralMatches)
    assert [row.row_id for row in trace.rows if row.fate is Fate.CLASHED] == ["middle", "urgent"]


def test_coverage_counts_rows_defaults_and_errors() -> None:
    compiled = compile_table(parse(bands(default={"fee": "5.00"})), DAY)
    amounts = [Decimal(50), Decimal(60), Decimal(900), Decimal(-1)]
    seen = coverage(compiled, [{**CASE, "amount": amount} for amount in amounts])
    assert (seen.cases, seen.by_default) == (4, 1)
    assert seen.hits == {"low": 2, "middle": 0, "urgent": 0}
    assert seen.unused == ("middle", "urgent")
    assert seen.errors == {"value.too_low": 1}


EXAMPLES = [
    {
        "id": "small",
        "inputs": {"amount": "50", "urgent": False, "on": "2026-05-01", "area": "north", "days": 3},
        "expected": [{"fee": "1.50"}],
    }
]


def test_examples_pass_or_say_what_differs() -> None:
    table = parse(bands())
    (small,) = parse_examples(table, EXAMPLES)
    wrong = Example("wrong", small.inputs, ({"fee": Decimal(7)},))
    more = Example("more", small.inputs, (*small.expected, *small.expected))
    none = Example("none", {**small.inputs, "amount": Decimal(900)}, small.expected)
    results = check(compile_table(table, DAY), [small, wrong, more, none])
    assert [result.passed for result in results] == [True, False, False, False]
    (differing,) = results[1].differing
    assert (differing.output, differing.expected, differing.found) == ("fee", Decimal(7), Decimal("1.50"))
    assert isinstance(results[3].error, NoMatch)


def test_malformed_examples_are_all_reported() -> None:
    spoilt = [{**EXAMPLES[0], "inputs": {"amount": "many", "colour": "red"}}, {"id": "x", "expected": []}, {}]
    with pytest.raises(TableInvalid) as caught:
        parse_examples(parse(bands()), spoilt)
    found = [(problem.code, problem.row) for problem in caught.value.problems]
    assert found[:2] == [("value.not_a_number", "small"), ("table.unknown_key", "small")]
    assert ("table.missing_key", "") in found


def test_the_benchmark_measures_both_ways_of_deciding() -> None:
    measured = measure(200, 5)
    assert set(measured) == {"eval_us", "eval_trace_us"}
    assert measured["eval_us"] < 500
