"""One attempt at one dispatch: locked, handled and marked in one transaction, or not at all."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from structlog import get_logger

from cases.models import ConsumerLease, Dispatch
from cases.outbox import failures
from cases.rules import chain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cases.outbox.consumers import Consumer
    from cases.outbox.limits import Limits
    from registry.scoping import ScopedQuerySet

    Claim = Callable[[int], Dispatch | None]

WHY = "the relay delivers what every company announced"
log = get_logger(__name__)


class Attempt(StrEnum):
    """What came of an attempt; `BUSY`: another relay has it, or had it."""

    DELIVERED = "delivered"
    FAILED = "failed"
    PARKED = "parked"
    BUSY = "busy"


def waiting(pk: int) -> ScopedQuerySet[Dispatch]:
    """The dispatch if it still waits, with its event and case."""
    rows = Dispatch.objects.across_companies(WHY).filter(pk=pk, status=Dispatch.WAITING)
    return rows.select_related("event__case")


def claim(pk: int) -> Dispatch | None:
    """The waiting dispatch, locked until the transaction ends; None when it is locked or does not wait any more."""
    return waiting(pk).select_for_update(of=("self",), skip_locked=True).first()


def claim_under_lease(pk: int, holder: str) -> Dispatch | None:
    """As `claim`, and None too when the lease of its consumer has passed to another relay meanwhile."""
    lease = ConsumerLease.objects.filter(consumer=OuterRef("consumer"), holder=holder)
    return waiting(pk).filter(Exists(lease)).select_for_update(of=("self",), skip_locked=True).first()


def attempt(pk: int, consumer: Consumer, now: datetime, limits: Limits, claiming: Claim = claim) -> Attempt:
    """Hand one dispatch to its consumer.

    The effect and the status are one transaction; a failure rolls both back and is counted in a second one.
    """
    try:
        prepare(pk, consumer, now)
        with transaction.atomic(durable=True):
            dispatch = claiming(pk)
            if dispatch is None:
                return Attempt.BUSY
            hand_over(dispatch, consumer, now)
    except Exception as error:
        log.exception("delivery_failed", dispatch=pk, consumer=consumer.name)
        return failed(pk, error, now, limits)
    return Attempt.DELIVERED


def prepare(pk: int, consumer: Consumer, now: datetime) -> None:
    """Let a two-phase consumer do its outside work, once, and keep the answer."""
    if consumer.prepare is None:
        return
    dispatch = waiting(pk).filter(prepared__isnull=True).first()
    if dispatch is not None:
        answer = chain.plain(consumer.prepare(dispatch, now) or {})
        waiting(pk).select_related(None).filter(prepared__isnull=True).update(prepared=answer)


def hand_over(dispatch: Dispatch, consumer: Consumer, now: datetime) -> None:
    """Run the consumer on a locked dispatch and mark it delivered."""
    dispatch.result = chain.plain(consumer.handle(dispatch, now) or {})
    dispatch.deliver()
    dispatch.ended_at = now
    dispatch.save(update_fields=("status", "result", "ended_at"))


def failed(pk: int, error: BaseException, now: datetime, limits: Limits) -> Attempt:
    """Count a failed attempt, in a transaction of its own."""
    with transaction.atomic():
        dispatch = claim(pk)
        if dispatch is None:
            return Attempt.BUSY
        failures.count(dispatch, error, now, limits)
        dispatch.save(update_fields=("status", "attempts", "trouble", "last_error", "next_try_at"))
    return Attempt.PARKED if dispatch.status == Dispatch.PARKED else Attempt.FAILED
