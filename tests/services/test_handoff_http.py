"""The HTTP adapter against a stub behind a proxy that loses answers (R-02), and the same work done twice (R-04)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from billing.adapters.http import Patience, Service
from billing.handover import sending
from billing.models import Handover
from cases import tasks
from tests.factories import handover as make
from tests.services.billing_stub import FAULTS, LOSING, Books, Proxy, served

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
HANDED = 18
PATIENCE = Patience(connect=1.0, read=0.15, whole=1.0)
EAGER = sending.Limits(
    first_pause=timedelta(seconds=0.05), longest_pause=timedelta(seconds=0.2), failures=1000, claim=timedelta(seconds=2)
)


@pytest.fixture
def office():
    with make.known():
        yield make.office()


def approved(office, count=HANDED):
    """So many hand-overs that wait to be sent."""
    for _case in range(count):
        office.move(office.case(), "approve")
    make.tell(timezone.now())


def statuses(office):
    return set(Handover.objects.of(office.company).values_list("status", flat=True))


def until_taken(office, seconds=30.0):
    """Rounds of the worker until all is settled; how many rounds it took."""
    until, rounds = time.monotonic() + seconds, 0
    while statuses(office) != {"taken"} and time.monotonic() < until:
        sending.send_all(timezone.now(), EAGER)
        rounds += 1
    return rounds


def behind_a_proxy(office, monkeypatch, service, books):
    """Send everything through the proxy; what it met."""
    office.bills_by("http", "http://127.0.0.1:1/handovers")
    approved(office)
    with served(books) as port, Proxy(port, PATIENCE.read) as proxy:
        url = f"http://127.0.0.1:{proxy.port}/handovers"
        found = service(url, "", allowed=["127.0.0.1"], patience=PATIENCE)
        monkeypatch.setattr(sending, "adapter_of", lambda handover, company: found)
        until_taken(office)
    return proxy.met


def test_whatever_happens_to_the_answers_each_hand_over_has_one_effect(office, monkeypatch):
    books = Books()
    met = behind_a_proxy(office, monkeypatch, Service, books)
    assert set(met) == set(FAULTS), "not every fault happened: the test proves less than it says"
    assert sum(met[fault] for fault in LOSING) >= len(LOSING)
    assert statuses(office) == {"taken"}
    rows = list(Handover.objects.of(office.company))
    assert sorted(books.effects) == sorted(str(row.key) for row in rows)
    assert all(books.bodies[str(row.key)].decode() == row.body for row in rows)
    assert (books.conflicts, {row.billed for row in rows}) == (0, {rows[0].total})
    assert books.calls["asked"] > 0


class Forgetful(Service):
    """What an adapter would be that takes an answer it did not get for a failure, and starts anew."""

    def send(self, parcel):
        return super().send(parcel.__class__(str(uuid4()), parcel.body, parcel.name))

    def ask(self, parcel):
        return self.send(parcel)


def test_an_adapter_that_assumes_failure_books_twice(office, monkeypatch):
    books = Books()
    met = behind_a_proxy(office, monkeypatch, Forgetful, books)
    assert sum(met[fault] for fault in LOSING) > 0
    assert len(books.effects) > HANDED, "the control booked nothing twice: the test above proves nothing"


def at_once(work, workers=4):
    """The same work by several workers, each on its own connection, released by a barrier."""
    barrier = Barrier(workers)

    def run(_number):
        try:
            barrier.wait(10)
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run, range(workers)))


def send_everything():
    for _round in range(3):
        sending.send_all(timezone.now(), EAGER)


def doubled(office, monkeypatch):
    """Every message twice, and four workers that all send; how often the billing system was sent each key."""
    books = Books(seconds=0.005)
    office.bills_by("http", "http://127.0.0.1:1/handovers")
    for _case in range(12):
        office.move(office.case(), "approve")
    with served(books) as port:
        found = Service(f"http://127.0.0.1:{port}", "", allowed=["127.0.0.1"])
        monkeypatch.setattr(sending, "adapter_of", lambda handover, company: found)
        at_once(lambda: [tasks.relay_tick(), tasks.relay_tick()])
        make.tell(timezone.now())
        at_once(send_everything)
        until_taken(office)
    return books


def test_messages_that_come_twice_and_workers_at_once_hand_over_once(office, monkeypatch):
    books = doubled(office, monkeypatch)
    assert Handover.objects.of(office.company).count() == 12
    assert (len(books.effects), books.calls["again"]) == (12, 0)


def claimed_without_lock(pk, now, limits):
    """What a claim would be without its lock and its token."""
    row = Handover.objects.across_companies("a control").select_related("case__company").get(pk=pk)
    if row.status == Handover.TAKEN:
        return None
    row.let_go()
    row.save(update_fields=("status",))
    return sending.Claim(row, asking=False, token=row.attempts)


def test_without_the_claim_the_same_hand_over_is_sent_more_than_once(office, monkeypatch):
    monkeypatch.setattr(sending, "_claim", claimed_without_lock)
    books = doubled(office, monkeypatch)
    assert books.calls["again"] > 0, "the control sent nothing twice: the test above proves nothing"
    assert len(books.effects) == 12, "the key still keeps it from being booked twice"
