"""Loads weighed at the gate, and their reversal. Duty: contracts.weigh."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused
from contracts.duties import WEIGH
from contracts.models import Movement, Reservation
from contracts.queries.gate_terms import gate_terms
from contracts.queries.holding import holding, why_not_holding
from contracts.services import locking
from contracts.services.journal import Happening, announce
from contracts.services.reservations import locked
from registry.duties import require

if TYPE_CHECKING:
    from datetime import datetime

    from contracts.models import Approval
    from registry.actors import Actor


@transaction.atomic
def consume(key: str, weight_t: Decimal, *, actor: Actor, now: datetime) -> Movement:
    """Record the load of a reservation with the weight found; repeating it with the same weight changes nothing.

    The weight may differ from what was reserved: the lorry stands on the weighbridge. When it passes what the year
    leaves, "approval.quantity_exceeded" is announced, and the process decides. Raises Refused when the reservation
    has ended or the approval does not hold today; Reservation.DoesNotExist, DutyMissing.
    """
    require(actor, WEIGH)
    reservation = locked(actor.company_id, key)
    if reservation.state == Reservation.State.CONSUMED:
        return _repeated(reservation, weight_t)
    approval = _checked(reservation, weight_t, now)
    years = locking.lock_years(approval, reservation.on.year)
    reservation.consume()
    reservation.ended_at = now
    reservation.save()
    years.add(reserved=-reservation.quantity_t, delivered=weight_t)
    movement = Movement.objects.create(
        company_id=actor.company_id,
        approval=approval,
        reservation=reservation,
        weight_t=weight_t,
        on=reservation.on,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by_name=actor.name,
    )
    _tell_excess(approval, movement, years, actor=actor, now=now)
    return movement


@transaction.atomic
def reverse(movement: Movement, *, actor: Actor, now: datetime, reason: str) -> Movement:
    """Take a movement back: its quantity is free again. Twice is once. Raises DutyMissing."""
    require(actor, WEIGH)
    approval = locking.lock_approval(movement.approval)
    years = locking.lock_years(approval, movement.on.year)
    found = Movement.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=movement.pk)
    if found.reversed_at is not None:
        return found
    if found.reservation is not None:
        reservation = locking.lock_reservation(found.reservation)
        reservation.release()
        reservation.save()
    found.reversed_at, found.reversed_by_name, found.reversal_reason = now, actor.name, reason
    found.save()
    years.add(delivered=-found.weight_t)
    return found


def _checked(reservation: Reservation, weight_t: Decimal, now: datetime) -> Approval:
    """The version that holds today for what was reserved. Raises Refused."""
    reasons = []
    if weight_t <= 0:
        reasons.append(Refusal("weight_missing", N_("The weight must be above zero.")))
    if reservation.state != Reservation.State.RESERVED:
        reasons.append(_ended(reservation))
    approval = holding(reservation.approval, on=day_of(now))
    if approval is None:
        reasons.append(why_not_holding(reservation.approval, on=day_of(now)))
    if reasons or approval is None:
        raise Refused(reasons)
    return approval


def _repeated(reservation: Reservation, weight_t: Decimal) -> Movement:
    movement: Movement = reservation.movements.get(reversed_at__isnull=True)
    if movement.weight_t != weight_t:
        raise Refused([_weighed_differently(reservation, movement)])
    return movement


def _tell_excess(approval: Approval, movement: Movement, years: locking.Years, *, actor: Actor, now: datetime) -> None:
    tolerance = approval.yearly_quantity_t * gate_terms(approval.company_id, on=movement.on).tolerance_percent / 100
    excess = years.approval.reserved_t + years.approval.delivered_t - approval.yearly_quantity_t - tolerance
    if excess > 0:
        matter = {"excess_t": excess, "year": movement.on.year, "movement": movement.pk}
        happening = Happening("approval.quantity_exceeded", actor, now, matter)
        announce(approval, happening, source=f"movement:{movement.pk}/exceeded")


def _ended(reservation: Reservation) -> Refusal:
    return Refusal(
        "reservation_ended",
        N_("The reservation {key} is no longer open: {state}."),
        hint=N_("Ask again and reserve anew."),
        params={"key": reservation.key, "state": reservation.get_state_display()},
    )


def _weighed_differently(reservation: Reservation, movement: Movement) -> Refusal:
    return Refusal(
        "weighed_differently",
        N_("The load of {key} was already weighed: {weight} t."),
        hint=N_("Reverse its movement if the weight is wrong."),
        params={"key": reservation.key, "weight": movement.weight_t},
    )
