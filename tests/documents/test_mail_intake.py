"""A mail that came in becomes a message of the right case, one of the tray, or evidence; once, whatever dies."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import DatabaseError

from cases.models import Case, CaseEvent, Notice
from documents.mail.model import Kind
from documents.models import Document, Incoming, Message
from documents.queries import of_case
from documents.queries.mail import stuck
from documents.services.intake import deciding, files, filing
from documents.services.intake.keeping import keep_dropped
from documents.services.intake.refusals import IntakeRefused
from documents.services.refusals import UploadRefused
from registry.actors import Actor
from registry.models import Company, Contact
from tests.documents import good
from tests.factories import cases as cast
from tests.factories import mails
from tests.factories import messages as make
from tests.factories.incoming import arrive, sent

NOW = make.NOW
PDF = good.pdf()
pytestmark = pytest.mark.usefixtures("read_here", "committed")
INPUTS = {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": 12}


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
