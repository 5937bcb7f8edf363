"""Locks of the ledger, in this order: the customers by id, then their open items by id.

Whatever changes what is settled or allocated first locks the customer's row, so that two payments, a payment and its
reversal, or an import and a clerk come one after the other. On SQLite every transaction is IMMEDIATE: the whole
database is the lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from billing.models import OpenItem, Payment
from cases.services.rows import OneOf
from registry.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable


def lock_ledgers(company_id: int, customer_ids: Iterable[int]) -> None:
    """Lock the ledgers of these customers; new rows that point to them do not wait."""
    rows = Customer.objects.of(company_id).filter(OneOf("id", set(customer_ids))).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def lock_open_items(company_id: int, customer_id: int) -> list[OpenItem]:
    """The open items of a customer as they are now, by id. Lock the ledger before."""
    rows = OpenItem.objects.of(company_id).filter(customer_id=customer_id, is_open=True).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def lock_items(company_id: int, ids: Iterable[int]) -> dict[int, OpenItem]:
    """Items by id, as they are now. Lock the ledger before."""
    rows = OpenItem.objects.of(company_id).filter(OneOf("id", set(ids))).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def fresh_payment(payment: Payment) -> Payment:
    """The payment as it is now. Lock the ledger before."""
    rows = Payment.objects.of(payment.company_id).select_for_update(of=("self",), no_key=True)
    return rows.get(pk=payment.pk)
