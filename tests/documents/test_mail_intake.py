"""A mail that came in becomes a message of the right case, one of the tray, or evidence; once, whatever dies."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError

from cases.models import Case, CaseEvent, Notice
from documents import store
from documents.mail.model import Kind
from documents.mail.reading import read as parsed
from documents.models import Document, Evidence, Incoming, Message, Recipient
from documents.queries import of_case
from documents.queries.mail import stuck
from documents.services.intake import deciding, files, filing
from documents.services.intake.keeping import keep_dropped
from documents.services.intake.refusals import IntakeRefused
from documents.services.refusals import UploadRefused
from documents.services.signatures import trust
from documents.signatures.worker import Asked, anchors_of
from registry.actors import Actor
from registry.models import Company, Contact
from tests.documents import good, signing
from tests.factories import cases as cast
from tests.factories import mails
from tests.factories import messages as make
from tests.paper import request

NOW = make.NOW
PDF = good.pdf()
INPUTS = {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": 12}


@pytest.fixture
def clerk(company: Company) -> Actor:
    return cast.actor(company, "clerk@example.it", *request.process.duties, *cast.PAPERS)


@pytest.fixture
def case(company: Company, clerk: Actor) -> Iterator[Case]:
    with make.requests():
        yield make.case(company, clerk)


@pytest.fixture(autouse=True)
def _without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read here: that the child says the same is tried in test_mail_reading."""
    monkeypatch.setattr(
        filing, "mail_of", lambda path, anchors, now: parsed(path.read_bytes(), Asked(anchors_of(anchors), now))
    )


@pytest.fixture(autouse=True)
def on_commit(django_capture_on_commit_callbacks: Any) -> Iterator[None]:
    with django_capture_on_commit_callbacks(execute=True):
        yield


def arrive(company: Company, content: bytes) -> Incoming:
    """What the worker does with a mail that was fetched."""
    incoming = keep_dropped(io.BytesIO(content), company=company, user_id=None, now=NOW)
    store.settle(store.incoming() / str(incoming.file.uuid), incoming.file)
    filing.read_waiting(company, now=NOW)
    incoming.refresh_from_db()
    assert incoming.state == "read"
    return incoming


def sent(company: Company, case: Case | None = None, *to: str, own: str = mails.OURS) -> Message:
    row = make.message(company, *to, case=case)
    row.rfc_message_id = f"<{own}>"
    row.save()
    return row


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"In_Reply_To": f"<{mails.OURS}>", "From": "unknown@x.example"}, "reply"),
        ({"References": f"<x@y.example> <{mails.OURS}>", "From": "unknown@x.example"}, "reply"),
        ({"Subject": "Pratica NUMBER", "From": "unknown@x.example"}, "number_in_subject"),
        ({"text": "Riguarda la pratica NUMBER.", "From": "unknown@x.example"}, "number_in_text"),
        ({"From": "INFO@rossi.example"}, "sender"),
        ({"From": "anna@rossi.example"}, "sender"),
        ({"text": "Rossi, P.IVA IT 01114601006", "From": "unknown@x.example"}, "tax_number"),
    ],
)
def test_a_mail_finds_its_case_and_says_by_what(
    company: Company, case: Case, told: dict[str, str], reason: str
) -> None:
    sent(company, case)
    Contact.objects.create(company=company, customer=case.customer, name="Anna", email="anna@rossi.example")
    type(case.customer).objects.of(company).update(vat_number="01114601006")
    incoming = arrive(company, mails.mail(**{key: value.replace("NUMBER", case.number) for key, value in told.items()}))
    message = incoming.message
    assert (message.case_id, message.status, message.direction) == (case.pk, "received", "in")
    assert reason in incoming.reasons
    assert CaseEvent.objects.of(company).filter(case=case, kind="message.received").count() == 1
    assert Notice.objects.of(company).filter(case=case, kind="message_received").exists()


def test_the_journal_of_the_case_still_holds_together(company: Company, case: Case) -> None:
    arrive(company, mails.mail(Subject=case.number, files=(("a.pdf", PDF),)))
    kinds = list(CaseEvent.objects.of(company).filter(case=case).order_by("seq").values_list("seq", "kind"))
    assert [seq for seq, _ in kinds] == list(range(1, len(kinds) + 1))
    assert [kind for _, kind in kinds][-3:] == ["message.received", "document.received", "document.received"]


def test_a_sender_with_two_open_cases_waits_in_the_tray_with_both(company: Company, clerk: Actor, case: Case) -> None:
    other = make.open_case("request", company, case.customer, cast.command(clerk, inputs=INPUTS)).case
    incoming = arrive(company, mails.mail(From="info@rossi.example"))
    assert (incoming.message.status, incoming.message.case) == ("tray", None)
    assert incoming.message.customer_id == case.customer_id
    assert {one["case"] for one in incoming.candidates} == {case.pk, other.pk}
    assert not CaseEvent.objects.of(company).filter(kind="message.received").exists()


def test_a_number_outweighs_the_sender(company: Company, clerk: Actor, case: Case) -> None:
    make.open_case("request", company, case.customer, cast.command(clerk, inputs=INPUTS))
    assert arrive(company, mails.mail(From="info@rossi.example", Subject=case.number)).message.case_id == case.pk


def test_a_case_of_another_company_is_never_found(company: Company, case: Case) -> None:
    other = cast.company("altra")
    incoming = arrive(other, mails.mail(Subject=case.number, From="info@rossi.example"))
    assert (incoming.message.status, incoming.candidates) == ("tray", [])


def test_files_come_in_through_the_upload_checks_and_the_refused_are_named(company: Company, case: Case) -> None:
    came = (("analisi.pdf", PDF), ("virus.exe", b"MZ"), ("winmail.dat", b"\x78\x9f\x3e\x22"), ("finto.pdf", b"GIF89a"))
    incoming = arrive(company, mails.mail(Subject=case.number, files=came))
    message = incoming.message
    assert [each.document.file_name for each in message.attachments.select_related("document")] == ["analisi.pdf"]
    assert message.original.file_name == f"{case.number}.eml"
    assert [one["name"] for one in incoming.refused] == ["virus.exe", "winmail.dat", "finto.pdf"]
    assert all(one["reasons"] for one in incoming.refused)
    assert set(Document.objects.of(company).values_list("case_id", flat=True)) == {case.pk}
    assert [line.file_name for line in of_case(case)] == ["analisi.pdf"], "the mail itself is shown with its message"


def test_the_same_mail_twice_is_one_message(company: Company, case: Case) -> None:
    content = mails.mail(Subject=case.number, files=(("a.pdf", PDF),))
    first, second = arrive(company, content), arrive(company, content.replace(b"To: ", b"Received: x\r\nTo: "))
    assert (second.is_repeat, second.message_id) == (True, first.message_id)
    assert Message.objects.of(company).count() == 1
    assert Document.objects.of(company).count() == 2


def test_another_mail_under_the_same_message_id_hides_nothing(company: Company) -> None:
    first, second = arrive(company, mails.mail("Uno")), arrive(company, mails.mail("Due"))
    assert not second.is_repeat
    assert first.message_id != second.message_id
    assert "same Message-ID" in second.trouble


def test_our_own_mail_come_back_as_a_copy_is_no_new_message(company: Company, case: Case) -> None:
    ours = sent(company, case)
    assert arrive(company, mails.mail(Message_ID=f"<{mails.OURS}>")).message_id == ours.pk
    assert Message.objects.of(company).count() == 1


@pytest.mark.parametrize("dies_at", [0, 1, 2])
def test_a_crash_between_two_files_loses_none_and_doubles_none(
    company: Company, case: Case, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    real, count = files.receive, iter(range(9))

    def dying(**values: Any) -> Document:
        if next(count) == dies_at:
            raise DatabaseError("the power went")
        return real(**values)

    monkeypatch.setattr(files, "receive", dying)
    incoming = keep_dropped(
        io.BytesIO(mails.mail(Subject=case.number, files=(("a.pdf", PDF), ("b.pdf", PDF)))),
        company=company,
        user_id=None,
        now=NOW,
    )
    assert filing.read_waiting(company, now=NOW) == 0
    assert filing.read_waiting(company, now=NOW) == 1
    incoming.refresh_from_db()
    names = [each.document.file_name for each in incoming.message.attachments.select_related("document")]
    assert names == ["a.pdf", "b.pdf"]
    assert Document.objects.of(company).count() == 3
    assert Message.objects.of(company).count() == 1


def test_a_mail_that_fails_every_time_holds_up_no_other_and_is_told(
    company: Company, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = keep_dropped(io.BytesIO(mails.mail("Male")), company=company, user_id=None, now=NOW)
    good_one = keep_dropped(
        io.BytesIO(mails.mail("Bene", Message_ID="<2@x.example>")), company=company, user_id=None, now=NOW
    )
    real = filing.mail_of

    def broken(path: Any, **told: Any) -> Any:
        if path.name == str(bad.file.uuid):
            raise OSError("the disk says no")
        return real(path, **told)

    monkeypatch.setattr(filing, "mail_of", broken)
    for _ in range(3):
        filing.read_waiting(company, now=NOW, at_most=1)
    filing.read_waiting(company, now=NOW)
    good_one.refresh_from_db()
    assert good_one.state == "read"
    assert stuck(clerk) == 1


def test_a_mail_that_cannot_be_read_waits_in_the_tray_with_its_bytes(
    company: Company, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "mail_of", lambda *_, **__: None)
    incoming = arrive(company, mails.mail(Subject=case.number))
    assert (incoming.kind, incoming.message.status) == (Kind.UNREADABLE, "tray")
    assert incoming.trouble
    assert incoming.message.original is not None


# --- receipts ---------------------------------------------------------------------------------------------------------
ROSSI, BIANCHI = make.ROSSI, make.BIANCHI


def test_receipts_in_any_order_and_twice_leave_a_pec_delivered(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI, BIANCHI)
    receipts = [
        mails.certified("avvenuta-consegna", recipient=BIANCHI),
        mails.certified("accettazione"),
        mails.certified("avvenuta-consegna", recipient=ROSSI),
    ]
    repeats = [arrive(company, receipt).is_repeat for receipt in (*receipts, *receipts)]
    message.refresh_from_db()
    assert message.status == "delivered"
    assert repeats == [False] * 3 + [True] * 3
    kept = Evidence.objects.of(company).filter(message=message)
    assert kept.count() == 3
    assert {one.document.case_id for one in kept} == {case.pk}
    assert Document.objects.of(company).count() == 3


def test_a_failed_delivery_reopens_work_for_that_recipient_alone(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI, BIANCHI)
    arrive(company, mails.certified("avvenuta-consegna", recipient=ROSSI))
    arrive(company, mails.certified("errore-consegna", recipient=BIANCHI, error="no-dest"))
    states = dict(Recipient.objects.of(company).filter(message=message).values_list("address", "status"))
    assert states == {ROSSI: "delivered", BIANCHI: "failed"}
    assert case.work_items.filter(step="message.failed").count() == 1


def test_a_receipt_that_fits_nothing_waits_until_a_person_lays_it(company: Company, clerk: Actor, case: Case) -> None:
    message = sent(company, case, ROSSI, own="other@ecoverde.example")
    arrive(company, mails.certified("avvenuta-consegna", recipient=ROSSI))
    loose = Evidence.objects.of(company).get(message__isnull=True)
    deciding.lay_beside(loose, message, actor=clerk, now=NOW)
    message.refresh_from_db()
    loose.refresh_from_db()
    assert (message.status, loose.document.case_id) == ("delivered", case.pk)
    with pytest.raises(IntakeRefused):
        deciding.lay_beside(loose, message, actor=clerk, now=NOW)


def test_a_receipt_without_the_providers_signature_proves_nothing(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI)
    incoming = arrive(company, mails.certified("avvenuta-consegna", recipient=ROSSI, signed=False))
    message.refresh_from_db()
    assert (message.status, incoming.message.status) == ("queued", "tray")
    assert "signature" in incoming.trouble


def test_a_receipt_in_an_ordinary_mailbox_needs_a_trusted_signature(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI)
    account = make.account(company)
    for own, anchored in (("1@g.example", False), ("2@g.example", True)):
        if anchored:
            make_trusted(company)
        content = mails.certified("avvenuta-consegna", recipient=ROSSI, own=own)
        incoming = keep_dropped(io.BytesIO(content), company=company, user_id=None, now=signing.SIGNED_AT)
        Incoming.objects.of(company).filter(pk=incoming.pk).update(account=account)
        filing.read_waiting(company, now=signing.SIGNED_AT)
        message.refresh_from_db()
        assert (message.status == "delivered") is anchored


def make_trusted(company: Company) -> None:
    boss = cast.actor(company, "boss@example.it", "admin.configure")
    trust(signing.root().pem, company=company, actor=boss, now=signing.SIGNED_AT)


def test_a_returned_mail_fails_its_recipient_and_an_absence_note_does_not(company: Company, case: Case) -> None:
    message = sent(company, case, "nobody@rossi.example", "mario@rossi.example")
    arrive(company, mails.mail(Auto_Submitted="auto-replied", In_Reply_To=f"<{mails.OURS}>"))
    message.refresh_from_db()
    assert message.status == "queued"
    arrive(company, mails.bounce())
    message.refresh_from_db()
    assert message.status == "failed"
    assert set(Evidence.objects.of(company).values_list("kind", flat=True)) == {"absence", "bounce"}


# --- the tray ---------------------------------------------------------------------------------------------------------
def test_a_message_of_the_tray_is_filed_with_all_that_came_with_it(company: Company, clerk: Actor, case: Case) -> None:
    message = arrive(company, mails.mail(From="unknown@x.example", files=(("a.pdf", PDF),))).message
    deciding.assign(message, case, actor=clerk, now=NOW)
    message.refresh_from_db()
    assert (message.status, message.case_id) == ("received", case.pk)
    assert set(Document.objects.of(company).values_list("case_id", flat=True)) == {case.pk}
    with pytest.raises(IntakeRefused):
        deciding.assign(message, case, actor=clerk, now=NOW)


def test_a_message_set_aside_says_why_and_can_still_be_filed(company: Company, clerk: Actor, case: Case) -> None:
    message = arrive(company, mails.mail(From="unknown@x.example")).message
    with pytest.raises(IntakeRefused):
        deciding.set_aside(message, reason=" ", actor=clerk, now=NOW)
    deciding.set_aside(message, reason="Pubblicità", actor=clerk, now=NOW)
    assert Incoming.objects.of(company).get().decision == "Pubblicità"
    deciding.assign(message, case, actor=clerk, now=NOW)


def drop(content: bytes, name: str, clerk: Actor, case: Case) -> Incoming:
    return deciding.drop(io.BytesIO(content), name=name, company=case.company, actor=clerk, now=NOW, case=case)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mail.pdf", PDF),
        ("mail.eml", PDF),
        ("mail.eml", b"MZ\0\0"),
        ("mail.eml", b""),
        ("mail.html", b"<html>"),
        ("", b"x"),
    ],
)
def test_what_is_no_mail_is_refused_when_dropped_and_leaves_nothing(
    company: Company, clerk: Actor, case: Case, name: str, content: bytes
) -> None:
    with pytest.raises(UploadRefused):
        drop(content, name, clerk, case)
    assert not Incoming.objects.of(company).exists()


def test_a_mail_dropped_on_a_case_belongs_to_it_whatever_it_says(company: Company, clerk: Actor, case: Case) -> None:
    incoming = drop(mails.mail(), "mail.eml", clerk, case)
    assert (incoming.message.case_id, incoming.reasons) == (case.pk, ["dropped"])
