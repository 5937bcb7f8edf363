"""Two workers with real connections at one message: it leaves once; without the claim it would leave twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from cases.models import Dispatch
from cases.outbox.failures import NotNow
from documents.models import Channel, Message
from documents.services.messages import codes, packing, printing, sending
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Addressee, Draft, write
from tests.documents import smtp_stub
from tests.documents.smtp_stub import Server
from tests.factories import cases as cast
from tests.factories import messages as make
from tests.paper import request

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stub() -> Iterator[Server]:
    with smtp_stub.running() as server, make.requests():
        yield server


def queued(port: int) -> Dispatch:
    company = cast.company()
    clerk = cast.actor(company, "clerk@example.it", *request.process.duties)
    make.account(company, port)
    to = [Addressee(name="Rossi", address="info@rossi.example")]
    draft = Draft(key=uuid4(), channel=Channel.EMAIL, to=to, subject="Richiesta", body="Buongiorno.")
    write(make.case(company, clerk), draft, actor=clerk, now=make.NOW)
    return Dispatch.objects.of(company).get(consumer="messages")


def both_send(dispatch: Dispatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the message as queued and packed it before either goes on."""
    barrier, packed = Barrier(2), packing.packed

    def packed_together(*args: Any) -> Any:
        outgoing = packed(*args)
        barrier.wait(10)
        return outgoing

    def work(_number: int) -> None:
        try:
            sending.send(dispatch, make.NOW)
        except NotNow:
            pass
        finally:
            connection.close()

    monkeypatch.setattr(packing, "packed", packed_together)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))


def test_two_workers_send_one_message_once(stub: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    dispatch = queued(stub.port)
    both_send(dispatch, monkeypatch)
    sent = Message.objects.of(dispatch.company_id).get()
    assert (len(stub.received), sent.status, sent.attempts) == (1, "sent", 1)


def test_control_without_the_claim_it_leaves_twice(stub: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    dispatch = queued(stub.port)
    monkeypatch.setattr(sending, "_claimed", lambda message, now, content_hash: message)
    both_send(dispatch, monkeypatch)
    assert len(stub.received) == 2


def test_a_letter_chosen_by_two_at_once_is_printed_once() -> None:
    company = cast.company()
    clerk = cast.actor(company, "clerk@example.it", "documents.send")
    known = {"channel": Channel.POST, "rfc_message_id": ""}
    keys = [make.message(company, "x", code=codes.new(), **known).key for _each in range(20)]
    barrier = Barrier(2)

    def work(_number: int) -> int:
        try:
            barrier.wait(10)
            return printing.gather(keys, is_double_sided=False, actor=clerk, now=make.NOW).letters
        except MessageRefused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        chosen = list(pool.map(work, range(2)))
    assert sorted(chosen) == [0, 20]
    assert Message.objects.of(company).filter(batch__isnull=False).count() == 20
