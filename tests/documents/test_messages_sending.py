"""A message leaves once: whatever the mail server does, and wherever the worker dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from cases.models import Case, CaseEvent, Dispatch, WorkItem
from cases.outbox import relay
from documents.models import Channel, Copy, Document, Evidence, Letter, Message, PdfState, StoredFile
from documents.services.messages import deciding, sending
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Addressee, Draft, write, write_by_hand
from registry.actors import Actor
from registry.duties import DutyMissing
from registry.models import Company
from tests.documents import good, smtp_stub
from tests.documents.smtp_stub import Server
from tests.factories import cases as cast
from tests.factories import letters
from tests.factories import messages as make
from tests.paper import request

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
INFO = "info@rossi.example"
LATER = timedelta(hours=2)
Upload = Callable[..., Any]


@pytest.fixture
def clerk(company: Company) -> Actor:
    return cast.actor(company, "clerk@example.it", *request.process.duties, "documents.send", *cast.PAPERS)


@pytest.fixture
def case(company: Company, clerk: Actor) -> Iterator[Case]:
    with make.requests():
        yield make.case(company, clerk)


@pytest.fixture
def stub(company: Company) -> Iterator[Server]:
    with smtp_stub.running() as server:
        make.account(company, server.port)
        yield server


def draft(*to: str, **values: Any) -> Draft:
    people = [Addressee(name="Rossi", address=each) for each in to or (INFO,)]
    known = {"key": uuid4(), "channel": Channel.EMAIL, "to": people, "subject": "Richiesta", "body": "Buongiorno."}
    return Draft(**{**known, **values})


def rounds(number: int = 1) -> None:
    for each in range(number):
        relay.run_once(NOW + each * LATER, relay.new_holder())


def fresh(message: Message) -> Message:
    return Message.objects.of(message.company_id).get(pk=message.pk)


def test_a_message_with_its_letter_arrives_once(case: Case, clerk: Actor, stub: Server, upload: Upload) -> None:
    document = upload(case=case)
    letter = letters.row(case, document)
    Letter.objects.of(case.company).update(
        pdf=upload(content=None, case=case, name="lettera.pdf"), pdf_state=PdfState.MADE
    )
    asked = draft(letter=letter, subject="Perché  è così\nBcc: x@y.it", body=".puntino\nàèì")
    message = write_by_hand(case, asked, actor=clerk, now=NOW)
    assert write(case, asked, actor=clerk, now=NOW).pk == message.pk
    rounds(3)
    (arrived,) = stub.mails
    assert (arrived["Message-ID"], arrived["To"]) == (f"<{asked.key}@ecoverde.example>", f"Rossi <{INFO}>")
    assert arrived["Bcc"] is None
    text, pdf = arrived.get_payload()
    assert text.get_payload(decode=True).decode().splitlines() == [".puntino", "àèì"]
    assert pdf.get_filename() == "lettera.pdf"
    sent = fresh(message)
    assert (sent.status, sent.sent_at, sent.attempts, len(sent.content_hash)) == ("sent", NOW, 1, 64)
    assert CaseEvent.objects.of(case.company).filter(kind="message.written").count() == 1


def test_who_may_not_send_writes_nothing(case: Case, clerk: Actor) -> None:
    with pytest.raises(DutyMissing):
        write_by_hand(case, draft(), actor=cast.actor(case.company, "cy@example.it"), now=NOW)
    with pytest.raises(MessageRefused) as refused:
        write_by_hand(case, draft("perché@rossi.example", subject=" ", body=""), actor=clerk, now=NOW)
    codes = [each.code for each in refused.value.refusals]
    assert codes == ["message_address_wrong", "message_without_subject", "message_without_content"]
    assert not Message.objects.of(case.company).exists()
    assert not Dispatch.objects.of(case.company).filter(topic="message.queued").exists()


def test_without_an_account_mail_stays_on_this_machine(case: Case, clerk: Actor) -> None:
    message = write(case, draft(make.ROSSI, channel=Channel.PEC), actor=clerk, now=NOW)
    rounds()
    assert fresh(message).status == "sent"
    assert len(mail.outbox) == 1


def test_a_pec_never_leaves_by_a_server_that_is_no_pec(case: Case, clerk: Actor, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with pytest.raises(MessageRefused) as refused:
        write(case, draft(make.ROSSI, channel=Channel.PEC), actor=clerk, now=NOW)
    assert refused.value.refusals[0].code == "message_no_pec_account"


@pytest.mark.parametrize("where", ["greeting", "DATA"])
def test_a_line_that_breaks_early_is_tried_again(where: str, case: Case, clerk: Actor, stub: Server) -> None:
    stub.cut = where
    message = write(case, draft(), actor=clerk, now=NOW)
    rounds()
    assert (fresh(message).status, fresh(message).failure != "") == ("queued", True)
    stub.cut = ""
    rounds(3)
    assert (fresh(message).status, len(stub.mails)) == ("sent", 1)


def test_greylisting_puts_everybody_off_so_that_nobody_gets_it_twice(case: Case, clerk: Actor, stub: Server) -> None:
    stub.replies[f"RCPT {make.BIANCHI}"] = ["450 greylisted", "450 greylisted", "250 fine"]
    message = write(case, draft(INFO, make.BIANCHI), actor=clerk, now=NOW)
    rounds()
    assert (fresh(message).status, "greylisted" in fresh(message).failure, stub.mails) == ("queued", True, [])
    rounds(4)
    assert (fresh(message).status, fresh(message).attempts, len(stub.mails)) == ("sent", 3, 1)


def test_whom_the_server_puts_off_for_ever_fails_and_the_others_get_it(case: Case, clerk: Actor, stub: Server) -> None:
    stub.replies[f"RCPT {make.BIANCHI}"] = ["450 greylisted"]
    message = write(case, draft(INFO, make.BIANCHI), actor=clerk, now=NOW)
    rounds(sending.TRIES)
    assert {each.address: each.status for each in fresh(message).recipients.all()} == {
        INFO: "sent",
        make.BIANCHI: "failed",
    }
    assert (fresh(message).status, [to for to, _ in stub.received]) == ("failed", [[INFO]])


@pytest.mark.parametrize("verb", ["MAIL", f"RCPT {INFO}", "DATA", "end"])
def test_a_refusal_is_a_failure_one_can_see_and_work(verb: str, case: Case, clerk: Actor, stub: Server) -> None:
    stub.replies[verb] = ["550 no such user"]
    message = write(case, draft(), actor=clerk, now=NOW)
    rounds(3)
    failed = fresh(message)
    assert (failed.status, "550 no such user" in failed.failure, stub.mails) == ("failed", True, [])
    assert WorkItem.objects.of(case.company).filter(case=case, step="message.failed").count() == 1
    assert not Dispatch.objects.of(case.company).filter(topic="message.queued").exclude(status="delivered").exists()


def test_after_a_cut_behind_the_message_nobody_knows_and_a_person_decides(
    case: Case, clerk: Actor, stub: Server
) -> None:
    stub.cut = "end"
    message = write(case, draft(), actor=clerk, now=NOW)
    rounds(3)
    assert (fresh(message).status, len(stub.mails)) == ("unknown", 1)
    assert WorkItem.objects.of(case.company).filter(step="message.unknown").count() == 1
    stub.cut = ""
    deciding.ask_again(message, actor=clerk, now=NOW)
    with pytest.raises(MessageRefused):
        deciding.ask_again(message, actor=clerk, now=NOW)
    rounds(3)
    assert fresh(message).status == "sent"
    assert len({each["Message-ID"] for each in stub.mails}) == 1
    assert len(stub.mails) == 2


def test_a_doubt_ends_when_a_person_or_a_receipt_says_that_it_left(case: Case, clerk: Actor, stub: Server) -> None:
    stub.cut = "end"
    message = write(case, draft(), actor=clerk, now=NOW)
    rounds()
    deciding.confirm(message, actor=clerk, now=NOW)
    assert (fresh(message).status, fresh(message).failure) == ("sent", "")


def test_a_server_that_doubles_leaves_copies_that_can_be_told_as_one(case: Case, clerk: Actor, stub: Server) -> None:
    stub.copies = 2
    write(case, draft(), actor=clerk, now=NOW)
    rounds()
    assert len({each["Message-ID"] for each in stub.mails}) == 1


def test_a_worker_that_died_while_sending_leaves_a_doubt_not_a_second_mail(
    case: Case, clerk: Actor, stub: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = write(case, draft(), actor=clerk, now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "send_by", _killed)
        with pytest.raises(KeyboardInterrupt):
            rounds()
    assert (fresh(message).status, stub.mails) == ("sending", [])
    relay.run_once(NOW + timedelta(minutes=2), relay.new_holder())
    assert fresh(message).status == "sending"
    rounds(4)
    assert (fresh(message).status, stub.mails) == ("unknown", [])


def test_a_worker_that_died_before_recording_sends_nothing_twice(
    case: Case, clerk: Actor, stub: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = write(case, draft(), actor=clerk, now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "_sent", _killed)
        with pytest.raises(KeyboardInterrupt):
            rounds()
    rounds(4)
    assert (fresh(message).status, len(stub.mails)) == ("unknown", 1)


def _killed(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


def test_who_stands_in_a_message_twice_gets_it_once(case: Case, clerk: Actor, stub: Server, upload: Upload) -> None:
    letter = letters.row(case, upload(case=case))
    Letter.objects.of(case.company).update(pdf=letter.word)
    to = [
        Addressee(name="Rossi", address=INFO),
        Addressee(name="Anna", address=f" {INFO.upper()}"),
        Addressee(address=INFO, copy=Copy.CC),
        Addressee(address="capo@rossi.example", copy=Copy.CC),
    ]
    message = write(case, draft(letter=letter, to=to), actor=clerk, now=NOW)
    rows = message.recipients.order_by("pk").values_list("name", "address", "copy")
    assert list(rows) == [("Rossi", INFO, "to"), ("", "capo@rossi.example", "cc")]
    by_hand = [Addressee(name=each) for each in ("Anna", "Bruno", "Anna")]
    handed = write(case, draft(channel=Channel.HAND, letter=letter, to=by_hand), actor=clerk, now=NOW)
    assert [each.name for each in handed.recipients.order_by("pk")] == ["Anna", "Bruno"]


@pytest.mark.parametrize(
    ("channel", "name", "address", "code"),
    [
        (Channel.EMAIL, "", f"{'x' * 65}@rossi.example", "message_address_wrong"),
        (Channel.EMAIL, "", f"x@{'a' * 62}.{'b' * 62}.{'c' * 62}.{'d' * 62}.example", "message_address_wrong"),
        (Channel.FAX, "", "0" * 321, "message_address_long"),
        (Channel.HAND, "A" * 201, "", "message_address_long"),
    ],
)
def test_an_address_longer_than_the_register_or_a_server_takes_is_refused(
    case: Case, clerk: Actor, channel: Channel, name: str, address: str, code: str
) -> None:
    with pytest.raises(MessageRefused) as refused:
        write(case, draft(channel=channel, to=[Addressee(name=name, address=address)]), actor=clerk, now=NOW)
    assert [each.code for each in refused.value.refusals] == [code]
    assert not Message.objects.of(case.company).exists()


def test_the_same_letter_goes_to_the_same_place_once(case: Case, clerk: Actor, stub: Server, upload: Upload) -> None:
    letter = letters.row(case, upload(case=case))
    Letter.objects.of(case.company).update(pdf=letter.word)
    first = write(case, draft(letter=letter), actor=clerk, now=NOW)
    with pytest.raises(MessageRefused) as refused:
        write(case, draft(INFO.upper(), letter=letter), actor=clerk, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["message_sent_already"]
    stub.replies["MAIL"] = ["550 closed", "250 fine"]
    rounds(2)
    again = write(case, draft(letter=letter, resends=first), actor=clerk, now=NOW)
    with pytest.raises(MessageRefused) as twice:
        write(case, draft(letter=letter, resends=first), actor=clerk, now=NOW)
    assert "message_resent_already" in [each.code for each in twice.value.refusals]
    rounds()
    assert (fresh(first).status, fresh(again).status, len(stub.mails)) == ("failed", "sent", 1)
    assert Evidence.objects.of(case.company).filter(message=first).count() == 1


def test_what_is_withdrawn_in_time_does_not_leave(case: Case, clerk: Actor, stub: Server) -> None:
    message = write(case, draft(), actor=clerk, now=NOW)
    deciding.withdraw(message, actor=clerk, now=NOW)
    rounds()
    assert (fresh(message).status, stub.mails) == ("cancelled", [])
    with pytest.raises(MessageRefused):
        deciding.withdraw(message, actor=clerk, now=NOW)


def test_papers_of_another_case_or_in_quarantine_go_to_nobody(case: Case, clerk: Actor, upload: Upload) -> None:
    elsewhere, held = upload(), upload(case=case, content=good.image("PNG"), name="foto.png")
    Document.objects.of(case.company).filter(pk=elsewhere.pk).update(case=make.another(case, clerk))
    StoredFile.objects.of(case.company).filter(pk=held.file_id).update(scan_state="quarantined")
    papers = list(Document.objects.of(case.company).select_related("file"))
    with pytest.raises(MessageRefused) as refused:
        write(case, draft(documents=papers), actor=clerk, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["message_paper_wrong"] * 2
