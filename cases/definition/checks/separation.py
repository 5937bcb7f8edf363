"""Can the people at hand take every step that separation of duties keeps apart?

A search over (state, who took which step that counts). People with the same duties are alike: of those who have not
acted yet only the first is tried, which keeps the search small however large the office.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cases.definition.checks import graph
from cases.definition.checks.findings import Finding

if TYPE_CHECKING:
    from cases.definition.checks.offices import Office
    from cases.definition.process import Process
    from cases.definition.separation import Separation
    from cases.definition.transitions import Transition

Took = frozenset[tuple[str, str]]
LIMIT = 200_000
"""Positions looked at before the search gives up: far above any process with people to run it."""


def check(process: Process, offices: Sequence[Office] = ()) -> Iterator[Finding]:
    """Separations that name no step, and steps that nobody in a company is free to take."""
    unknown = list(_unknown(process))
    yield from unknown
    if unknown:
        return
    for office in offices:
        if office.uses(process) and office.people:
            yield from _blocked(process, office)


def _unknown(process: Process) -> Iterator[Finding]:
    known = _steps(process)
    for rule in process.separations:
        for step in (rule.step, *rule.not_who):
            if step not in known:
                yield Finding(
                    "separation_of_unknown_step", process.code, f"separation {rule.step}", f"no step “{step}”"
                )


def _steps(process: Process) -> dict[str, Transition]:
    """Everything a separation may name: transitions, and the checks inside a state."""
    inside = [check for checks in graph.steps(process).values() for check in checks]
    return {step.code: step for step in (*inside, process.opening, *process.transitions)}


def _blocked(process: Process, office: Office) -> Iterator[Finding]:
    free = _performed(process, office, ())
    possible = _performed(process, office, process.separations)
    for step in sorted({rule.step for rule in process.separations}):
        if step in free and step not in possible:
            transition = _steps(process)[step]
            message = _blocking_pair(process, office, transition)
            path = graph.way_to(process, transition)
            yield Finding("separation_unsatisfiable", process.code, f"transition {step}", message, path)


def _blocking_pair(process: Process, office: Office, transition: Transition) -> str:
    """Name the first pair of steps without which the step could be taken, and who holds the two duties."""
    for earlier in _kept_apart(process, transition.code):
        if transition.code in _performed(process, office, _without(process.separations, transition.code, earlier)):
            return _pair(process, office, transition, _steps(process)[earlier])
    apart = ", ".join(_kept_apart(process, transition.code))
    return f"in {office.company} nobody is left to take it after {apart}"


def _pair(process: Process, office: Office, step: Transition, earlier: Transition) -> str:
    may = " or ".join(office.people_with(process.duty(step.duty)))
    before = " or ".join(office.people_with(process.duty(earlier.duty)))
    return (
        f"in {office.company} {step.code} and {earlier.code} cannot be taken by two people: "
        f"{step.code} only by {may}, {earlier.code} only by {before}"
    )


def _kept_apart(process: Process, step: str) -> list[str]:
    return [earlier for rule in process.separations if rule.step == step for earlier in rule.not_who]


def _without(rules: Sequence[Separation], step: str, earlier: str) -> list[Separation]:
    return [
        replace(rule, not_who=tuple(name for name in rule.not_who if name != earlier)) if rule.step == step else rule
        for rule in rules
    ]


@dataclass(frozen=True, slots=True)
class _Rules:
    apart: dict[str, frozenset[str]]
    counted: frozenset[str]

    def excluded(self, step: str, took: Took) -> set[str]:
        """The people who may not take a step, after who took what."""
        return {person for earlier, person in took if earlier in self.apart.get(step, ())}


def _performed(process: Process, office: Office, separations: Sequence[Separation]) -> set[str]:
    """The steps that can be taken by somebody on some path, from the opening on."""
    apart: dict[str, frozenset[str]] = {}
    for rule in separations:
        apart[rule.step] = apart.get(rule.step, frozenset()) | frozenset(rule.not_who)
    rules = _Rules(apart, frozenset().union(*apart.values()))
    done: set[str] = set()
    seen: set[tuple[str, Took]] = set()
    waiting: deque[tuple[str, Took]] = deque(_after(process, office, rules, process.opening, frozenset(), done))
    while waiting and len(seen) < LIMIT:
        position = waiting.popleft()
        if position in seen:
            continue
        seen.add(position)
        for transition in _open_moves(process, rules, *position):
            waiting.extend(_after(process, office, rules, transition, position[1], done))
    return done


def _open_moves(process: Process, rules: _Rules, state: str, took: Took) -> list[Transition]:
    """The checks inside the state that count, and, once each was taken, the transitions that leave it."""
    names = rules.counted | rules.apart.keys()
    checks = [check for check in graph.steps(process).get(state, ()) if check.code in names]
    taken = {step for step, _ in took}
    waiting = [check for check in checks if check.code in rules.counted and check.code not in taken]
    return waiting or [*checks, *process.leaving(state)]


def _after(
    process: Process, office: Office, rules: _Rules, transition: Transition, took: Took, done: set[str]
) -> Iterator[tuple[str, Took]]:
    """The positions that taking a transition leads to, one for each kind of person who can."""
    if not graph.by_people(transition):
        done.add(transition.code)
        yield transition.target, took
        return
    for person in _candidates(process, office, transition, took):
        if person not in rules.excluded(transition.code, took):
            done.add(transition.code)
            yield transition.target, took | {(transition.code, person)} if transition.code in rules.counted else took


def _candidates(process: Process, office: Office, transition: Transition, took: Took) -> Iterator[str]:
    acted = {person for _, person in took}
    tried: set[frozenset[str]] = set()
    for person in office.people_with(process.duty(transition.duty)):
        alike = office.people[person] & frozenset(process.duties)
        if person in acted:
            yield person
        elif alike not in tried:
            tried.add(alike)
            yield person
