"""The table of the analysis' validity, from the file to the journal."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cases.definition import catalogue
from cases.rules.policies.decided import UNDECIDED, Decided
from cases.rules.tables.compiled import Decision
from cases.services.policies.factory import load_factory
from documents.queries.evidence import Proof
from tests.factories import cases as make
from workflows.waste_approval import policies

pytestmark = pytest.mark.django_db


def test_the_decision_with_version_and_rows_is_on_the_event():
    load_factory([catalogue.get("waste_approval")], now=make.NOW)
    eco = make.company()
    ada = make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK, *make.REVIEW)
    case = make.opened(eco, ada)
    make.document(case, "waste_sheet")
    for step in ("submit", "pass_on"):
        case = make.moved(case, step, ada).case
    facts = case.process.facts([case], make.NOW.date())[case.pk]
    (told,) = facts.decisions
    assert (told["policy"], told["version"], told["rows"]) == (
        "waste_approval/table/analysis_validity",
        1,
        ["ordinary"],
    )
    assert json.dumps(told)


def test_an_analysis_is_good_no_longer_than_the_table_says():
    proof = Proof("analysis", "verified", date(2026, 1, 31), None)
    nine = Decided(Decision(("r",), ({"months": make.Decimal(9)},)))
    assert policies.aged([proof], nine)[0].valid_until == date(2026, 10, 31)
    assert policies.aged([proof], UNDECIDED) == (proof,)
