"""The states of a process as a graph: what is reached, how, and what still ends."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from cases.definition.transitions import MACHINE, Transition

if TYPE_CHECKING:
    from cases.definition.process import Process

Path = tuple[str, ...]


def ways(process: Process) -> dict[str, Path]:
    """For each reachable state the shortest path to it, as transition codes, the opening first."""
    found: dict[str, Path] = {process.initial: (process.opening.code,)}
    waiting = deque([process.initial])
    while waiting:
        state = waiting.popleft()
        for transition in process.leaving(state):
            if transition.target not in found and transition.target in process.states.values:
                found[transition.target] = (*found[state], transition.code)
                waiting.append(transition.target)
    return found


def way_to(process: Process, transition: Transition) -> Path:
    """The shortest path that ends with this transition; just its code when no source is reached."""
    if transition is process.opening:
        return (transition.code,)
    reached = ways(process)
    before = sorted((reached[state] for state in transition.from_states if state in reached), key=len)
    return (*before[0], transition.code) if before else (transition.code,)


def can_end(process: Process) -> set[str]:
    """The states from which some final state is reached."""
    ending = set(process.final)
    while True:
        more = {
            state
            for transition in process.transitions
            if transition.target in ending
            for state in transition.from_states
            if state not in ending
        }
        if not more:
            return ending
        ending |= more


def moves_out(process: Process, state: str) -> list[Transition]:
    """The transitions that take a case out of `state`; those that stay in it are left out."""
    return [transition for transition in process.leaving(state) if transition.target != state]


def by_people(transition: Transition) -> bool:
    """Whether a person takes it."""
    return transition.duty != MACHINE


def by_machine(process: Process, transition: Transition) -> bool:
    """Whether clocks, reactions and bulk jobs may take it."""
    return transition.duty in (MACHINE, *process.machine_duties)


def working_states(process: Process) -> list[str]:
    """Every state that is not final, in the order declared."""
    return [state for state in process.states.values if state not in process.final]


def steps(process: Process) -> dict[str, list[Transition]]:
    """The checks inside each state that several people work in, as moves that stay in it."""
    return {
        state: [Transition(name, state, state, duty=check.duty) for name, check in stage.flow.checks().items()]
        for state, stage in process.stages.items()
        if stage.flow is not None
    }
