"""The journal of a case that comes from elsewhere: true times, today's record of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid5

from cases.services import clocks, journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cases.models import Case, CaseEvent
    from cases.services.importing.arrival import Import
    from cases.services.importing.replay import Move, Replay
    from registry.actors import Actor

ORIGIN = "import"
NOT_STATED = "—"


@dataclass(slots=True)
class Arriving:
    """A case on its way in: its rows, not yet written. `since` is when each running clock started, by its code."""

    case: Case
    replay: Replay
    events: list[CaseEvent] = field(default_factory=list)
    since: dict[str, datetime] = field(default_factory=dict)


def events_of(run: Import, each: Arriving) -> Iterator[CaseEvent]:
    """One event per move, chained, while the case passes through its states again."""
    for place, move in enumerate(each.replay.moves):
        actor = _recorded(move.step.who.actor)
        _pass(each, move, actor)
        entry = journal.Entry(
            kind=f"{run.process.code}.{move.transition.code}",
            actor=actor,
            now=run.now,
            origin=ORIGIN,
            occurred_at=move.step.at,
            transition=move.transition.code,
            from_state=move.left,
            command_id=uuid5(each.case.opened_command, str(place)),
            matter=_matter(run, each, move),
        )
        yield journal.compose(each.case, entry, {})


def _recorded(actor: Actor) -> Actor:
    """Who never had an account keeps his name and no id."""
    has_account = actor.user_id is not None and actor.user_id > 0
    return replace(actor, user_id=actor.user_id if has_account else None, name=actor.name or NOT_STATED)


def _pass(each: Arriving, move: Move, actor: Actor) -> None:
    case, at, target = each.case, move.step.at, move.transition.target
    process = case.process
    case.version += 1
    if target != case.state:
        case.move_to(target)
        case.state_since = at
        case.closed_at = at if target in process.final else None
    if target != move.left:
        stopping, starting = clocks.change(process, move.left, target)
        for code in stopping:
            each.since.pop(code, None)
        each.since |= {clock.code: at for clock in starting}
    took = case.doers.setdefault(move.transition.code, [])
    if [actor.user_id, None] not in took:
        took.append([actor.user_id, None])


def _matter(run: Import, each: Arriving, move: Move) -> dict[str, object]:
    trace = each.replay.trace
    origin = {"source": run.source, "case": trace.case, "line": move.step.line, "activity": move.step.activity}
    return {
        "inputs": {},
        "guards": list(move.held),
        "untold": list(move.untold),
        "import": {**origin, "by": run.actor.name},
    }
