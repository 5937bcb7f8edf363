"""Several hands on one ledger, with real connections. Without the locks money must be counted wrong."""

from __future__ import annotations

import time

import pytest

from billing.models import Allocation, OpenItem, Payment
from billing.queries.balances import drift
from billing.receivables import BY_LAW, Wish, allocate_payment, balance_at, reverse_item, reverse_payment
from billing.services import entries, payments, settling
from tests.factories import billing as make
from tests.factories import registry
from tests.services.together import counted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
HANDS = 8


@pytest.fixture
def rossi():
    return make.customer(registry.company())


def rivals(rossi):
    """Eight payments of 100 for one invoice of 100."""
    item = make.item(rossi, 100)
    wish = Wish({item.pk: None})
    by = {"actor": make.clerk(rossi.company), "now": make.NOW}
    waiting = [make.paid(rossi, 100, None) for _ in range(HANDS)]
    return item, counted([lambda row=row: allocate_payment(row, wish, **by) for row in waiting])


def test_of_eight_payments_for_one_invoice_one_pays_it(rossi):
    item, ended = rivals(rossi)
    assert ended == {"done": 1, "Refused": HANDS - 1}
    assert make.fresh(item).settled == 100
    assert Allocation.objects.of(rossi.company_id).count() == 1
    assert drift(rossi.company_id) == []


def test_without_the_locks_one_invoice_is_paid_more_than_once(rossi, monkeypatch):
    def unlocked(company_id, customer_id):
        found = list(OpenItem.objects.of(company_id).filter(customer_id=customer_id, is_open=True).order_by("pk"))
        time.sleep(0.3)
        return found

    monkeypatch.setattr(payments, "lock_ledgers", lambda *_: None)
    monkeypatch.setattr(settling, "lock_open_items", unlocked)
    rivals(rossi)
    assert drift(rossi.company_id) != [], "the control did not race: the test above proves nothing"


def test_payments_by_law_reversals_and_new_money_at_once_keep_the_sums(rossi):
    items = [make.item(rossi, 40) for _ in range(6)]
    old = [make.paid(rossi, 30) for _ in range(4)]
    by = {"actor": make.clerk(rossi.company), "now": make.NOW}
    calls = [
        *(lambda row=row: reverse_payment(row, reason="x", on=make.ON, **by) for row in old),
        *(lambda: make.paid(rossi, 35) for _ in range(4)),
        *(lambda row=row: reverse_item(row, reason="x", **by) for row in items[:2]),
        lambda: allocate_payment(make.paid(rossi, 5, None), BY_LAW, **by),
    ]
    assert set(counted(calls)) <= {"done", "Refused"}
    assert drift(rossi.company_id) == []
    assert balance_at(rossi, make.ON) == 4 * 40 - 4 * 35 - 5


def test_one_key_sent_at_once_is_one_payment(rossi):
    make.item(rossi, 500)
    ended = counted([lambda: make.paid(rossi, 50, source_key="same")] * HANDS)
    assert ended == {"done": HANDS}
    assert Payment.objects.of(rossi.company_id).count() == 1
    assert entries.standing(rossi.company_id).count() == 1
