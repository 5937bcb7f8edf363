"""Bulk actions of people: a result for every case, and going on where a worker died."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from cases.models import BulkJob, Case, CaseEvent
from cases.services import bulk_jobs, bulk_steps
from tests.factories import cases as make
from tests.factories import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def eco():
    return make.company()


@pytest.fixture
def ada(eco):
    registry.member(eco, *make.ENTER, who=registry.user("ada@example.org"))
    return make.actor(eco, "ada@example.org", *make.ENTER)


def asked(cases: list[Case], by, **values: Any) -> BulkJob:
    chosen = [(case.pk, case.version) for case in cases]
    given = {"actor": by, "now": make.NOW, "key": uuid4(), **values}
    return bulk_jobs.start("waste_approval", "submit", chosen, **given)


def told(job: BulkJob) -> dict[int, tuple[str, list[str]]]:
    rows = job.results.all()
    return {row.case_id: (row.status, [reason["code"] for reason in row.reasons]) for row in rows}


def test_every_case_gets_its_result_moved_refused_with_reasons_or_stale(eco, ada):
    good, bad, old = make.opened(eco, ada), make.opened(eco, ada, quantity_per_year=None), make.opened(eco, ada)
    job = asked([good, bad, old], ada)
    make.moved(old, "revise", ada, inputs=make.sheet())
    assert bulk_jobs.run(job, make.NOW) == 3
    results = told(job)
    assert results[good.pk] == ("moved", [])
    assert results[bad.pk] == ("refused", ["quantities_missing"])
    assert results[old.pk] == ("stale", ["stale"])
    assert BulkJob.objects.of(eco).get().ended_at == make.NOW


def test_a_job_goes_on_where_it_stopped_and_moves_no_case_twice(eco, ada):
    cases = [make.opened(eco, ada) for _ in range(4)]
    job = asked(cases, ada)
    assert bulk_jobs.run(job, make.NOW, at_most=3) == 3
    assert bulk_jobs.run_waiting(make.NOW) == 1
    assert bulk_jobs.run_waiting(make.NOW) == 0
    moves = CaseEvent.objects.of(eco).filter(transition="submit").values_list("case_id", flat=True)
    assert sorted(moves) == sorted(case.pk for case in cases)


def test_a_worker_that_dies_before_the_results_leaves_the_cases_where_they_were(eco, ada, monkeypatch):
    cases = [make.opened(eco, ada) for _ in range(2)]
    job = asked(cases, ada)
    with monkeypatch.context() as patched:
        patched.setattr(bulk_steps, "fill", _die)
        with pytest.raises(KeyboardInterrupt):
            bulk_jobs.run(job, make.NOW)
    assert {case.state for case in Case.objects.of(eco)} == {"draft"}
    assert bulk_jobs.run(job, make.NOW) == 2
    assert {status for status, _ in told(job).values()} == {"moved"}


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_same_key_is_one_job(eco, ada):
    key, case = uuid4(), make.opened(eco, ada)
    assert asked([case], ada, key=key) == asked([case], ada, key=key)
    assert BulkJob.objects.of(eco).count() == 1


def test_cases_of_another_company_are_left_out(eco, ada):
    lumen = make.company("lumen")
    theirs = make.opened(lumen, make.actor(lumen, "luz@example.org", *make.ENTER))
    assert asked([theirs], ada).total == 0


def test_who_left_the_company_meanwhile_moves_nothing(eco, ada):
    case = make.opened(eco, ada)
    job = asked([case], make.actor(eco, "gone@example.org", *make.ENTER))
    bulk_jobs.run(job, make.NOW)
    assert told(job)[case.pk] == ("refused", ["no_duty"])


def test_a_job_that_fails_as_a_whole_does_not_hold_up_those_behind_it(eco, ada):
    gone, good = asked([make.opened(eco, ada)], ada), asked([make.opened(eco, ada)], ada)
    BulkJob.objects.of(eco).filter(pk=gone.pk).update(kind="forgotten")
    assert bulk_jobs.run_waiting(make.NOW) == 1
    assert [status for status, _reasons in told(good).values()] == ["moved"]


def test_a_case_that_breaks_the_step_does_not_hold_up_the_others(eco, ada, monkeypatch):
    good, broken = make.opened(eco, ada), make.opened(eco, ada)
    perform_many = bulk_steps.perform_many

    def breaking(company, process, transition, ids, job):
        if broken.pk in ids:
            raise ZeroDivisionError
        return perform_many(company, process, transition, ids, job)

    monkeypatch.setattr(bulk_steps, "perform_many", breaking)
    job = asked([good, broken], ada)
    bulk_jobs.run(job, make.NOW)
    assert told(job) == {good.pk: ("moved", []), broken.pk: ("refused", ["failed"])}
    assert bulk_jobs.run(job, make.NOW) == 0


def test_inputs_that_json_would_change_are_not_taken(eco, ada):
    with pytest.raises(ValueError, match="inputs"):
        asked([make.opened(eco, ada)], ada, inputs={"on": make.NOW})
