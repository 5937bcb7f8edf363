"""Races on one case, with real connections. Each has its control: without the lock the race must appear."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from cases.models import Case, CaseEvent
from cases.services import locking
from cases.services.errors import Refused, StaleCase
from cases.services.transitions import perform
from tests.factories import cases as make

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CLICKS = 8


@pytest.fixture
def cast():
    eco = make.company()
    return eco, make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)


def at_once(calls: list[Callable[[], Any]]) -> Counter[str]:
    """Release all calls by a barrier, each on its own connection; count how they ended."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            barrier.wait(10)
            return "repeated" if call().repeated else "done"
        except (StaleCase, Refused, IntegrityError) as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def unlocked(case: Case) -> Case:
    """What `lock()` would be without its lock, slow enough for the others to read the same."""
    dossier = case.process.dossier.objects.of(case.company_id).select_related("case__company").get(pk=case.pk)
    time.sleep(0.05)
    dossier.case.dossier = dossier
    return dossier.case


def double_click(case: Case, by: Any) -> Counter[str]:
    command = make.command(by, version=case.version, command_id=uuid4())
    return at_once([lambda: perform(case, "submit", command)] * CLICKS)


def test_many_clicks_on_one_button_are_one_move(cast):
    eco, ada = cast
    for _ in range(20):
        case = make.opened(eco, ada)
        assert double_click(case, ada) == {"done": 1, "repeated": CLICKS - 1}
        assert CaseEvent.objects.of(eco).filter(case=case, transition="submit").count() == 1
        assert case.work_items.filter(state="under_administrative_check").count() == 1


def test_without_the_lock_the_clicks_collide(cast, monkeypatch):
    eco, ada = cast
    monkeypatch.setattr(locking, "lock", unlocked)
    collisions = sum(double_click(make.opened(eco, ada), ada)["IntegrityError"] for _ in range(3))
    assert collisions > 0, "the control did not race: the test above proves nothing"


def rivals(case: Case, by: Any, dice: random.Random) -> Counter[str]:
    moves = [dice.choice(("return_to_draft", "pass_on")) for _ in range(6)]
    calls = [make.command(by, version=case.version, inputs={"reason": "x"}) for _ in moves]
    return at_once([lambda m=move, c=call: perform(case, m, c) for move, call in zip(moves, calls, strict=True)])


def test_of_rival_moves_exactly_one_wins_and_the_others_are_told(cast):
    eco, ada = cast
    dice = random.Random(7)
    for _ in range(20):
        case = make.moved(make.opened(eco, ada), "submit", ada).case
        assert rivals(case, ada, dice) == {"done": 1, "StaleCase": 5}
        fresh = Case.objects.of(eco).get(pk=case.pk)
        assert (fresh.seq, fresh.events.count()) == (3, 3)


def test_without_the_lock_rivals_do_not_know_of_each_other(cast, monkeypatch):
    eco, ada = cast
    monkeypatch.setattr(locking, "lock", unlocked)
    dice = random.Random(7)
    ended = sum((rivals(make.moved(make.opened(eco, ada), "submit", ada).case, ada, dice) for _ in range(3)), Counter())
    assert ended["IntegrityError"] > 0, "the control did not race: the test above proves nothing"


def test_one_opening_command_sent_many_times_opens_one_case(cast):
    eco, ada = cast
    make.waste_code("170504")
    command = make.command(ada, inputs=make.sheet())
    ended = at_once([lambda: make.open_case("waste_approval", eco, None, command)] * CLICKS)
    assert ended == {"done": 1, "repeated": CLICKS - 1}
    assert [case.number for case in Case.objects.of(eco)] == ["OM-2026-000001"]


def test_numbers_given_at_once_have_no_gap_and_no_double(cast):
    eco, ada = cast
    make.waste_code("170504")
    commands = [make.command(ada, inputs=make.sheet()) for _ in range(12)]
    at_once([lambda c=command: make.open_case("waste_approval", eco, None, c) for command in commands])
    numbers = sorted(case.number for case in Case.objects.of(eco))
    assert numbers == [f"OM-2026-{n:06d}" for n in range(1, 13)]


def test_the_database_refuses_a_case_moved_behind_the_door(cast):
    eco, ada = cast
    case = make.opened(eco, ada)
    with pytest.raises(IntegrityError, match="without its event"):
        Case.objects.of(eco).filter(pk=case.pk).update(state="approved")


def test_the_database_refuses_to_change_or_remove_an_event(cast):
    eco, ada = cast
    event = make.opened(eco, ada).events.get()
    for statement in (
        "UPDATE cases_caseevent SET actor_name = 'x' WHERE id = %s",
        "DELETE FROM cases_caseevent WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement, [event.pk])
