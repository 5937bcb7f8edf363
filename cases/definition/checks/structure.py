"""Is the table whole: every state known, reached, left, and ended?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.definition.checks import graph
from cases.definition.checks.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.definition.process import Process
    from cases.definition.transitions import Transition


def check(process: Process) -> Iterator[Finding]:
    """States unknown, unreachable, without an end, or left although they are final."""
    yield from _unknown(process)
    yield from _opening(process)
    yield from _unreachable(process)
    yield from _dead_ends(process)
    yield from _left_finals(process)


def _unknown(process: Process) -> Iterator[Finding]:
    known = set(process.states.values)
    for where, states in _mentions(process):
        for state in states:
            if state not in known:
                yield Finding("unknown_state", process.code, where, f"there is no state “{state}”")


def _mentions(process: Process) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "initial", (process.initial,)
    yield "final", tuple(sorted(process.final))
    yield "path", tuple(process.path)
    yield "stages", tuple(process.stages)
    yield "tones", tuple(process.tones)
    for transition in process.transitions:
        yield f"transition {transition.code}", (*transition.from_states, transition.target)


def _opening(process: Process) -> Iterator[Finding]:
    if process.opening.target != process.initial:
        message = f"it leads to “{process.opening.target}”, and a case begins in “{process.initial}”"
        yield Finding("opening_elsewhere", process.code, f"transition {process.opening.code}", message)
    if not process.final:
        yield Finding("no_final_state", process.code, "final", "no state ends a case")


def _unreachable(process: Process) -> Iterator[Finding]:
    reached = graph.ways(process)
    for state in process.states.values:
        if state not in reached:
            into = [t.code for t in process.transitions if t.target == state and state not in t.from_states]
            why = (
                f"only {', '.join(into)} would lead there, from states never reached" if into else "nothing leads there"
            )
            yield Finding("unreachable_state", process.code, f"state {state}", why)


def _dead_ends(process: Process) -> Iterator[Finding]:
    ending = graph.can_end(process)
    for state, path in graph.ways(process).items():
        if state not in ending:
            yield Finding("dead_end", process.code, f"state {state}", "no final state can be reached from it", path)


def _left_finals(process: Process) -> Iterator[Finding]:
    for transition in process.transitions:
        ended = [state for state in transition.from_states if state in process.final and state != transition.target]
        where, way = f"transition {transition.code}", graph.way_to(process, transition)
        if ended and not transition.reopens:
            message = f"it leaves the final state “{ended[0]}”; only a transition declared with reopens=True may"
            yield Finding("final_state_left", process.code, where, message, way)
        if transition.reopens and (not ended or transition.target in process.final):
            message = "it is declared to reopen the case, and does not lead from a final state to one that is not"
            yield Finding("reopens_nothing", process.code, where, message, way)
        if transition.reopens and not _asks_why(transition):
            message = "its form asks for no reason: a field “reason” that must be filled in"
            yield Finding("reopened_without_reason", process.code, where, message, way)


def _asks_why(transition: Transition) -> bool:
    reason = transition.form.base_fields.get("reason") if transition.form else None
    return reason is not None and reason.required
