"""A released run is written by the worker: one PDF and one message per customer, as the books are then."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest

from billing.models import Allocation, CustomerStatement, OpenItem, Payment, StatementRun
from billing.queries.balances import drift
from billing.services.statements import sending
from billing.services.statements.deciding import drop, leave_out, release, take_in
from billing.services.statements.reasons import codes_of
from billing.services.statements.sending import send_released, step
from cases.models import Dispatch
from documents import store
from documents.letters.typeset import TypesettingFailed
from documents.models import Document, Message
from documents.services.messages.printing import waiting
from registry.actors import SYSTEM
from registry.duties import MERGE_CUSTOMERS
from registry.services.merging import merge
from tests.factories import billing as make
from tests.factories import registry, rows
from tests.factories import statements as sets
from tests.factories.statements import SEAT, refused, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    sets.texts()


def released(eco, **wish):
    return release(sets.run(eco, **wish), actor=sets.sender(eco), now=make.NOW)


def sent(run, capture, **options):
    with capture(execute=True):
        return send_released(make.NOW, **options)


def words_of(document):
    with store.locate(document.file).open("rb") as opened:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(opened.read())).pages)


def test_a_released_run_writes_to_each_customer_once_by_his_way(eco, reachable, django_capture_on_commit_callbacks):
    run = released(eco)
    assert sent(run, django_capture_on_commit_callbacks) == 3
    found = sheets(run)
    assert {row.status for row in found.values()} == {"written"}
    messages = {message.customer_id: message for message in Message.objects.of(eco)}
    assert {pk: message.channel for pk, message in messages.items()} == {pk: row.channel for pk, row in found.items()}
    assert {message.key for message in messages.values()} == {run.key_of(each.pk) for each in reachable}
    assert Dispatch.objects.of(eco).filter(topic="message.queued").count() == 2
    assert [each.customer_id for each in waiting(eco.pk)] == [reachable[2].pk]
    run = StatementRun.objects.of(eco).get()
    assert (run.status, run.ended_at) == ("ended", make.NOW)
    assert sent(run, django_capture_on_commit_callbacks) == 0
    assert (Message.objects.of(eco).count(), Document.objects.of(eco).count()) == (3, 3)


def test_the_pdf_is_a_document_of_the_customer_and_says_what_his_books_say(
    eco, reachable, django_capture_on_commit_callbacks
):
    rossi = reachable[0]
    item = make.item(rossi, 1234.5, due_on=date(2027, 1, 31))
    make.paid(rossi, 34.5, None)
    run = released(eco)
    sent(run, django_capture_on_commit_callbacks)
    row = sheets(run)[rossi.pk]
    assert (row.document.customer_id, row.document.case_id, row.document.status) == (rossi.pk, None, "issued")
    assert row.document.title == f"Estratto conto al {run.on:%d/%m/%Y}"
    said = " ".join(words_of(row.document).split())
    for words in (
        "Estratto conto",
        rossi.code,
        str(item),
        "1.234,50 €",
        "non ancora abbinato",
        "1.300,00 €",
        "100,00 €",
    ):
        assert words in said
    assert row.message.attachments.get().document_id == row.document_id
    assert (row.balance, row.overdue) == (1300, 100)
    assert "1.300,00 €" in " ".join(row.message.body.split())


def test_with_movements_the_pdf_leads_from_the_balance_before(eco, reachable, django_capture_on_commit_callbacks):
    rossi = reachable[0]
    make.paid(rossi, 70, booked_on=date(2026, 11, 5))
    run = released(eco, from_on=date(2026, 11, 1))
    sent(run, django_capture_on_commit_callbacks)
    said = " ".join(words_of(sheets(run)[rossi.pk].document).split())
    assert "Movimenti dal 01/11/2026 al 20/11/2026" in said
    assert "Saldo iniziale 100,00 €" in said


def test_the_figures_are_those_of_the_moment_of_writing(eco, reachable, django_capture_on_commit_callbacks):
    rossi, verdi, _neri = reachable
    run = released(eco)
    make.paid(rossi, 40)
    make.paid(verdi, 100)
    sent(run, django_capture_on_commit_callbacks)
    found = sheets(run)
    assert (found[rossi.pk].balance, found[rossi.pk].status) == (60, "written")
    assert (found[verdi.pk].status, codes_of(found[verdi.pk])) == ("refused", {"statement_of_nothing"})


def test_the_ledger_is_the_same_before_and_after(eco, reachable, django_capture_on_commit_callbacks):
    ledger = [model._meta.db_table for model in (OpenItem, Payment, Allocation)]
    before = rows.rows()
    sent(released(eco), django_capture_on_commit_callbacks)
    assert not set(rows.changed(before, rows.rows())) & set(ledger)
    assert drift(eco.pk) == []


def test_who_was_left_out_by_hand_gets_nothing_unless_taken_in_again(
    eco, reachable, django_capture_on_commit_callbacks
):
    run, by = sets.run(eco), {"actor": sets.sender(eco)}
    ids = [row.pk for row in sheets(run).values()]
    assert leave_out(run, ids, **by) == 3
    refused("run_empty", lambda: release(run, **by, now=make.NOW))
    assert take_in(run, ids[:1], **by) == 1
    release(run, **by, now=make.NOW)
    assert sent(run, django_capture_on_commit_callbacks) == 1
    assert Message.objects.of(eco).get().customer_id == reachable[0].pk
    assert codes_of(sheets(run)[reachable[1].pk]) == {"statement_left_out"}


@pytest.mark.parametrize("decide", [release, drop])
def test_a_run_that_is_released_or_dropped_is_decided(eco, reachable, decide):
    by = {"actor": sets.sender(eco), "now": make.NOW}
    run = decide(sets.run(eco), **by)
    refused("run_not_prepared", lambda: release(run, **by))
    refused("run_not_prepared", lambda: drop(run, **by))
    refused("run_not_prepared", lambda: leave_out(run, [], actor=by["actor"]))


def test_a_dropped_run_sends_nothing(eco, reachable, django_capture_on_commit_callbacks):
    drop(sets.run(eco), actor=sets.sender(eco), now=make.NOW)
    assert sent(None, django_capture_on_commit_callbacks) == 0
    assert not Message.objects.of(eco).exists()


def test_one_that_cannot_be_set_or_addressed_takes_no_other_with_it(
    eco, reachable, monkeypatch, django_capture_on_commit_callbacks
):
    rossi, verdi, neri = reachable
    run = released(eco)
    type(neri).objects.of(eco).filter(pk=neri.pk).update(address="")
    sets_well = sending.Press.statement

    def fails(press, customer, *args, **options):
        if customer.pk == verdi.pk:
            raise TypesettingFailed("no font")
        return sets_well(press, customer, *args, **options)

    monkeypatch.setattr(sending.Press, "statement", fails)
    assert sent(run, django_capture_on_commit_callbacks) == 1
    found = sheets(run)
    assert {pk: codes_of(row) for pk, row in found.items()} == {
        rossi.pk: set(),
        verdi.pk: {"statement_not_set"},
        neri.pk: {"statement_without_address"},
    }
    assert Document.objects.of(eco).count() == 1
    assert StatementRun.objects.of(eco).get().status == "ended"


def test_a_run_whose_worker_dies_between_two_chunks_goes_on_where_it_stopped(
    eco, reachable, monkeypatch, django_capture_on_commit_callbacks
):
    run, writes = released(eco), sending.write
    with django_capture_on_commit_callbacks(execute=True):
        assert step(run, make.NOW, 1) == 1

    def dies(*_args, **_options):
        raise SystemExit

    monkeypatch.setattr(sending, "write", dies)
    with pytest.raises(SystemExit):
        step(run, make.NOW, 1)
    assert Document.objects.of(eco).count() == Message.objects.of(eco).count() == 1
    monkeypatch.setattr(sending, "write", writes)
    assert sent(run, django_capture_on_commit_callbacks, at_once=1) == 2
    assert Document.objects.of(eco).count() == Message.objects.of(eco).count() == 3
    assert {row.status for row in sheets(run).values()} == {"written"}


def test_a_round_that_takes_too_long_leaves_the_rest_to_the_next(eco, reachable, django_capture_on_commit_callbacks):
    run = released(eco)
    assert sent(run, django_capture_on_commit_callbacks, seconds=0) == 0
    assert {row.status for row in sheets(run).values()} == {"waiting"}
    assert sent(run, django_capture_on_commit_callbacks) == 3


def test_two_customers_of_a_run_who_become_one_get_one_statement(eco, reachable, django_capture_on_commit_callbacks):
    rossi, verdi, _neri = reachable
    run = released(eco)
    merge(rossi, verdi, actor=SYSTEM(eco.pk, [MERGE_CUSTOMERS]), now=make.NOW)
    sent(run, django_capture_on_commit_callbacks)
    assert Message.objects.of(eco).filter(customer=rossi).count() == 1
    ours = CustomerStatement.objects.of(eco).filter(run=run, customer=rossi)
    assert sorted((row.status, *codes_of(row)) for row in ours) == [("refused", "statement_twice"), ("written",)]
    assert {row.balance for row in ours} == {200}


def test_reading_a_chunk_takes_as_many_statements_for_nine_customers_as_for_three(
    eco, reachable, django_assert_max_num_queries
):
    run = released(eco)
    few = list(CustomerStatement.objects.of(eco).filter(run=run).select_related("customer__company"))
    for _ in range(6):
        make.item(make.customer(eco, **SEAT))
    more = released(eco)
    many = list(CustomerStatement.objects.of(eco).filter(run=more).select_related("customer__company"))
    with django_assert_max_num_queries(12 + 2 * len(few)):
        list(sending.prepared(run, few, make.NOW))
    with django_assert_max_num_queries(12 + 2 * len(many)):
        list(sending.prepared(more, many, make.NOW))


def test_a_run_of_one_company_leaves_the_customers_of_another_alone(eco, reachable, django_capture_on_commit_callbacks):
    lumen = registry.company("lumen")
    make.item(make.customer(lumen, email="x@lumen.example"), 900)
    run = released(eco)
    sent(run, django_capture_on_commit_callbacks)
    assert set(sheets(run)) == {each.pk for each in reachable}
    assert not Message.objects.of(lumen).exists()
    with pytest.raises(StatementRun.DoesNotExist):
        drop(run, actor=sets.sender(lumen), now=make.NOW)
