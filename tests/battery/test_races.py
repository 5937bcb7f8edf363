"""The races of every push again, as often as the reliability battery asks: two hundred and five hundred rounds.

`make battery-races`; how many rounds went by, and how they were answered, is printed (-s shows it).
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from time import perf_counter

import pytest

from cases.models import BulkResult, Case, CaseEvent
from registry.models import Customer
from tests.services import test_bulk_races as bulk
from tests.services import test_double_submit_http as http
from tests.services import test_races as direct
from tests.services.test_double_submit_http import clerk, eco, server
from tests.services.test_races import cast

__all__ = ["cast", "clerk", "eco", "server"]
pytestmark = [pytest.mark.battery, pytest.mark.services("postgresql"), pytest.mark.django_db(transaction=True)]
CLICKS, RIVALS = 200, 500
ROUNDS, BULK = 10, 500


def told(what: str, rounds: int, ended: Counter, began: float) -> None:
    """One line of the outcome; zero failures in n rounds says: fewer than 3/n, 95 times in a hundred."""
    seconds = perf_counter() - began
    sys.stdout.write(f"\n{what}: {rounds} rounds, answers {dict(sorted(ended.items(), key=str))}, {seconds:.0f} s\n")


def test_races_two_hundred_rounds_of_twenty_identical_posts_move_each_case_once(eco, clerk, server):
    ended: Counter[int] = Counter()
    began = perf_counter()
    for _ in range(CLICKS):
        case = eco.opened()
        answers = http.double_click(server, clerk, eco, case)
        assert set(answers) <= http.POLITE, answers
        ended += answers
        events = CaseEvent.objects.of(eco.company).filter(case=case, transition="submit")
        assert (events.count(), case.work_items.filter(state="under_check").count()) == (1, 1)
    told("C-01 double click over HTTP", CLICKS, ended, began)


def test_races_five_hundred_rounds_of_rival_posts_have_one_winner_each(eco, clerk, server):
    dice, ended, began = random.Random(7), Counter(), perf_counter()
    for _ in range(RIVALS):
        case, answers = http.rivals(server, clerk, eco, dice)
        assert answers == {302: 1, 409: http.RIVALS - 1}
        fresh = Case.objects.of(eco.company).get(pk=case.pk)
        assert (fresh.seq, fresh.events.count()) == (case.seq + 1, case.seq + 1)
        ended += answers
    told("C-03 rival moves over HTTP", RIVALS, ended, began)


def test_races_five_hundred_rounds_of_rival_calls_have_one_winner_each(cast):
    company, ada = cast
    dice, ended, began = random.Random(7), Counter(), perf_counter()
    for _ in range(RIVALS):
        case = direct.make.moved(direct.make.opened(company, ada), "submit", ada).case
        answers = direct.rivals(case, ada, dice)
        assert answers == {"done": 1, "StaleCase": 5}
        ended += answers
    told("C-03 rival moves in the service", RIVALS, ended, began)


def test_races_of_two_operators_over_five_hundred_cases_move_each_once(cast, monkeypatch):
    """C-06: the same cases chosen by both, in opposite order; no deadlock in ten rounds."""
    company, _ada = cast
    direct.make.waste_code("170504")
    monkeypatch.setattr(bulk, "CASES", BULK)
    ada, bea = bulk.operator(company, "clerk"), bulk.operator(company, "clerk2")
    began, ended = perf_counter(), Counter()
    for n in range(ROUNDS):
        made = {case.pk for case in Case.objects.of(company)}
        Customer.objects.of(company).filter(code="C000001").update(code=f"C9{n:05d}")
        cases = [case for case in bulk.sheets(company, ada) if case.pk not in made]
        jobs = [bulk.asked(cases, ada), bulk.asked(list(reversed(cases)), bea)]
        bulk.run_at_once(jobs, monkeypatch)
        results = Counter(BulkResult.objects.of(company).filter(job__in=jobs).values_list("status", flat=True))
        moved = BULK - bulk.INCOMPLETE
        assert results == {"moved": moved, "stale": moved, "refused": 2 * bulk.INCOMPLETE}
        ended += results
    told("C-06 two bulk actions on the same cases", ROUNDS, ended, began)
