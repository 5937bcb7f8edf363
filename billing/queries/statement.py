"""The statement of account of a customer: what moved in a period, the balance after each move, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from billing.models import OpenItem, Payment
from billing.queries.balances import balance_at
from cases.models import kept

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
    whose = {"company": customer.company_id, "customer": customer.pk}
    items = kept.rows(_booked, OpenItem, **whose, from_on=from_on, to_on=to_on)
    payments = kept.rows(_booked, Payment, **whose, from_on=from_on, to_on=to_on)
    opening = balance_at(customer, from_on - timedelta(days=1))
    return Statement(
        customer=customer,
        from_on=from_on,
        to_on=to_on,
        opening=opening,
        moves=moves_of([*items, *payments], opening),
        open_items=kept.rows(_open, OpenItem, "due_on", **whose),
        unallocated=kept.rows(_open, Payment, "booked_on", **whose),
    )


def _booked(model: type[OpenItem] | type[Payment]) -> Any:
    period = {"booked_on__gte": kept.Given("from_on"), "booked_on__lte": kept.Given("to_on")}
    return model.objects.of(kept.COMPANY).filter(customer_id=kept.Given("customer"), **period)


def _open(model: type[OpenItem] | type[Payment], day: str) -> Any:
    found = model.objects.of(kept.COMPANY).filter(customer_id=kept.Given("customer"), is_open=True)
    return found.order_by(day, "pk")


def moves_of(rows: list[OpenItem | Payment], balance: Decimal) -> list[Move]:
    """Items before payments of the same day, each in the order they were recorded."""
    rows.sort(key=lambda row: (row.booked_on, isinstance(row, Payment), row.pk))
    moves = []
    for row in rows:
        paid = isinstance(row, Payment)
        amount = -row.amount if paid else row.amount
        balance += amount
        item, payment = (None, row) if isinstance(row, Payment) else (row, None)
        moves.append(Move(row.booked_on, item, payment, amount, balance))
    return moves
