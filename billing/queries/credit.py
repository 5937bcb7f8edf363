"""The credit view of a customer: one query that credit control and the customer's page share.

Every figure carries its day and equals the sum of the rows it opens: exposure = open items - money not allocated.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, DecimalField, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.models import Allocation, CreditTerms, OpenItem, Payment
from billing.models.hold import HoldCause
from billing.models.ledger import ZERO
from billing.queries.holds import held, in_force
from cases.rules.money import cents
from registry.models import Customer

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

SENT_BACK: Final = Q(reverses__isnull=False) & ~Q(reason_code="")
"""Money that a bank sent back, with its reason; what a clerk took back is no default of the customer."""
_MONEY: Final = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True, slots=True)
class CreditView:
    """What credit control knows of a customer on a day; `limit` None: no limit was set."""

    customer: Customer
    on: date
    owed: Decimal
    late: Decimal
    credits: Decimal
    unallocated: Decimal
    limit: Decimal | None
    limit_from: date | None
    limit_source: str
    insolvency: str
    returned: int
    paid_late: int
    disputes: int
    disputed: Decimal
    holds: int

    @property
    def exposure(self) -> Decimal:
        """What is open, less credits and money not allocated: the balance of the day."""
        return self.owed + self.credits - self.unallocated

    @property
    def over(self) -> Decimal:
        """How much of the exposure is beyond the limit; zero without a limit."""
        return max(self.exposure - self.limit, ZERO) if self.limit is not None else ZERO

    @property
    def used_percent(self) -> int | None:
        """How much of the limit is used, as a whole percentage; None without a limit above zero."""
        return int(max(self.exposure, ZERO) * 100 / self.limit) if self.limit else None


def credit_view(customer: Customer, on: date) -> CreditView:
    """Everything in one statement; what is open is that of now, what is late is so on `on`."""
    rows = Customer.objects.of(customer.company_id).filter(pk=customer.pk)
    row = _annotated(rows, customer.company_id, on).values(*_NAMES)[0]
    money = ("owed", "late", "credits", "unallocated", "disputed")
    return CreditView(customer=customer, on=on, **{**row, **{name: cents(row[name]) for name in money}})


_NAMES: Final = (
    "owed", "late", "credits", "unallocated", "limit", "limit_from", "limit_source", "insolvency", "returned",
    "paid_late", "disputes", "disputed", "holds",
)  # fmt: skip


def _annotated(rows: QuerySet[Customer], company: int, on: date) -> QuerySet[Any]:
    items = OpenItem.objects.of(company).filter(customer_id=OuterRef("pk")).order_by()
    open_ = items.filter(is_open=True)
    due = open_.filter(amount__gt=0)
    payments = Payment.objects.of(company).filter(customer_id=OuterRef("pk")).order_by()
    holds = in_force(company, on).filter(customer_id=OuterRef("pk")).order_by()
    disputes = holds.filter(cause=HoldCause.DISPUTE)
    disputed = due.filter(held(company, on, HoldCause.DISPUTE))
    terms = CreditTerms.objects.of(company).filter(customer_id=OuterRef("pk"), valid_from__lte=on)
    newest = terms.order_by("-valid_from")
    return rows.annotate(
        owed=_sum(due, F("amount") - F("settled")),
        late=_sum(due.filter(due_on__lt=on), F("amount") - F("settled")),
        credits=_sum(open_.filter(amount__lt=0), F("amount") - F("settled")),
        unallocated=_sum(payments.filter(is_open=True), F("amount") - F("allocated")),
        limit=Subquery(newest.values("limit")[:1]),
        limit_from=Subquery(newest.values("valid_from")[:1]),
        limit_source=Coalesce(Subquery(newest.values("source")[:1]), Value("")),
        insolvency=Coalesce(Subquery(newest.values("insolvency")[:1]), Value("")),
        returned=_count(payments.filter(SENT_BACK)),
        paid_late=_count(paid_late(items)),
        disputes=_count(disputes),
        disputed=_sum(disputed, F("amount") - F("settled")),
        holds=_count(holds),
    )


def paid_late(items: QuerySet[OpenItem]) -> QuerySet[OpenItem]:
    """Items on which money of value after their due date was allocated, and not taken back; each once.

    A credit note is no money, nor is the counter-item of an invoice that was wrong.
    """
    late = Allocation.objects.of(OuterRef("company_id")).filter(
        item=OuterRef("pk"), payment__isnull=False, reverses__isnull=True, reversal__isnull=True
    )
    return items.filter(Exists(late.filter(value_on__gt=OuterRef("due_on")).order_by()))


def _sum(rows: QuerySet[Any], amount: Any) -> Coalesce:
    return Coalesce(Subquery(rows.values("customer_id").annotate(n=Sum(amount)).values("n")), ZERO, output_field=_MONEY)


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.values("customer_id").annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
