from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.interest import Rate, RateMissing, RatesOverlap, simple_interest
from cases.rules.money import cents

B2B = [
    Rate(date(2025, 1, 1), date(2025, 6, 30), Decimal("11.15")),
    Rate(date(2025, 7, 1), date(2025, 12, 31), Decimal("10.15")),
    Rate(date(2026, 1, 1), date(2026, 6, 30), Decimal("10.15")),
]
LEGAL = [
    Rate(date(2024, 1, 1), date(2024, 12, 31), Decimal("2.5")),
    Rate(date(2025, 1, 1), date(2025, 12, 31), Decimal("2.0")),
    Rate(date(2026, 1, 1), None, Decimal("1.6")),
]


def test_b2b_interest_over_a_change_of_rate() -> None:
    table = simple_interest(Decimal("10000.00"), date(2025, 6, 1), date(2025, 9, 15), B2B)
    assert table.total == Decimal("305.77")
    assert [(row.days, row.percent, row.amount) for row in table.rows] == [
        (30, Decimal("11.15"), Decimal("91.65")),
        (77, Decimal("10.15"), Decimal("214.12")),
    ]


def test_legal_interest_over_the_year_end() -> None:
    table = simple_interest(Decimal("1000.00"), date(2024, 12, 2), date(2025, 1, 31), LEGAL)
    assert [row.days for row in table.rows] == [30, 31]
    assert table.total == Decimal("3.75")


def test_a_leap_year_earns_366_days_over_365() -> None:
    table = simple_interest(Decimal("36500.00"), date(2024, 1, 1), date(2024, 12, 31), LEGAL)
    assert table.rows[0].days == 366
    assert table.total == Decimal("915.00")


def test_a_debt_paid_in_time_earns_nothing() -> None:
    table = simple_interest(Decimal(100), date(2025, 6, 1), date(2025, 5, 31), B2B)
    assert (table.rows, str(table.total)) == ((), "0.00")


def test_a_day_without_a_rate_stops_the_sum() -> None:
    with pytest.raises(RateMissing, match="2026-07-01") as caught:
        simple_interest(Decimal(100), date(2026, 6, 1), date(2026, 7, 15), B2B)
    assert caught.value.day == date(2026, 7, 1)


def test_a_day_with_two_rates_stops_the_sum() -> None:
    twice = [*B2B, Rate(date(2025, 7, 10), None, Decimal(9))]
    with pytest.raises(RatesOverlap) as caught:
        simple_interest(Decimal(100), date(2025, 6, 1), date(2025, 8, 1), twice)
    assert caught.value.day == date(2025, 7, 10)


@given(
    st.decimals(0, 1_000_000, places=2),
    st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    st.integers(0, 900),
)
def test_rows_add_up_to_a_day_by_day_sum(principal: Decimal, start: date, days: int) -> None:
    end = start + timedelta(days=days)
    table = simple_interest(principal, start, end, LEGAL)
    daily = (start + timedelta(days=n) for n in range(days + 1))
    percents = (Fraction(next(rate.percent for rate in LEGAL if rate.covers(on))) for on in daily)
    assert table.total == cents(Fraction(principal) * sum(percents) / 36500)
    assert sum(row.amount for row in table.rows) == table.total
    assert sum(row.days for row in table.rows) == days + 1
