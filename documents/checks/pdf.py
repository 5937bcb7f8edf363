"""PDF looked through without a PDF library: names in clear, names behind #xx, names in compressed object streams.

Decided: JavaScript, programs to launch, rich media, remote go-to, form submission, XFA, embedded files and encryption
are refused, not flagged. An office needs the page, and printing to a new PDF removes all of them.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, Self

from cases.rules.refusals import Refusal
from documents.checks.limits import Limits
from documents.checks.reasons import refusal, refused

Window = Any  # bytes-like and searchable: mmap.mmap or bytes

_TAIL: Final = 2_048
_DICTIONARY: Final = 4_096
_STEP: Final = 16_384


def _spelled(name: str) -> str:
    """A pattern of that name with any of its letters written as #xx."""
    return "".join(f"(?:{c}|#(?i:{ord(c):02x}))" for c in name)


def _names(*names: str) -> re.Pattern[bytes]:
    return re.compile(f"/({'|'.join(_spelled(name) for name in names)})(?![A-Za-z0-9#])".encode())


_ACTIVE: Final = _names(
    "JavaScript", "Launch", "RichMedia", "Rendition", "ImportData", "SubmitForm", "GoToR", "GoToE", "XFA"
)
_ATTACHED: Final = _names("EmbeddedFile", "EmbeddedFiles")
_ENCRYPTED: Final = _names("Encrypt")
_OBJECT_STREAM: Final = _names("ObjStm")
_STREAM: Final = re.compile(rb"stream\r?\n")
_PLAIN_FLATE: Final = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\s*\]?\s*(?:/|>>)")
_PREDICTED: Final = _names("Predictor", "DecodeParms", "F", "FFilter")


def pdf_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Every reason against the PDF. Raises Refused when it cannot be read to its end."""
    with _window(file, size) as content:
        if not re.match(rb"%PDF-[12]\.\d", content[:8]):
            raise refused("file_damaged", part="PDF")
        if b"%%EOF" not in content[max(0, size - _TAIL) :] or content.rfind(b"startxref") < 0:
            raise refused("file_damaged", part="PDF")
        if _ENCRYPTED.search(content):
            raise refused("file_encrypted")
        yield from _named(content)
        for objects in _object_streams(content, limits):
            yield from _named(objects)


def _named(content: Window) -> Iterator[Refusal]:
    features = {_plain(match[1]) for match in _ACTIVE.finditer(content)}
    for feature in sorted(features):
        yield refusal("pdf_active", feature=feature)
    if _ATTACHED.search(content):
        yield refusal("pdf_attachment")


def _plain(name: bytes) -> str:
    return re.sub(rb"#([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), name).decode("ascii", "replace")


def _object_streams(content: Window, limits: Limits) -> Iterator[bytes]:
    """The objects in compressed form. An unusual encoding is refused: nobody hides objects without a reason."""
    produced = 0
    for hit in _OBJECT_STREAM.finditer(content):
        start = _STREAM.search(content, hit.end(), hit.end() + _DICTIONARY)
        if start is None:
            continue
        dictionary = _dictionary(content, hit.start(), start.start())
        if b"Filter" not in dictionary and b"#" not in dictionary:
            continue
        if not _PLAIN_FLATE.search(dictionary) or _PREDICTED.search(dictionary):
            raise refused("pdf_active", feature="ObjStm")
        objects = _inflate(content, start.end(), limits)
        produced += len(objects)
        if produced > limits.inflated_bytes:
            raise refused("archive_too_large")
        yield objects


def _dictionary(content: Window, hit: int, end: int) -> bytes:
    begin = content.rfind(b"obj", max(0, hit - _DICTIONARY), hit)
    return bytes(content[max(begin, 0) : end])


def _inflate(content: Window, position: int, limits: Limits) -> bytes:
    """One stream from its first byte to its own end, wherever the dictionary says that is."""
    engine, objects = zlib.decompressobj(), bytearray()
    while not engine.eof and (packed := content[position : position + _STEP]):
        position += _STEP
        try:
            objects += engine.decompress(packed, limits.nested_bytes - len(objects) + 1)
        except zlib.error:
            raise refused("file_damaged", part="PDF") from None
        if len(objects) > limits.nested_bytes:
            raise refused("archive_too_large")
    return bytes(objects)


class _Bytes(bytes):
    """Bytes that close like a map."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        return None


def _window(file: BinaryIO, size: int) -> Any:
    """The file mapped, so that fifty megabytes cost no memory; in memory when it is no real file."""
    try:
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
    except OSError:
        file.seek(0)
        return _Bytes(file.read())
