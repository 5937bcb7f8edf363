"""A limit against what was measured: exact units, detection limits, names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from registry.rules.analytes import Bound, Measured, Verdict, compare, converted, unit_of


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("1", "%", "mg/kg", "10000"),
        ("2500", "mg/kg", "%", "0.25"),
        ("3", "g/kg", "mg/kg", "3000"),
        ("40", "µg/l", "mg/l", "0.040"),
        ("40", "ug/L", "mg/l", "0.040"),
        ("0.1", "% s.s.", "mg/kg ss", "1000"),
        ("12", "MJ/kg", "kJ/kg", "12000"),
        ("7.8", "pH", "ph", "7.8"),
    ],
)
def test_a_unit_is_converted_where_that_is_exact(value, unit, to, expected):
    assert converted(Decimal(value), unit, to) == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "to"), [("mg/l", "mg/kg"), ("mg/kg", "mg/kg s.s."), ("%", "mg/l"), ("ppm", "mg/kg"), ("°C", "mg/kg")]
)
def test_what_says_something_else_is_never_converted(unit, to):
    assert converted(Decimal(1), unit, to) is None


def test_a_unit_is_the_same_however_it_is_written():
    assert {unit_of(words) for words in ("mg/kg s.s.", "MG/KG SS", "mg / kg s.s", "mg/kg sul secco")} == {"mg/kg s.s."}


def verdict(bound, *measured):
    return compare([bound], list(measured))[0].verdict


LEAD = Bound("Piombo / Pb", "mg/kg", most=Decimal(1000))
PH = Bound("pH", "-", least=Decimal("5.5"), most=Decimal(12))


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (Measured("piombo", Decimal(1000), "mg/kg"), Verdict.WITHIN),
        (Measured("PB", Decimal("1000.1"), "mg/kg"), Verdict.OVER),
        (Measured("Piombo", Decimal("0.2"), "%"), Verdict.OVER),
        (Measured("Piombo", Decimal(500), "mg/kg", below=True), Verdict.WITHIN),
        (Measured("Piombo", Decimal(5000), "mg/kg", below=True), Verdict.NOT_PROVEN),
        (Measured("Piombo", Decimal(1), "mg/l"), Verdict.NOT_COMPARABLE),
        (Measured("Piombo / Pb", Decimal(99999), "mg/kg"), Verdict.OVER),
        (Measured("Piombo / Cd", Decimal(1), "mg/kg"), Verdict.NOT_MEASURED),
        (Measured("Cadmio", Decimal(1), "mg/kg"), Verdict.NOT_MEASURED),
    ],
)
def test_a_limit_says_what_of_a_value(measured, expected):
    assert verdict(LEAD, measured) is expected


@pytest.mark.parametrize(
    ("value", "below", "expected"),
    [
        ("5.5", False, Verdict.WITHIN),
        ("5.4", False, Verdict.UNDER),
        ("12.1", False, Verdict.OVER),
        ("5", True, Verdict.UNDER),
        ("6", True, Verdict.NOT_PROVEN),
    ],
)
def test_a_range_has_two_ends(value, below, expected):
    assert verdict(PH, Measured("PH", Decimal(value), "-", below)) is expected


def test_of_two_values_the_first_that_can_be_compared_counts():
    eluate, solid = Measured("Piombo", Decimal(9), "mg/l"), Measured("Piombo", Decimal(2000), "mg/kg")
    assert verdict(LEAD, eluate, solid) is Verdict.OVER
