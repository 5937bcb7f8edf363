"""A process in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import getdoc

from django.utils.translation import gettext as _

from cases.definition import MACHINE, Process, Transition
from desk.presenting.addresses import Addresses
from desk.shown import State


@dataclass(frozen=True, slots=True)
class StateLine:
    """A state, how many cases stand in it, and the list of them."""

    state: State
    count: int
    href: str
    final: bool
    work: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the table; `number` is how the drawing names it."""

    number: int
    label: str
    sources: Sequence[State]
    target: State
    edits: bool
    people: Sequence[str]
    by_machine: bool
    guards: Sequence[str]
    separated: Sequence[str]


def states(process: Process, counts: Mapping[str, int], to: Addresses) -> dict[str, StateLine]:
    """Every state by its code, with its count."""
    cases = to.to("cases")
    return {
        state: StateLine(
            _state(process, state),
            counts.get(state, 0),
            f"{cases}?process={process.code}&state={state}",
            state in process.final,
            str(process.stages[state].label) if state in process.stages else "",
        )
        for state in process.states.values
    }


def steps(process: Process, people: Mapping[str, Sequence[str]]) -> list[StepLine]:
    """Every transition: from where, to where, who, and what must hold."""
    return [_step(process, *each, people) for each in enumerate(process.transitions, start=1)]


def _state(process: Process, state: str) -> State:
    return State(process.state_label(state), process.tones.get(state, "") or "calm")


def _step(process: Process, number: int, transition: Transition, people: Mapping[str, Sequence[str]]) -> StepLine:
    apart = [step for rule in process.separations if rule.step == transition.code for step in rule.not_who]
    return StepLine(
        number=number,
        label=str(transition.label),
        sources=[_state(process, source) for source in transition.from_states],
        target=_state(process, transition.target),
        edits=transition.from_states == (transition.target,),
        people=people.get(process.duty(transition.duty), ()),
        by_machine=transition.duty == MACHINE,
        guards=[_(getdoc(guard) or guard.__name__) for guard in transition.guards],
        separated=[str(process.transition(step).label) for step in apart],
    )
