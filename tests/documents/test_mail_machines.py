"""Mail that machines wrote is told from what people write: receipts, returned mail, absence notes."""

from __future__ import annotations

import pytest

from documents.mail.daticert import RECEIPTS, NoDaticert
from documents.mail.daticert import read as read_daticert
from documents.mail.model import Kind, Seal
from documents.mail.reading import read
from documents.signatures.worker import Asked, anchors_of
from tests.documents import signing
from tests.factories import mails

TRUSTING = Asked(anchors_of(signing.root().pem), signing.SIGNED_AT)
KNOWING_NOBODY = Asked([], signing.SIGNED_AT)
ROSSI = "rossi@pec.example.it"


@pytest.mark.parametrize("kind", RECEIPTS)
def test_each_of_the_seven_receipts_is_read_off_its_daticert(kind):
    mail = read(mails.certified(kind, recipient=ROSSI, error="no-dest"), TRUSTING)
    told = mail.certified
    assert (mail.kind, mail.seal, mail.about) == (Kind.RECEIPT, Seal.TRUSTED, (mails.OURS,))
    assert (told.kind, told.recipient, told.error, told.provider) == (kind, ROSSI, "no-dest", mails.PROVIDER)
    assert told.at.isoformat() == "2026-11-16T10:16:00+01:00"
    assert told.failed == (kind in {"non-accettazione", "errore-consegna", "rilevazione-virus"})


@pytest.mark.parametrize("extent", ["completa", "breve", "sintetica"])
def test_a_delivery_says_how_much_of_the_message_it_carries(extent):
    told = mails.daticert("avvenuta-consegna", recipient=ROSSI, extent=extent)
    assert read_daticert(told, told_kind="avvenuta-consegna", told_about="").extent == extent


def test_an_envelope_gives_the_message_inside_from_whom_the_provider_says():
    inside = mails.mail(From="Somebody <else@evil.example>", files=(("a.pdf", b"%PDF"),))
    mail = read(
        mails.certified("posta-certificata", inside=inside, sender=ROSSI, own="opec1@gestore.example"), TRUSTING
    )
    assert (mail.kind, mail.sender.address, mail.sender.name) == (Kind.MESSAGE, ROSSI, "")
    assert (mail.message_id, mail.original_id) == ("opec1@gestore.example", "a1@rossi.example")
    assert [one.name for one in mail.attachments] == ["a.pdf"]


def test_an_issuer_nobody_vouches_for_is_unknown_and_never_trusted():
    assert read(mails.certified("accettazione"), KNOWING_NOBODY).seal == Seal.UNKNOWN


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (mails.certified("accettazione", signed=False), "missing"),
        (mails.certified("accettazione").replace(b'name="daticert.xml"', b'name="daticert.xml" '), "does not match"),
        (mails.certified("accettazione", header="avvenuta-consegna"), "contradict"),
        (mails.certified("accettazione", xml=mails.daticert("accettazione", about="other@x.example")), "different"),
        (mails.certified("accettazione", xml=b"<postacert"), "cannot be read"),
        (mails.certified("accettazione", xml=b'<postacert tipo="vincita"/>'), "unknown"),
        (mails.certified("posta-certificata"), "no message"),
    ],
)
def test_a_receipt_whose_parts_do_not_agree_is_not_believed(content, why):
    mail = read(content, TRUSTING)
    assert mail.kind == Kind.UNREADABLE
    assert why in mail.trouble


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<postacert tipo="accettazione"><dati><msgid>&x;</msgid></dati></postacert>',
        b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><postacert tipo="accettazione"/>',
        b"\xff\xfe<",
        b"<html/>",
        b"<postacert tipo='accettazione'>" + b"<a>" * 300,
        b"x" * (1024 * 1024 + 1),
    ],
)
def test_a_hostile_daticert_is_refused_in_words_and_reads_nothing(hostile):
    with pytest.raises(NoDaticert):
        read_daticert(hostile, told_kind="accettazione", told_about="")


def test_an_anomalous_envelope_holds_an_ordinary_message():
    inside = mails.mail("Da una casella ordinaria")
    envelope = mails.certified("posta-certificata", inside=inside).replace(
        b"X-Trasporto: posta-certificata", b"X-Trasporto: errore"
    )
    mail = read(envelope, TRUSTING)
    assert (mail.kind, mail.certified, mail.sender.address) == (Kind.MESSAGE, None, "mario@rossi.example")


def test_a_returned_mail_names_whom_it_did_not_reach_and_which_message():
    mail = read(mails.bounce(), KNOWING_NOBODY)
    assert (mail.kind, mail.about[0]) == (Kind.BOUNCE, mails.OURS)
    assert [(one.address, one.status) for one in mail.failures] == [("nobody@rossi.example", "5.1.1")]
    assert read(mails.bounce(action="delayed"), KNOWING_NOBODY).kind == Kind.DELAY
    assert read(mails.bounce(action="delivered"), KNOWING_NOBODY).kind == Kind.MESSAGE


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Mail Delivery <mailer-daemon@mx.example>", "Subject": "Mancata consegna: Sollecito"},
        {"Return-Path": "<>", "Subject": "failure notice"},
        {"X-Failed-Recipients": "nobody@rossi.example", "Subject": "Mail delivery failed"},
    ],
)
def test_a_returned_mail_in_a_servers_own_words_is_recognised(headers):
    text = f"<nobody@rossi.example>: 550 User unknown\n\nMessage-ID: <{mails.OURS}>\n"
    mail = read(mails.mail(text, **{name.replace("-", "_"): value for name, value in headers.items()}), KNOWING_NOBODY)
    assert (mail.kind, mail.about) == (Kind.BOUNCE, (mails.OURS,))
    assert [(one.address, one.status) for one in mail.failures] == [("nobody@rossi.example", "550")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Risposta automatica: Sollecito"},
        {"Subject": "Fuori ufficio fino al 3 dicembre"},
        {"Subject": "Out of Office"},
    ],
)
def test_an_absence_note_is_recognised(headers):
    told = mails.mail(
        **{name.replace("-", "_"): value for name, value in headers.items()}, In_Reply_To=f"<{mails.OURS}>"
    )
    mail = read(told, KNOWING_NOBODY)
    assert (mail.kind, mail.about) == (Kind.ABSENCE, (mails.OURS,))


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "no"},
        {"Subject": "Re: mancata consegna del 12 marzo"},
        {"Subject": "Il responsabile è assente: a chi scrivo?"},
        {"From": "postmaster@rossi.example", "Subject": "Nuovo indirizzo"},
    ],
)
def test_what_people_write_stays_a_message(headers):
    told = mails.mail(**{name.replace("-", "_"): value for name, value in headers.items()})
    assert read(told, KNOWING_NOBODY).kind == Kind.MESSAGE
