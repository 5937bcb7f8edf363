"""What a stage of three branches costs, step by step."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.services.work import complete
from tests.cases.stages.test_checks import CHECKS
from tests.paper import cast

BUDGET = 30


def cost(call) -> int:
    """Statements, without the savepoints that a test adds and a request has not."""
    with CaptureQueriesContext(connection) as counted:
        call()
    return len([query for query in counted if "SAVEPOINT" not in query["sql"]])


@pytest.fixture
def steps(eco):
    case = cast.opened(eco)
    ada, con = cast.person(eco, "ada"), cast.person(eco, "con")
    steps = {"submit": cost(lambda: cast.perform(case, "submit", cast.command(ada)))}
    for step, name in CHECKS.items():
        item, actor = cast.open_items(case)[step], cast.person(eco, name)
        steps[step] = cost(lambda item=item, actor=actor: complete(item, "favourable", actor=actor, now=cast.NOW))
    steps["conclude"] = cost(lambda: cast.perform(case, "conclude", cast.command(con)))
    return steps


def test_a_step_of_a_three_branch_stage_stays_within_its_budget(steps):
    assert sum(steps.values()) / len(steps) <= BUDGET, steps
