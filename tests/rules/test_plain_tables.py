from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.rules.tables.cells import Compare, Comparison, Equals, OneOf, Range
from cases.rules.tables.columns import Column, Kind, Output, key_of, of_type
from cases.rules.tables.errors import TableInvalid, ValueRefused
from cases.rules.tables.model import HitPolicy, Row, Table
from cases.rules.tables.plain import parse, to_plain
from tests.rules.random_tables import chance_of, random_table

TOML = """
code = "discount_authority"
label = "Autorizzazione sconti"
hit = "first"

[[inputs]]
code = "discount"
kind = "number"
minimum = 0
maximum = "100"

[[inputs]]
code = "amount"
kind = "amount"

[[inputs]]
code = "area"
kind = "choice"
choices = ["north", "south"]

[[inputs]]
code = "signed_on"
kind = "date"

[[outputs]]
code = "level"
kind = "choice"
choices = ["area", "head", "board"]

[[outputs]]
code = "days"
kind = "number"
whole = true

[[outputs]]
code = "note"
kind = "text"
optional = true

[[rows]]
id = "small"
when = { discount = "<= 5", amount = "[0..5000)", signed_on = 2026-12-31 }
then = { level = "area", days = 2 }
valid_from = 2026-01-01
valid_to = "2026-12-31"
note = "Board decision 12"

[[rows]]
id = "large"
when = { discount = "> 5", area = "north, south" }
then = { level = "head", days = "5", note = "ask first" }

[default]
level = "board"
days = 10
"""
TABLE = parse(tomllib.loads(TOML))


def test_a_table_is_read_from_toml() -> None:
    small, large = TABLE.rows
    assert small.when["discount"] == Compare(Comparison.AT_MOST, Decimal(5))
    assert small.when["amount"] == Range(Decimal(0), Decimal(5000), high_closed=False)
    assert small.when["signed_on"] == Equals(date(2026, 12, 31))
    assert (small.valid_from, small.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert large.when["area"] == OneOf(("north", "south"))
    assert large.then == {"level": "head", "days": Decimal(5), "note": "ask first"}
    assert TABLE.default == {"level": "board", "days": Decimal(10), "note": None}
    assert TABLE.column("discount").maximum == Decimal(100)


def test_a_table_survives_json_unchanged() -> None:
    plain = to_plain(TABLE)
    again = parse(json.loads(json.dumps(plain)))
    assert again == TABLE
    assert to_plain(again) == plain


@pytest.mark.parametrize("seed", range(200))
def test_random_tables_survive_the_round_trip(seed: int) -> None:
    table, _ = random_table(chance_of(seed))
    plain = to_plain(table)
    assert parse(plain) == table
    assert to_plain(parse(plain)) == plain


def test_rows_are_bounded_by_their_days() -> None:
    assert [row.id for row in TABLE.rows_on(date(2026, 12, 31))] == ["small", "large"]
    assert [row.id for row in TABLE.rows_on(date(2027, 1, 1))] == ["large"]
    assert TABLE.change_days(date(2025, 1, 1)) == (date(2026, 1, 1), date(2027, 1, 1))
    assert TABLE.change_days(date(2026, 1, 1)) == (date(2027, 1, 1),)


Plain = dict[str, Any]
WRONG: list[tuple[Callable[[Plain], object], str, str, str]] = [
    (lambda t: t.update(code="Bad code"), "table.bad_code", "", ""),
    (lambda t: t.pop("code"), "table.missing_key", "", ""),
    (lambda t: t.update(code=5), "table.wrong_form", "", ""),
    (lambda t: t.update(hit="any"), "table.wrong_form", "", ""),
    (lambda t: t.update(colour="red"), "table.unknown_key", "", ""),
    (lambda t: t.pop("inputs"), "table.missing_key", "", ""),
    (lambda t: t.update(inputs="x"), "table.wrong_form", "", ""),
    (lambda t: t.update(inputs=[], rows=[]), "table.no_columns", "", ""),
    (lambda t: t.update(default="x"), "table.wrong_form", "", ""),
    (lambda t: t["default"].pop("level"), "table.missing_key", "default", "level"),
    (lambda t: t["inputs"][0].update(kind="colour"), "table.wrong_form", "", ""),
    (lambda t: t["outputs"][0].update(kind="colour"), "table.wrong_form", "", ""),
    (lambda t: t["inputs"][0].update(kind="text"), "table.text_input", "", "discount"),
    (lambda t: t["inputs"][0].update(minimum="200"), "table.bounds", "", "discount"),
    (lambda t: t["inputs"][0].update(minimum=0.5), "value.not_a_number", "", "discount"),
    (lambda t: t["inputs"][1].update(whole=True), "table.whole", "", "amount"),
    (lambda t: t["inputs"][1].update(whole="yes"), "table.wrong_form", "", ""),
    (lambda t: t["inputs"][2].update(choices=[]), "table.no_choices", "", "area"),
    (lambda t: t["inputs"][2].update(choices="north"), "table.wrong_form", "", ""),
    (lambda t: t["inputs"][2].pop("kind"), "table.missing_key", "", ""),
    (lambda t: t["inputs"][2].update(minimum="north"), "table.bounds", "", "area"),
    (lambda t: t["inputs"][2].update(choices=["a,b", "north"]), "table.bad_choice", "", "area"),
    (lambda t: t["outputs"][0].update(choices=["area", "area"]), "table.repeated", "", "level"),
    (lambda t: t["inputs"].append(t["inputs"][0]), "table.repeated", "", "discount"),
    (lambda t: t["rows"][1].update(id="small"), "table.repeated", "small", ""),
    (lambda t: t["rows"][1].update(id="default"), "table.missing_key", "default", ""),
    (lambda t: t["rows"][1].pop("id"), "table.missing_key", "", ""),
    (lambda t: t["rows"][0].update(valid_to="2025-01-01"), "table.validity", "small", ""),
    (lambda t: t["rows"][0].update(valid_to="soon"), "value.not_a_date", "small", "valid_to"),
    (lambda t: t["rows"][0].update(whem={}), "table.unknown_key", "small", ""),
    (lambda t: t["rows"][0]["when"].update(colour="red"), "table.unknown_key", "small", "colour"),
    (lambda t: t["rows"][0]["when"].update(discount="<= many"), "value.not_a_number", "small", "discount"),
    (lambda t: t["rows"][0]["when"].update(discount=0.5), "cell.wrong_form", "small", "discount"),
    (lambda t: t["rows"][0]["when"].update(discount=True), "cell.wrong_form", "small", "discount"),
    (lambda t: t["rows"][0]["when"].update(discount="> 101"), "value.too_high", "small", "discount"),
    (lambda t: t["rows"][0]["then"].pop("level"), "table.missing_key", "small", "level"),
    (lambda t: t["rows"][0]["then"].update(level="boss"), "value.not_a_choice", "small", "level"),
    (lambda t: t["rows"][0]["then"].update(days=1.0), "value.not_a_number", "small", "days"),
    (lambda t: t["rows"][0]["then"].update(days="1.5"), "value.not_whole", "small", "days"),
    (lambda t: t["rows"][0]["then"].update(colour="red"), "table.unknown_key", "small", "colour"),
]


@pytest.mark.parametrize(("spoil", "code", "row", "column"), WRONG, ids=[f"{n}-{w[1]}" for n, w in enumerate(WRONG)])
def test_what_is_wrong_is_named_with_row_and_column(
    spoil: Callable[[Plain], object], code: str, row: str, column: str
) -> None:
    plain = deepcopy(to_plain(TABLE))
    spoil(plain)
    with pytest.raises(TableInvalid) as caught:
        parse(plain)
    found = [(problem.code, problem.row, problem.column) for problem in caught.value.problems]
    assert (code, row, column) in found, found
    assert "{" not in str(caught.value)


def test_every_error_is_reported_at_once() -> None:
    plain: Plain = deepcopy(to_plain(TABLE))
    for row in plain["rows"]:
        row["when"]["discount"] = "lots"
        row["then"]["days"] = "some"
    with pytest.raises(TableInvalid) as caught:
        parse(plain)
    assert len(caught.value.problems) == 4


def test_a_table_built_in_code_is_checked_and_typed_as_strictly() -> None:
    column, output = Column(code="n", kind=Kind.NUMBER), Output(code="out", kind=Kind.NUMBER)

    five: Any = 5
    text: Any = "5"

    def build(**row: Any) -> Table:
        return Table(code="t", hit=HitPolicy.FIRST, inputs=(column,), outputs=(output,), rows=(Row(id="r", **row),))

    typed = build(when={"n": Equals(five)}, then={"out": 7})
    assert isinstance(typed.rows[0].then["out"], Decimal)
    for spoilt in (
        {"when": {"n": Equals(text)}, "then": {"out": 7}},
        {"when": {"n": Equals(five / 1)}, "then": {"out": 7}},
        {"when": {"m": Equals(five)}, "then": {"out": 7}},
        {"when": {"n": OneOf((Decimal(5),))}, "then": {"out": 7}},
        {"then": {"out": 7, "more": 8}},
        {"then": {"out": Decimal("NaN")}},
        {"then": {"out": True}},
    ):
        with pytest.raises(TableInvalid):
            build(**spoilt)


@pytest.mark.parametrize("low", ["1", 1.5, True, Decimal("NaN"), Decimal(10)])
def test_bounds_given_in_code_are_of_the_columns_type_and_in_order(low: Any) -> None:
    with pytest.raises(TableInvalid) as caught:
        Column(code="n", kind=Kind.NUMBER, minimum=low, maximum=Decimal(9))
    assert [problem.code for problem in caught.value.problems] == ["table.bounds"]


def test_a_whole_number_given_as_a_bound_is_exact() -> None:
    nine: Any = 9
    assert isinstance(Column(code="n", kind=Kind.NUMBER, minimum=nine).minimum, Decimal)


def test_choices_cannot_be_compared() -> None:
    column = Column(code="c", kind=Kind.CHOICE, choices=("a", "b"))
    row = Row(id="r", when={"c": Compare(Comparison.LESS, "b")}, then={"out": "x"})
    text = Output(code="out", kind=Kind.TEXT)
    with pytest.raises(TableInvalid, match="row r, column c: Only numbers, amounts and dates"):
        Table(code="t", hit=HitPolicy.FIRST, inputs=(column,), outputs=(text,), rows=(row,))
    with pytest.raises(TypeError, match="'b' has no order"):
        key_of("b")


def test_text_outputs_take_text_only() -> None:
    with pytest.raises(ValueRefused, match="5 is not text"):
        of_type(Output(code="out", kind=Kind.TEXT), 5)


def test_a_table_may_have_no_rows_yet() -> None:
    plain = to_plain(TABLE)
    del plain["rows"]
    assert parse(plain).rows == ()
