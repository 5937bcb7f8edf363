"""The ways through a process: a case brought to where a transition starts, each step taken by another person."""

from __future__ import annotations

from collections import deque
from typing import Any

from cases.definition import Process, Transition
from cases.models import Case
from cases.services.errors import Refused
from cases.services.intake import open_case
from cases.services.transitions import perform
from registry.models import Company
from tests.conformance import life
from tests.conformance.subjects import samples
from tests.factories import cases as make

TYPED_ON_PAPER: dict[str, dict[str, Any]] = {
    "derogation.open": {"amount": 500},
    "request.open": {"waste_code": "170504", "applicant": "Rossi"},
    "request.reopen": {"reason": "New papers"},
}


def typed(process: Process, transition: Transition, company: Company, case: Case | None) -> dict[str, Any]:
    """The cleaned inputs of a transition: by the samples of its process, by the table above for those on paper."""
    if process.code in ("derogation", "request"):
        make.waste_code("170504")
        return dict(TYPED_ON_PAPER.get(f"{process.code}.{transition.code}", {}))
    return samples(process).inputs(transition.code, company, case)


def opened(process: Process, company: Company) -> Case:
    """A new case of the process."""
    command = life.command(
        life.taker(process, process.opening, company), inputs=typed(process, process.opening, company, None)
    )
    return open_case(process.code, company, life.customer(company), command).case


def moved(process: Process, case: Case, transition: Transition) -> Case:
    """The case after its checks, if any, and a transition taken by somebody new."""
    life.checked(process, case)
    by = life.taker(process, transition, case.company)
    inputs = typed(process, transition, case.company, case)
    return perform(case, transition.code, life.command(by, inputs=inputs)).case


def routes(process: Process, sources: tuple[str, ...]) -> list[list[Transition]]:
    """The shortest ways from the initial state to each of some states, the shortest of all first."""
    reached: dict[str, list[Transition]] = {process.initial: []}
    waiting = deque([process.initial])
    while waiting:
        state = waiting.popleft()
        for transition in process.leaving(state):
            if transition.target not in reached:
                reached[transition.target] = [*reached[state], transition]
                waiting.append(transition.target)
    return sorted((reached[state] for state in sources if state in reached), key=len)


def standing_before(process: Process, transition: Transition, company: Company) -> Case:
    """A case in a state that the transition leaves, with its checks ended in favour."""
    refused: Refused | None = None
    for route in routes(process, transition.from_states):
        try:
            return along(process, route, company)
        except Refused as no:
            refused = no
    raise AssertionError(f"{process.code}: no way to {transition.code}") from refused


def along(process: Process, route: list[Transition], company: Company) -> Case:
    """A new case after these steps, with the checks of the last state ended in favour."""
    case = opened(process, company)
    for step in route:
        case = moved(process, case, step)
    life.checked(process, case)
    return Case.objects.of(company).get(pk=case.pk)
