"""Mail that machines write: what could not be delivered (RFC 3464), who is away (RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final

from documents.mail.model import Failure, Kind
from documents.mail.words import addresses_in, ids, raw_text, words

_POSTMAN: Final = re.compile(r"(?i)^(mailer-daemon|postmaster|mail-daemon)@")
_UNDELIVERED: Final = re.compile(
    r"(?i)undeliver|delivery status notification|mail delivery (failed|subsystem)|returned mail|failure notice"
    r"|delivery (failure|has failed)|mancato recapito|mancata consegna|recapito non riuscito|non recapitabile"
)
_DELAYED: Final = re.compile(r"(?i)\bdelayed\b|\bwarning: (message|could not)|ritard(o|ata)|still trying")
_STATUS: Final = re.compile(r"\b([45])[.-]?(\d{1,3})[.-](\d{1,3})\b|\b([45]\d\d)[ -]")
_AWAY: Final = re.compile(
    r"(?i)^\W*(automatic reply|auto(matic)?[- ]?(reply|response)|out of( the)? office|risposta automatica"
    r"|messaggio automatico|fuori (sede|ufficio)|assen(te|za)\b|abwesenheit|r[ée]ponse automatique)"
)
_ID_IN_TEXT: Final = re.compile(r"(?im)^\s*message-id:\s*(<[^<>\s]+>)")


@dataclass(frozen=True, slots=True)
class Report:
    """What a machine reports, whom it did not reach, and about which messages."""

    kind: Kind
    failures: tuple[Failure, ...] = ()
    about: tuple[str, ...] = ()


def report_of(message: Message[Any, Any], *, sender: str, text: str) -> Report | None:
    """The report a mail is; None when a person wrote it."""
    bounce = _by_the_book(message) or _in_own_words(message, sender=sender, text=text)
    if bounce is not None:
        return bounce
    return Report(Kind.ABSENCE) if _is_automatic(message) else None


def _by_the_book(message: Message[Any, Any]) -> Report | None:
    """multipart/report with a message/delivery-status: one block of headers per recipient."""
    if message.get_content_type() != "multipart/report":
        return None
    blocks = [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    ]
    told = [(words(block.get("Action", "")).lower(), _failure(block)) for block in blocks if "Action" in block]
    failed = tuple(failure for action, failure in told if action == "failed")
    delayed = tuple(failure for action, failure in told if action == "delayed")
    if failed:
        return Report(Kind.BOUNCE, failed, _original_ids(message))
    if delayed:
        return Report(Kind.DELAY, delayed, _original_ids(message))
    return Report(Kind.MESSAGE, (), _original_ids(message)) if told else None


def _blocks(part: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    inner = part.get_payload()
    if isinstance(inner, list):
        yield from (block for block in inner[:200] if isinstance(block, Message))


def _failure(block: Message[Any, Any]) -> Failure:
    """The address the sender wrote, where the server says it; else where it ended up."""
    told = [raw_text(block.get(name, "")) for name in ("Original-Recipient", "Final-Recipient")]
    found = addresses_in(" ".join(told), at_most=1)
    status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", words(block.get("Status", "")))
    reason = words(block.get("Diagnostic-Code", "")).partition(";")
    return Failure(found[0] if found else "", status.group() if status else "", (reason[2] or reason[0]).strip()[:500])


def _original_ids(message: Message[Any, Any]) -> tuple[str, ...]:
    """The Message-ID of what came back: of the message returned, of its headers alone, or as the text quotes it."""
    found: list[str] = []
    for part in list(message.walk())[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            found += _ID_IN_TEXT.findall(content.decode("latin-1") if isinstance(content, bytes) else "")
        found += [raw_text(value) for value in part.get_all("Message-ID", [])]
    return ids([*found, *message.get_all("In-Reply-To", []), *message.get_all("References", [])])


def _in_own_words(message: Message[Any, Any], *, sender: str, text: str) -> Report | None:
    """What servers write that know no RFC 3464: the sender is the postman, and the subject or a header says it."""
    subject = words(message.get("Subject", ""))
    told = addresses_in(" ".join(raw_text(value) for value in message.get_all("X-Failed-Recipients", [])))
    from_nobody = words(message.get("Return-Path", "-")) == "<>" or bool(_POSTMAN.match(sender))
    if not told and not (from_nobody and _UNDELIVERED.search(subject)):
        return None
    about = (*_original_ids(message), *ids(_ID_IN_TEXT.findall(text)))
    kind = Kind.DELAY if _DELAYED.search(subject) else Kind.BOUNCE
    return Report(kind, _failures_in(text, told or _unreached(text, sender)), tuple(dict.fromkeys(about)))


def _unreached(text: str, sender: str) -> tuple[str, ...]:
    """The first address the postman's own words name, which come before the message they return."""
    return tuple(one for one in addresses_in(text) if one != sender and not _POSTMAN.match(one))[:1]


def _failures_in(text: str, recipients: tuple[str, ...]) -> tuple[Failure, ...]:
    status = _STATUS.search(text)
    code = ".".join(filter(None, status.groups())) if status else ""
    line = next((line.strip() for line in text.split("\n") if status and status.group() in line), "")
    return tuple(Failure(one, code, line[:500]) for one in recipients)


def _is_automatic(message: Message[Any, Any]) -> bool:
    submitted = words(message.get("Auto-Submitted", "no")).lower()
    precedence = words(message.get("Precedence", "")).lower()
    return (
        submitted.startswith("auto-replied")
        or precedence == "auto_reply"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
        or bool(_AWAY.match(words(message.get("Subject", ""))))
    )
