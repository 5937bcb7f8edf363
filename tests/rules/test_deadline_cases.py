"""Dates derived by hand, each with its reasoning in words, against the code."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from cases.rules.calendars import Calendar, Rolls
from cases.rules.deadlines import Extension, Pause, Term, Unit, derive

CASES = list(csv.DictReader(Path(__file__).with_name("deadline_cases.csv").read_text(encoding="utf-8").splitlines()))


def calendar_of(case: dict[str, str]) -> Calendar:
    month, _, day = case["patron"].partition("-")
    closing = frozenset(map(date.fromisoformat, case["closing"].split()))
    return Calendar((int(month), int(day)) if month else None, closing)


def pauses_of(case: dict[str, str]) -> list[Pause]:
    spans = [span.split("/") for span in case["pauses"].split()]
    return [Pause(date.fromisoformat(start), date.fromisoformat(end), "hold") for start, end in spans]


def extensions_of(case: dict[str, str]) -> list[Extension]:
    amount, _, unit = case["extensions"].partition(" ")
    return [Extension(int(amount), Unit(unit), "agreed")] if amount else []


@pytest.mark.parametrize("case", CASES, ids=[f"line{n}" for n, _ in enumerate(CASES, 2)])
def test_a_date_derived_by_hand_is_the_date_derived_by_the_code(
    case: dict[str, str],
) -> None:
    term = Term(int(case["amount"]), Unit(case["unit"]), Rolls(case["rolls"]))
    start = date.fromisoformat(case["start"])
    found = derive(term, start, calendar_of(case), pauses_of(case), extensions_of(case))
    assert found.due_on.isoformat() == case["expected"], case["reason"]
    assert found.steps[0].params["start"] == start


def test_the_table_is_large_and_every_case_is_reasoned() -> None:
    assert len(CASES) >= 60
    assert all(len(case["reason"]) > 10 for case in CASES)
