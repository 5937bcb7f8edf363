from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.money import (
    MoneyError,
    cents,
    decimals,
    exact,
    line_amount,
    round_together,
    split,
    unit_price,
)
from tests.rules.random_tables import chance_of

amounts = st.decimals(Decimal(-10_000_000), Decimal(10_000_000), places=2)
weights = st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.345", "2.35"),
        ("-2.345", "-2.35"),
        ("2.344999", "2.34"),
        ("510.125", "510.13"),
        ("-0.001", "0.00"),
    ],
)
def test_half_a_cent_is_rounded_away_from_zero(value: str, rounded: str) -> None:
    assert str(cents(Decimal(value))) == rounded
    assert str(cents(Fraction(value))) == rounded


@settings(max_examples=1000)
@given(amounts, st.integers(1, 60))
def test_equal_parts_sum_to_the_total_and_differ_by_a_cent(total: Decimal, n: int) -> None:
    parts = split(total, n)
    assert sum(parts) == total
    assert len(parts) == n
    assert max(parts) - min(parts) <= Decimal("0.01")


@settings(max_examples=1000)
@given(amounts, weights)
def test_weighted_parts_sum_to_the_total_and_keep_near_their_share(total: Decimal, given_: list[Decimal]) -> None:
    parts = split(total, given_)
    whole = sum(map(Fraction, given_))
    assert sum(parts) == total
    assert parts == split(total, given_)
    for part, weight in zip(parts, given_, strict=True):
        assert abs(Fraction(part) - Fraction(total) * Fraction(weight) / whole) < Fraction(1, 100)
    assert split(-total, given_) == tuple(-part for part in parts)


def test_the_first_parts_take_the_cents_left_over() -> None:
    assert split(Decimal(100), 3) == (
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    )
    assert [str(part) for part in split(Decimal("-0.01"), 2)] == ["-0.01", "0.00"]
    assert split(Decimal("10.00"), [Fraction(1, 3), Fraction(2, 3)]) == (
        Decimal("3.33"),
        Decimal("6.67"),
    )


@given(st.lists(st.fractions(-1000, 1000), max_size=9))
def test_amounts_rounded_together_sum_to_the_rounded_sum(
    exact_amounts: list[Fraction],
) -> None:
    parts = round_together(exact_amounts)
    assert sum(parts, Decimal(0)) == cents(sum(exact_amounts, Fraction(0)))
    assert all(abs(Fraction(p) - a) < Fraction(1, 100) for p, a in zip(parts, exact_amounts, strict=True))


@given(st.decimals(0, 10_000, places=8), st.decimals(0, 10_000, places=3))
def test_a_line_is_multiplied_exactly_and_rounded_once(price: Decimal, quantity: Decimal) -> None:
    assert line_amount(quantity, price) == cents(Fraction(price) * Fraction(quantity))


def test_unit_prices_have_eight_decimals_at_most() -> None:
    assert unit_price(Decimal("0.123456780")) == Decimal("0.12345678")
    assert decimals(Decimal("1E+3")) == 0
    with pytest.raises(MoneyError, match="more than 8 decimals"):
        unit_price(Decimal("0.123456789"))


@pytest.mark.parametrize("value", [1.5, True, Decimal("NaN"), Decimal("Infinity"), "1"])
def test_what_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(MoneyError, match="not an exact number"):
        exact(value)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    ("total", "parts", "code"),
    [("1.005", 2, "not_cents"), ("1", 0, "no_parts"), ("1", [], "no_parts"), ("1", [0, 0], "weights"),
     ("1", [2, -1], "weights")],
)  # fmt: skip
def test_an_impossible_split_is_refused(total: str, parts: int | list[Decimal | int | Fraction], code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        split(Decimal(total), parts)
    assert caught.value.code == f"money.{code}"
    assert str(caught.value)


def test_ten_thousand_sums_are_split_without_a_cent_of_difference() -> None:
    chance = chance_of(6)
    for _ in range(10_000):
        total = Decimal(chance.randrange(-(10**9), 10**9)).scaleb(-2)
        shares = [Decimal(chance.randrange(1, 10_000)).scaleb(-3) for _ in range(chance.randrange(1, 13))]
        assert sum(split(total, shares)) == total == sum(split(total, len(shares)))
        assert cents(total) == total
