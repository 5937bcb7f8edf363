"""Writing allocations: the row, and the sums that repeat it on both sides. The ledger is locked by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from billing.models import Allocation, OpenItem, Payment
from billing.models.ledger import ZERO
from cases.rules.days import day_of
from cases.services.rows import OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from billing.rules.allocating import Share
    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Who books, when, and on which day of the books."""

    actor: Actor
    now: datetime
    on: date


def allocate(
    source: Payment | OpenItem,
    shares: Sequence[Share],
    items: Mapping[int, OpenItem],
    booking: Booking,
    *,
    by_choice: bool = False,
) -> list[Allocation]:
    """Write one allocation per share, from a payment or from a credit. Items and source are saved with their sums.

    It is booked when both stand in the books and are free: what was paid before the invoice was booked was unallocated
    until then.
    """
    since = _free_since(source, items, booking)
    of_source = {"payment": source} if isinstance(source, Payment) else {"credit": source}
    rows = [
        Allocation(
            company_id=source.company_id,
            **of_source,
            item=items[share.id],
            amount=share.amount,
            booked_on=since[share.id],
            value_on=source.value_on if isinstance(source, Payment) else source.issued_on,
            by_choice=by_choice,
            recorded_at=booking.now,
            recorded_by_name=booking.actor.name,
        )
        for share in shares
    ]
    for share in shares:
        count(items[share.id], share.amount)
    used = sum((share.amount for share in shares), ZERO)
    if isinstance(source, Payment):
        spend(source, used)
    else:
        count(source, -used)
    Allocation.objects.bulk_create(rows)
    save_sums([*items.values(), source])
    return rows


def _free_since(source: Payment | OpenItem, items: Mapping[int, OpenItem], booking: Booking) -> Mapping[int, date]:
    """Of each item the day from which source and item stand in the books, without what was taken back of them later."""
    of_source = "payment_id" if isinstance(source, Payment) else "credit_id"
    freed = Allocation.objects.of(source.company_id).filter(reverses__isnull=False, booked_on__gt=booking.on)
    mine = freed.filter(Q(**{of_source: source.pk}) | OneOf("item_id", items))
    own, found = max(booking.on, source.booked_on), {pk: item.booked_on for pk, item in items.items()}
    if booking.on < day_of(booking.now):
        for of, item, day in mine.values_list(of_source, "item_id", "booked_on"):
            own = max(own, day) if of == source.pk else own
            found |= {item: max(found[item], day)} if item in found else {}
    return {pk: max(own, day) for pk, day in found.items()}


def take_back(rows: Iterable[Allocation], items: Mapping[int, OpenItem], booking: Booking) -> list[Allocation]:
    """Write the reversal of each allocation. `items` holds every item and credit concerned; payments are saved too.

    Money that went back on a day before it was allocated was allocated to nothing on any day: none is booked earlier
    than what it takes back.
    """
    reversals: list[Allocation] = []
    payments: dict[int, Payment] = {}
    for row in rows:
        payment = payments.setdefault(row.payment.pk, row.payment) if row.payment else None
        reversals.append(
            Allocation(
                company_id=row.company_id,
                payment=payment,
                credit_id=row.credit_id,
                item_id=row.item_id,
                amount=-row.amount,
                booked_on=max(booking.on, row.booked_on),
                value_on=row.value_on,
                by_choice=row.by_choice,
                reverses=row,
                recorded_at=booking.now,
                recorded_by_name=booking.actor.name,
            )
        )
        count(items[row.item_id], -row.amount)
        if row.credit_id:
            count(items[row.credit_id], row.amount)
        if payment:
            spend(payment, -row.amount)
    Allocation.objects.bulk_create(reversals)
    save_sums([*items.values(), *payments.values()])
    return reversals


def standing(company_id: int) -> ScopedQuerySet[Allocation]:
    """The allocations that count: neither taken back nor taking one back; with their payments, by id."""
    rows = Allocation.objects.of(company_id).filter(reverses__isnull=True, reversal__isnull=True)
    return rows.select_related("payment").order_by("pk")


def concerned(rows: Iterable[Allocation]) -> list[int]:
    """The ids of the items and credits of allocations."""
    return [pk for row in rows for pk in (row.item_id, row.credit_id) if pk]


def count(item: OpenItem, amount: Decimal) -> None:
    """Add to what is settled of an item, not saved."""
    item.settled += amount
    item.is_open = item.settled != item.amount


def spend(payment: Payment, amount: Decimal) -> None:
    """Add to what is allocated of a payment, not saved."""
    payment.allocated += amount
    payment.is_open = payment.allocated != payment.amount


def save_sums(rows: Iterable[OpenItem | Payment]) -> None:
    """Save the sums of rows, items by id before payments; the only columns of them that ever change."""
    for row in sorted(rows, key=lambda row: (isinstance(row, Payment), row.pk)):
        row.save(update_fields=("allocated" if isinstance(row, Payment) else "settled", "is_open"))
