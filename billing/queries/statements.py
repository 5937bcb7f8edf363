"""Accounts of many customers as they stood in the evening of a day, in a constant number of statements.

What is open on a past day is what is open now and what was settled only afterwards: allocations booked later are taken
back. So the open items less the money not allocated are the balance by booking of that day (`balance_at`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from billing.models import Allocation, CollectionHold, CreditTerms, OpenItem, Payment
from billing.models.ledger import ZERO
from billing.queries.holds import in_force
from billing.queries.statement import Move, moves_of
from cases.services.rows import OneOf

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, timedelta

    from registry.scoping import ScopedQuerySet

Row = TypeVar("Row", OpenItem, Payment)
Sums = dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class Left(Generic[Row]):
    """What was left of an item or a payment in the evening of a day."""

    row: Row
    left: Decimal


@dataclass(slots=True)
class Account:
    """A customer's account in the evening of `on`; `moves` since the day asked for, `opening` the balance before."""

    on: date
    items: list[Left[OpenItem]] = field(default_factory=list)
    payments: list[Left[Payment]] = field(default_factory=list)
    opening: Decimal = ZERO
    moves: Sequence[Move] = ()

    @property
    def balance(self) -> Decimal:
        """What the customer owes by booking; below zero we owe him."""
        return sum((each.left for each in self.items), ZERO) - sum((each.left for each in self.payments), ZERO)

    @property
    def overdue(self) -> Decimal:
        """What of it was due before the day."""
        return sum((each.left for each in self.items if each.left > 0 and each.row.due_on < self.on), ZERO)

    def by(self, what: str) -> Mapping[str, Decimal]:
        """What was open by `contract_ref` or by `supply_point`, "" for neither; money not allocated belongs to none."""
        found = defaultdict[str, Decimal](Decimal)
        for each in self.items:
            found[getattr(each.row, what)] += each.left
        return dict(sorted(found.items()))

    def of(self, what: str, value: str) -> Account:
        """The items of one contract or supply point alone: their sum is its balance."""
        return Account(self.on, [each for each in self.items if getattr(each.row, what) == value])

    @property
    def is_empty(self) -> bool:
        """Nothing to state."""
        return not (self.items or self.payments or self.moves)


def accounts(
    company_id: int, customer_ids: Collection[int], on: date, *, from_on: date | None = None
) -> Mapping[int, Account]:
    """Of each of these customers the account; five statements, three without movements."""
    ids, found = list(customer_ids), {each: Account(on) for each in customer_ids}
    later = _later(company_id, on, ids)
    items = _items(company_id, on, later).filter(OneOf("customer_id", ids))
    for item in items.order_by("due_on", "pk"):
        if left := later.of_item(item):
            found[item.customer_id].items.append(Left(item, left))
    payments = _payments(company_id, on, later).filter(OneOf("customer_id", ids))
    for payment in payments.order_by("booked_on", "pk"):
        if left := later.of_payment(payment):
            found[payment.customer_id].payments.append(Left(payment, left))
    if from_on is not None:
        booked = _booked(company_id, ids, from_on, on)
        for customer, account in found.items():
            _move(account, booked[customer])
    return found


@dataclass(slots=True)
class Figures:
    """A customer's account in figures; `late` is what was overdue for longer than asked."""

    balance: Decimal = ZERO
    overdue: Decimal = ZERO
    late: Decimal = ZERO
    has_items: bool = False


def figures(company_id: int, on: date, longer: timedelta) -> Mapping[int, Figures]:
    """Of every customer with anything open on a day; three statements, read as a stream."""
    later, found = _later(company_id, on), defaultdict[int, Figures](Figures)
    for item in _items(company_id, on, later).order_by().iterator():
        left, of = later.of_item(item), found[item.customer_id]
        of.balance += left
        of.has_items |= left != 0
        if left > 0 and item.due_on < on:
            of.overdue += left
            of.late += left if item.due_on < on - longer else ZERO
    for payment in _payments(company_id, on, later).order_by().iterator():
        found[payment.customer_id].balance -= later.of_payment(payment)
    return found


def overdue(company_id: int, on: date, longer: timedelta) -> ScopedQuerySet[Any]:
    """The items overdue on a day for longer than asked, as `figures` counts them; one statement, part of another."""
    later = Allocation.objects.of(company_id).filter(item=OuterRef("pk"), booked_on__gt=on).order_by()
    undone = Subquery(later.values("item").annotate(total=Sum("amount")).values("total"))
    rows = OpenItem.objects.of(company_id).filter(amount__gt=0, booked_on__lte=on, due_on__lt=on - longer)
    settled_later = Allocation.objects.of(company_id).filter(booked_on__gt=on).values("item")
    rows = rows.filter(Q(is_open=True) | Q(pk__in=settled_later))
    left = F("amount") - F("settled") + Coalesce(undone, ZERO, output_field=DecimalField())
    return rows.alias(left=left).filter(left__gt=0)


def held_customers(company_id: int, on: date) -> Mapping[int, CollectionHold]:
    """Whose collection is stopped on a day, wholly or in part, by one of the holds that stop it."""
    return {hold.customer_id: hold for hold in in_force(company_id, on).order_by("-pk")}


def insolvencies(company_id: int, on: date) -> Mapping[int, str]:
    """On whom a procedure is known on a day."""
    rows = CreditTerms.objects.of(company_id).filter(valid_from__lte=on).order_by("valid_from", "pk")
    newest = dict(rows.values_list("customer_id", "insolvency"))
    return {customer: words for customer, words in newest.items() if words}


@dataclass(frozen=True, slots=True)
class _Later:
    """What was allocated after the day: per item, per credit and per payment."""

    items: Sums
    credits: Sums
    payments: Sums

    def of_item(self, item: OpenItem) -> Decimal:
        """What was open of it on the day."""
        return item.open_amount + self.items.get(item.pk, ZERO) - self.credits.get(item.pk, ZERO)

    def of_payment(self, payment: Payment) -> Decimal:
        """What was not allocated of it on the day."""
        return payment.amount - payment.allocated + self.payments.get(payment.pk, ZERO)


def _later(company_id: int, on: date, ids: Collection[int] | None = None) -> _Later:
    rows = Allocation.objects.of(company_id).filter(booked_on__gt=on).order_by()
    if ids is not None:
        rows = rows.filter(OneOf("item__customer_id", ids))
    found = _Later(defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal))
    for item, credit, payment, amount in rows.values_list("item_id", "credit_id", "payment_id", "amount"):
        found.items[item] += amount
        if credit is not None:
            found.credits[credit] += amount
        if payment is not None:
            found.payments[payment] += amount
    return found


def _items(company_id: int, on: date, later: _Later) -> ScopedQuerySet[OpenItem]:
    """Those open now, and those of which something was settled only later."""
    rows = OpenItem.objects.of(company_id).filter(booked_on__lte=on)
    return rows.filter(Q(is_open=True) | OneOf("id", later.items.keys() | later.credits.keys()))


def _payments(company_id: int, on: date, later: _Later) -> ScopedQuerySet[Payment]:
    """Those with something left, and those allocated or gone back only later; never those gone back by then."""
    rows = Payment.objects.of(company_id).filter(booked_on__lte=on, amount__gt=0)
    stood = Q(reversal__isnull=True) & OneOf("id", later.payments)
    return rows.filter(Q(is_open=True) | Q(reversal__booked_on__gt=on) | stood)


def _booked(company_id: int, ids: list[int], from_on: date, on: date) -> Mapping[int, list[OpenItem | Payment]]:
    found: dict[int, list[OpenItem | Payment]] = defaultdict(list)
    period = {"booked_on__gte": from_on, "booked_on__lte": on}
    for item in OpenItem.objects.of(company_id).filter(OneOf("customer_id", ids), **period):
        found[item.customer_id].append(item)
    for payment in Payment.objects.of(company_id).filter(OneOf("customer_id", ids), **period):
        found[payment.customer_id].append(payment)
    return found


def _move(account: Account, rows: list[OpenItem | Payment]) -> None:
    """The movements, from the balance that they lead from to the one they lead to."""
    moved = sum((-row.amount if isinstance(row, Payment) else row.amount for row in rows), ZERO)
    account.opening = account.balance - moved
    account.moves = moves_of(rows, account.opening)
