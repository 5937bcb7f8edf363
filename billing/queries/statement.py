"""The statement of account of a customer: what moved in a period, the balance after each move, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from billing.models import OpenItem, Payment
from billing.queries.balances import balance_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from registry.models import Customer


@dataclass(frozen=True, slots=True)
class Move:
    """One line: `debit` is owed to us, `credit` was paid or credited; the balance after it."""

    on: date
    item: OpenItem | None
    payment: Payment | None
    amount: Decimal
    balance: Decimal

    @property
    def debit(self) -> Decimal | None:
        """What it adds to the debt."""
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """What it takes off the debt."""
        return -self.amount if self.amount < 0 else None


@dataclass(frozen=True, slots=True)
class Statement:
    """A period of a customer's account by booking days, both included."""

    customer: Customer
    from_on: date
    to_on: date
    opening: Decimal
    moves: Sequence[Move]
    open_items: Sequence[OpenItem]
    unallocated: Sequence[Payment]

    @property
    def closing(self) -> Decimal:
        """The balance in the evening of the last day."""
        return self.moves[-1].balance if self.moves else self.opening


def statement(customer: Customer, from_on: date, to_on: date) -> Statement:
    """The statement of a period; six statements of the database. Open items and money are those of now."""
    period = {"customer": customer, "booked_on__gte": from_on, "booked_on__lte": to_on}
    items = OpenItem.objects.of(customer.company_id).filter(**period)
    payments = Payment.objects.of(customer.company_id).filter(**period)
    opening = balance_at(customer, from_on - timedelta(days=1))
    open_items = OpenItem.objects.of(customer.company_id).filter(customer=customer, is_open=True)
    return Statement(
        customer=customer,
        from_on=from_on,
        to_on=to_on,
        opening=opening,
        moves=_moves(items, payments, opening),
        open_items=list(open_items.order_by("due_on", "pk")),
        unallocated=list(
            Payment.objects.of(customer.company_id).filter(customer=customer, is_open=True).order_by("booked_on", "pk")
        ),
    )


def _moves(items: QuerySet[OpenItem], payments: QuerySet[Payment], balance: Decimal) -> list[Move]:
    """Items before payments of the same day, each in the order they were recorded."""
    rows: list[OpenItem | Payment] = [*items, *payments]
    rows.sort(key=lambda row: (row.booked_on, isinstance(row, Payment), row.pk))
    moves = []
    for row in rows:
        paid = isinstance(row, Payment)
        amount = -row.amount if paid else row.amount
        balance += amount
        item, payment = (None, row) if isinstance(row, Payment) else (row, None)
        moves.append(Move(row.booked_on, item, payment, amount, balance))
    return moves
