"""Clicks at once over HTTP: a real threaded server on 127.0.0.1, real connections, one barrier.

Each has its control: with the lock replaced the same clicks must collide, or the test above it proves nothing.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Barrier
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from django.test import Client

from cases.models import Case, CaseEvent, Dispatch
from cases.services import locking
from registry.models.counter import Counter as NumberSeries
from tests.desk import world

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CLICKS, ROUNDS = 20, 20
RIVALS = 6
POLITE = {302, 409}


@pytest.fixture
def eco(transactional_db, settings, tmp_path) -> Iterator[world.House]:
    settings.DATA_DIR = tmp_path
    with world.paper_catalogue():
        yield world.house("ecoverde")


@dataclass
class Clerk:
    """Somebody signed in, as his browser: cookies and the token of his page."""

    cookies: str
    token: str

    def press(self, server: Any, where: str, barrier: Barrier, typed: dict[str, Any]) -> int:
        """Connect, wait for the others, send; the status that came back."""
        sent = urlencode({**typed, "csrfmiddlewaretoken": self.token})
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        line = HTTPConnection(server.thread.host, server.thread.port, timeout=60)
        try:
            line.connect()
            barrier.wait(30)
            line.request("POST", where, sent, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status
        finally:
            line.close()


@pytest.fixture
def clerk(eco) -> Clerk:
    client: Client = eco.client()
    token = str(client.get("/accounts/password/").context["csrf_token"])
    return Clerk("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()), token)


@pytest.fixture
def server(monkeypatch, request) -> Any:
    """The live server, with room for everybody at its door."""
    monkeypatch.setattr(ThreadedWSGIServer, "request_queue_size", 64)
    monkeypatch.setattr(ThreadedWSGIServer, "daemon_threads", False)
    return request.getfixturevalue("live_server")


def at_once(server: Any, clerk: Clerk, presses: list[tuple[str, dict[str, Any]]]) -> Counter[int]:
    """Send all of them at once; how often each status came back."""
    barrier = Barrier(len(presses))
    with ThreadPoolExecutor(len(presses)) as pool:
        return Counter(pool.map(lambda press: clerk.press(server, press[0], barrier, press[1]), presses))


def ticket(case: Case, **typed: Any) -> dict[str, Any]:
    return {"command_id": str(uuid4()), "version": case.version, "seq": case.seq, **typed}


def unlocked(case: Case) -> Case:
    """What `lock()` would be without its lock, slow enough for the others to read the same."""
    dossier = case.process.dossier.objects.of(case.company_id).select_related("case__company").get(pk=case.pk)
    time.sleep(0.05)
    dossier.case.dossier = dossier
    return dossier.case


def double_click(server: Any, clerk: Clerk, eco: world.House, case: Case) -> Counter[int]:
    typed = ticket(case)
    return at_once(server, clerk, [(eco.address(case, "submit"), typed)] * CLICKS)


def test_many_identical_posts_move_the_case_once_and_all_are_answered_politely(eco, clerk, server):
    ended: Counter[int] = Counter()
    for _ in range(ROUNDS):
        case = eco.opened()
        answers = double_click(server, clerk, eco, case)
        assert set(answers) <= POLITE, answers
        ended += answers
        events = CaseEvent.objects.of(eco.company).filter(case=case, transition="submit")
        assert (events.count(), case.work_items.filter(state="under_check").count()) == (1, 1)
        owed = Dispatch.objects.of(eco.company).filter(event__in=events).values_list("consumer")
        assert len(owed) == len(set(owed))
    assert sum(ended.values()) == ROUNDS * CLICKS


def test_without_the_lock_identical_posts_collide(eco, clerk, server, monkeypatch):
    monkeypatch.setattr(locking, "lock", unlocked)
    ended: Counter[int] = Counter()
    for _ in range(5):
        ended += double_click(server, clerk, eco, eco.opened())
        if ended[500]:
            break
    assert ended[500] > 0, "the control did not race: the test above proves nothing"


def rivals(server: Any, clerk: Clerk, eco: world.House, dice: random.Random) -> tuple[Case, Counter[int]]:
    """Six different clicks on one case under check: back to draft, or on to the review."""
    case = eco.opened()
    client = eco.client()
    client.post(eco.address(case, "submit"), ticket(case))
    case = Case.objects.of(eco.company).get(pk=case.pk)
    moves = [dice.choice(("return_to_draft", "pass_on")) for _ in range(RIVALS)]
    return case, at_once(server, clerk, [(eco.address(case, move), ticket(case)) for move in moves])


def test_of_rival_posts_exactly_one_wins_and_the_others_are_told(eco, clerk, server):
    dice = random.Random(7)
    for _ in range(ROUNDS):
        case, answers = rivals(server, clerk, eco, dice)
        assert answers == {302: 1, 409: RIVALS - 1}
        fresh = Case.objects.of(eco.company).get(pk=case.pk)
        assert (fresh.seq, fresh.events.count()) == (case.seq + 1, case.seq + 1)
        last = fresh.events.get(seq=fresh.seq)
        assert (last.from_state, last.to_state) == ("under_check", fresh.state)


def test_without_the_lock_rival_posts_collide(eco, clerk, server, monkeypatch):
    monkeypatch.setattr(locking, "lock", unlocked)
    dice, ended = random.Random(7), Counter()
    for _ in range(5):
        ended += rivals(server, clerk, eco, dice)[1]
        if ended[500]:
            break
    assert ended[500] > 0, "the control did not race: the test above proves nothing"


def test_many_identical_openings_open_one_case_and_burn_one_number(eco, clerk, server):
    where = f"/ecoverde/cases/new/request/?customer={eco.customer.code}"
    before = NumberSeries.objects.of(eco.company).get(name="RQ-2026").last
    for n in range(1, ROUNDS + 1):
        typed = {"command_id": str(uuid4()), "waste_code": "170504", "applicant": "Rossi", "quantity_per_year": ""}
        answers = at_once(server, clerk, [(where, typed)] * CLICKS)
        assert answers == {302: CLICKS}
        assert Case.objects.of(eco.company).filter(process_code="request").count() == before + n
    assert NumberSeries.objects.of(eco.company).get(name="RQ-2026").last == before + ROUNDS
    connection.close()
