"""Two workers with real connections at one mailing: one message for each customer; two without key and lock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from documents.models import Mailing, Message
from documents.services.mailings import releasing
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import mailings as make

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CUSTOMERS = 6


def released() -> Company:
    company = cast.company()
    boss = make.boss(company)
    make.customers(company, CUSTOMERS)
    releasing.release(make.prepared(boss), actor=boss, now=make.NOW)
    return company


def both_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have chosen the same customers before either writes."""
    barrier, choose = Barrier(2), releasing._next

    def chosen_together(mailing: Mailing, now: Any) -> Any:
        rows = list(choose(mailing, now))
        barrier.wait(30)
        return rows

    def work(_number: int) -> int:
        try:
            return releasing.release_some(make.NOW)
        finally:
            connection.close()

    monkeypatch.setattr(releasing, "_next", chosen_together)
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) >= CUSTOMERS


def test_two_workers_write_one_message_for_each_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    company = released()
    both_release(monkeypatch)
    messages = Message.objects.of(company)
    assert messages.count() == CUSTOMERS
    assert messages.values("customer").distinct().count() == CUSTOMERS
    assert Mailing.objects.of(company).get().status == "released"


def test_control_without_key_and_lock_customers_get_two(monkeypatch: pytest.MonkeyPatch) -> None:
    company = released()
    monkeypatch.setattr(releasing, "key_of", lambda mailing, customer_id: uuid4())

    def unlocked(mailing: Mailing, composed: Any, actor: Any, now: Any) -> int:
        del mailing
        return len(releasing.write_many([(row.customer, draft) for row, draft in composed], actor=actor, now=now))

    monkeypatch.setattr(releasing, "_write", unlocked)
    monkeypatch.setattr(releasing, "_end", lambda *args, **kwargs: None)
    both_release(monkeypatch)
    assert Message.objects.of(company).count() == 2 * CUSTOMERS
