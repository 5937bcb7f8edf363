"""Two relays at once, with real connections. Each promise has its control: without its lock it must break."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Lock

import pytest
from django.db import connection

from cases.models import Dispatch
from cases.outbox import at_once, consumers, delivery, leases, relay
from cases.outbox.consumers import Consumer
from cases.outbox.limits import Limits
from tests.factories import cases as make
from tests.factories.outbox import NOW, TOPIC, announced, subscribed

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
RELAYS, DISPATCHES = 4, 24


class Watched:
    """A slow consumer that remembers in which order it heard what, and how many relays served it at once."""

    def __init__(self, seconds: float = 0.005) -> None:
        self.seconds = seconds
        self.heard: list[int] = []
        self.inside = self.most_inside = 0
        self.door = Lock()
        self.consumer = Consumer("watched", (TOPIC,), self.handle)

    def handle(self, dispatch: Dispatch, now: object) -> None:
        with self.door:
            self.inside += 1
            self.most_inside = max(self.inside, self.most_inside)
        time.sleep(self.seconds)
        with self.door:
            self.inside -= 1
            self.heard.append(int(dispatch.payload["word"]))


@pytest.fixture
def watched(monkeypatch):
    monkeypatch.setattr(consumers, "_consumers", {})
    watched = Watched()
    with subscribed(watched.consumer):
        yield watched


def relays_at_once(rounds: int = 6, limits: Limits | None = None) -> None:
    """Several relays, each on its own connection, released by a barrier."""
    barrier = Barrier(RELAYS)

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            for _round in range(rounds):
                relay.run_once(NOW, f"relay-{number}", limits or Limits())
        finally:
            connection.close()

    with ThreadPoolExecutor(RELAYS) as pool:
        list(pool.map(run, range(RELAYS)))


def owe(keys: int = 3) -> None:
    eco = make.company(f"eco{Dispatch.objects.across_companies('counted by a test').count()}")
    for number in range(DISPATCHES):
        announced(eco, str(number), key=f"K{number % keys}")


def no_lease(consumer, holder, now, length):
    return leases.Taken(unfinished=None)


def held_by_all(consumer, holder, until, working_on):
    return True


def claimed_without_lease(pk, holder):
    return delivery.claim(pk)


def without_leases(monkeypatch):
    """Every relay believes that every consumer is its own."""
    monkeypatch.setattr(leases, "take", no_lease)
    monkeypatch.setattr(leases, "keep", held_by_all)
    monkeypatch.setattr(delivery, "claim_under_lease", claimed_without_lease)


def read_without_lock(pk, holder=""):
    """What a claim would be without its row lock."""
    return delivery.waiting(pk).first()


def delivered() -> int:
    return Dispatch.objects.across_companies("counted by a test").filter(status=Dispatch.DELIVERED).count()


def test_relays_at_once_deliver_everything_once_in_order_one_at_a_time(watched):
    for _round in range(5):
        watched.heard.clear()
        owe()
        relays_at_once()
        assert sorted(watched.heard) == list(range(DISPATCHES))
        assert all(watched.heard.index(n) < watched.heard.index(n + 3) for n in range(DISPATCHES - 3))
    assert watched.most_inside == 1
    assert delivered() == 5 * DISPATCHES


def test_without_the_lease_two_relays_serve_one_consumer_but_nothing_is_done_twice(watched, monkeypatch):
    without_leases(monkeypatch)
    owe()
    relays_at_once(rounds=20)
    assert watched.most_inside > 1, "the control did not race: the test above proves nothing"
    assert sorted(watched.heard) == list(range(DISPATCHES))


def test_without_lease_and_row_lock_something_is_done_twice(watched, monkeypatch):
    without_leases(monkeypatch)
    monkeypatch.setattr(delivery, "claim_under_lease", read_without_lock)
    owe()
    relays_at_once(rounds=2)
    assert len(watched.heard) > DISPATCHES, "the control did not race: the tests above prove nothing"


def slow_handler_loses_its_lease(watched) -> None:
    """One relay is slower than its lease is long; another takes over while it is still at it."""
    watched.seconds = 0.3
    eco = make.company()
    announced(eco, "1", "2")

    def slow() -> None:
        relay.run_once(NOW, "slow")
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow)
        while not watched.inside:
            time.sleep(0.005)
        relay.run_once(NOW + timedelta(minutes=2), "quick")
        first.result()
    relay.run_once(NOW + timedelta(minutes=9), "quick")


def test_a_handler_slower_than_its_lease_is_not_repeated_and_keeps_its_order(watched):
    slow_handler_loses_its_lease(watched)
    assert watched.heard == [1, 2]
    assert watched.most_inside == 1


def test_without_the_row_lock_the_slow_handler_is_repeated(watched, monkeypatch):
    monkeypatch.setattr(delivery, "claim", read_without_lock)
    monkeypatch.setattr(delivery, "claim_under_lease", read_without_lock)
    monkeypatch.setattr(delivery, "failed", lambda *_: delivery.Attempt.BUSY)
    slow_handler_loses_its_lease(watched)
    assert watched.heard.count(1) > 1, "the control did not race: the test above proves nothing"


def desk_and_relays_want_the_same(watched) -> None:
    """Desks wait for one dispatch each, all at once, while relays are at work."""
    eco = make.company()
    rows = announced(eco, *(str(number) for number in range(6)))
    barrier = Barrier(len(rows) + 1)

    def desk(row: Dispatch) -> str:
        try:
            barrier.wait(10)
            return at_once.deliver_now(row, NOW, timedelta(seconds=20)).status
        finally:
            connection.close()

    with ThreadPoolExecutor(len(rows)) as pool:
        waiting = [pool.submit(desk, row) for row in rows]
        barrier.wait(10)
        relay.run_once(NOW, "relay")
        assert {desk.result() for desk in waiting} == {"delivered"}


def test_desks_and_a_relay_at_once_deliver_once_and_in_order(watched):
    desk_and_relays_want_the_same(watched)
    assert watched.heard == list(range(6))


def test_without_the_row_lock_desks_and_relay_repeat_each_other(watched, monkeypatch):
    monkeypatch.setattr(delivery.attempt, "__defaults__", (read_without_lock,))
    monkeypatch.setattr(delivery, "failed", lambda *_: delivery.Attempt.BUSY)
    desk_and_relays_want_the_same(watched)
    assert len(watched.heard) > 6, "the control did not race: the test above proves nothing"
