"""Two people reach for one item, two branches end at once: real connections, and the control without the lock."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection
from viewflow.workflow.exceptions import FlowRuntimeError

from cases.models import Case, CaseEvent, StageRun, WorkItem
from cases.services import locking
from cases.services.errors import Refused
from cases.services.work import complete, take
from tests.paper import cast
from tests.paper.fixtures import paper

__all__ = ["paper"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TAKERS = ("kim", "kay", "kit", "kai")


@pytest.fixture
def eco(paper):
    of = cast.company()
    for name in TAKERS[1:]:
        cast.employ(of, name, "derogation.check_chemistry")
    return of


def at_once(calls: list[Callable[[], Any]]) -> Counter[str]:
    """Release all calls by a barrier, each on its own connection; count how they ended."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            barrier.wait(10)
            call()
        except Refused as refused:
            return refused.refusals[0].code
        except (IntegrityError, FlowRuntimeError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def unlocked(case: Case) -> Case:
    """What `lock()` would be without its lock, slow enough for the others to read the same."""
    dossier = case.process.dossier.objects.of(case.company_id).select_related("case__company").get(pk=case.pk)
    time.sleep(0.05)
    dossier.case.dossier = dossier
    return dossier.case


def everybody_takes(of) -> tuple[WorkItem, Counter[str]]:
    item = cast.open_items(cast.under_review(of))["chemistry"]
    takers = [cast.person(of, name) for name in TAKERS]
    return item, at_once([lambda by=by: take(item, actor=by, now=cast.NOW) for by in takers])


def two_branches_end(of) -> tuple[Case, Counter[str]]:
    case = cast.under_review(of)
    items = cast.open_items(case)
    complete(items["price"], "favourable", actor=cast.person(of, "pia"), now=cast.NOW)
    ends = [(items[step], cast.person(of, name)) for step, name in (("chemistry", "kim"), ("transport", "tom"))]
    return case, at_once([lambda i=i, by=by: complete(i, "favourable", actor=by, now=cast.NOW) for i, by in ends])


def test_of_all_who_reach_for_an_item_exactly_one_gets_it(eco):
    for _ in range(10):
        item, ends = everybody_takes(eco)
        assert ends == {"done": 1, "taken_by_another": len(TAKERS) - 1}
        taken = WorkItem.objects.of(eco).get(pk=item.pk)
        event = CaseEvent.objects.of(eco).get(case_id=item.case_id, kind="work.taken")
        assert (taken.status, taken.assignee_id) == ("taken", event.actor_id)


def test_without_the_lock_they_collide(eco, monkeypatch):
    monkeypatch.setattr(locking, "lock", unlocked)
    collisions = sum(everybody_takes(eco)[1]["IntegrityError"] for _ in range(3))
    assert collisions > 0, "the control did not race: the test above proves nothing"


def test_the_last_two_branches_ending_at_once_join_once(eco):
    for _ in range(10):
        case, ends = two_branches_end(eco)
        assert ends == {"done": 2}
        assert StageRun.objects.get(case=case).status == "DONE"
        assert [item.step for item in cast.open_items(case).values()] == [""]


def test_without_the_lock_the_branches_collide(eco, monkeypatch):
    monkeypatch.setattr(locking, "lock", unlocked)
    ends = sum((two_branches_end(eco)[1] for _ in range(3)), Counter())
    assert ends["IntegrityError"] + ends["FlowRuntimeError"] > 0, "the control did not race"
