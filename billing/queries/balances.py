"""What a customer owed in the evening of any day, and the sums that must agree.

By booking: items and payments up to their `booked_on`. By value: items up to their `due_on`, payments up to their
`value_on`. Per contract or supply point: items of it less what is allocated to them, since money that is not allocated
belongs to no contract.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from billing.models import Allocation, OpenItem, Payment
from billing.models.ledger import ZERO
from cases.models import kept
from cases.rules.money import cents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from registry.models import Customer


def balance_at(customer: Customer, on: date, *, by_value: bool = False) -> Decimal:
    """What the customer owed in the evening of `on`; below zero: what we owed him. Two statements."""
    item_day, payment_day = ("due_on", "value_on") if by_value else ("booked_on", "booked_on")
    return _until(OpenItem, item_day, customer, on) - _until(Payment, payment_day, customer, on)


def _until(model: type[OpenItem] | type[Payment], day: str, customer: Customer, on: date) -> Decimal:
    found = kept.rows(_sum_until, model, day, company=customer.company_id, customer=customer.pk, on=on)
    return cents(found[0][0]) if found else ZERO


def _sum_until(model: type[OpenItem] | type[Payment], day: str) -> Any:
    rows = model.objects.of(kept.COMPANY).filter(
        customer_id=kept.Given("customer"), **{f"{day}__lte": kept.Given("on")}
    )
    return rows.order_by().values("customer_id").annotate(total=Sum("amount")).values_list("total")


def balances(company_id: int, on: date) -> dict[int, Decimal]:
    """What each customer owed by booking in the evening of a day, by his id, the most first; nobody at zero.

    Two statements; they sum to the exposure of the day.
    """
    found = defaultdict[int, Decimal](Decimal)
    for model, sign in ((OpenItem, 1), (Payment, -1)):
        rows = model.objects.of(company_id).filter(booked_on__lte=on).order_by()
        for customer, amount in rows.values_list("customer_id").annotate(total=Sum("amount")):
            found[customer] += sign * cents(amount)
    return {pk: amount for pk, amount in sorted(found.items(), key=lambda each: (-each[1], each[0])) if amount}


def balance_of_contract(customer: Customer, on: date, *, contract_ref: str = "", supply_point: str = "") -> Decimal:
    """What was open by booking on a contract or a supply point in the evening of `on`."""
    named = {name: value for name, value in (("contract_ref", contract_ref), ("supply_point", supply_point)) if value}
    items = OpenItem.objects.of(customer.company_id).filter(customer=customer, booked_on__lte=on, **named)
    through = {f"{name}": value for name, value in named.items()}
    moves = Allocation.objects.of(customer.company_id).filter(booked_on__lte=on)
    paid = moves.filter(item__customer=customer, **{f"item__{name}": value for name, value in through.items()})
    used = moves.filter(credit__customer=customer, **{f"credit__{name}": value for name, value in through.items()})
    return _sum(items) - _sum(paid) + _sum(used)


def open_at(item: OpenItem, on: date) -> Decimal:
    """What was open of an item by booking in the evening of `on`; zero before it was booked."""
    if item.booked_on > on:
        return ZERO
    moves = Allocation.objects.of(item.company_id).filter(booked_on__lte=on)
    return item.amount - _sum(moves.filter(item=item)) + _sum(moves.filter(credit=item))


def _sum(rows: Any) -> Decimal:
    """SQLite sums decimals as floats: rounded to the cent they are what PostgreSQL says."""
    return cents(rows.aggregate(total=Coalesce(Sum("amount"), ZERO))["total"])


@dataclass(frozen=True, slots=True)
class Drift:
    """A row whose stored sum is not the sum of its allocations."""

    where: str
    stored: Decimal
    summed: Decimal


def drift(company_id: int) -> list[Drift]:
    """Items and payments whose stored sums differ from their allocations, or which are open when they are not."""
    return [*_items_off(company_id), *_payments_off(company_id)]


def _items_off(company_id: int) -> Iterator[Drift]:
    rows = Allocation.objects.of(company_id).order_by()
    for side, sign, amount in (("item", 1, Q(amount__gt=0)), ("credit", -1, Q(amount__lt=0))):
        sums = dict(rows.filter(**{f"{side}__isnull": False}).values_list(side).annotate(Sum("amount")))
        items = OpenItem.objects.of(company_id).filter(amount).filter(~Q(settled=0) | Q(pk__in=_ids(side, company_id)))
        for pk, settled in items.values_list("pk", "settled").iterator():
            summed = cents(sign * sums.get(pk, ZERO))
            if settled != summed:
                yield Drift(f"OpenItem {pk}", settled, summed)


def _ids(side: str, company_id: int) -> Any:
    return Allocation.objects.of(company_id).filter(**{f"{side}__isnull": False}).values(side)


def _payments_off(company_id: int) -> Iterator[Drift]:
    payments = Payment.objects.of(company_id).annotate(summed=Coalesce(Sum("allocations__amount"), ZERO))
    for pk, stored, summed in payments.exclude(allocated=F("summed")).values_list("pk", "allocated", "summed"):
        if stored != cents(summed):
            yield Drift(f"Payment {pk}", stored, cents(summed))
    gone = Q(reverses__isnull=False) | Q(reversal__isnull=False)
    wrong = Q(is_open=True) & (gone | Q(allocated=F("amount"))) | Q(is_open=False) & ~gone & ~Q(allocated=F("amount"))
    for pk, stored, amount in Payment.objects.of(company_id).filter(wrong).values_list("pk", "allocated", "amount"):
        yield Drift(f"Payment {pk} is_open", stored, amount)
