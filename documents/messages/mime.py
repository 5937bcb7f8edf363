"""A message as it goes over the wire (RFC 5322, MIME)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, Final

OPAQUE: Final = "application/octet-stream"
WHOLE: Final = ("message/", "multipart/")
"""Types that may not be packed in base64 (RFC 2045, 6.4): a mail that is attached travels as a file."""

UNBROKEN: Final = frozenset({"in-reply-to", "references", "list-unsubscribe"})
"""Heads whose words programs compare or follow as they stand."""
LONGEST: Final = 900
"""Of one of these words; a line may have 998 (RFC 5322, 2.1.1)."""


class Wire(EmailPolicy):
    """As SMTP wants it. The library packs a long word of a head as RFC 2047 says, which nobody unpacks in an address or
    an identifier: those stand as they are, a line for each."""

    def fold(self, name: str, value: Any) -> str:
        """The lines of a head."""
        return _words(name, value) if name.lower() in UNBROKEN else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        return _words(name, value).encode("ascii") if name.lower() in UNBROKEN else super().fold_binary(name, value)


WIRE: Final = Wire(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class File:
    """What is attached."""

    name: str
    media_type: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is sent: people are (name, address). Plain text, as an office writes: nothing is fetched, nobody tracked."""

    message_id: str
    sender: tuple[str, str]
    to: Sequence[tuple[str, str]]
    cc: Sequence[tuple[str, str]] = ()
    subject: str
    body: str
    date: datetime
    reply_to_id: str = ""
    references: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()

    @property
    def addresses(self) -> list[str]:
        """Everybody to whom the server has to bring it."""
        return [address for _name, address in (*self.to, *self.cc)]

    @property
    def content_hash(self) -> str:
        """SHA-256 over subject, text and the hash of each file: what was said, not how it was packed."""
        said = (self.subject, self.body, *(each.sha256 for each in self.files))
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def build(outgoing: Outgoing) -> bytes:
    """The bytes, lines ending as SMTP wants them. Every try of a message carries the same Message-ID."""
    mail = EmailMessage(policy=WIRE)
    mail["From"] = _address(*outgoing.sender)
    mail["To"] = [_address(*each) for each in outgoing.to]
    if outgoing.cc:
        mail["Cc"] = [_address(*each) for each in outgoing.cc]
    mail["Subject"] = one_line(outgoing.subject)
    mail["Date"] = outgoing.date
    mail["Message-ID"] = outgoing.message_id
    if outgoing.reply_to_id:
        mail["In-Reply-To"] = one_line(outgoing.reply_to_id)
        mail["References"] = one_line(outgoing.references or outgoing.reply_to_id)
    for name, value in outgoing.headers.items():
        mail[name] = value
    mail.set_content(outgoing.body or "\n")
    for each in outgoing.files:
        kind, _, subtype = (OPAQUE if each.media_type.startswith(WHOLE) else each.media_type).partition("/")
        mail.add_attachment(each.content, kind, subtype or "octet-stream", filename=one_line(each.name))
    return mail.as_bytes()


def _words(name: str, value: object) -> str:
    words = [word for word in str(value).split() if word.isascii() and len(word) <= LONGEST]
    return f"{name}: " + "\r\n ".join(words) + "\r\n"


def one_line(text: str) -> str:
    """Without line breaks and control characters: nothing in a value may begin another header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=address)
