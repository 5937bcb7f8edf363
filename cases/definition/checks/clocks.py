"""Does every clock run somewhere, for a term, and lead somewhere?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.definition.checks import graph
from cases.definition.checks.findings import Finding
from cases.definition.clocks import ESCALATE
from cases.definition.process import UnknownTransition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.definition.clocks import Clock
    from cases.definition.process import Process


def check(process: Process) -> Iterator[Finding]:
    """Clocks without a state, a term or a move on expiry."""
    codes = [clock.code for clock in process.clocks]
    for clock in process.clocks:
        where = f"clock {clock.code}"
        if codes.count(clock.code) > 1:
            yield Finding("clock_twice", process.code, where, "two clocks share this code")
        yield from (Finding(code, process.code, where, message) for code, message in _states(process, clock))
        if message := _term(clock):
            yield Finding("clock_without_term", process.code, where, message)
        if clock.rests and len(states_of(clock)) > 1:
            message = "it rests in a state, and runs in several: which of them is meant?"
            yield Finding("clock_rests_in_several_states", process.code, where, message)
        if message := _move(process, clock):
            yield Finding("clock_without_move", process.code, where, message, _way(process, clock))


def states_of(clock: Clock) -> tuple[str, ...]:
    """The states a clock runs in, always as a tuple."""
    return (clock.states,) if isinstance(clock.states, str) else clock.states


def _states(process: Process, clock: Clock) -> Iterator[tuple[str, str]]:
    for state in states_of(clock):
        if state not in process.states.values:
            yield "clock_in_unknown_state", f"there is no state “{state}”"
        elif state in process.final:
            yield "clock_in_final_state", f"the case is closed in “{state}”"


def _term(clock: Clock) -> str:
    given = [term for term in (clock.calendar_days, clock.working_days, clock.months) if term is not None]
    if clock.ends is not None:
        return "it ends on a date, and a number of days or months is given too" if given else ""
    if len(given) != 1:
        return f"exactly one of calendar days, working days, months and ends is given, not {len(given)}"
    return "" if given[0] > 0 else f"a term of {given[0]} is none"


def _move(process: Process, clock: Clock) -> str:
    """Why nothing would happen on expiry; empty when something does."""
    if clock.then == ESCALATE:
        return ""
    try:
        transition = process.transition(clock.then)
    except UnknownTransition:
        return f"on expiry it takes “{clock.then}”, which does not exist"
    stuck = [state for state in states_of(clock) if not transition.leaves(state)]
    if stuck:
        return f"on expiry it takes {clock.then}, which does not leave “{stuck[0]}”"
    return (
        "" if graph.by_machine(process, transition) else f"on expiry it takes {clock.then}, which only people may take"
    )


def _way(process: Process, clock: Clock) -> graph.Path:
    reached = graph.ways(process)
    return min((reached[state] for state in states_of(clock) if state in reached), key=len, default=())
