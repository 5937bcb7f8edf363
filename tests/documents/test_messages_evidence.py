"""A message stands as its evidence says, in whatever order and however often that comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given as supposing
from hypothesis import strategies as st

from cases.models import Case, CaseEvent, WorkItem
from documents.models import Evidence, EvidenceKind, Message, Recipient
from documents.services.messages import outcomes
from documents.services.messages.evidence import attach, record
from registry.actors import SYSTEM, Actor
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import messages as make
from tests.paper import request

K = EvidenceKind
NOW, ROSSI, BIANCHI = make.NOW, make.ROSSI, make.BIANCHI
KINDS = st.sets(st.sampled_from(sorted(K.values)))


@pytest.fixture
def case(company: Company) -> Iterator[Case]:
    with make.requests():
        yield make.case(company, cast.actor(company, "clerk@example.it", *request.process.duties))


def told(message: Message, *given: object, actor: Actor | None = None) -> Message:
    for each in given:
        record(message, each, actor=actor or SYSTEM(message.company_id, []), now=NOW)
    return Message.objects.of(message.company_id).get(pk=message.pk)


def standing(message: Message) -> tuple[object, ...]:
    fresh = Message.objects.of(message.company_id).get(pk=message.pk)
    recipients = Recipient.objects.of(message.company_id).filter(message=message).order_by("address")
    each = [(row.address, row.status, row.delivered_at) for row in recipients]
    return fresh.status, fresh.sent_at, fresh.delivered_at, fresh.failed_at, each


def test_a_pec_is_delivered_when_its_last_recipient_has_it(company: Company) -> None:
    message = make.message(company, ROSSI, BIANCHI)
    assert told(message, make.given(K.ACCEPTANCE)).status == "sent"
    later = NOW + timedelta(hours=2)
    assert told(message, make.given(K.DELIVERY, ROSSI)).status == "sent"
    delivered = told(message, make.given(K.DELIVERY, BIANCHI, happened_at=later))
    assert (delivered.status, delivered.sent_at, delivered.delivered_at) == ("delivered", NOW, later)


def test_receipts_in_any_order_and_twice_leave_the_same(company: Company) -> None:
    receipts = [
        make.given(K.ACCEPTANCE),
        make.given(K.DELAY_NOTICE, BIANCHI),
        make.given(K.DELIVERY, ROSSI, happened_at=NOW + timedelta(minutes=1)),
        make.given(K.DELIVERY_FAILURE, BIANCHI, happened_at=NOW + timedelta(days=1)),
    ]
    ends = set()
    for order in permutations(receipts):
        message = make.message(company, ROSSI, BIANCHI)
        Evidence.objects.of(company).update(message=None)
        Evidence.objects.of(company).delete()
        told(message, *order, *order)
        assert Evidence.objects.of(company).filter(message=message).count() == len(receipts)
        ends.add(str(standing(message)))
    assert len(ends) == 1
    assert ends.pop().startswith("('failed'")


@supposing(KINDS, KINDS)
def test_more_evidence_never_takes_a_delivery_back(some: set[str], more: set[str]) -> None:
    before, after = outcomes.of_recipient(some), outcomes.of_recipient(some | more)
    assert before != "delivered" or after == "delivered"
    assert before == "waiting" or after != "waiting"


def test_a_delivery_after_a_notice_of_failure_is_a_delivery(company: Company) -> None:
    message = make.message(company)
    failed = told(message, make.given(K.DELIVERY_FAILURE, ROSSI, words="casella piena"))
    assert (failed.status, failed.failure, failed.failed_at) == ("failed", "rossi: casella piena", NOW)
    delivered = told(message, make.given(K.DELIVERY, ROSSI))
    assert (delivered.status, delivered.failure, delivered.failed_at) == ("delivered", "", None)


@pytest.mark.parametrize("kind", [K.NON_ACCEPTANCE, K.VIRUS, K.BOUNCE, K.RETURNED, K.REFUSED])
def test_what_is_lost_fails_for_everybody_it_names(kind: EvidenceKind, company: Company) -> None:
    assert told(make.message(company, ROSSI, BIANCHI), make.given(kind)).status == "failed"


def test_an_absence_note_changes_nothing_and_a_stranger_s_receipt_nobody(company: Company) -> None:
    message = make.message(company, ROSSI, BIANCHI)
    assert told(message, make.given(K.ABSENCE, ROSSI)).status == "queued"
    assert told(message, make.given(K.DELIVERY, "neri@pec.example.it")).status == "queued"


def test_a_failure_is_work_on_the_case_once(case: Case) -> None:
    message = make.message(case.company, ROSSI, BIANCHI, case=case)
    told(message, *[make.given(K.DELIVERY_FAILURE, each) for each in (ROSSI, BIANCHI, ROSSI)])
    item = WorkItem.objects.of(case.company).get(step="message.failed")
    assert "errore-consegna rossi@pec.example.it" in item.reason
    assert CaseEvent.objects.of(case.company).filter(kind="message.failed").count() == 1


def test_evidence_that_fits_nothing_waits_and_is_laid_beside_its_message(company: Company) -> None:
    machine = SYSTEM(company.pk, [])
    loose, is_new = record(None, make.given(K.DELIVERY, ROSSI), actor=machine, now=NOW)
    again, is_new_again = record(None, make.given(K.DELIVERY, ROSSI), actor=machine, now=NOW)
    assert (is_new, is_new_again, again.pk) == (True, False, loose.pk)
    message = make.message(company)
    attach(loose, message, actor=machine, now=NOW)
    assert standing(message)[0] == "delivered"


def test_evidence_found_again_with_its_message_is_no_longer_loose(company: Company) -> None:
    machine = SYSTEM(company.pk, [])
    record(None, make.given(K.DELIVERY, ROSSI), actor=machine, now=NOW)
    assert told(make.message(company), make.given(K.DELIVERY, ROSSI)).status == "delivered"


def test_a_withdrawn_message_stays_withdrawn(company: Company) -> None:
    message = make.message(company)
    message.cancel()
    message.save()
    assert told(message, make.given(K.BOUNCE)).status == "cancelled"
