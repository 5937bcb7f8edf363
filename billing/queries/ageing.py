"""How old what is open is: of a company, of a customer, and which rows make up each figure.

Buckets by days past due; money and credits not allocated yet stand in a bucket of their own below zero, so that the
buckets sum to the exposure, which is the balance of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, CharField, Count, F, Sum, Value, When

from billing.models import OpenItem, Payment
from billing.models.ledger import ZERO
from cases.rules.money import cents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from registry.models import Customer
    from registry.scoping import ScopedQuerySet

EDGES: Final = (30, 60, 90, 180)
NOT_DUE, CREDITS, PAID = "not_due", "credits", "unallocated"
LATE_BUCKETS: Final = (*(f"to_{edge}" for edge in EDGES), f"over_{EDGES[-1]}")
BUCKETS: Final = (NOT_DUE, *LATE_BUCKETS, CREDITS, PAID)
LATE: Final = "late"
"""Not a bucket but all that are past due, for the figure that sums them."""
OWED: Final = "owed"
"""Nor is this: whatever the customer owes, due or not, without his credits."""
_SUMMED: Final = {LATE: LATE_BUCKETS, OWED: (NOT_DUE, *LATE_BUCKETS)}


@dataclass(frozen=True, slots=True)
class Ageing:
    """So much in each bucket, by the names of BUCKETS; how many rows; all together, and what of it is late."""

    amounts: dict[str, Decimal]
    counts: dict[str, int]

    @property
    def total(self) -> Decimal:
        """The exposure."""
        return sum(self.amounts.values(), ZERO)

    @property
    def late(self) -> Decimal:
        """What is past due."""
        return sum((self.amounts[name] for name in LATE_BUCKETS), ZERO)


def ageing(company_id: int, on: date, *, customer: Customer | None = None) -> Ageing:
    """What is open now, by its age on a day. Two statements."""
    items, payments = OpenItem.objects.of(company_id), Payment.objects.of(company_id)
    if customer is not None:
        items, payments = items.filter(customer=customer), payments.filter(customer=customer)
    left = Sum(F("amount") - F("settled"))
    grouped = items.filter(is_open=True).annotate(bucket=_bucket(on)).values("bucket").order_by()
    amounts, counts = dict.fromkeys(BUCKETS, ZERO), dict.fromkeys(BUCKETS, 0)
    for bucket, amount, count in grouped.annotate(left=left, n=Count("pk")).values_list("bucket", "left", "n"):
        amounts[bucket], counts[bucket] = cents(amount), count
    found = payments.filter(is_open=True).aggregate(left=Sum(F("amount") - F("allocated")), n=Count("pk"))
    amounts[PAID], counts[PAID] = -cents(found["left"] or ZERO), found["n"]
    return Ageing(amounts, counts)


def _bucket(on: date) -> Case:
    """The bucket of an open item; past due begins the day after the due date."""
    edges = [When(due_on__gte=on - timedelta(days=edge), then=Value(f"to_{edge}")) for edge in EDGES]
    return Case(
        When(amount__lt=0, then=Value(CREDITS)),
        When(due_on__gte=on, then=Value(NOT_DUE)),
        *edges,
        default=Value(BUCKETS[-3]),
        output_field=CharField(),
    )


def in_bucket(rows: ScopedQuerySet[OpenItem], bucket: str, on: date) -> ScopedQuerySet[Any]:
    """The open items that a figure sums, among these: a bucket, LATE or OWED. PAID sums payments, so nothing here."""
    return rows.filter(is_open=True).annotate(bucket=_bucket(on)).filter(bucket__in=_SUMMED.get(bucket, (bucket,)))


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer with what he owes and what of it is late."""

    customer_id: int
    code: str
    name: str
    open: Decimal
    late: Decimal


def debtors(company_id: int, on: date, limit: int = 25) -> Sequence[Debtor]:
    """Who owes most past due. One statement."""
    rows = OpenItem.objects.of(company_id).filter(is_open=True, amount__gt=0)
    left: Any = F("amount") - F("settled")
    late = Sum(Case(When(due_on__lt=on, then=left), default=Value(ZERO)))
    found = rows.values("customer_id", "customer__code", "customer__name").annotate(open=Sum(left), late=late)
    ordered = found.filter(late__gt=0).order_by("-late", "customer_id")[:limit]
    return [
        Debtor(row["customer_id"], row["customer__code"], row["customer__name"], cents(row["open"]), cents(row["late"]))
        for row in ordered
    ]
