"""Where a case stands on the way it takes when all goes well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cases.models import Case
    from cases.queries.timeline import Entry


@dataclass(frozen=True, slots=True)
class PathStep:
    """One state of the path: "done", "now" or "next"; when it was left and by whom, or since when it lasts."""

    state: str
    label: str
    position: str
    at: datetime | None = None
    who: str = ""


def path(case: Case, entries: Sequence[Entry]) -> list[PathStep]:
    """The stepper; a state off the path (rejected, suspended) is appended as where the case is now."""
    process = case.process
    states = list(process.path)
    if case.state not in states:
        states = [state for state in states if state in _passed(entries)] + [case.state]
    here = states.index(case.state)
    left = {entry.from_state: entry for entry in reversed(entries) if entry.from_state != entry.to_state}
    return [_step(case, state, _position(index, here), left) for index, state in enumerate(states)]


def _passed(entries: Sequence[Entry]) -> set[str]:
    return {entry.from_state for entry in entries if entry.from_state}


def _position(index: int, here: int) -> str:
    return "done" if index < here else "now" if index == here else "next"


def _step(case: Case, state: str, position: str, left: dict[str, Entry]) -> PathStep:
    label = case.process.state_label(state)
    if position == "now":
        return PathStep(state, label, "done" if not case.is_open else position, at=case.state_since)
    if position == "done" and state in left:
        return PathStep(state, label, position, at=left[state].occurred_at, who=left[state].actor)
    return PathStep(state, label, position)
