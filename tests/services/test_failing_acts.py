"""The n-th statement fails in what is no transition: holds, corrections, work passed on, bulk. All or nothing too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from cases.models import Case, Deadline, WorkItem
from cases.rules.deadlines import Unit
from cases.services import (
    bulk,
    bulk_jobs,
    comments,
    corrections,
    deadlines,
    following,
    handing,
    holds,
    snooze,
    work,
)
from registry.models import Company
from tests.factories import cases as make
from tests.factories import registry
from tests.services.test_statement_failures import fail_at_each

pytestmark = [pytest.mark.services, pytest.mark.django_db]
EVERY = (
    *make.ENTER,
    *make.CHECK,
    *make.REVIEW,
    "cases.hold",
    "cases.extend",
    "cases.correct",
    "cases.comment",
    "cases.manage_people",
)
NOW = make.NOW
Act = Callable[[], Any]


class Scene:
    """A case under technical review, its checks waiting, and somebody who may do everything; a colleague beside."""

    def __init__(self) -> None:
        self.company = Company.objects.create(slug="ecoverde", name="Ecoverde")
        self.user = registry.user("ada@example.org")
        self.colleague = registry.user("bea@example.org")
        for who in (self.user, self.colleague):
            registry.member(self.company, *EVERY, who=who)
        self.ada = make.actor(self.company, "ada@example.org", *EVERY)
        self.case: Case = make.opened(self.company, self.ada)
        for step in ("submit", "pass_on"):
            self.case = make.moved(self.case, step, self.ada).case
        waiting = WorkItem.objects.of(self.company).filter(case=self.case, status="open", duty__in=EVERY)
        self.item = waiting.exclude(step="").order_by("pk")[0]
        self.by = {"actor": self.ada, "now": NOW}

    def drafts(self, count: int = 3) -> list[Case]:
        return [make.opened(self.company, self.ada) for _ in range(count)]


def take(scene: Scene) -> Act:
    return lambda: work.take(scene.item, **scene.by)


def release(scene: Scene) -> Act:
    work.take(scene.item, **scene.by)
    return lambda: work.release(scene.item, **scene.by)


def complete(scene: Scene) -> Act:
    return lambda: work.complete(scene.item, "favourable", **scene.by)


def hand_over(scene: Scene) -> Act:
    return lambda: handing.hand_over(scene.item, scene.colleague, "Holidays", **scene.by)


def put_off(scene: Scene) -> Act:
    return lambda: snooze.put_off(scene.item, NOW.date() + timedelta(days=3), **scene.by)


def hold(scene: Scene) -> Act:
    return lambda: holds.place(scene.case, holds.Stop(reason="Strike"), **scene.by)


def lift(scene: Scene) -> Act:
    placed = holds.place(scene.case, holds.Stop(reason="Strike"), **scene.by)
    later = {"actor": scene.ada, "now": NOW + timedelta(days=2)}
    return lambda: holds.lift(placed, reason="Over", **later)


def extend(scene: Scene) -> Act:
    deadline = Deadline.objects.of(scene.company).get(case=scene.case, clock="decide")
    more = deadlines.More(amount=2, unit=Unit.WORKING_DAYS, reason="The laboratory is late")
    return lambda: deadlines.extend(deadline, more, **scene.by)


def correct(scene: Scene) -> Act:
    return lambda: corrections.correct(scene.case, {"packaging": "drums"}, "Misread", **scene.by)


def comment(scene: Scene) -> Act:
    return lambda: comments.comment(scene.case, "@bea please look", **scene.by)


def follow(scene: Scene) -> Act:
    return lambda: following.follow(scene.case, **scene.by)


def chunk(scene: Scene) -> Act:
    ids = [case.pk for case in scene.drafts()]
    job = bulk.Job(key=uuid4(), actor=scene.ada, now=NOW)
    return lambda: bulk.perform_many(scene.company, "waste_approval", "submit", ids, job)


def openings(scene: Scene) -> Act:
    matters = [bulk.Matter(key=str(n), customer=None, inputs=make.sheet()) for n in range(3)]
    job = bulk.Job(key=uuid4(), actor=scene.ada, now=NOW)
    return lambda: bulk.open_many(scene.company, "waste_approval", matters, job)


def portion(scene: Scene) -> Act:
    chosen = [(case.pk, case.version) for case in scene.drafts()]
    job = bulk_jobs.start("waste_approval", "submit", chosen, key=uuid4(), **scene.by)
    return lambda: bulk_jobs.run(job, NOW, at_most=len(chosen))


ACTS = (
    take, release, complete, hand_over, put_off, hold, lift, extend, correct, comment, follow, chunk, openings, portion,
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_whose_nth_statement_fails_changes_nothing_and_then_succeeds(act, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    failed, done = fail_at_each(act(Scene()), tmp_path)
    assert failed >= 3, "too few statements failed for this to mean anything"
    if act in (chunk, openings):
        assert done.moved == 3
    if act is portion:
        assert done == 3
