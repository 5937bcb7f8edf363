"""Who may do what in which state: the table of the business, kept by hand, against the process and its roles."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from cases.definition import MACHINE, catalogue
from cases.services.factory import factory_roles

ROLES = {
    "back office": "back_office",
    "customer care": "customer_care",
    "technical reviewer": "technical_reviewer",
    "commercial manager": "commercial_manager",
    "laboratory": "laboratory",
}
PROCESS = catalogue.get("waste_approval")
WRITTEN = list(csv.DictReader((Path(__file__).parent / "matrix.csv").read_text(encoding="utf-8").splitlines()))


def duties():
    """The duties of each column, as the factory gives them."""
    assert PROCESS.policy is not None
    roles = tomllib.loads((PROCESS.policy / "roles.toml").read_text(encoding="utf-8"))
    held = {column: set(roles[role]["duties"]) for column, role in ROLES.items()}
    return {**held, "machine": {MACHINE, *PROCESS.machine_duties}}


DUTIES = duties()


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: f"{row['state']}-{row['step']}")
def test_each_written_step_exists_and_is_for_those_who_should_take_it(row):
    transition = PROCESS.transition(row["step"])
    assert transition.leaves(row["state"])
    assert transition.target == row["leads to"]
    may = {column: "yes" if transition.duty in held else "no" for column, held in DUTIES.items()}
    assert may == {column: row[column] for column in DUTIES}


def test_no_step_exists_that_nobody_wrote_down():
    declared = {(state, move.code) for move in PROCESS.transitions for state in move.from_states}
    assert declared == {(row["state"], row["step"]) for row in WRITTEN}


def test_no_step_leads_out_of_a_state_that_ends_the_case():
    assert {row["leads to"] for row in WRITTEN if row["state"] in PROCESS.final} <= {"expired"}
    assert all(row["leads to"] == row["state"] for row in WRITTEN if row["state"] in PROCESS.final)


def test_every_step_says_why_it_is_for_whom_it_is_for():
    assert all(row["because"].strip() for row in WRITTEN)


def test_whoever_only_reads_takes_no_step():
    assert PROCESS.policy is not None
    roles = tomllib.loads((PROCESS.policy / "roles.toml").read_text(encoding="utf-8"))
    for role in ("legal", "auditor", "administrator"):
        assert set(roles[role]["duties"]) == {"read"}


def test_who_corrects_what_was_decided_neither_reviews_nor_approves_it():
    roles = factory_roles([PROCESS])
    correcting = {code: role for code, role in roles.items() if "cases.correct" in role.duties}
    assert set(correcting) == {"back_office_supervisor"}
    decides = {"waste_approval.review_technically", "waste_approval.approve", "waste_approval.reject"}
    assert all(not decides & set(role.duties) for role in correcting.values())


def test_the_supervisor_of_the_office_does_all_that_the_office_does():
    roles = factory_roles([PROCESS])
    assert set(roles["back_office_supervisor"].duties) > set(roles["back_office"].duties)
