"""The whole matrix of who may do what, from tables kept by hand (`authorisation.py` says how they are read)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from cases.definition import Separation, catalogue
from cases.models import Case
from cases.services.errors import NotPermitted, Refused
from cases.services.transitions import perform
from registry.models import Company
from tests.cases import authorisation as matrices
from tests.conformance import life
from tests.factories import routes
from tests.paper import request
from tests.paper.fixtures import requests

__all__ = ["requests"]
HERE = Path(__file__).parent
ON_PAPER = {
    "clerk": frozenset({"enter"}),
    "checker": frozenset({"check"}),
    "reviewer": frozenset({"review"}),
    "manager": frozenset({"decide"}),
    "everything": frozenset({"enter", "check", "review", "decide"}),
    "reader": frozenset({"read"}),
}


def kept():
    """Every process that keeps its shorter table, with its path."""
    found = [(process, HERE.parent / "workflows" / process.code / "matrix.csv") for process in catalogue.processes()]
    return [pytest.param(process, path, id=process.code) for process, path in found if path.exists()]


def roles_of(process):
    """The roles its folder declares."""
    declared = tomllib.loads((process.policy / "roles.toml").read_text(encoding="utf-8"))
    return {name: frozenset(role.get("duties", ())) for name, role in declared.items()}


MATRIX = matrices.read(HERE / "authorisation_matrix.csv")


def test_the_table_has_a_row_for_every_transition_and_role_and_a_column_for_every_state():
    assert matrices.gaps(request.process, ON_PAPER, MATRIX) == []


def test_the_judge_says_what_the_table_says(requests):
    assert list(matrices.differences(requests, ON_PAPER, MATRIX)) == []
    assert len(MATRIX) == 7 * 6 * 2 * 2 * 6


def test_the_table_expects_every_kind_of_answer():
    said = {cell for row in MATRIX.cells.values() for cell in row.values()}
    assert said == {"yes", "no duty", "wrong state", "separation", "wrong state + separation"}


@pytest.mark.parametrize(("process", "path"), kept())
def test_the_judge_says_what_the_table_of_a_process_says(process, path):
    assert list(matrices.differences_in_steps(process, roles_of(process), path)) == []


@pytest.mark.parametrize(("process", "path"), kept())
def test_the_table_of_a_process_knows_every_step_and_every_role_that_may_take_one(process, path):
    steps = matrices.steps_of(path, roles_of(process))
    people = {(str(state), move.code) for move in matrices.by_people(process) for state in move.from_states}
    assert people <= steps.keys()
    acting = {duty for move in matrices.by_people(process) for duty in [move.duty]}
    able = {role for role, duties in roles_of(process).items() if duties & acting}
    assert able == {role for roles in steps.values() for role in roles}


def wrong_processes():
    """The request with one thing wrong each."""
    process = request.process
    moves = {transition.code: transition for transition in process.transitions}

    def with_move(**changed):
        return replace(process, transitions=tuple({**moves, **changed}.values()))

    return [
        pytest.param(with_move(pass_on=replace(moves["pass_on"], duty="enter")), id="another duty"),
        pytest.param(with_move(reject=replace(moves["reject"], sources="under_review")), id="a source less"),
        pytest.param(with_move(submit=replace(moves["submit"], sources=("draft", "rejected"))), id="a source more"),
        pytest.param(replace(process, separations=process.separations[1:]), id="a separation less"),
        pytest.param(replace(process, separations=(Separation("approve", not_who=("submit",)),)), id="a weaker one"),
        pytest.param(
            replace(process, separations=(*process.separations, Separation("reject", not_who=("open",)))),
            id="a separation more",
        ),
    ]


@pytest.mark.parametrize("process", wrong_processes())
def test_what_is_wrong_in_a_process_is_seen_by_the_table(process, monkeypatch):
    """The control: each planted mistake turns some cell."""
    monkeypatch.setitem(catalogue._processes, process.code, process)
    assert list(matrices.differences(process, ON_PAPER, MATRIX))


def test_a_transition_or_role_without_its_row_is_missed():
    process = request.process
    renamed = replace(process.transitions[0], code="hand_in")
    assert matrices.gaps(replace(process, transitions=(*process.transitions, renamed)), ON_PAPER, MATRIX)
    assert matrices.gaps(process, {**ON_PAPER, "auditor": frozenset()}, MATRIX)
    assert matrices.gaps(process, ON_PAPER, MATRIX) == []


def at_the_door(case, transition, by):
    """What `perform` answers, in the words of the table."""
    typed = {"reason": "x"} if transition == "reopen" else {}
    try:
        perform(case, transition, life.command(by, version=case.version, inputs=typed, command_id=uuid4()))
    except NotPermitted:
        return "no duty"
    except Refused as refused:
        return " + ".join(matrices.SAID[refusal.code] for refusal in refused.refusals)
    return "yes"


@pytest.mark.django_db
@pytest.mark.parametrize("code", [transition.code for transition in request.process.transitions])
def test_the_door_answers_as_the_table_says_once_per_transition_and_role(requests, code):
    eco, lumen = (Company.objects.create(slug=slug, name=slug.title()) for slug in ("ecoverde", "lumen"))
    transition = requests.transition(code)
    state = transition.from_states[0]
    for role in sorted(ON_PAPER):
        for person in ("creator", "colleague"):
            for company in (lumen, eco):
                case = routes.standing_before(requests, transition, eco)
                name = "open" if person == "creator" else "stranger"
                duties = (requests.duty(duty) for duty in ON_PAPER[role])
                by = replace(life.person(eco, name, *duties), company_id=company.pk)
                row = (code, role, "own" if company is eco else "other", person)
                assert at_the_door(case, code, by) == MATRIX.cells[row][state], row
                moved = Case.objects.of(eco).get(pk=case.pk).version > case.version
                assert moved == (MATRIX.cells[row][state] == "yes"), row
