"""Two workers at one job of letters: each case is written once, whoever comes to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from cases.models import BulkJob
from cases.services import bulk_jobs
from documents.letters import catalogue, pdf
from documents.models import Letter, Message
from documents.services.letters import mass
from documents.services.letters.mass import Asked
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import letters
from tests.factories import messages as make
from tests.factories import registry as people
from tests.paper import request

pytestmark = [pytest.mark.services("postgresql"), pytest.mark.django_db(transaction=True)]
CASES = 6
DUTIES = (*request.process.duties, "documents.send", "documents.issue")


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[BulkJob]:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(pdf, "soffice", lambda: None)
    monkeypatch.setattr(mass, "PORTION", 2)
    company = cast.company()
    people.member(company, *DUTIES, who=people.user("clerk@example.it"))
    clerk = cast.actor(company, "clerk@example.it", *DUTIES)
    asked = Asked(letter="receipt", dated=make.NOW.date(), way="post")
    with make.requests():
        catalogue.register(letters.REQUEST_LETTERS)
        letters.template()
        cases = [make.case(company, clerk, code=f"C{number:06}") for number in range(CASES)]
        chosen = [(case.pk, case.version) for case in cases]
        how = {"actor": clerk, "now": make.NOW, "key": uuid4(), "inputs": asked.as_inputs(), "kind": mass.KIND}
        yield bulk_jobs.start("request", "receipt", chosen, **how)
        catalogue.forget("request")


def run_by_two(job: BulkJob) -> Company:
    start = Barrier(2)

    def work(_number: int) -> None:
        try:
            start.wait(30)
            bulk_jobs.run(job, make.NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    bulk_jobs.run(job, make.NOW)
    return job.company


def written(company: Company) -> tuple[list[int], list[int]]:
    rows = (Letter.objects.of(company), Message.objects.of(company))
    first, second = (sorted(Counter(each.values_list("case_id", flat=True)).values()) for each in rows)
    return first, second


def test_two_workers_write_one_letter_and_one_message_to_each_case(job: BulkJob) -> None:
    assert written(run_by_two(job)) == ([1] * CASES, [1] * CASES)
    assert set(job.results.values_list("status", flat=True)) == {"moved"}


def test_also_when_both_take_the_job_because_one_was_thought_dead(
    job: BulkJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_jobs, "take", lambda *_: True)
    assert written(run_by_two(job)) == ([1] * CASES, [1] * CASES)


def test_without_keys_made_of_job_and_case_the_same_two_write_twice(
    job: BulkJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the race is a real one."""
    monkeypatch.setattr(bulk_jobs, "take", lambda *_: True)
    monkeypatch.setattr(mass, "letter_key", lambda *_: uuid4())
    letters_of, _messages = written(run_by_two(job))
    assert max(letters_of) == 2
