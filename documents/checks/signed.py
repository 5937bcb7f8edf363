"""A signed envelope (.p7m, CAdES): the document inside is taken out and looked at like any other.

Only the envelope is read here (RFC 5652 section 5: ContentInfo, SignedData, EncapsulatedContentInfo). Whether the
signature holds is another question, asked elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from documents.checks.reasons import refused

_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _SET, _OBJECT_ID, _INTEGER, _OCTETS = 0x30, 0x31, 0x06, 0x02, 0x04
_OCTETS_IN_PIECES: Final = 0x24
_CONTENT: Final = 0xA0
_DEEPEST: Final = 8


class _Value(NamedTuple):
    tag: int
    start: int
    end: int | None  # None: indefinite length


def content_of(file: BinaryIO) -> bytes:
    """The document in the envelope. Raises Refused: no envelope, detached signature, damaged."""
    file.seek(0)
    return content_of_bytes(binary_of(file.read()))


def content_of_bytes(envelope: bytes) -> bytes:
    """The same of a binary envelope in memory."""
    try:
        return _content(envelope)
    except (IndexError, ValueError, RecursionError):
        raise refused("signature_unreadable") from None


def binary_of(envelope: bytes) -> bytes:
    """DER as it is; base64 and PEM, which old signing programs write, unpacked. Raises Refused for neither."""
    if envelope[:1] == b"\x30":
        return envelope
    plain = re.sub(rb"-----[A-Z0-9 ]+-----|\s+", b"", envelope)
    try:
        return base64.b64decode(plain, validate=True)
    except binascii.Error:
        raise refused("signature_unreadable") from None


def _content(envelope: bytes) -> bytes:
    info = _expect(envelope, 0, _SEQUENCE)
    kind = _expect(envelope, info.start, _OBJECT_ID)
    if envelope[kind.start : kind.end] != _SIGNED_DATA:
        raise ValueError("not signed")
    explicit = _expect(envelope, kind.end or 0, _CONTENT)
    signed = _expect(envelope, explicit.start, _SEQUENCE)
    version = _expect(envelope, signed.start, _INTEGER)
    algorithms = _expect(envelope, version.end or 0, _SET)
    encapsulated = _expect(envelope, _after(envelope, algorithms, 0), _SEQUENCE)
    inner_kind = _expect(envelope, encapsulated.start, _OBJECT_ID)
    if inner_kind.end == encapsulated.end:
        raise refused("signature_detached")
    inner = _expect(envelope, inner_kind.end or 0, _CONTENT)
    content = b"".join(_octets(envelope, _value(envelope, inner.start), 0))
    if not content:
        raise refused("signature_detached")
    return content


def _value(envelope: bytes, position: int) -> _Value:
    tag, length = envelope[position], envelope[position + 1]
    position += 2
    if tag & 0x1F == 0x1F:
        raise ValueError("long tag")
    if length == 0x80:
        return _Value(tag, position, None)
    if length > 0x80:
        count = length & 0x7F
        if count > 5:
            raise ValueError("length")
        length = int.from_bytes(envelope[position : position + count], "big")
        position += count
    if position + length > len(envelope):
        raise ValueError("beyond the end")
    return _Value(tag, position, position + length)


def _expect(envelope: bytes, position: int, tag: int) -> _Value:
    value = _value(envelope, position)
    if value.tag != tag:
        raise ValueError(f"tag {value.tag:02x}")
    return value


def _after(envelope: bytes, value: _Value, depth: int) -> int:
    """Where the next value begins; of an indefinite one the end is where its children stop."""
    if value.end is not None:
        return value.end
    if depth > _DEEPEST:
        raise ValueError("too deep")
    position = value.start
    while envelope[position : position + 2] != b"\0\0":
        position = _after(envelope, _value(envelope, position), depth + 1)
    return position + 2


def _octets(envelope: bytes, value: _Value, depth: int) -> Iterator[bytes]:
    if value.tag == _OCTETS and value.end is not None:
        yield envelope[value.start : value.end]
        return
    if value.tag != _OCTETS_IN_PIECES or depth > _DEEPEST:
        raise ValueError("no octets")
    position, end = value.start, value.end
    while position < (end or len(envelope)) and (end is not None or envelope[position : position + 2] != b"\0\0"):
        piece = _value(envelope, position)
        yield from _octets(envelope, piece, depth + 1)
        position = _after(envelope, piece, depth)
