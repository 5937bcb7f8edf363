"""Stopping and restarting the clocks of a case, with a reason, an owner and an end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.models import Deadline, Hold
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services import journal, locking
from cases.services.deadlines import clock_of, rederive, running
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from cases.models import Case
    from registry.actors import Actor

DUTY = "cases.hold"
"""Product-wide duty: place and lift holds on the cases one sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a hold is to be: the clocks it covers (none named: all), why, and the first day it no longer holds."""

    reason: str
    covers: Sequence[str] = ()
    until_on: date | None = None


def place(case: Case, stop: Stop, *, actor: Actor, now: datetime) -> Hold:
    """Place a hold on an open case: covered clocks stop today.

    Raises NotPermitted, Refused (closed case, no reason, an end that is not after today, an unknown clock).
    """
    owner_id = _require(actor, case)
    with transaction.atomic():
        case = locking.lock(case)
        _refuse(case, stop, day_of(now))
        hold = Hold.objects.create(
            company_id=case.company_id,
            case=case,
            covers=sorted(stop.covers),
            reason=stop.reason.strip(),
            owner_id=owner_id,
            placed_at=now,
            from_on=day_of(now),
            until_on=stop.until_on,
        )
        for deadline in _covered(case, hold):
            if deadline.status == Deadline.RUNNING:
                deadline.pause()
                deadline.next_action_at = None
                deadline.save()
        _write(case, hold, "hold.placed", actor, now)
    return hold


def lift(hold: Hold, *, reason: str, actor: Actor, now: datetime) -> Hold:
    """End a hold: clocks that no other hold stops run again, their due days derived anew.

    Raises NotPermitted, Refused when it has ended already.
    """
    _require(actor, hold.case)
    with transaction.atomic():
        case = locking.lock(hold.case)
        hold = Hold.objects.of(case.company_id).get(pk=hold.pk)
        if hold.status != Hold.ACTIVE:
            raise Refused([Refusal("hold_ended", N_("This hold has ended already."), hint=N_("Reload the page."))])
        hold.lift()
        end(case, hold, reason=reason.strip(), actor=actor, now=now, kind="hold.lifted")
    return hold


def end(case: Case, hold: Hold, *, reason: str, actor: Actor, now: datetime, kind: str) -> None:
    """Record the end of a hold on a locked case and let its clocks run again."""
    hold.ended_at, hold.ended_on, hold.ended_reason = now, day_of(now), reason
    hold.save()
    still = Hold.objects.of(case.company_id).filter(case=case, status=Hold.ACTIVE)
    stopped = {clock for other in still for clock in (other.covers or [_ANY])}
    for deadline in _covered(case, hold):
        if deadline.status == Deadline.PAUSED and not {deadline.clock, _ANY} & stopped:
            deadline.resume()
            rederive(case, deadline, on=day_of(now))
    _write(case, hold, kind, actor, now)


_ANY = "*"


def _covered(case: Case, hold: Hold) -> list[Deadline]:
    """The running deadlines a hold stops; a term that ends on a date goes on."""
    counted = [deadline for deadline in running(case) if clock_of(case, deadline).ends is None]
    return [deadline for deadline in counted if not hold.covers or deadline.clock in hold.covers]


def _require(actor: Actor, case: Case) -> int:
    """The person who answers for the hold; a machine never does."""
    if actor.company_id != case.company_id or not actor.has(DUTY) or actor.user_id is None:
        raise NotPermitted(DUTY)
    return actor.user_id


def _refuse(case: Case, stop: Stop, today: date) -> None:
    clocks = {clock.code for clock in case.process.clocks}
    unknown = sorted(set(stop.covers) - clocks)
    reasons: dict[str, tuple[bool, str, Mapping[str, object]]] = {
        "case_closed": (not case.is_open, N_("The case is closed: its clocks do not run any more."), {}),
        "reason_missing": (not stop.reason.strip(), N_("The reason of the hold is missing."), {}),
        "hold_ends_too_early": (
            stop.until_on is not None and stop.until_on <= today,
            N_("The hold would end on {on}, which is not after today."),
            {"on": stop.until_on},
        ),
        "unknown_clock": (bool(unknown), N_("The process has no clock named {clocks}."), {"clocks": unknown}),
    }
    refusals = [Refusal(code, text, params=params) for code, (wrong, text, params) in reasons.items() if wrong]
    if refusals:
        raise Refused(refusals)


def _write(case: Case, hold: Hold, kind: str, actor: Actor, now: datetime) -> None:
    matter: Mapping[str, Any] = {
        "hold": hold.pk,
        "covers": hold.covers,
        "until": hold.until_on,
        "inputs": {"reason": hold.ended_reason or hold.reason},
        "due": {deadline.clock: deadline.due_on for deadline in running(case)},
    }
    journal.append(case, journal.Entry(kind=kind, actor=actor, now=now, matter=matter))
    case.save(update_fields=("seq", "head_hash"))
