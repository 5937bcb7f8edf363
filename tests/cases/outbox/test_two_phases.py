"""A consumer whose work is outside the database: asked once, remembered, never inside a transaction."""

from __future__ import annotations

import pytest
from django.db import connection

from cases.outbox import relay
from cases.outbox.consumers import Consumer
from tests.factories.outbox import NOW, TOPIC, announced, fresh, subscribed


class Gateway:
    """Something over the wire that remembers what it was asked, by key."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.inside: list[bool] = []
        self.fails = 0

    def prepare(self, dispatch, now):
        self.inside.append(connection.in_atomic_block)
        self.asked.append(str(dispatch.key()))
        return {"receipt": f"R-{dispatch.payload['word']}"}

    def handle(self, dispatch, now):
        if self.fails:
            self.fails -= 1
            raise ValueError
        return {"kept": dispatch.prepared["receipt"]}


@pytest.fixture
def gateway():
    gateway = Gateway()
    with subscribed(Consumer("gateway", (TOPIC,), gateway.handle, prepare=gateway.prepare)):
        yield gateway


@pytest.mark.django_db(transaction=True)
def test_the_outside_work_is_done_outside_of_any_transaction(eco, gateway):
    (row,) = announced(eco, "a")
    relay.run_once(NOW, "here")
    assert gateway.inside == [False]
    assert fresh(row).result == {"kept": "R-a"}


@pytest.mark.django_db
def test_when_the_inside_work_fails_the_outside_work_is_not_asked_for_again(eco, gateway):
    gateway.fails = 1
    (row,) = announced(eco, "a")
    relay.run_once(NOW, "here")
    relay.run_once(fresh(row).next_try_at, "here")
    assert len(gateway.asked) == 1
    assert fresh(row).status == "delivered"


@pytest.mark.django_db
def test_when_the_outside_work_fails_it_is_asked_for_again_with_the_same_key(eco, gateway, monkeypatch):
    def timing_out(dispatch, now):
        usual(dispatch, now)
        raise TimeoutError

    usual = gateway.prepare
    (row,) = announced(eco, "a")
    with subscribed(Consumer("slow", (TOPIC,), gateway.handle, prepare=timing_out)):
        (slow,) = announced(eco, "b")[1:]
        relay.run_once(NOW, "here")
        relay.run_once(fresh(slow).next_try_at, "here")
    assert gateway.asked.count(str(slow.key())) == 2
    assert fresh(slow).status == "waiting"
    assert row.key() != slow.key()
