"""Two chunks of a bulk step are in work at once, and leave what one after the other leaves."""

from __future__ import annotations

from itertools import count
from threading import Barrier, BrokenBarrierError, Lock
from uuid import uuid4

import pytest
from django.db import transaction

from cases.models import Case, CaseEvent
from cases.services import bulk, lanes
from cases.services.bulk import Job, perform_many
from cases.services.diagnosis.verification import verify
from tests.factories import cases as make
from tests.services.test_bulk_races import INCOMPLETE, eco, operator, sheets

__all__ = ["eco"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CHUNK = 50


def job(by) -> Job:
    return Job(key=uuid4(), actor=by, now=make.NOW)


def submit(of, cases: list[Case], asked: Job) -> bulk.Report:
    return perform_many(of, "waste_approval", "submit", [case.pk for case in cases], asked, chunk=CHUNK)


def meeting(monkeypatch, seconds: float) -> list[str]:
    """Let chunks meet in pairs before they work; what came of it."""
    barrier, told, chunk = Barrier(lanes.LANES), [], bulk._whole_chunk

    def meet(*args):
        try:
            barrier.wait(seconds)
            told.append("met")
        except BrokenBarrierError:
            told.append("alone")
        return chunk(*args)

    monkeypatch.setattr(bulk, "_whole_chunk", meet)
    return told


def test_two_chunks_are_in_work_at_once_and_every_case_moves_with_its_event(eco, monkeypatch):
    ada = operator(eco, "ada")
    cases = sheets(eco, ada)
    told = meeting(monkeypatch, 30)
    report = submit(eco, cases, job(ada))
    assert told == ["met"] * 4
    assert (report.moved, len(report.refused)) == (len(cases) - INCOMPLETE, INCOMPLETE)
    assert CaseEvent.objects.of(eco).filter(transition="submit").count() == report.moved
    assert verify(eco).wrong == []


def test_within_a_transaction_one_comes_after_the_other(eco, monkeypatch):
    """The negative control: no other connection would see the cases."""
    ada = operator(eco, "ada")
    told = meeting(monkeypatch, 0.2)
    with transaction.atomic():
        assert submit(eco, sheets(eco, ada), job(ada)).moved
    assert told == ["alone"] * 4


def test_a_chunk_that_fails_leaves_the_others_whole_and_the_same_job_goes_on(eco, monkeypatch):
    ada = operator(eco, "ada")
    cases, asked = sheets(eco, ada), job(ada)
    numbers, lock, carry_out = count(1), Lock(), bulk.carry_out

    def second_dies(*args):
        with lock:
            number = next(numbers)
        if number == 2:
            raise RuntimeError("the second chunk dies")
        return carry_out(*args)

    with monkeypatch.context() as broken:
        broken.setattr(bulk, "carry_out", second_dies)
        with pytest.raises(RuntimeError, match="second chunk"):
            submit(eco, cases, asked)
    moved = CaseEvent.objects.of(eco).filter(transition="submit").count()
    assert moved in (CHUNK, 2 * CHUNK)
    report = submit(eco, cases, asked)
    assert (report.repeated, report.moved) == (moved, len(cases) - INCOMPLETE - moved)
    assert verify(eco).wrong == []


def test_an_effect_that_goes_from_case_to_case_is_given_one_chunk_at_a_time(eco, monkeypatch):
    ada = operator(eco, "ada")
    cases = sheets(eco, ada)
    submit(eco, cases, job(ada))
    told = meeting(monkeypatch, 0.2)
    process = cases[0].process
    with_effect = next(step for step in process.transitions if step.effect and not step.bulk_effect)
    perform_many(eco, process.code, with_effect.code, [case.pk for case in cases], job(ada), chunk=CHUNK)
    assert told == ["alone"] * 4
