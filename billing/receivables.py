"""The ledger: what is owed, what was paid, what may be collected. What other packages and pages may call.

Contract: amounts are Decimals of two digits, days are Rome's, `now` and `actor` come from the edge; a no is `Refused`
with its reasons, a missing duty `DutyMissing`. Nothing is deleted: what was wrong is taken back by a row of its own.
"""

from __future__ import annotations

from billing.queries.balances import balance_at, balance_of_contract, open_at
from billing.services.items import NewItem, enter_item, reverse_item
from billing.services.payments import (
    NewPayment,
    allocate_payment,
    record_payment,
    reverse_payment,
    undo_allocation,
    use_credit,
)
from billing.services.settling import BY_LAW, Wish

__all__ = [
    "BY_LAW",
    "NewItem",
    "NewPayment",
    "Wish",
    "allocate_payment",
    "balance_at",
    "balance_of_contract",
    "enter_item",
    "open_at",
    "record_payment",
    "reverse_item",
    "reverse_payment",
    "undo_allocation",
    "use_credit",
]
