"""Entering what is owed, and taking an entry back. Duty: billing.record_payments."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q

from billing.duties import RECORD
from billing.models import OpenItem
from billing.models.ledger import ItemKind
from billing.refusals import no
from billing.rules.allocating import Share
from billing.services import entries
from billing.services.entries import concerned, standing
from billing.services.locking import lock_items, lock_ledgers
from cases.rules.days import day_of
from cases.rules.money import decimals
from registry.duties import require

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from registry.actors import Actor
    from registry.models import Customer

DESK: Final = "desk"
EITHER_SIGN: Final = (ItemKind.OPENING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item to be entered: above zero it is owed to us. Without `booked_on` it is booked today.

    Source and key name it once and for all; without a key, kind, document and instalment do.
    """

    customer: Customer
    kind: str
    document_number: str
    issued_on: date
    due_on: date
    amount: Decimal
    booked_on: date | None = None
    instalment: int = 1
    contract_ref: str = ""
    supply_point: str = ""
    method: str = ""
    about: OpenItem | None = None
    reason: str = ""
    source: str = DESK
    source_key: str = ""

    @property
    def key(self) -> str:
        """What names it at its source."""
        return self.source_key or f"{self.kind}:{self.document_number}:{self.instalment}"


def enter_item(new: NewItem, *, actor: Actor, now: datetime) -> OpenItem:
    """Enter an item. Entered again with the same contents it is the same item.

    Raises DutyMissing, Refused (sign, dates, decimals, no document number, the key known with other contents).
    """
    require(actor, RECORD)
    booked_on = new.booked_on or day_of(now)
    _refuse(new, booked_on, day_of(now))
    stated = _fields(new)
    with transaction.atomic():
        lock_ledgers(actor.company_id, [new.customer.pk])
        known = OpenItem.objects.of(actor.company_id).filter(source=new.source, source_key=new.key).first()
        if known is not None:
            return _same(known, stated)
        row = OpenItem(
            company_id=actor.company_id,
            **stated,
            source_key=new.key,
            booked_on=booked_on,
            recorded_at=now,
            recorded_by_id=actor.user_id,
            recorded_by_name=actor.name,
        )
        row.save(force_insert=True)
    return row


def reverse_item(item: OpenItem, *, reason: str, actor: Actor, now: datetime) -> OpenItem:
    """Take an item back: what was paid on it is free again, and a counter-item closes it. Returns the counter-item.

    Raises DutyMissing, Refused (no reason, reversed already, is itself a reversal).
    """
    require(actor, RECORD)
    if not reason.strip():
        raise no("reason_missing")
    with transaction.atomic():
        lock_ledgers(actor.company_id, [item.customer_id])
        booking = entries.Booking(actor=actor, now=now, on=day_of(now))
        _refuse_reversal(item)
        rows = list(standing(actor.company_id).filter(Q(item_id=item.pk) | Q(credit_id=item.pk)))
        items = lock_items(actor.company_id, [item.pk, *concerned(rows)])
        entries.take_back(rows, items, booking)
        counter = _counter(items[item.pk], reason.strip(), booking)
        debit, credit = (items[item.pk], counter) if counter.amount < 0 else (counter, items[item.pk])
        entries.allocate(credit, [Share(debit.pk, debit.amount)], {debit.pk: debit}, booking)
    return counter


def _counter(item: OpenItem, reason: str, booking: entries.Booking) -> OpenItem:
    row = OpenItem(
        company_id=item.company_id,
        customer_id=item.customer_id,
        kind=item.kind,
        document_number=item.document_number,
        instalment=item.instalment,
        issued_on=booking.on,
        booked_on=booking.on,
        due_on=max(item.due_on, item.issued_on) if item.due_on > booking.on else booking.on,
        amount=-item.amount,
        contract_ref=item.contract_ref,
        supply_point=item.supply_point,
        reverses=item,
        reason=reason,
        source="reversal",
        source_key=f"item:{item.pk}",
        recorded_at=booking.now,
        recorded_by_id=booking.actor.user_id,
        recorded_by_name=booking.actor.name,
    )
    row.save(force_insert=True)
    return row


def _fields(new: NewItem) -> dict[str, Any]:
    """The columns it states itself; the day and the key have defaults of their own."""
    return {each.name: getattr(new, each.name) for each in fields(new) if each.name not in ("booked_on", "source_key")}


def _same(known: OpenItem, stated: dict[str, Any]) -> OpenItem:
    if any(getattr(known, name) != value for name, value in stated.items()):
        raise no("recorded_differently", key=known.source_key, source=known.source)
    return known


def _refuse(new: NewItem, booked_on: date, today: date) -> None:
    if not new.amount:
        raise no("amount_zero")
    if decimals(new.amount) > 2:
        raise no("amount_not_cents")
    if new.kind not in EITHER_SIGN and (new.amount < 0) != (new.kind == ItemKind.CREDIT_NOTE):
        raise no("sign_wrong", kind=ItemKind(new.kind).label, amount=new.amount)
    if new.due_on < new.issued_on:
        raise no("due_before_issue", due=new.due_on, issued=new.issued_on)
    if booked_on > today:
        raise no("booked_in_future", on=booked_on)
    if not new.document_number.strip():
        raise no("document_missing")


def _refuse_reversal(item: OpenItem) -> None:
    if item.reverses_id:
        raise no("is_reversal")
    if OpenItem.objects.of(item.company_id).filter(reverses_id=item.pk).exists():
        raise no("reversed_already")
