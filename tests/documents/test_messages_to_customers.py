"""A message to a customer about no case: written, sent, answered like any other; the register is its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from cases.models import Case, CaseEvent, Notice, WorkItem
from cases.outbox import relay
from documents.models import Channel, Document, Evidence, EvidenceKind, Message
from documents.queries.messages import of_customer, readable_by, troubled, troubled_without_case
from documents.services.intake import deciding as intake
from documents.services.intake.refusals import IntakeRefused
from documents.services.messages import deciding, evidence
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Addressee, Draft, write, write_by_hand
from registry.actors import SYSTEM, Actor
from registry.duties import MERGE_CUSTOMERS, DutyMissing
from registry.models import Company, Customer
from registry.services.merging import merge
from tests.documents import good
from tests.factories import cases as cast
from tests.factories import mails
from tests.factories import messages as make
from tests.factories.incoming import arrive

pytestmark = pytest.mark.usefixtures("read_here", "committed")
NOW = make.NOW
INFO = "info@rossi.example"
Upload = Callable[..., Document]


@pytest.fixture
def rossi(case: Case) -> Customer:
    assert case.customer is not None
    return case.customer


@pytest.fixture
def sender(company: Company) -> Actor:
    return cast.actor(company, "sender@example.it", "documents.send", *cast.PAPERS)


def draft(*to: str, **values: Any) -> Draft:
    people_asked = [Addressee(name="Rossi", address=each) for each in to or (INFO,)]
    known = {"key": uuid4(), "channel": Channel.EMAIL, "to": people_asked, "subject": "Auguri", "body": "Buongiorno."}
    return Draft(**{**known, **values})


def test_it_leaves_once_and_stands_in_the_register_and_in_no_journal(rossi: Customer, sender: Actor) -> None:
    asked, before = draft(), CaseEvent.objects.of(rossi.company).count()
    message = write_by_hand(rossi, asked, actor=sender, now=NOW)
    assert write(rossi, asked, actor=sender, now=NOW).pk == message.pk
    relay.run_once(NOW, relay.new_holder())
    message.refresh_from_db()
    assert (message.case, message.customer, message.status) == (None, rossi, "sent")
    assert [each.to for each in mail.outbox] == [[INFO]]
    assert CaseEvent.objects.of(rossi.company).count() == before
    assert list(readable_by(sender)) == [message]


def test_only_who_handles_mail_reads_it(rossi: Customer, sender: Actor, clerk: Actor) -> None:
    message = write(rossi, draft(), actor=sender, now=NOW)
    onlooker = cast.actor(rossi.company, "onlooker@example.it", "request.read")
    with pytest.raises(DutyMissing):
        write_by_hand(rossi, draft(), actor=onlooker, now=NOW)
    assert not readable_by(onlooker).exists()
    assert of_customer(rossi, actor=onlooker) == []
    assert of_customer(rossi, actor=clerk) == [message], "who takes mail in"


def test_the_papers_of_its_cases_and_of_other_customers_stay_where_they_are(
    rossi: Customer, case: Case, sender: Actor, upload: Upload
) -> None:
    own, general = upload(customer=rossi), upload(name="listino.pdf")
    bianchi = Customer.objects.create(company=rossi.company, code="C000002", name="Bianchi")
    for paper in (upload(case=case), upload(customer=bianchi)):
        with pytest.raises(MessageRefused) as refused:
            write(rossi, draft(documents=[paper]), actor=sender, now=NOW)
        assert [each.code for each in refused.value.refusals] == ["message_paper_wrong"]
    message = write(rossi, draft(documents=[own, general]), actor=sender, now=NOW)
    assert [each.document for each in message.attachments.order_by("pk")] == [own, general]


def test_who_was_merged_away_is_written_to_under_the_customer_kept(rossi: Customer, sender: Actor) -> None:
    kept = Customer.objects.create(company=rossi.company, code="C000002", name="Rossi nuova")
    message = write(rossi, draft(), actor=sender, now=NOW)
    merge(kept, rossi, actor=SYSTEM(rossi.company_id, [MERGE_CUSTOMERS]), now=NOW)
    message.refresh_from_db()
    assert message.customer == kept
    with pytest.raises(MessageRefused) as refused:
        write(rossi, draft(), actor=sender, now=NOW)
    assert refused.value.refusals[0].code == "message_customer_merged"


def test_what_did_not_arrive_is_told_to_who_sends_since_no_case_has_it_as_work(rossi: Customer, sender: Actor) -> None:
    message = write(rossi, draft(), actor=sender, now=NOW)
    evidence.record(message, make.given(EvidenceKind.BOUNCE, INFO), actor=sender, now=NOW)
    assert list(troubled(sender)) == [message]
    assert troubled_without_case(sender) == 1
    assert not WorkItem.objects.of(rossi.company).filter(step=evidence.FAILED_STEP).exists()
    message.refresh_from_db()
    write(rossi, draft("altro@rossi.example", resends=message), actor=sender, now=NOW)
    assert troubled_without_case(sender) == 0


def test_by_post_it_waits_for_a_batch_with_a_paper_of_ours(rossi: Customer, sender: Actor, upload: Upload) -> None:
    place = Addressee(name="Rossi", street="Via Roma 1", postal_code="20100", city="Milano")
    values = {"channel": Channel.POST, "to": [place]}
    with pytest.raises(MessageRefused):
        write(rossi, Draft(**{"key": uuid4(), "subject": "Estratto", **values}), actor=sender, now=NOW)
    paper = upload(customer=rossi)
    Document.objects.of(rossi.company).filter(pk=paper.pk).update(status="issued")
    paper.refresh_from_db()
    asked = Draft(**{"key": uuid4(), "subject": "Estratto", "documents": [paper], **values})
    message = write(rossi, asked, actor=sender, now=NOW)
    assert (message.status, len(message.code)) == ("queued", 8)
    deciding.withdraw(message, actor=sender, now=NOW)
    message.refresh_from_db()
    assert message.status == "cancelled"


def test_a_reply_to_it_is_the_customers_and_its_writer_is_told(rossi: Customer, case: Case, sender: Actor) -> None:
    message = write(rossi, draft(), actor=sender, now=NOW)
    came = arrive(rossi.company, mails.mail(From=INFO, In_Reply_To=message.rfc_message_id)).message
    assert (came.case, came.customer, came.status) == (None, rossi, "received"), "though he has one open case"
    (notice,) = Notice.objects.of(rossi.company).filter(kind="message_received")
    assert (notice.user_id, notice.params["message"], notice.case) == (sender.user_id, str(came.key), None)
    again = arrive(
        rossi.company,
        mails.mail(From=INFO, In_Reply_To=message.rfc_message_id, Subject=case.number, Message_ID="<a2@rossi.example>"),
    ).message
    assert again.case == case, "a number in the subject names the case as surely"


def test_a_reply_to_what_nobody_wrote_waits_for_a_person(rossi: Customer) -> None:
    message = write(rossi, draft(), actor=SYSTEM(rossi.company_id, []), now=NOW)
    came = arrive(rossi.company, mails.mail(From="unknown@x.example", In_Reply_To=message.rfc_message_id)).message
    assert (came.status, came.customer) == ("tray", rossi)


def test_the_tray_files_with_a_customer_and_later_under_a_case(
    rossi: Customer, case: Case, clerk: Actor, sender: Actor
) -> None:
    came = arrive(rossi.company, mails.mail(From="unknown@x.example", files=(("a.pdf", good.pdf()),))).message
    intake.assign_to_customer(came, rossi, actor=clerk, now=NOW)
    came.refresh_from_db()
    assert (came.status, came.customer, came.case) == ("received", rossi, None)
    assert {each.customer for each in Document.objects.of(rossi.company)} == {rossi}
    with pytest.raises(IntakeRefused):
        intake.assign_to_customer(came, rossi, actor=clerk, now=NOW)
    answer = write(rossi, draft(reply_to=came), actor=sender, now=NOW)
    assert answer.reply_to_id == came.rfc_message_id
    intake.assign(came, case, actor=clerk, now=NOW)
    came.refresh_from_db()
    assert came.case == case
    with pytest.raises(IntakeRefused):
        intake.assign(came, case, actor=clerk, now=NOW)


def test_a_receipt_that_fitted_nothing_is_laid_beside_it(rossi: Customer, sender: Actor, clerk: Actor) -> None:
    message = write(rossi, draft(make.ROSSI, channel=Channel.PEC), actor=sender, now=NOW)
    loose, _new = evidence.record(None, make.given(EvidenceKind.DELIVERY, make.ROSSI), actor=clerk, now=NOW)
    intake.lay_beside(Evidence.objects.of(rossi.company).get(pk=loose.pk), message, actor=clerk, now=NOW)
    message.refresh_from_db()
    assert message.status == "delivered"


def test_returned_mail_finds_it_by_itself(rossi: Customer, sender: Actor) -> None:
    message = write(rossi, draft(), actor=sender, now=NOW)
    arrive(rossi.company, mails.bounce(message.rfc_message_id.strip("<>"), address=INFO))
    message.refresh_from_db()
    assert message.status == "failed"
    paper = Document.objects.of(rossi.company).get()
    assert (paper.customer, paper.case) == (rossi, None)


def test_another_company_has_none_of_it(rossi: Customer, sender: Actor) -> None:
    write(rossi, draft(), actor=sender, now=NOW)
    lumen = cast.company("lumen")
    stranger = cast.actor(lumen, "stranger@example.it", "documents.send", "documents.receive")
    assert not readable_by(stranger).exists()
    assert not Message.objects.of(lumen).exists()
