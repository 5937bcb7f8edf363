"""From the bytes of a mail to what it says. Fetches nothing; meant to run in a child (`documents.mail.child`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime
from typing import Any, Final

from cases.rules.refusals import N_
from documents.mail import daticert
from documents.mail.model import Kind, Mail, Seal
from documents.mail.parts import Gathered, content_of, file_name, nested_bytes
from documents.mail.reports import report_of
from documents.mail.seals import seal_of
from documents.mail.words import Address, addresses, ids, raw_text, words
from documents.signatures.worker import Asked

_NOBODY: Final = Address("", "")


def read(raw: bytes, asked: Asked) -> Mail:
    """The mail in these bytes. A certified envelope gives the message inside it, and what was certified of it."""
    message = _parsed(raw)
    told = words(message.get("X-Ricevuta", "")).lower() or words(message.get("X-Trasporto", "")).lower()
    if told in daticert.RECEIPTS or told == daticert.TRANSPORT:
        return _certified(message, raw, told, asked)
    inner = _postacert(message) if told == "errore" else b""
    return replace(_plain(_parsed(inner)), message_id=_id_of(message, raw)) if inner else _plain(message, raw)


def _parsed(raw: bytes) -> Message[Any, Any]:
    return message_from_bytes(raw, policy=compat32)


def _plain(message: Message[Any, Any], raw: bytes = b"") -> Mail:
    gathered = Gathered(message)
    sender = next(iter(addresses(message.get_all("From", []) or message.get_all("Sender", []))), _NOBODY)
    report = report_of(message, sender=sender.address, text=gathered.text)
    own = _id_of(message, raw or message.as_bytes())
    answers = ids([*message.get_all("In-Reply-To", []), *reversed(message.get_all("References", []))])
    about = dict.fromkeys((*(report.about if report else ()), *answers))
    return Mail(
        kind=report.kind if report else Kind.MESSAGE,
        message_id=own,
        original_id=own,
        sender=sender,
        to=addresses(message.get_all("To", [])),
        cc=addresses(message.get_all("Cc", [])),
        subject=words(message.get("Subject", "")),
        sent_at=_moment(message),
        about=tuple(one for one in about if one != own),
        text=gathered.text,
        attachments=tuple(gathered.attachments),
        failures=report.failures if report else (),
        left_out=gathered.left_out,
    )


def _certified(message: Message[Any, Any], raw: bytes, told: str, asked: Asked) -> Mail:
    """A receipt or a transport envelope; of its parts only daticert.xml and the message inside count."""
    seal = seal_of(message, raw, asked)
    envelope = replace(_plain(message, raw), kind=Kind.UNREADABLE, attachments=(), seal=seal)
    try:
        certified = daticert.read(
            _named(message, "daticert.xml"),
            told_kind=told,
            told_about=_about(message) if told != daticert.TRANSPORT else "",
        )
    except daticert.NoDaticert as trouble:
        return replace(envelope, trouble=str(trouble))
    if seal in {Seal.NONE, Seal.BROKEN}:
        return replace(envelope, certified=certified, trouble=_NO_SEAL[seal])
    if certified.kind != daticert.TRANSPORT:
        return replace(
            envelope, kind=Kind.RECEIPT, certified=certified, about=(certified.about,) if certified.about else ()
        )
    inner = _postacert(message)
    if not inner:
        return replace(envelope, certified=certified, trouble=N_("The envelope holds no message."))
    return _unwrapped(envelope, _plain(_parsed(inner)), certified)


_NO_SEAL: Final = {
    Seal.NONE: N_("The signature of the certified e-mail provider is missing: anybody could have written this."),
    Seal.BROKEN: N_("The signature of the certified e-mail provider does not match the content."),
}


def _unwrapped(envelope: Mail, inner: Mail, certified: daticert.Receipt) -> Mail:
    """The message inside, from whom the provider says it is, under the id of its envelope."""
    name = inner.sender.name if inner.sender.address == certified.sender else ""
    sender = Address(name, certified.sender) if certified.sender else inner.sender
    return replace(
        inner,
        message_id=envelope.message_id,
        sender=sender,
        sent_at=certified.at or inner.sent_at,
        certified=certified,
        seal=envelope.seal,
    )


def _about(message: Message[Any, Any]) -> str:
    found = ids(message.get_all("X-Riferimento-Message-ID", []))
    return found[0] if found else ""


def _own_parts(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts of a mail, those of a mail inside it left out."""
    inner = message.get_payload()
    for part in inner if isinstance(inner, list) and message.get_content_maintype() == "multipart" else []:
        if isinstance(part, Message):
            yield part
            yield from _own_parts(part)


def _named(message: Message[Any, Any], name: str) -> bytes:
    for part in _own_parts(message):
        if not part.is_multipart() and file_name(part).lower() == name:
            return content_of(part)
    raise daticert.NoDaticert(N_("daticert.xml is missing."))


def _postacert(message: Message[Any, Any]) -> bytes:
    for part in _own_parts(message):
        if part.get_content_type() == "message/rfc822" and file_name(part).lower() in {"postacert.eml", ""}:
            return nested_bytes(part)
    return b""


def _id_of(message: Message[Any, Any], raw: bytes) -> str:
    """Its Message-ID; one made from its content where it has none, so that the same mail is the same again."""
    found = ids(message.get_all("Message-ID", [])[:1])
    return found[0] if found else f"{hashlib.sha256(raw).hexdigest()}@no-message-id.invalid"


def _moment(message: Message[Any, Any]) -> datetime | None:
    try:
        told = parsedate_to_datetime(raw_text(message.get("Date", "")))
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
