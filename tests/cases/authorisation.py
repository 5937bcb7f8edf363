"""Who may take which step of which case: the judge compared, cell by cell, with a table kept by hand.

A table has one row per transition, role, company (own, other) and person (creator: he opened the case; colleague: he
took no step of it), and one column per state. A cell says what the judge answers, guards and documents aside: `yes`,
or the refusals `no duty`, `wrong state`, `separation`, joined by ` + `. Where the duty is missing nothing else is told:
the door answers 403.

A process may keep a shorter table, `tests/workflows/<code>/matrix.csv`: a row per state and step that exists, a column
per role with `yes` or `no`. What stands in no row must be refused to everybody, and everything to other companies.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cases.definition import MACHINE, Process, Transition
from cases.models import Case
from cases.services.judgement import judge
from registry.actors import Actor

ABOUT = ("transition", "role", "company", "person")
COMPANIES = {"own": 1, "other": 2}
CREATOR, COLLEAGUE, THIRD = 1, 2, 3
PEOPLE = {"creator": CREATOR, "colleague": COLLEAGUE}
SAID = {"wrong_state": "wrong state", "separation": "separation"}

Row = tuple[str, str, str, str]
Roles = Mapping[str, frozenset[str]]
"""Duties, unqualified, by role."""


@dataclass(frozen=True)
class Matrix:
    """The table of one process."""

    states: tuple[str, ...]
    cells: Mapping[Row, Mapping[str, str]]

    def __len__(self) -> int:
        return len(self.cells) * len(self.states)


def read(path: Path) -> Matrix:
    """The table in a file. Raises ValueError where a row stands twice."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        states = tuple(name for name in reader.fieldnames or () if name not in ABOUT)
        cells: dict[Row, dict[str, str]] = {}
        for line in reader:
            key = (line["transition"], line["role"], line["company"], line["person"])
            if key in cells:
                raise ValueError(f"{path.name}, line {reader.line_num}: {key} stands twice")
            cells[key] = {state: line[state] for state in states}
    return Matrix(states, cells)


def by_people(process: Process) -> list[Transition]:
    """The transitions that people take; the machine's own have no role."""
    return [transition for transition in process.transitions if transition.duty != MACHINE]


def wanted(process: Process, roles: Roles) -> set[Row]:
    """The rows a complete table has."""
    return {
        (transition.code, role, company, person)
        for transition in by_people(process)
        for role in roles
        for company in COMPANIES
        for person in PEOPLE
    }


def gaps(process: Process, roles: Roles, matrix: Matrix) -> list[str]:
    """What the table lacks, and what it says of things that are gone."""
    rows, states = wanted(process, roles), {str(state) for state in process.states.values}
    return [
        *(f"no row for {', '.join(row)}" for row in sorted(rows - matrix.cells.keys())),
        *(f"a row for nothing: {', '.join(row)}" for row in sorted(matrix.cells.keys() - rows)),
        *(f"no column for {state}" for state in sorted(states - set(matrix.states))),
        *(f"a column for nothing: {state}" for state in sorted(set(matrix.states) - states)),
    ]


def case_in(process: Process, state: str) -> Case:
    """A case in memory, opened by the creator, every other step ever taken by a third person."""
    third = [[THIRD, None]]
    doers = {"open": [[CREATOR, None]], **{step: third for step in _steps(process) if step != "open"}}
    case = Case(company_id=COMPANIES["own"], process_code=process.code, state=state, doers=doers)
    case._state.adding = False
    return case


def _steps(process: Process) -> set[str]:
    flows = (stage.flow for stage in process.stages.values() if stage.flow is not None)
    return {transition.code for transition in process.transitions}.union(*(flow.step_labels() for flow in flows))


def answer(process: Process, transition: Transition, state: str, actor: Actor) -> str:
    """What the judge says, guards and documents aside, in the words of the table."""
    bare = replace(transition, guards=())
    verdict = judge(replace(process, papers=None), bare, case_in(process, state), None, actor)
    if not verdict.offered:
        return "no duty"
    return " + ".join(SAID.get(refusal.code, refusal.code) for refusal in verdict.refusals) or "yes"


def differences(process: Process, roles: Roles, matrix: Matrix) -> Iterator[str]:
    """Every cell that the judge answers otherwise."""
    for (code, role, company, person), expected in matrix.cells.items():
        duties = frozenset(process.duty(duty) for duty in roles[role])
        actor = Actor(user_id=PEOPLE[person], name=person, duties=duties, company_id=COMPANIES[company])
        for state in matrix.states:
            said = answer(process, process.transition(code), state, actor)
            if said != expected[state]:
                yield f"{code} by {role} ({company}, {person}) in {state}: table {expected[state]}, judge {said}"


def steps_of(path: Path, roles: Roles) -> dict[tuple[str, str], frozenset[str]]:
    """The shorter table: by state and step, the roles that may."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    columns = {name: name.replace(" ", "_") for name in lines[0] if name.replace(" ", "_") in roles}
    return {
        (line["state"], line["step"]): frozenset(role for name, role in columns.items() if line[name] == "yes")
        for line in lines
    }


def differences_in_steps(process: Process, roles: Roles, path: Path) -> Iterator[str]:
    """Every combination of step, state, role, company and person that the judge answers otherwise than the table."""
    table = steps_of(path, roles)
    for transition in by_people(process):
        for state in process.states.values:
            for role, names in roles.items():
                duties = frozenset(process.duty(name) for name in names)
                for company, company_id in COMPANIES.items():
                    may = company == "own" and role in table.get((state, transition.code), ())
                    said = {
                        person: answer(process, transition, state, Actor(user_id, person, duties, company_id))
                        for person, user_id in PEOPLE.items()
                    }
                    right = (said["colleague"] == "yes") == may
                    if not right or (said["creator"] != said["colleague"] and "separation" not in said["creator"]):
                        yield f"{transition.code} by {role} ({company}) in {state}: table {may}, judge {said}"
