"""The tray as a clerk uses it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.mail.reading import read as parsed
from documents.models import Document, Incoming, Message
from documents.services.intake import filing
from documents.signatures.worker import Asked
from registry.models import Customer
from tests.documents import good
from tests.factories import mails


@pytest.fixture(autouse=True)
def _without_a_child(monkeypatch):
    monkeypatch.setattr(filing, "mail_of", lambda path, anchors, now: parsed(path.read_bytes(), Asked([], now)))


def drop(office, *contents, where="/ecoverde/mail/", name="teo"):
    files = [SimpleUploadedFile(f"{at}.eml", content) for at, content in enumerate(contents)]
    return office.client(name).post(where, {"mail-file": files}, follow=True)


def text_of(answer):
    return answer.content.decode()


def test_a_stray_message_waits_with_its_words_escaped_and_is_filed_by_hand(office):
    case = office.at_review()
    drop(office, mails.mail("<script>alert(1)</script>", Subject="<b>Ciao</b>", files=(("a.pdf", good.pdf()),)))
    message = Message.objects.of(office.company).get()
    page = f"/ecoverde/mail/{message.key}/"
    shown = text_of(office.client("teo").get(page))
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    wrong = office.client("teo").post(page + "file/", {"number": "OM-1999-000001"})
    assert wrong.status_code == 422
    assert "OM-1999-000001" in text_of(wrong)
    assert office.client("teo").post(page + "file/", {"number": case.number}).status_code == 302
    assert "Message received" in text_of(office.client("teo").get(office.address(case)))
    assert office.client("teo").post(page + "file/", {"number": case.number}).status_code == 409


def test_a_candidate_is_shown_with_its_reason_and_filed_with_one_press(office):
    first, second = office.at_review(), office.at_review()
    drop(office, mails.mail(f"Riguarda {first.number} e {second.number}"))
    message = Message.objects.of(office.company).get()
    shown = text_of(office.client("teo").get(f"/ecoverde/mail/{message.key}/"))
    assert first.number in shown
    assert second.number in shown
    assert "the text names the case" in shown


def test_an_empty_file_is_refused_and_nothing_of_the_drop_is_kept(office):
    assert drop(office, mails.mail(), b"").status_code == 422
    assert Incoming.objects.of(office.company).count() == 0


def test_the_same_mail_dropped_twice_is_told_to_be_here(office):
    answer = drop(office, mails.mail(), mails.mail())
    assert "1 message taken in." in text_of(answer)
    assert "1 was here already." in text_of(answer)
    assert Incoming.objects.of(office.company).count() == 2


def test_what_came_by_mail_becomes_an_analysis_when_somebody_says_so(office):
    case = office.at_review()
    drop(office, mails.mail(files=(("a.pdf", good.pdf()),)), where=office.address(case, "mail"))
    paper = Document.objects.of(office.company).get(case=case, kind="other")
    page = f"/ecoverde/documents/{paper.uuid}/kind/"
    backwards = {"kind": "analysis", "issued_on": "2026-05-01", "valid_until": "2026-04-01"}
    assert office.client("teo").post(page, backwards).status_code == 409
    assert office.client("teo").post(page, {"kind": "analysis", "issued_on": "2026-05-01"}).status_code == 302
    office.client("teo").post(f"/ecoverde/documents/{paper.uuid}/verify/")
    assert office.client("teo").post(page, {"kind": "photo"}).status_code == 409
    paper.refresh_from_db()
    assert (paper.kind, paper.status) == ("analysis", "verified")


def test_a_message_set_aside_leaves_the_tray_with_its_reason(office):
    drop(office, mails.mail())
    message = Message.objects.of(office.company).get()
    client = office.client("teo")
    assert client.post(f"/ecoverde/mail/{message.key}/aside/", {"reason": ""}).status_code == 422
    client.post(f"/ecoverde/mail/{message.key}/aside/", {"reason": "Advertising"})
    assert message.subject not in text_of(client.get("/ecoverde/mail/"))
    assert "Advertising" in text_of(client.get("/ecoverde/mail/?show=set_aside"))


def test_a_file_that_is_no_message_is_told_how_to_get_one(office):
    wrong = SimpleUploadedFile("letter.pdf", good.pdf())
    answer = office.client("teo").post("/ecoverde/mail/", {"mail-file": [wrong]})
    assert answer.status_code == 409
    assert "Save the message as .eml in your mail program" in text_of(answer)
    assert "as PDF" not in text_of(answer)


def test_a_sender_is_no_day_and_a_customer_s_name_ends_with_one_stop(office):
    customer = office.case().customer
    Customer.objects.of(office.company).filter(pk=customer.pk).update(name="Rossi S.r.l.")
    drop(office, mails.mail("Buongiorno"))
    message = Message.objects.of(office.company).get()
    client = office.client("teo", "it")
    assert "<dt>Da</dt>" in text_of(client.get(f"/ecoverde/mail/{message.key}/"))
    said = client.post(f"/ecoverde/mail/{message.key}/customer/", {"code": customer.code}, follow=True)
    assert f"Archiviato presso: {customer.code} Rossi S.r.l.<" in "".join(text_of(said).split("\n")).replace(" <", "<")
