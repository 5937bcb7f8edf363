"""What a person decides about a dispatch: try again, or give it up with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from cases.models import Dispatch
from cases.outbox import nudge
from cases.rules.refusals import N_, Refusal
from cases.services import comments
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from registry.actors import Actor

REPAIR: Final = "cases.repair"
"""Product-wide duty: decide what happens to dispatches that failed."""

COLUMNS = ("status", "attempts", "trouble", "last_error", "next_try_at", "ended_at", "dropped_reason")


def retry(dispatch: Dispatch, *, actor: Actor, now: datetime) -> Dispatch:
    """Let a parked or pausing dispatch be tried again at once, with all its attempts before it.

    Raises NotPermitted (no `cases.repair`, another company), Refused when it is settled or has not failed.
    """
    _require(dispatch, actor)
    with transaction.atomic():
        locked = _locked(dispatch)
        if locked.attempts == 0:
            raise Refused([_not_failed()])
        before = locked.last_error
        locked.retry()
        locked.attempts, locked.trouble, locked.last_error, locked.next_try_at = 0, "", "", now
        _write(locked, "dispatch.retried", actor, now, {"error": before})
        transaction.on_commit(nudge.relay)
    return locked


def drop(dispatch: Dispatch, *, actor: Actor, now: datetime, reason: str) -> Dispatch:
    """Give up a parked or pausing dispatch, with a reason; what waits behind it goes on.

    Raises NotPermitted (no `cases.repair`, another company), Refused without a reason, when it is settled or has not
    failed: what was never tried is not given up.
    """
    _require(dispatch, actor)
    with transaction.atomic():
        locked = _locked(dispatch)
        refusals = [_no_reason()] if not reason.strip() else []
        if locked.attempts == 0:
            refusals.append(_not_failed())
        if refusals:
            raise Refused(refusals)
        locked.drop()
        locked.dropped_reason, locked.ended_at = reason.strip(), now
        _write(locked, "dispatch.dropped", actor, now, {"inputs": {"reason": reason.strip()}})
        transaction.on_commit(nudge.relay)
    return locked


def _require(dispatch: Dispatch, actor: Actor) -> None:
    if actor.company_id != dispatch.company_id or not actor.has(REPAIR):
        raise NotPermitted(REPAIR)


def _locked(dispatch: Dispatch) -> Dispatch:
    """The row as it is now, locked before its case, as the relay does. Raises Refused when it is settled."""
    rows = Dispatch.objects.of(dispatch.company_id).select_related("event__case__company")
    locked = rows.select_for_update(of=("self",)).get(pk=dispatch.pk)
    if locked.status not in (Dispatch.WAITING, Dispatch.PARKED):
        raise Refused([_settled()])
    return locked


def _write(dispatch: Dispatch, kind: str, actor: Actor, now: datetime, matter: dict[str, Any]) -> None:
    dispatch.save(update_fields=COLUMNS)
    if dispatch.event is not None:
        about = {"dispatch": dispatch.pk, "topic": dispatch.topic, "consumer": dispatch.consumer}
        comments.record(dispatch.event.case, kind, actor=actor, now=now, matter={**about, **matter})


def _settled() -> Refusal:
    return Refusal(
        "dispatch_settled", N_("This dispatch was delivered or dropped meanwhile."), hint=N_("Reload the page.")
    )


def _not_failed() -> Refusal:
    return Refusal("dispatch_not_failed", N_("This dispatch has not failed: it will be delivered in a moment."))


def _no_reason() -> Refusal:
    return Refusal("reason_missing", N_("Giving up a dispatch needs a reason."), hint=N_("Say why it is not needed."))
