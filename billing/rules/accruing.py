"""Interest on an item that is paid in parts.

Each part of the principal earns from the day after the due date to the day it was paid, both counted (actual days
over 365, split where the rate changes: `cases.rules.interest`). A part's rows are rounded together, so that they add
up to its interest; the total is the sum of the parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from cases.rules.interest import Rate, simple_interest

ZERO: Final = Decimal("0.00")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the principal and the day it was paid; None: it is still owed."""

    amount: Decimal
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class AccrualRow:
    """A stretch of one part at one rate; both days count."""

    principal: Decimal
    from_on: date
    to_on: date
    days: int
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Accrual:
    """What has grown, row by row; the amounts sum to `total`."""

    rows: tuple[AccrualRow, ...]

    @property
    def total(self) -> Decimal:
        """The interest."""
        return sum((row.amount for row in self.rows), ZERO)


def accrue(parts: Sequence[Part], *, from_on: date, until_on: date, rates: Sequence[Rate]) -> Accrual:
    """The interest of the parts from `from_on` (the day after the due date, or after the last charge) to `until_on`.

    Parts paid on one day are taken together. Raises RateMissing, RatesOverlap.
    """
    sums: dict[date, Decimal] = {}
    for part in parts:
        last = until_on if part.paid_on is None else min(part.paid_on, until_on)
        sums[last] = sums.get(last, ZERO) + part.amount
    rows: list[AccrualRow] = []
    for last, principal in sorted(sums.items()):
        if last >= from_on and principal > 0:
            table = simple_interest(principal, from_on, last, rates)
            rows += [
                AccrualRow(principal, row.from_on, row.to_on, row.days, row.percent, row.amount) for row in table.rows
            ]
    return Accrual(tuple(rows))


def first_day(due_on: date, charged_until: date | None) -> date:
    """The first day that counts."""
    return max(due_on, charged_until or due_on) + _DAY
