"""Simple interest on the days of delay, with the rate of each day.

Rule: actual days over 365 (366 days of a leap year earn 366/365 of the yearly rate), simple interest; the first
day is the day after the due date, the day of payment counts; the period is split where the rate changes
(D.Lgs. 231/2002 art. 5: 1 January and 1 July; art. 1284 c.c.: yearly).

Rounding: the exact interest of all rows is summed and rounded once, half up. So that the rows shown add up to the
total, they are rounded together: each down, then a cent more on the rows with the largest remainders until the sum
is the total; no row is a whole cent away from its own exact interest. Rounding every row by itself would lose or
invent a cent: 91.6438 + 214.1233 = 305.7671 is 305.77, while 91.64 + 214.12 is 305.76.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from cases.rules.errors import RuleError
from cases.rules.money import cents, exact, round_together
from cases.rules.refusals import N_

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly rate, as its source prints it: `valid_to` is the last day it applies, None while it still does."""

    valid_from: date
    valid_to: date | None
    percent: Decimal

    def covers(self, on: date) -> bool:
        """Whether the rate applies on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class InterestRow:
    """A stretch at one rate; both days count."""

    from_on: date
    to_on: date
    days: int
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class InterestTable:
    """The rows in order of time; their amounts sum to `total`."""

    rows: tuple[InterestRow, ...]
    total: Decimal


class RateError(RuleError):
    """The rates do not say what applies on a day."""

    texts: ClassVar[Mapping[str, str]] = {
        "interest.rate_missing": N_("No interest rate is known for {day}."),
        "interest.rates_overlap": N_("More than one interest rate is given for {day}."),
    }


class RateMissing(RateError):
    """A day of the period has no rate: the sum is not guessed."""

    def __init__(self, day: date) -> None:
        super().__init__("interest.rate_missing", day=day)
        self.day = day


class RatesOverlap(RateError):
    """A day of the period has two rates."""

    def __init__(self, day: date) -> None:
        super().__init__("interest.rates_overlap", day=day)
        self.day = day


@dataclass(frozen=True, slots=True)
class _Stretch:
    from_on: date
    to_on: date
    percent: Decimal

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1

    def interest(self, principal: Decimal) -> Fraction:
        return Fraction(principal) * Fraction(self.percent) * self.days / (100 * DAYS_OF_A_YEAR)


def _stretches(from_on: date, to_on: date, rates: Iterable[Rate]) -> list[_Stretch]:
    """The period cut where the rate changes. Raises RateMissing and RatesOverlap with the first such day."""
    found: list[_Stretch] = []
    day = from_on
    in_time = sorted(
        (rate for rate in rates if rate.valid_from <= to_on),
        key=lambda rate: rate.valid_from,
    )
    while day <= to_on:
        covering = [rate for rate in in_time if rate.covers(day)]
        if not covering:
            raise RateMissing(day)
        if len(covering) > 1:
            raise RatesOverlap(day)
        later = [rate.valid_from for rate in in_time if rate.valid_from > day]
        ends = [
            to_on,
            covering[0].valid_to or to_on,
            *(start - timedelta(days=1) for start in later),
        ]
        found.append(_Stretch(day, min(ends), exact(covering[0].percent)))
        day = found[-1].to_on + timedelta(days=1)
    return found


def simple_interest(principal: Decimal, from_on: date, to_on: date, rates: Sequence[Rate]) -> InterestTable:
    """The interest on `principal` from the day after the due date to the day of payment, both counted.

    An empty period (paid in time) gives no rows and 0.00. Raises RateMissing(day), RatesOverlap(day).
    """
    principal = exact(principal)
    stretches = _stretches(from_on, to_on, rates)
    earned = [stretch.interest(principal) for stretch in stretches]
    total = cents(sum(earned, Fraction(0)))
    amounts = round_together(earned)
    rows = (
        InterestRow(stretch.from_on, stretch.to_on, stretch.days, stretch.percent, amount)
        for stretch, amount in zip(stretches, amounts, strict=True)
    )
    return InterestTable(tuple(rows), total)
