"""The hand-kept table of questions: what a gate asks, and what somebody who knows the rules answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts import rules
from contracts.approvals import may_deliver
from tests.contracts.scene import Scene, rows

pytestmark = pytest.mark.django_db
ROWS = rows()
RULES = Path(rules.__file__).parent
NEVER_IN_A_TABLE = {"approval_superseded", "carrier_unknown", "vehicle_unknown"}
"""A version named after it gave way, and rows of another company: each has its own test."""


@pytest.mark.parametrize("row", ROWS, ids=[f"{number:03d}" for number in range(2, len(ROWS) + 2)])
def test_the_gate_is_answered_as_the_table_says(row):
    scene = Scene(row)
    answer = may_deliver(scene.company.pk, scene.question())
    assert sorted(refusal.code for refusal in answer.refusals) == row["reasons"].split(), row["derived in words"]
    assert ("yes" if answer.yes else "no") == row["answer"]
    assert (format(answer.remaining_t.normalize(), "f") if answer.remaining_t is not None else "") == row["remaining"]


def test_the_table_is_long_enough_and_every_row_says_why():
    assert len(ROWS) >= 80
    assert [row for row in ROWS if len(row["derived in words"].split()) < 4] == []


def test_every_reason_occurs_in_the_table():
    code = "".join(path.read_text(encoding="utf-8") for path in RULES.glob("*.py"))
    known = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)",\s+N_\(', code)) | set(re.findall(r'Refusal\(\s*"(\w+)"', code))
    said = {code for row in ROWS for code in row["reasons"].split()}
    assert known - said == NEVER_IN_A_TABLE
