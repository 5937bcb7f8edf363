"""Recording money, allocating it, and taking either back. Duty: billing.record_payments."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from billing.duties import RECORD
from billing.models import Allocation, OpenItem, Payment
from billing.refusals import no
from billing.services import entries
from billing.services.entries import concerned, standing
from billing.services.items import DESK
from billing.services.locking import fresh_payment, lock_items, lock_ledgers
from billing.services.settling import Wish, settle
from cases.rules.days import day_of
from cases.rules.money import decimals
from registry.duties import require

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from registry.actors import Actor
    from registry.models import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """Money that came in: how, where, when, from whom; the caller's key makes a repeated request harmless."""

    customer: Customer
    channel: str
    amount: Decimal
    booked_on: date
    value_on: date
    source_key: str
    source: str = DESK
    counter: str = ""
    reference: str = ""
    payer_iban: str = ""


def record_payment(new: NewPayment, wish: Wish | None, *, actor: Actor, now: datetime) -> Payment:
    """Record money and allocate it as wished; without a wish it stays unallocated. Recorded again, it is the same.

    Raises DutyMissing, Refused (not above zero, booked in the future, the key known with other contents, a chosen item
    that is not open).
    """
    require(actor, RECORD)
    _refuse(new, day_of(now))
    stated: dict[str, Any] = {each.name: getattr(new, each.name) for each in fields(new)}
    with transaction.atomic():
        lock_ledgers(actor.company_id, [new.customer.pk])
        known = Payment.objects.of(actor.company_id).filter(source=new.source, source_key=new.source_key).first()
        if known is not None:
            if any(getattr(known, name) != value for name, value in stated.items()):
                raise no("recorded_differently", key=known.source_key, source=known.source)
            return known
        payment = Payment(company_id=actor.company_id, **stated, **_recorded(actor, now))
        payment.save(force_insert=True)
        if wish is not None:
            settle(payment, wish, entries.Booking(actor=actor, now=now, on=new.booked_on))
    return payment


def allocate_payment(payment: Payment, wish: Wish, *, actor: Actor, now: datetime) -> list[Allocation]:
    """Allocate what is left of a payment, today. Raises DutyMissing, Refused (nothing left, an item not open)."""
    require(actor, RECORD)
    with transaction.atomic():
        lock_ledgers(actor.company_id, [payment.customer_id])
        payment = fresh_payment(payment)
        if not payment.left:
            raise no("nothing_left")
        return settle(payment, wish, entries.Booking(actor=actor, now=now, on=day_of(now)))


def use_credit(credit: OpenItem, wish: Wish, *, actor: Actor, now: datetime) -> list[Allocation]:
    """Let a credit note, or a credit of the opening balance, close what is owed. Raises DutyMissing, Refused."""
    require(actor, RECORD)
    with transaction.atomic():
        lock_ledgers(actor.company_id, [credit.customer_id])
        credit = lock_items(actor.company_id, [credit.pk])[credit.pk]
        if credit.amount > 0:
            raise no("not_a_credit")
        if not credit.is_open:
            raise no("nothing_left")
        return settle(credit, wish, entries.Booking(actor=actor, now=now, on=day_of(now)))


def undo_allocation(row: Allocation, *, actor: Actor, now: datetime) -> Allocation:
    """Take one allocation back: the money is unallocated again, the item open. Raises DutyMissing, Refused."""
    require(actor, RECORD)
    with transaction.atomic():
        lock_ledgers(actor.company_id, [row.item.customer_id])
        found = standing(actor.company_id).filter(pk=row.pk).first()
        if found is None:
            raise no("reversed_already")
        items = lock_items(actor.company_id, concerned([found]))
        return entries.take_back([found], items, entries.Booking(actor=actor, now=now, on=day_of(now)))[0]


def reverse_payment(
    payment: Payment, *, reason: str, reason_code: str = "", on: date, actor: Actor, now: datetime
) -> Payment:
    """Money that went back: an unpaid direct debit or RiBa, a bounced cheque, a mistake. Its items are open again.

    `on` is the day of the books; `reason_code` the bank's (AC04, MS03...). Returns the reversal. Raises DutyMissing,
    Refused (no reason, reversed already, itself a reversal, in the future or before the payment).
    """
    require(actor, RECORD)
    if not reason.strip():
        raise no("reason_missing")
    if on > day_of(now):
        raise no("booked_in_future", on=on)
    with transaction.atomic():
        lock_ledgers(actor.company_id, [payment.customer_id])
        payment = fresh_payment(payment)
        _refuse_reversal(payment)
        if on < payment.booked_on:
            raise no("back_before_it_came", on=on, booked=payment.booked_on)
        booking = entries.Booking(actor=actor, now=now, on=on)
        rows = list(standing(actor.company_id).filter(Q(payment_id=payment.pk)))
        for row in rows:
            row.payment = payment
        entries.take_back(rows, lock_items(actor.company_id, concerned(rows)), booking)
        payment.is_open = False
        entries.save_sums([payment])
        reversal = Payment(
            company_id=payment.company_id,
            customer_id=payment.customer_id,
            channel=payment.channel,
            counter=payment.counter,
            booked_on=booking.on,
            value_on=max(booking.on, payment.value_on),
            amount=-payment.amount,
            is_open=False,
            reference=payment.reference,
            reverses=payment,
            reason_code=reason_code.strip().upper(),
            reason=reason.strip(),
            source="reversal",
            source_key=f"payment:{payment.pk}",
            **_recorded(actor, now),
        )
        reversal.save(force_insert=True)
    return reversal


def _recorded(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"recorded_at": now, "recorded_by_id": actor.user_id, "recorded_by_name": actor.name}


def _refuse(new: NewPayment, today: date) -> None:
    if new.amount <= 0:
        raise no("amount_not_above_zero")
    if decimals(new.amount) > 2:
        raise no("amount_not_cents")
    if new.booked_on > today:
        raise no("booked_in_future", on=new.booked_on)


def _refuse_reversal(payment: Payment) -> None:
    if payment.reverses_id:
        raise no("is_reversal")
    if Payment.objects.of(payment.company_id).filter(reverses_id=payment.pk).exists():
        raise no("reversed_already")
