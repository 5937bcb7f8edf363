"""A stranger's mail is read whatever it is made of; nothing in it controls the page, the header or the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.mail import child, worker
from documents.mail.model import DEEPEST, MOST_PARTS, Kind
from documents.mail.reading import read
from documents.mail.words import addresses, words
from documents.signatures.worker import Asked
from tests.documents import signing
from tests.factories import mails

ASKED = Asked([], signing.SIGNED_AT)


def raw(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def parsed(content: bytes):
    return read(content, ASKED)


def test_an_ordinary_message_says_who_wrote_what_when_with_which_files():
    mail = parsed(mails.mail(files=(("certificato è.pdf", b"%PDF-1.4"),), In_Reply_To="<0001@ecoverde.example>"))
    assert (mail.kind, mail.sender.name, mail.sender.address) == (Kind.MESSAGE, "Mario Rossi", "mario@rossi.example")
    assert (mail.message_id, mail.about) == ("a1@rossi.example", ("0001@ecoverde.example",))
    assert mail.text == "Buongiorno, in allegato il certificato."
    assert mail.sent_at.isoformat() == "2026-11-16T09:15:00+00:00"
    assert [(one.name, one.content) for one in mail.attachments] == [("certificato è.pdf", b"%PDF-1.4")]


def test_a_page_becomes_its_words_and_nothing_is_fetched_or_run():
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Egr. <b>Sig.</b><br>Rossi</p>"
        "<script>alert(1)</script><table><tr><td>a</td><td>b</td></tr></table>"
        '<img src="http://listener.example/p.png">&egrave;</body></html>'
    )
    mail = parsed(raw("From: a@b.example", "Subject: x", "Content-Type: text/html; charset=utf-8", "", page))
    assert mail.text == "Egr. Sig.\nRossi\n\na\tb\n\nè"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("=?utf-8?B?UGVyY2jDqQ==?=", "Perché"),
        ("=?utf-8?Q?Perch=C3?= =?utf-8?Q?=A9_no?=", "Perché no"),
        ("=?iso-8859-1?Q?Citt=E0?= di Imola", "Città di Imola"),
        ("=?no-such-charset?B?Y2lhbw==?=", "ciao"),
        ("=?utf-8?B?!!!?= resta", "resta"),
        ("Perch\udce8 no", "Perchè no"),
        ("a\r\n\tb", "a b"),
        ("a\u202eb\u200bc\x00d", "abcd"),
    ],
)
def test_a_subject_is_read_in_any_coding_and_shows_nothing_that_cannot_be_seen(header, said):
    assert words(header) == said


@pytest.mark.parametrize(
    ("charset", "content", "said"),
    [
        ("utf-8", "Città".encode("latin-1"), "Città"),
        ("us-ascii", "Città".encode(), "Città"),
        ("rot13", b"ciao", "ciao"),
        ("x" * 500, b"ciao", "ciao"),
    ],
)
def test_a_body_is_read_though_its_charset_is_a_lie(charset, content, said):
    head = raw("From: a@b.example", "Subject: x", f'Content-Type: text/plain; charset="{charset}"', "", "")
    assert parsed(head + content).text == said


def test_a_header_cannot_be_smuggled_in_through_an_encoded_word():
    mail = parsed(
        raw("From: =?utf-8?Q?x=0D=0ABcc=3A_evil=40evil.example?= <a@b.example>", "Subject: =?utf-8?Q?a=0Ab?=", "", "t")
    )
    assert (mail.sender.name, mail.sender.address, mail.subject) == ("x Bcc: evil@evil.example", "a@b.example", "a b")
    assert mail.to == ()


def test_a_name_cannot_pass_for_an_address():
    found = addresses(
        ['"boss@ecoverde.example, x" <evil@evil.example>', "=?utf-8?Q?=3Ca=40b.example=3E?= <c@d.example>"]
    )
    assert [one.address for one in found] == ["evil@evil.example", "c@d.example"]


def test_a_mail_without_a_message_id_gets_the_same_one_every_time():
    content = mails.mail(Message_ID="")
    assert parsed(content).message_id == parsed(content).message_id
    assert parsed(content).message_id != parsed(mails.mail("Altro", Message_ID="")).message_id
    assert parsed(mails.mail(Message_ID=f"<{'x' * 400}@b.example>")).message_id.endswith("@no-message-id.invalid")


def test_a_mail_inside_a_mail_is_a_file_of_its_own():
    inner = mails.mail("Dentro", Subject="Inoltrato")
    content = raw(
        "From: a@b.example",
        "Subject: x",
        'Content-Type: multipart/mixed; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "Fuori",
        "--b",
        "Content-Type: message/rfc822",
        "",
        inner.decode(),
        "--b--",
    )
    mail = parsed(content)
    assert mail.text == "Fuori"
    assert [(one.name, one.media_type) for one in mail.attachments] == [("Inoltrato.eml", "message/rfc822")]
    assert b"Dentro" in mail.attachments[0].content


def test_parts_beyond_the_most_are_counted_and_left_out():
    many = mails.mail(files=tuple((f"{n}.pdf", b"%PDF") for n in range(MOST_PARTS + 5)))
    assert parsed(many).left_out == 7
    deep = b"From: a@b.example\r\nSubject: x\r\n"
    for level in range(DEEPEST + 3):
        deep += f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'.encode()
    assert parsed(deep + b"Content-Type: text/plain\r\n\r\nt\r\n").left_out == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 100,
        b"Subject",
        b"From: <<<>>>@@\r\nDate: never\r\nTo: ,,,\r\n\r\n",
        raw("From: a@b.example", "Subject: x", "Content-Type: multipart/mixed", "", "--", "x"),
        raw("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "!!!"),
        raw("Content-Type: text/plain; charset*=x'y'%ZZ; name*0*=a; name*1=b", "", "t"),
        raw("Date: Mon, 99 Nov 99999 99:99:99 +9999", "Message-ID: <>", "References: <a> <", "", "t"),
        raw("X-Ricevuta: accettazione", "", "t"),
    ],
)
def test_nonsense_is_a_mail_from_nobody_and_no_error(content):
    assert parsed(content).sender.address in {"", "a@b.example"}


def test_the_child_says_the_same_and_what_ends_it_is_one_answer(tmp_path: Path):
    content = mails.certified(
        "posta-certificata", inside=mails.mail(files=(("a.pdf", b"%PDF-\x00\xff"),)), sender="rossi@pec.example.it"
    )
    path = tmp_path / "mail.eml"
    path.write_bytes(content)
    anchors = signing.root().pem
    assert child.mail_of(path, anchors=anchors, now=signing.SIGNED_AT) == read(
        content, Asked(worker.anchors_of(anchors), signing.SIGNED_AT)
    )
    path.write_bytes(b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000)
    assert child.mail_of(path, anchors=b"", now=signing.SIGNED_AT) is None
