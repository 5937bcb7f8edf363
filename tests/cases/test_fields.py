"""Numbers and days as people write them: read in the reader's language, refused where they have two meanings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cases.definition.fields import DayField, NumberField

QUANTITY = NumberField(min_value=Decimal("0.001"), max_digits=14, decimal_places=3)


def refusal(field: forms.Field, typed: str, language: str = "it") -> ValidationError:
    with translation.override(language), pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("120,500", "120.5"),
        ("12.5", "12.5"),
        ("0.125", "0.125"),
        (" 7 ", "7"),
    ],
)
def test_an_italian_number_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    with translation.override("it"):
        assert QUANTITY.clean(typed) == Decimal(meant)


def test_what_has_two_meanings_is_refused_with_both() -> None:
    words = refusal(QUANTITY, "1.234").messages[0]
    assert "1234" in words
    assert "1,234" in words
    assert refusal(QUANTITY, "1,234", "en").code == "two_ways"


def test_three_digits_are_no_cents() -> None:
    with translation.override("it"):
        assert NumberField(decimal_places=2).clean("1.250") == Decimal(1250)


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e5", "١٢", "12,3,4.5.6", "1.23.456", "dodici", "--1"])
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    error = refusal(QUANTITY, typed)
    assert error.code == "invalid"
    assert "1234,5" in error.messages[0]


def test_a_limit_is_said_as_the_reader_writes_it() -> None:
    assert refusal(QUANTITY, "-3").messages == ["Scrivere 0,001 o più."]
    assert refusal(NumberField(max_value=100), "100,5").code == "most"


@given(st.decimals(min_value="0.001", max_value="99999999999", places=3), st.sampled_from(["it", "en"]))
def test_what_a_field_shows_it_reads_again(number: Decimal, language: str) -> None:
    with translation.override(language):
        shown = QUANTITY.widget.format_value(QUANTITY.prepare_value(number))
        assert QUANTITY.clean(shown) == number


@pytest.mark.parametrize(
    ("typed", "code"), [("31/02/2026", "invalid"), ("0001-01-01", "far"), ("9999-12-31", "far"), ("ieri", "invalid")]
)
def test_a_day_that_is_none_or_of_no_time_of_ours_is_refused(typed: str, code: str) -> None:
    assert refusal(DayField(), typed).code == code


def test_a_day_is_read_as_the_browser_and_as_people_write_it() -> None:
    with translation.override("it"):
        assert DayField().clean("2026-12-31") == DayField().clean("31/12/2026") == date(2026, 12, 31)
        assert DayField(required=False).clean("") is None
