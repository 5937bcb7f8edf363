"""Can somebody act in every state, and is there work for him to take?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.definition.checks import graph
from cases.definition.checks.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.definition.checks.offices import Office
    from cases.definition.process import Process
    from cases.definition.stages import Stage

DUTY = re.compile(r"[a-z][a-z0-9_]*")


def check(process: Process, offices: Sequence[Office] = ()) -> Iterator[Finding]:
    """States in which nobody may act, or without work; duties that are misspelt."""
    yield from _duties(process)
    yield from _stages(process)
    yield from _nobody(process)
    for office in offices:
        if office.uses(process):
            yield from _nobody_in(process, office)


def _duties(process: Process) -> Iterator[Finding]:
    named = [(f"transition {t.code}", t.duty) for t in (process.opening, *process.transitions)]
    named += [(f"stage of {state}", duty) for state, stage in process.stages.items() for duty in sorted(stage.duties)]
    for where, duty in named:
        if not DUTY.fullmatch(duty):
            message = f"“{duty}” is not the name of a duty (small letters, without the name of the process)"
            yield Finding("duty_misspelt", process.code, where, message)


def _stages(process: Process) -> Iterator[Finding]:
    """Where only people can move a case on, work must be opened for them, for a duty that lets them act."""
    reached = graph.ways(process)
    for state in graph.working_states(process):
        moves = graph.moves_out(process, state)
        stage = process.stages.get(state)
        if stage is None and moves and all(graph.by_people(move) for move in moves):
            message = "people must act here, and no stage opens work for them"
            yield Finding("stage_missing", process.code, f"state {state}", message, reached.get(state, ()))
        if stage is not None and _leads_nowhere(stage, {t.duty for t in process.leaving(state)}):
            message = f"work goes to “{stage.duty}”, a duty with which nothing can be done here"
            yield Finding("stage_without_move", process.code, f"state {state}", message, reached.get(state, ()))
    for state in process.stages:
        if state in process.final:
            yield Finding("stage_in_final_state", process.code, f"state {state}", "the case is closed here")


def _leads_nowhere(stage: Stage, duties: set[str]) -> bool:
    """Whoever takes the work cannot move the case; a stage of several people may end without such work."""
    return stage.duty not in duties and not (stage.flow is not None and not stage.duty)


def _nobody(process: Process) -> Iterator[Finding]:
    """A state that no person, clock or reaction ever moves on."""
    for state, path in graph.ways(process).items():
        if state not in process.final and not graph.moves_out(process, state):
            yield Finding("nobody_may_act", process.code, f"state {state}", "nothing moves a case on from here", path)


def _nobody_in(process: Process, office: Office) -> Iterator[Finding]:
    for state, path in graph.ways(process).items():
        moves = graph.moves_out(process, state)
        if state in process.final or not moves:
            continue
        duties = sorted({move.duty for move in moves})
        by_machine = any(graph.by_machine(process, move) for move in moves)
        if by_machine or any(office.has_somebody(process.duty(duty)) for duty in duties):
            continue
        message = f"in {office.company} nobody has the duty {' or '.join(duties)}"
        yield Finding("nobody_may_act", process.code, f"state {state}", message, path)
