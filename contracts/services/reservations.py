"""A quantity set aside for one delivery, released or expired. Duties: contracts.reserve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from cases.rules.days import day_of, start_of_day
from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused
from contracts.duties import RESERVE
from contracts.models import Approval, Reservation
from contracts.models.approval import asked_as
from contracts.queries.answers import may_deliver
from contracts.queries.gate_terms import gate_terms
from contracts.services import locking
from registry.duties import require

if TYPE_CHECKING:
    from datetime import datetime

    from contracts.rules.questions import Answer, Question
    from registry.actors import Actor

CHUNK: Final = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reserved:
    """The answer, and the reservation when it is yes; `repeated` when the key had already reserved."""

    answer: Answer
    reservation: Reservation | None
    repeated: bool = False


@transaction.atomic
def reserve(key: str, question: Question, *, actor: Actor, now: datetime) -> Reserved:
    """Set the quantity aside when it may be delivered; `key` names the request, and repeating it changes nothing.

    The question is judged under the lock of its approvals and of the year's sums: requests for the last tonnes come
    one after the other. Raises Refused for a key that had reserved something else, DutyMissing.
    """
    require(actor, RESERVE)
    wanted = asked_as(customer_id=question.customer_id, waste_code=question.waste_code, plant_id=question.plant_id)
    locking.lock_asked(actor.company_id, [wanted])
    earlier = Reservation.objects.of(actor.company_id).filter(key=key).select_related("approval").first()
    if earlier is not None:
        return _repeated(earlier, question)
    answer = may_deliver(actor.company_id, question)
    if answer.approval_id is None or not answer.yes:
        return Reserved(answer, None)
    approval = Approval.objects.of(actor.company_id).get(pk=answer.approval_id)
    years = locking.lock_years(approval, question.on.year)
    answer = may_deliver(actor.company_id, replace(question, approval_id=approval.pk))
    if not answer.yes:
        return Reserved(answer, None)
    years.add(reserved=question.quantity_t)
    return Reserved(answer, _written(key, approval, question, actor=actor, now=now))


@transaction.atomic
def release(key: str, *, actor: Actor, now: datetime) -> Reservation:
    """Give the quantity back; releasing again, or an expired one, changes nothing.

    Raises Reservation.DoesNotExist, Refused for one already delivered (reverse its movement), DutyMissing.
    """
    require(actor, RESERVE)
    reservation = locked(actor.company_id, key)
    if reservation.state == Reservation.State.CONSUMED:
        raise Refused([_delivered(reservation)])
    if reservation.state == Reservation.State.RESERVED:
        give_back(reservation, now=now, move="release")
    return reservation


def expire_reservations(*, actor: Actor, now: datetime) -> int:
    """Give back what nobody came for, in the actor's company; how many. Each in its own transaction."""
    rows = Reservation.objects.of(actor.company_id).filter(state=Reservation.State.RESERVED, expires_at__lte=now)
    count = 0
    for key in rows.order_by("expires_at", "pk").values_list("key", flat=True).iterator(chunk_size=CHUNK):
        with transaction.atomic():
            reservation = locked(actor.company_id, key)
            if reservation.state == Reservation.State.RESERVED:
                give_back(reservation, now=now, move="expire")
                count += 1
    return count


def locked(company_id: int, key: str) -> Reservation:
    """The reservation, locked after its approval and the year's sums. Raises Reservation.DoesNotExist."""
    found = Reservation.objects.of(company_id).select_related("approval").get(key=key)
    locking.lock_approval(found.approval)
    locking.lock_years(found.approval, found.on.year)
    return locking.lock_reservation(found)


def give_back(reservation: Reservation, *, now: datetime, move: str) -> None:
    """End a locked reservation and free its quantity."""
    years = locking.lock_years(reservation.approval, reservation.on.year)
    getattr(reservation, move)()
    reservation.ended_at = now
    reservation.save()
    years.add(reserved=-reservation.quantity_t)


def _written(key: str, approval: Approval, question: Question, *, actor: Actor, now: datetime) -> Reservation:
    grace = gate_terms(actor.company_id, on=question.on).reservation_days
    last = max(question.on, day_of(now)) + timedelta(days=grace)
    return Reservation.objects.create(
        company_id=actor.company_id,
        approval=approval,
        key=key,
        quantity_t=question.quantity_t,
        on=question.on,
        reserved_at=now,
        expires_at=start_of_day(last + _DAY),
        carrier_id=question.carrier_id,
        vehicle_id=question.vehicle_id,
        reserved_by_id=actor.user_id,
        reserved_by_name=actor.name,
    )


def _repeated(earlier: Reservation, question: Question) -> Reserved:
    approval = earlier.approval
    same = (
        earlier.quantity_t == question.quantity_t
        and earlier.on == question.on
        and approval.asked_as
        == asked_as(customer_id=question.customer_id, waste_code=question.waste_code, plant_id=question.plant_id)
    )
    if not same:
        raise Refused([_key_used(earlier)])
    answer = may_deliver(approval.company_id, replace(question, approval_id=approval.pk))
    return Reserved(replace(answer, refusals=()), earlier, repeated=True)


def _key_used(earlier: Reservation) -> Refusal:
    return Refusal(
        "key_used",
        N_("The key {key} already reserved {quantity} t for {on}."),
        hint=N_("Use a new key for another delivery."),
        params={"key": earlier.key, "quantity": earlier.quantity_t, "on": earlier.on},
    )


def _delivered(reservation: Reservation) -> Refusal:
    return Refusal(
        "already_delivered",
        N_("The load of the reservation {key} was already weighed."),
        hint=N_("Reverse its movement if the weight is wrong."),
        params={"key": reservation.key},
    )
