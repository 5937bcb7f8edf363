"""The S/MIME signature of a certified e-mail provider: intact or not, and whether a loaded authority vouches for it."""

from __future__ import annotations

import re
from asyncio import run
from email.message import Message
from typing import Any, Final

from asn1crypto import cms
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints

from documents.mail.model import Seal
from documents.mail.parts import content_of
from documents.signatures.worker import Asked

_ANY_USE: Final = KeyUsageConstraints(key_usage=set())


def seal_of(message: Message[Any, Any], raw: bytes, asked: Asked) -> Seal:
    """How far the signature of a multipart/signed mail can be trusted. What cannot be read is broken, never none."""
    if message.get_content_type() != "multipart/signed":
        return Seal.NONE
    parts = message.get_payload()
    signed = _signed_bytes(raw, str(message.get_param("boundary", "")))
    signature = parts[1] if isinstance(parts, list) and len(parts) == 2 else None
    if not isinstance(signature, Message) or signed is None:
        return Seal.BROKEN
    try:
        return _judged(content_of(signature), signed, asked)
    except (ValueError, TypeError, LookupError, AttributeError, SignatureValidationError):
        return Seal.BROKEN


def _judged(signature: bytes, signed: bytes, asked: Asked) -> Seal:
    envelope = cms.ContentInfo.load(signature)["content"]
    status = run(
        async_validate_detached_cms(
            signed, envelope, signer_validation_context=asked.context(asked.now), key_usage_settings=_ANY_USE
        )
    )
    if not (status.intact and status.valid):
        return Seal.BROKEN
    return Seal.TRUSTED if status.trusted and not status.revoked else Seal.UNKNOWN


def _signed_bytes(raw: bytes, boundary: str) -> bytes | None:
    """The first part as it was signed: from after the first boundary to the line end before the second (RFC 1847)."""
    mark = re.compile(rb"\r?\n--" + re.escape(boundary.strip('"').encode("ascii", "replace")) + rb"[ \t]*(?=\r?\n)")
    found = [match.span() for match, _ in zip(mark.finditer(raw), range(2), strict=False)]
    if not boundary or len(found) < 2:
        return None
    content = raw[found[0][1] : found[1][0]]
    content = content[2:] if content.startswith(b"\r\n") else content[1:]
    return re.sub(rb"\r?\n", b"\r\n", content)
