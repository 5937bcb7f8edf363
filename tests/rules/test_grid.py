from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.tables.cells import ANY, AnyValue, Cell, Compare, Comparison, Equals, OneOf, Range, admits
from cases.rules.tables.columns import Column, Field, Kind
from cases.rules.tables.errors import CellMalformed, TableError, ValueRefused
from cases.rules.tables.grid import read_cell, write_cell
from cases.rules.tables.notation import Notation, read_value, write_value
from tests.rules.random_tables import MAKERS, chance_of, random_cell

IT, EN, PLAIN = Notation.ITALIAN, Notation.ENGLISH, Notation.PLAIN
NUMBER = Column(code="n", kind=Kind.NUMBER)
AMOUNT = Column(code="a", kind=Kind.AMOUNT)
DAYS = Column(code="w", kind=Kind.NUMBER, whole=True, minimum=Decimal(0))
DATE = Column(code="d", kind=Kind.DATE)
AREA = Column(code="c", kind=Kind.CHOICE, choices=("North", "South", "17 05 03*"))
FLAG = Column(code="y", kind=Kind.YES_NO)
D = Decimal


@pytest.mark.parametrize(
    ("text", "column", "notation", "cell"),
    [
        ("≤ 5.000", AMOUNT, IT, Compare(Comparison.AT_MOST, D(5000))),
        ("<= 5,000", AMOUNT, EN, Compare(Comparison.AT_MOST, D(5000))),
        ("€ 1.234,50", AMOUNT, IT, Equals(D("1234.50"))),
        (">= 10", NUMBER, IT, Compare(Comparison.AT_LEAST, D(10))),
        ("=>10", NUMBER, IT, Compare(Comparison.AT_LEAST, D(10))),
        ("= 10", NUMBER, IT, Equals(D(10))),
        ("\N{MINUS SIGN}1,5", NUMBER, IT, Equals(D("-1.5"))),
        ("10..20", NUMBER, PLAIN, Range(D(10), D(20))),
        ("1.000..2.000,5", NUMBER, IT, Range(D(1000), D("2000.5"))),
        ("[10 .. 20)", NUMBER, IT, Range(D(10), D(20), high_closed=False)),
        ("]10…20]", NUMBER, IT, Range(D(10), D(20), low_closed=False)),
        ("(-5..-1[", NUMBER, IT, Range(D(-5), D(-1), low_closed=False, high_closed=False)),
        ("10; 20,5", NUMBER, IT, OneOf((D(10), D("20.5")))),
        ("10, 20", NUMBER, PLAIN, OneOf((D(10), D(20)))),
        ("1/2/2026..31/12/2026", DATE, IT, Range(date(2026, 2, 1), date(2026, 12, 31))),
        ("< 2026-12-31", DATE, EN, Compare(Comparison.LESS, date(2026, 12, 31))),
        ("01.02.2026, 2026-03-01", DATE, IT, OneOf((date(2026, 2, 1), date(2026, 3, 1)))),
        ("North, south", AREA, IT, OneOf(("North", "South"))),
        ("17 05 03*", AREA, IT, Equals("17 05 03*")),
        ("sì", FLAG, IT, Equals(value=True)),
        ("SI", FLAG, IT, Equals(value=True)),
        ("no", FLAG, EN, Equals(value=False)),
        ("sì/no", FLAG, IT, ANY),
        ("-", FLAG, IT, ANY),
        (" — ", AMOUNT, EN, ANY),
        ("qualsiasi", DATE, IT, ANY),
    ],
)
def test_a_cell_is_read_as_people_type_it(text: str, column: Column, notation: Notation, cell: Cell) -> None:
    assert read_cell(text, column, notation) == cell


@pytest.mark.parametrize(
    ("text", "column", "notation", "code"),
    [
        ("", NUMBER, IT, "cell.empty"),
        ("<> 5", NUMBER, IT, "cell.operator"),
        ("≠ 5", NUMBER, IT, "cell.operator"),
        ("10..", NUMBER, IT, "cell.range_side"),
        ("[10..20", NUMBER, IT, "cell.range_brackets"),
        ("20..10", NUMBER, IT, "cell.range_order"),
        ("(5..5]", NUMBER, IT, "cell.range_order"),
        ("10, 20", NUMBER, IT, "cell.separator"),
        ("10; 10", NUMBER, IT, "cell.repeated"),
        ("yes, yes", FLAG, EN, "cell.repeated"),
        ("1.5", NUMBER, IT, "value.not_a_number"),
        ("1,5", NUMBER, EN, "value.not_a_number"),
        ("12,34", NUMBER, EN, "value.not_a_number"),
        ("1 000", NUMBER, PLAIN, "value.not_a_number"),
        ("1e3", NUMBER, PLAIN, "value.not_a_number"),
        ("²", NUMBER, PLAIN, "value.not_a_number"),
        ("10..x", NUMBER, PLAIN, "value.not_a_number"),
        ("1,005", AMOUNT, IT, "value.not_cents"),
        ("1,5", DAYS, IT, "value.not_whole"),
        ("> -1", DAYS, IT, "value.too_low"),
        ("31/12/2026", DATE, EN, "value.not_a_date"),
        ("31/02/2026", DATE, IT, "value.not_a_date"),
        ("West", AREA, IT, "value.not_a_choice"),
        ("> North", AREA, IT, "value.not_a_choice"),
        ("maybe", FLAG, IT, "value.not_yes_no"),
    ],
)
def test_what_is_wrong_with_a_cell_is_said(text: str, column: Column, notation: Notation, code: str) -> None:
    with pytest.raises((CellMalformed, ValueRefused)) as caught:
        read_cell(text, column, notation)
    assert caught.value.code == code
    assert str(caught.value).startswith(f"column {column.code}: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.234,56", "1.234,56 is not a whole number."),
        ("-1.000", "-1.000 is too low: the column takes 0 or more."),
        ("≤ 1.000,5", "1.000,5 is not a whole number."),
        ("9.999", "9.999 is too high: the column takes 1.826 or less."),
    ],
)
def test_a_refused_number_is_shown_as_it_was_written_and_its_bound_as_one_writes_it(text: str, said: str) -> None:
    days = Column(code="w", kind=Kind.NUMBER, whole=True, minimum=D(0), maximum=D(1826))
    with pytest.raises(ValueRefused) as caught:
        read_cell(text, days, IT)
    assert str(caught.value) == f"column w: {said}"


@pytest.mark.parametrize(
    ("cell", "column", "italian", "english"),
    [
        (Compare(Comparison.AT_MOST, D(5000)), AMOUNT, "≤ 5.000,00", "≤ 5,000.00"),
        (Range(D(10), D(20), high_closed=False), NUMBER, "[10..20)", "[10..20)"),
        (Range(D(10), D(20), low_closed=False), NUMBER, "(10..20]", "(10..20]"),
        (OneOf((D("-1234.5"), D(2))), NUMBER, "-1.234,5; 2", "-1,234.5; 2"),
        (Equals(date(2026, 12, 31)), DATE, "31/12/2026", "2026-12-31"),
        (Equals(value=True), FLAG, "sì", "yes"),
        (OneOf(("North", "South")), AREA, "North, South", "North, South"),
        (ANY, NUMBER, "-", "-"),
    ],
)
def test_a_cell_is_written_as_people_read_it(cell: Cell, column: Column, italian: str, english: str) -> None:
    assert write_cell(cell, column, IT) == italian
    assert write_cell(cell, column, EN) == english


@given(st.integers(), st.sampled_from(Notation))
def test_every_cell_is_read_back_as_it_was_written(seed: int, notation: Notation) -> None:
    chance = chance_of(seed)
    column, named, _ = chance.choice(MAKERS)("c", chance)
    cell = random_cell(column, named, chance)
    assert read_cell(write_cell(cell, column, notation), column, notation) == cell


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_every_number_survives_every_notation(number: Decimal) -> None:
    for notation in Notation:
        assert read_value(write_value(number, NUMBER, notation), NUMBER, notation) == number


@given(st.text(), st.sampled_from([NUMBER, AMOUNT, DATE, AREA, FLAG]), st.sampled_from(Notation))
def test_any_text_is_a_cell_or_a_reasoned_error(text: str, column: Column, notation: Notation) -> None:
    outcome = read_or_refused(text, column, notation)
    if isinstance(outcome, TableError):
        assert outcome.column == column.code
        assert outcome.template.format(**outcome.params)
    else:
        assert read_cell(write_cell(outcome, column, notation), column, notation) == outcome


def read_or_refused(text: str, column: Column, notation: Notation) -> Cell | TableError:
    try:
        return read_cell(text, column, notation)
    except TableError as error:
        return error


def test_text_is_taken_as_it_is() -> None:
    assert read_value(" as is ", Field(code="t", kind=Kind.TEXT), IT) == " as is "


@given(st.integers(0, 6), st.integers(0, 6), st.integers(-1, 7), st.booleans(), st.booleans())
def test_cells_mean_what_they_say(a: int, b: int, n: int, low: bool, high: bool) -> None:
    value, first, second = D(n), D(a), D(b)
    assert admits(AnyValue(), value)
    assert admits(Equals(first), value) is (n == a)
    assert admits(OneOf((first, second)), value) is (n in {a, b})
    assert admits(Range(first, second, low, high), value) is (
        (a < n or (low and n == a)) and (n < b or (high and n == b))
    )
    assert [admits(Compare(sign, first), value) for sign in Comparison] == [n < a, n <= a, n > a, n >= a]
