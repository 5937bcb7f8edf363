"""The parts of a mail: the words people read, and the files that came with them."""

from __future__ import annotations

import binascii
from base64 import b64decode
from email.message import Message
from email.utils import collapse_rfc2231_value
from quopri import decodestring
from typing import Any, Final

from documents.mail.model import DEEPEST, LONGEST_TEXT, MOST_PARTS, Attachment
from documents.mail.pages import page_text
from documents.mail.words import body_text, decoded, words

_SIGNATURES: Final = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_REPORTS: Final = {"message/delivery-status", "text/rfc822-headers"}
_ENDINGS: Final = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/html": ".html", "text/plain": ".txt"}


class Gathered:
    """What a mail holds. `left_out` counts the parts beyond MOST_PARTS and those nested deeper than DEEPEST."""

    def __init__(self, message: Message[Any, Any]) -> None:
        self.attachments: list[Attachment] = []
        self.left_out = self._seen = 0
        self.text = body_text(self._words(message, 0), limit=LONGEST_TEXT)

    def _words(self, part: Message[Any, Any], depth: int, *, related: bool = False) -> str:
        self._seen += 1
        if self._seen > MOST_PARTS or depth > DEEPEST:
            self.left_out += 1
            return ""
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            return self._several(part, depth)
        if _is_words(part):
            return _text_of(part)
        if not (related and _is_picture_of_the_page(part)):
            self._attach(part)
        return ""

    def _several(self, part: Message[Any, Any], depth: int) -> str:
        kind, inner = part.get_content_subtype(), part.get_payload()
        children = [child for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []
        texts = [self._words(child, depth + 1, related=kind == "related") for child in children]
        if kind != "alternative":
            return "\n\n".join(filter(None, texts))
        best = [text for child, text in zip(children, texts, strict=True) if child.get_content_type() == "text/plain"]
        return next((text for text in (*best, *texts) if text.strip()), "")

    def _attach(self, part: Message[Any, Any]) -> None:
        media_type = part.get_content_type()
        if media_type in _SIGNATURES or media_type in _REPORTS:
            return
        content = nested_bytes(part) if media_type == "message/rfc822" else content_of(part)
        self.attachments.append(Attachment(_name_of(part, media_type), media_type, content))


def _is_words(part: Message[Any, Any]) -> bool:
    named = file_name(part) or part.get_content_disposition() == "attachment"
    return part.get_content_type() in {"text/plain", "text/html"} and not named


def _is_picture_of_the_page(part: Message[Any, Any]) -> bool:
    """A logo in the signature of an HTML body: it stays in the original."""
    inline = part.get_content_disposition() != "attachment"
    return part.get_content_maintype() == "image" and inline and "Content-ID" in part


def _text_of(part: Message[Any, Any]) -> str:
    text = decoded(content_of(part), _parameter(part, "charset"))
    return page_text(text) if part.get_content_type() == "text/html" else text


def content_of(part: Message[Any, Any]) -> bytes:
    """The bytes of a part that is one file; nothing for a part made of others."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def nested_bytes(part: Message[Any, Any]) -> bytes:
    """The message inside a message/rfc822 part, whose text some programs encode though they must not."""
    inner = _inner(part)
    content = inner.as_bytes() if inner is not None else b""
    coding = words(part.get("Content-Transfer-Encoding", "")).lower()
    if coding == "base64":
        try:
            return b64decode(content)
        except binascii.Error:
            return content
    return decodestring(content) if coding == "quoted-printable" else content


def _inner(part: Message[Any, Any]) -> Message[Any, Any] | None:
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    return first if isinstance(first, Message) else None


def _name_of(part: Message[Any, Any], media_type: str) -> str:
    name = file_name(part)
    if name or media_type not in _ENDINGS:
        return name
    inner = _inner(part)
    return (words(inner.get("Subject", "")) if inner is not None else "") + _ENDINGS[media_type]


def file_name(part: Message[Any, Any]) -> str:
    """The name a part claims, in either header, encoded in any of the three ways; empty when it has none."""
    for header, name in (("content-disposition", "filename"), ("content-type", "name")):
        if found := _parameter(part, name, header):
            return words(found)
    return ""


def _parameter(part: Message[Any, Any], name: str, header: str = "content-type") -> str:
    try:
        return collapse_rfc2231_value(part.get_param(name, "", header) or "")
    except (LookupError, UnicodeError, ValueError, TypeError):
        return ""
