"""Ten thousand cases with sixty thousand events arrive within five minutes; what it took is printed (-s shows it)."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from time import perf_counter

import pytest

from cases.models import Case, CaseEvent
from cases.services.diagnosis.verification import verify
from cases.services.importing import mapping_file, run
from cases.services.importing.arrival import Import
from tests.factories import cases as cast
from tests.factories import logs as make
from tests.paper.fixtures import requests

__all__ = ["requests"]
pytestmark = [pytest.mark.battery, pytest.mark.services("postgresql"), pytest.mark.django_db]
CASES, SECONDS = 10_000, 300
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def rows():
    """Six events a case: sent back once, now before the decision."""
    for number in range(CASES):
        case = f"C{number}"
        whole = make.whole(case, 4)
        back = make.row(case, "returned", who="Bruno", role="desk", hours=1.2)
        again = make.row(case, "sent", who="Anna", role="desk", hours=1.5)
        yield from (*whole[:2], back, again, *whole[2:])


@pytest.mark.parametrize("name", ["log.csv", "log.xes.gz"])
def test_ten_thousand_cases_arrive_within_five_minutes(tmp_path, requests, name):
    in_xes = "xes" in name
    path = (make.write_xes if in_xes else make.write_csv)(tmp_path / name, list(rows()))
    told = make.mapping(case={"id": "case:concept:name"}) if in_xes else make.mapping()
    eco = cast.company()
    who = cast.actor(eco, "admin@example.org", "admin.configure")
    imported = Import(company=eco, process=requests, source="old", actor=who, now=NOW)
    began = perf_counter()
    reading = run.apply(path, mapping_file.from_tables(told, requests), imported)
    seconds = perf_counter() - began
    sys.stdout.write(f"\n{name}: {CASES} cases, {6 * CASES} events in {seconds:.1f} s\n")
    assert len(reading.arrived) == Case.objects.of(eco).count() == CASES
    assert CaseEvent.objects.of(eco).count() == 6 * CASES
    assert verify(eco).wrong == []
    assert seconds < SECONDS
