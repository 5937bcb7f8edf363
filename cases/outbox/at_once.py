"""The desk waits for one dispatch: what an approval opened is shown to the person who approved."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from cases.models import Dispatch
from cases.outbox import consumers, delivery
from cases.outbox.backlog import PENDING
from cases.outbox.delivery import Attempt
from cases.outbox.limits import USUAL

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import CaseEvent
    from registry.scoping import ScopedQuerySet

PATIENCE: Final = timedelta(seconds=3)
GLANCE: Final = 0.05


def deliver_awaited(event: CaseEvent, now: datetime, patience: timedelta = PATIENCE) -> list[Dispatch]:
    """Deliver now what an event owes to consumers that are `awaited`; the desk redirects to `result["case"]`.

    Call it after the transaction of the event, never inside one.
    """
    owed = Dispatch.objects.of(event.company_id).filter(event=event).order_by("id")
    awaited = [dispatch for dispatch in owed if (consumer := consumers.named(dispatch.consumer)) and consumer.awaited]
    return [deliver_now(dispatch, now, patience) for dispatch in awaited]


def deliver_now(dispatch: Dispatch, now: datetime, patience: timedelta = PATIENCE) -> Dispatch:
    """Deliver one dispatch, after the earlier ones of its key, without waiting for the relay; return it as it is then.

    It takes no lease: the row lock keeps it from being handled twice, and a relay that meets it leaves its key alone.
    Where the relay is at it already, this waits up to `patience`. A failure is counted as by the relay.
    """
    give_up_at = monotonic() + patience.total_seconds()
    consumer = consumers.named(dispatch.consumer)
    while consumer and (ahead := _first_pending(dispatch)) is not None and monotonic() < give_up_at:
        if not _is_due(ahead, now):
            break
        outcome = delivery.attempt(ahead.pk, consumer, now, USUAL)
        if outcome in (Attempt.FAILED, Attempt.PARKED):
            break
        if outcome is Attempt.BUSY:
            sleep(GLANCE)
    return _rows(dispatch).get(pk=dispatch.pk)


def _rows(dispatch: Dispatch) -> ScopedQuerySet[Dispatch]:
    return Dispatch.objects.of(dispatch.company_id)


def _first_pending(dispatch: Dispatch) -> Dispatch | None:
    """The oldest dispatch of the same consumer and key that is not settled, up to this one."""
    same = _rows(dispatch).filter(consumer=dispatch.consumer, ordering_key=dispatch.ordering_key)
    return same.filter(status__in=PENDING, pk__lte=dispatch.pk).order_by("pk").first()


def _is_due(dispatch: Dispatch, now: datetime) -> bool:
    """The twin of `backlog.is_due` for a row already loaded; a parked one waits for a person."""
    return dispatch.status == Dispatch.WAITING and (dispatch.attempts == 0 or dispatch.next_try_at <= now)
