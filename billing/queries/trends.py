"""Days sales outstanding and the exposure, month by month.

DSO = exposure at the end of the period / what was invoiced in the period x days of the period (count-back is not
used: it needs a day per invoice and answers another question). Invoiced: invoices, debit and credit notes by the day
they were booked, reversals included; interest, costs and opening balances are no sales.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from billing.models import OpenItem, Payment
from billing.models.ledger import ZERO, ItemKind
from cases.rules.money import cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from registry.models import Customer

SALES: Final = (ItemKind.INVOICE, ItemKind.DEBIT, ItemKind.CREDIT_NOTE)
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Month:
    """The end of a month (or today): the exposure then, what was invoiced and paid in it, and the DSO."""

    on: date
    invoiced: Decimal
    paid: Decimal
    exposure: Decimal
    dso: int | None


def dso(exposure: Decimal, invoiced: Decimal, days: int) -> int | None:
    """Whole days; None when nothing was invoiced."""
    return round(exposure / invoiced * days) if invoiced > 0 else None


def invoiced(company_id: int, from_on: date, to_on: date) -> Decimal:
    """What was invoiced from a day to a day, both included."""
    rows = OpenItem.objects.of(company_id).filter(kind__in=SALES, booked_on__gte=from_on, booked_on__lte=to_on)
    return cents(rows.aggregate(total=Sum("amount"))["total"] or ZERO)


def trend(company_id: int, on: date, *, customer: Customer | None = None) -> Sequence[Month]:
    """The last twelve month ends and today. Two statements over the whole ledger of the company or the customer."""
    items, payments = OpenItem.objects.of(company_id), Payment.objects.of(company_id)
    if customer is not None:
        items, payments = items.filter(customer=customer), payments.filter(customer=customer)
    by_month = items.filter(booked_on__lte=on).annotate(month=TruncMonth("booked_on")).values("month").order_by()
    moved = by_month.annotate(all=Sum("amount"), sales=Sum("amount", filter=Q(kind__in=SALES)))
    owed = {row["month"]: (cents(row["all"]), cents(row["sales"] or ZERO)) for row in moved}
    came = payments.filter(booked_on__lte=on).annotate(month=TruncMonth("booked_on")).values("month").order_by()
    paid = {row["month"]: cents(row["all"]) for row in came.annotate(all=Sum("amount"))}
    return _months(owed, paid, on)


def _months(owed: dict[date, tuple[Decimal, Decimal]], paid: dict[date, Decimal], on: date) -> list[Month]:
    found: list[Month] = []
    exposure, sales = ZERO, list[Decimal]()
    month = min([*owed, *paid, on.replace(day=1)])
    while month <= on:
        added, sold = owed.get(month, (ZERO, ZERO))
        exposure += added - paid.get(month, ZERO)
        sales.append(sold)
        after = (month + timedelta(days=32)).replace(day=1)
        last = min(after - timedelta(days=1), on)
        days = (last - _months_before(month, 2)).days + 1
        found.append(Month(last, sold, paid.get(month, ZERO), exposure, dso(exposure, sum(sales[-3:], ZERO), days)))
        month = after
    return found[-(MONTHS + 1) :]


def _months_before(month: date, count: int) -> date:
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month
