"""A message on the wire says what was written, and nothing in a value can say more."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from documents.messages.mime import File, Outgoing, build


def outgoing(**values: Any) -> Outgoing:
    known = {"message_id": "<1@a.it>", "sender": ("Ecoverde", "a@a.it"), "to": [("Rossi", "r@r.it")]}
    said = {"subject": "Oggetto", "body": "Testo", "date": datetime(2026, 11, 16, tzinfo=UTC)}
    return Outgoing(**{**known, **said, **values})


def read(written: Outgoing) -> Any:
    return message_from_bytes(build(written), policy=default)


@pytest.mark.parametrize("nasty", ["a\r\nBcc: x@y.it", "a\nSubject: b", "a\x00b", "Però “così” €", "x" * 600])
def test_nothing_in_a_value_begins_another_header(nasty: str) -> None:
    files = [File(nasty, "application/pdf", b"%PDF", "0" * 64)]
    mail = read(outgoing(subject=nasty, sender=(nasty, "a@a.it"), to=[(nasty, "r@r.it")], files=files))
    plain = " ".join("".join(char if char.isprintable() else " " for char in nasty).split())
    assert mail["Bcc"] is None
    assert mail["Subject"].replace(" ", "") == plain.replace(" ", "")
    assert mail.get_all("Subject") == [mail["Subject"]]
    assert mail["To"].addresses[0].addr_spec == "r@r.it"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("application/pdf", "application/pdf"),
        ("text/calendar", "text/calendar"),
        ("message/rfc822", "application/octet-stream"),
        ("image/png", "image/png"),
    ],
)
def test_files_arrive_byte_for_byte_under_a_type_that_can_carry_them(given: str, sent: str) -> None:
    content = bytes(range(256)) * 3
    (file,) = read(outgoing(files=[File("più.x", given, content, "0" * 64)])).iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == (sent, "più.x")
    assert file.get_payload(decode=True) == content


def test_the_hash_is_of_what_is_said_and_the_thread_is_named() -> None:
    one, other = outgoing(), outgoing(body="Altro")
    assert one.content_hash == outgoing(date=datetime(2027, 1, 1, tzinfo=UTC)).content_hash != other.content_hash
    answer = read(outgoing(reply_to_id="<0@r.it>", references="<9@r.it> <0@r.it>", cc=[("", "c@c.it")]))
    assert (answer["In-Reply-To"], answer["References"], answer["Cc"]) == ("<0@r.it>", "<9@r.it> <0@r.it>", "c@c.it")


LONG = "<DB9PR04MB8106A1B2C3D4E5F60718293A4B5C6@DB9PR04MB8106.eurprd04.prod.outlook.com>"
LINK = f"<https://pratica.example/unsubscribe/{'a1B-_' * 30}:{'x' * 43}/>"


def test_programs_find_long_identifiers_and_links_as_they_stand() -> None:
    references = f"{LONG} <9@r.it> {LONG}"
    wire = build(outgoing(reply_to_id=LONG, references=references, headers={"List-Unsubscribe": LINK}))
    heads = wire.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ").split("\r\n")
    assert {f"In-Reply-To: {LONG}", f"References: {references}", f"List-Unsubscribe: {LINK}"} <= {*heads}
    assert max(map(len, wire.splitlines())) < 998


@pytest.mark.parametrize("nasty", [f"{LONG}\r\nBcc: x@y.it", f"{LONG}\nBcc: x@y.it", f"<{'é' * 80}@r.it>", "x" * 2000])
def test_nothing_in_an_identifier_of_somebody_elses_begins_another_header(nasty: str) -> None:
    wire = build(outgoing(reply_to_id=nasty, references=nasty))
    assert b"\r\nBcc" not in wire
    assert max(map(len, wire.splitlines())) < 998
