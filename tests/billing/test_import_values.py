"""Days and amounts of a file: read as the mapping says, else refused with the way to write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.imports import values
from billing.imports.reasons import RowRefused

D = Decimal


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("04/06/2013", "dmy", date(2013, 6, 4)),
        ("4/6/2013", "mdy", date(2013, 4, 6)),
        ("2026-12-31", "iso", date(2026, 12, 31)),
        ("20261231", "compact", date(2026, 12, 31)),
        ("4/6/2013", "", "date_ambiguous"),
        ("25/6/2013", "", date(2013, 6, 25)),
        ("6/25/2013", "dmy", "date_swapped"),
        ("25/6/2013", "mdy", "date_swapped"),
        ("4/6/13", "dmy", "date_form"),
        ("30/02/2026", "dmy", "date_form"),
        ("31 ottobre", "dmy", "date_form"),
    ],
)
def test_a_day_is_read_as_the_mapping_says_and_never_guessed(text, form, expected):
    try:
        found = values.day(text, form, "issued_on")
    except RowRefused as refused:
        found = refused.reason.code
    assert found == expected


@pytest.mark.parametrize(
    ("text", "comma", "expected"),
    [
        ("1.234,56", True, D("1234.56")),
        ("1,234.56", False, D("1234.56")),
        ("€ 12,5", True, D("12.5")),
        ("-7", True, D(-7)),
        ("1.234", True, "amount_ambiguous"),
        ("1,234", False, "amount_ambiguous"),
        ("12.50", True, "amount_other_sign"),
        ("1,234,567", True, "amount_other_sign"),
        ("12,50", False, "amount_other_sign"),
        (D("10.005"), True, "amount_decimals"),
        ("999999999999,99", True, D("999999999999.99")),
        ("1000000000000", True, "amount_large"),
        (D("-1E+12"), True, "amount_large"),
        ("1.2.3", True, "amount_form"),
        ("12,345", True, "amount_ambiguous"),
        ("abc", True, "amount_form"),
        ("", True, "amount_form"),
    ],
)
def test_an_amount_is_read_as_the_mapping_says_and_never_guessed(text, comma, expected):
    try:
        found = values.amount(text, "amount", decimal_comma=comma)
    except RowRefused as refused:
        found = refused.reason.code
    assert found == expected


@pytest.mark.parametrize(
    ("text", "comma", "said"),
    [
        ("1.234", True, "Write 1234,00 if it is whole"),
        ("-1,234", False, "Write -1234.00 if it is whole"),
        ("12.50", True, "write 12,50, or"),
        ("1,234.5", True, "write 1234,5, or"),
        ("x", True, "like 1234,50"),
    ],
)
def test_an_amount_refused_says_how_to_write_it_so_that_it_is_read(text, comma, said):
    with pytest.raises(RowRefused) as refused:
        values.amount(text, "amount", decimal_comma=comma)
    assert said in str(refused.value)
    told = {**refused.value.reason.params}
    for right in (told.get("whole"), told.get("right"), told.get("example")):
        assert right is None or values.amount(right, "amount", decimal_comma=comma)


@pytest.mark.parametrize(("value", "form"), [("01/01/0001", "dmy"), ("9999-12-31", "iso"), (date(1800, 1, 1), "")])
def test_a_day_of_no_time_of_ours_is_refused(value, form):
    with pytest.raises(RowRefused) as refused:
        values.day(value, form, "due_on")
    assert refused.value.reason.code == "date_far"
