"""Stopping collection, extending and lifting the stop. Duty: billing.hold_collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from billing.duties import HOLD
from billing.models import CollectionHold, OpenItem
from billing.refusals import no
from billing.services import work
from cases.rules.days import day_of
from registry.duties import require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date, datetime

    from cases.models import Case
    from registry.actors import Actor
    from registry.models import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHold:
    """What is not collected: all of a customer's, or one contract, or these items; why, and until which day (not
    included)."""

    customer: Customer
    cause: str
    reason: str
    until_on: date | None = None
    contract_ref: str = ""
    items: Sequence[OpenItem] = ()
    case: Case | None = None


def place_hold(new: NewHold, *, actor: Actor, now: datetime) -> CollectionHold:
    """Stop collecting from today. Raises DutyMissing, Refused (no reason, ends too early, of another customer)."""
    require(actor, HOLD)
    if not new.reason.strip():
        raise no("reason_missing")
    _refuse_end(new.until_on, day_of(now))
    whose = {item.customer_id for item in new.items} | ({new.case.customer_id} if new.case else set())
    if whose - {new.customer.pk}:
        raise no("other_customer")
    hold = CollectionHold(
        company_id=actor.company_id,
        customer=new.customer,
        contract_ref=new.contract_ref.strip(),
        cause=new.cause,
        reason=new.reason.strip(),
        owner_id=actor.user_id,
        case=new.case,
        from_on=day_of(now),
        until_on=new.until_on,
        placed_at=now,
        placed_by_name=actor.name,
    )
    with transaction.atomic():
        signed(hold, by=actor, reason="placed").save()
        hold.items.set(new.items)
    return hold


def extend_hold(
    hold: CollectionHold, *, until_on: date | None, reason: str, actor: Actor, now: datetime
) -> CollectionHold:
    """Let a hold end on another day, or be without an end; one that expired unseen is in force again.

    Raises DutyMissing, Refused (no reason, ends too early, lifted, or expired and seen to).
    """
    require(actor, HOLD)
    if not reason.strip():
        raise no("reason_missing")
    _refuse_end(until_on, day_of(now))
    with transaction.atomic():
        hold = _locked(hold)
        hold.extend()
        hold.until_on, hold.ended_at, hold.ended_by_name = until_on, None, ""
        signed(hold, by=actor, reason=f"extended: {reason.strip()}").save()
        work.end_for(hold, now)
    return hold


def lift_hold(hold: CollectionHold, *, reason: str, actor: Actor, now: datetime) -> CollectionHold:
    """Let collection go on, or leave it so where the hold expired; a person has seen it then.

    Raises DutyMissing, Refused (no reason, lifted, or expired and seen to).
    """
    require(actor, HOLD)
    if not reason.strip():
        raise no("reason_missing")
    with transaction.atomic():
        hold = _locked(hold)
        hold.lift()
        hold.ended_at, hold.ended_by_name, hold.ended_reason, hold.seen_at = now, actor.name, reason.strip(), now
        signed(hold, by=actor, reason="lifted").save()
        work.end_for(hold, now)
    return hold


def expire_holds(company_id: int, *, actor: Actor, now: datetime) -> int:
    """End the holds whose last day has passed. Each returns to a person: in the list of expired ones, told of on the
    first page, until it is extended or lifted; one that a case placed is work on that case too."""
    late = CollectionHold.objects.of(company_id).filter(status=CollectionHold.ACTIVE, until_on__lte=day_of(now))
    ended = 0
    with transaction.atomic():
        for hold in late.select_related("case", "customer").select_for_update(of=("self",)).order_by("pk"):
            hold.expire()
            hold.ended_at, hold.ended_by_name = now, actor.name
            signed(hold, by=actor, reason="expired").save()
            work.open_for(hold, now)
            ended += 1
    return ended


def _locked(hold: CollectionHold) -> CollectionHold:
    found = CollectionHold.objects.of(hold.company_id).select_for_update(of=("self",)).get(pk=hold.pk)
    if not found.waits_for_a_person and found.status != CollectionHold.ACTIVE:
        raise no("hold_ended")
    return found


def _refuse_end(until_on: date | None, today: date) -> None:
    if until_on is not None and until_on <= today:
        raise no("hold_ends_too_early", on=until_on, today=today)
