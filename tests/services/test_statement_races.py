"""Two workers write the same released run, with real connections: each customer gets one statement and one message."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

import pytest
from django.db import OperationalError, transaction

from billing.models import CustomerStatement
from billing.services.locking import lock_ledgers
from billing.services.statements import sending
from billing.services.statements.deciding import release
from billing.services.statements.preparing import Wish, prepare
from cases.services.errors import Refused
from documents.models import Document, Message
from tests.factories import billing as make
from tests.factories import registry
from tests.factories import statements as sets
from tests.services.together import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CUSTOMERS, WORKERS = 6, 3


@pytest.fixture
def eco(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    sets.texts()
    made = registry.company()
    for number in range(CUSTOMERS):
        make.item(make.customer(made, email=f"c{number}@rossi.example"))
    return made


def slowly(still_waiting):
    """Let every worker have read its rows before the first of them has written."""

    def wait(run, ids):
        time.sleep(0.5)
        return still_waiting(run, ids)

    return wait


def test_two_workers_of_one_run_write_to_each_customer_once(eco, monkeypatch):
    release(sets.run(eco), actor=sets.sender(eco), now=make.NOW)
    monkeypatch.setattr(sending, "still_waiting", slowly(sending.still_waiting))
    written = at_once([lambda: sending.send_released(make.NOW)] * WORKERS)
    assert sum(written) == CUSTOMERS
    assert Message.objects.of(eco).count() == Document.objects.of(eco).count() == CUSTOMERS
    rows = CustomerStatement.objects.of(eco)
    assert {row.status for row in rows} == {"written"}
    assert len({row.message_id for row in rows}) == CUSTOMERS


def test_without_the_lock_a_customer_has_more_than_one_pdf(eco, monkeypatch):
    release(sets.run(eco), actor=sets.sender(eco), now=make.NOW)

    def unlocked(run, ids):
        rows = CustomerStatement.objects.of(run.company_id).filter(run=run, status="waiting", pk__in=ids)
        found = {row.pk: row for row in rows}
        time.sleep(0.5)
        return found

    monkeypatch.setattr(sending, "still_waiting", unlocked)
    monkeypatch.setattr(sending, "locked_customers", lambda *_: None)
    at_once([lambda: sending.send_released(make.NOW)] * WORKERS)
    assert Document.objects.of(eco).count() > CUSTOMERS, "the control did not race: the test above proves nothing"


def test_of_two_who_release_a_run_one_does(eco):
    run = sets.run(eco)
    ended = at_once([lambda: release(run, actor=sets.sender(eco), now=make.NOW).status] * WORKERS)
    told = sorted(each.refusals[0].code if isinstance(each, Refused) else each for each in ended)
    assert told == ["released", *["run_not_prepared"] * (WORKERS - 1)]


def test_a_form_sent_at_once_by_impatient_hands_prepares_one_run(eco):
    wish = Wish(on=make.ON, whom="open")
    ended = at_once([lambda: prepare(wish, actor=sets.sender(eco), now=make.NOW).pk] * WORKERS)
    assert len(set(ended)) == 1
    assert CustomerStatement.objects.of(eco).count() == CUSTOMERS


def beside_a_merge(eco, monkeypatch):
    """A worker writes a run while another transaction holds a customer and then moves his statement; what each says."""
    release(sets.run(eco), actor=sets.sender(eco), now=make.NOW)
    held, ready, rows_held = Event(), Event(), Event()
    look, prepared = sending.still_waiting, sending.prepared
    first = CustomerStatement.objects.of(eco).order_by("-pk")[0]

    def looked(run, ids):
        found = look(run, ids)
        rows_held.set()
        return found

    def set_first(*args):
        found = list(prepared(*args))
        ready.set()
        return found

    def merge():
        try:
            with transaction.atomic():
                lock_ledgers(eco.pk, [first.customer_id])
                held.set()
                assert ready.wait(30)
                rows_held.wait(1)
                return CustomerStatement.objects.of(eco).filter(pk=first.pk).update(is_held=False)
        except OperationalError as error:
            return error

    def send():
        assert held.wait(30)
        try:
            return sending.send_released(make.NOW)
        except OperationalError as error:
            return error

    monkeypatch.setattr(sending, "still_waiting", looked)
    monkeypatch.setattr(sending, "prepared", set_first)
    return at_once([merge, send])


def test_a_run_and_a_merge_wait_for_each_other_in_one_order(eco, monkeypatch):
    assert beside_a_merge(eco, monkeypatch) == [1, CUSTOMERS]


def test_without_that_order_one_of_them_is_thrown_out(eco, monkeypatch):
    monkeypatch.setattr(sending, "locked_customers", lambda *_: None)
    ended = beside_a_merge(eco, monkeypatch)
    assert any(isinstance(each, OperationalError) for each in ended), "no deadlock: the test above proves nothing"
