"""History is judged, and its terms counted, by the company's rules of its time, not by those of the day it arrives."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cases.definition import catalogue
from cases.models import Deadline, PolicyVersion
from cases.rules.policies.kinds import digest
from cases.services.importing import mapping_file, run
from cases.services.importing.arrival import Import
from tests.factories import cases as cast
from tests.factories import logs as make
from tests.paper.fixtures import requests

__all__ = ["requests"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("requests")]
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
APART = {"rules": [{"step": "pass_on", "not_who": ["submit"]}]}


@pytest.fixture
def eco():
    return cast.company()


def in_force(company, kind, code, content, since, version=1):
    """A policy the company has from a day on."""
    PolicyVersion.objects.create(
        company=company,
        process_code="request",
        kind=kind,
        code=code,
        version=version,
        status="published",
        valid_from=since,
        content=content,
        digest=digest(content),
        changed_at=NOW,
        published_at=NOW,
    )


def let_in(tmp_path, company, rows):
    process = catalogue.get("request")
    who = cast.actor(company, "admin@example.org", "admin.configure")
    imported = Import(company=company, process=process, source="old", actor=who, now=NOW)
    path = make.write_csv(tmp_path / "log.csv", rows)
    return run.apply(path, mapping_file.from_tables(make.mapping(), process), imported)


def test_a_term_is_counted_by_the_policy_of_the_day_the_clock_started(tmp_path, eco):
    in_force(eco, "clock", "decide", {"amount": 3, "unit": "working_days"}, date(2024, 1, 1))
    in_force(eco, "clock", "decide", {"amount": 20, "unit": "working_days"}, date(2025, 1, 1), version=2)
    let_in(tmp_path, eco, make.whole("A", 3))
    deadline = Deadline.objects.of(eco).get()
    assert (deadline.started_on, deadline.due_on) == (date(2024, 3, 4), date(2024, 3, 7))
    assert deadline.derivation[0]["policy"]["version"] == 1


@pytest.mark.parametrize(("since", "accepted"), [(date(2024, 1, 1), False), (date(2024, 6, 1), True)])
def test_a_separation_added_by_the_company_refuses_only_from_its_day_on(tmp_path, eco, since, accepted):
    in_force(eco, "separation", "steps", APART, since)
    rows = make.whole("A", 2)
    rows.append(make.row("A", "passed", who="Anna", role="desk", hours=2))
    (replay,) = let_in(tmp_path, eco, rows).replays
    assert replay.accepted is accepted
    if not accepted:
        (objection,) = replay.objections
        assert (objection.aspect, objection.name) == ("separation", "separation.submit")
