"""C-06: two operators choose the same two hundred cases at the same time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from cases.models import BulkJob, BulkResult, Case, CaseEvent
from cases.services import bulk_jobs
from cases.services.bulk import Job, Matter, open_many
from tests.factories import cases as make
from tests.factories import registry

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CASES, INCOMPLETE = 200, 10


@pytest.fixture
def eco():
    make.waste_code("170504")
    return make.company()


def operator(of, name: str):
    email = f"{name}@example.org"
    registry.member(of, *make.ENTER, who=registry.user(email))
    return make.actor(of, email, *make.ENTER)


def sheets(of, by) -> list[Case]:
    """Two hundred drafts, the last ten without their quantities."""
    who = make.customer(of)
    inputs = [make.sheet() for _ in range(CASES - INCOMPLETE)]
    inputs += [make.sheet(quantity_per_year=None) for _ in range(INCOMPLETE)]
    matters = [Matter(key=str(n), customer=who, inputs=each) for n, each in enumerate(inputs)]
    open_many(of, "waste_approval", matters, Job(key=uuid4(), actor=by, now=make.NOW))
    return list(Case.objects.of(of).order_by("pk"))


def asked(cases: list[Case], by) -> BulkJob:
    chosen = [(case.pk, case.version) for case in cases]
    return bulk_jobs.start("waste_approval", "submit", chosen, actor=by, now=make.NOW, key=uuid4())


def run_at_once(jobs: list[BulkJob], monkeypatch) -> None:
    """Each job on its own connection, in portions small enough to meet in the middle."""
    monkeypatch.setattr(bulk_jobs, "CHUNK", 20)
    barrier = Barrier(len(jobs))

    def work(job: BulkJob) -> int:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            return bulk_jobs.run(job, make.NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        assert list(pool.map(work, jobs)) == [CASES] * len(jobs)


def test_each_case_is_moved_once_and_whoever_came_second_is_told_so(eco, monkeypatch):
    ada, bea = operator(eco, "ada"), operator(eco, "bea")
    cases = sheets(eco, ada)
    jobs = [asked(cases, ada), asked(list(reversed(cases)), bea)]
    run_at_once(jobs, monkeypatch)
    moves = CaseEvent.objects.of(eco).filter(transition="submit").values_list("case_id", flat=True)
    assert max(Counter(moves).values()) == 1
    assert len(moves) == CASES - INCOMPLETE
    results = Counter(BulkResult.objects.of(eco).values_list("status", flat=True))
    assert results == {"moved": CASES - INCOMPLETE, "stale": CASES - INCOMPLETE, "refused": 2 * INCOMPLETE}


def test_one_job_run_by_two_workers_moves_each_case_once(eco, monkeypatch):
    ada = operator(eco, "ada")
    job = asked(sheets(eco, ada), ada)
    monkeypatch.setattr(bulk_jobs, "CHUNK", 20)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: (bulk_jobs.run(job, make.NOW), connection.close()), range(2)))
    bulk_jobs.run(job, make.NOW)
    moves = CaseEvent.objects.of(eco).filter(transition="submit").values_list("case_id", flat=True)
    assert Counter(Counter(moves).values()) == {1: CASES - INCOMPLETE}
    assert not job.results.filter(status="waiting").exists()
