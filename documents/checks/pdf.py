"""PDF looked through without a PDF library: names in clear, names behind #xx, names in compressed object streams.

Decided: JavaScript, programs to launch, rich media, remote go-to, form submission, XFA, embedded files and encryption
are refused, not flagged. An office needs the page, and printing to a new PDF removes all of them.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, Final, Self

from cases.rules.refusals import Refusal
from documents.checks.limits import Limits
from documents.checks.pdf_names import Window, escaped, occurrences
from documents.checks.reasons import refusal, refused

_TAIL: Final = 2_048
_DICTIONARY: Final = 4_096
_STEP: Final = 16_384
_ACTIVE: Final = (
    "JavaScript",
    "Launch",
    "RichMedia",
    "Rendition",
    "ImportData",
    "SubmitForm",
    "GoToR",
    "GoToE",
    "XFA",
)
_ATTACHED: Final = ("EmbeddedFile", "EmbeddedFiles")
_OBJECT_STREAM: Final = "ObjStm"
_STREAM: Final = re.compile(rb"stream\r?\n")
_PLAIN_FLATE: Final = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\s*\]?\s*(?:/|>>)")
_PREDICTED: Final = re.compile(rb"/(?:Predictor|DecodeParms|DP|F|FFilter)(?![A-Za-z0-9])|/[A-Za-z]*#")
_OBJECTS_BEGIN: Final = re.compile(rb"\s*(?:\d+\s+\d+\s|$)")


def pdf_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Every reason against the PDF. Raises Refused when it cannot be read to its end."""
    with _window(file, size) as content:
        if not re.match(rb"%PDF-[12]\.\d", content[:8]):
            raise refused("file_damaged", part="PDF")
        if b"%%EOF" not in content[max(0, size - _TAIL) :] or content.rfind(b"startxref") < 0:
            raise refused("file_damaged", part="PDF")
        names = escaped(content)
        if _says(content, names, "Encrypt"):
            raise refused("file_encrypted")
        yield from _named(content, names)
        for objects in _object_streams(content, names, limits):
            yield from _named(objects, escaped(objects))


def _named(content: Window, names: list[tuple[str, int]]) -> Iterator[Refusal]:
    for feature in _ACTIVE:
        if _says(content, names, feature):
            yield refusal("pdf_active", feature=feature)
    if any(_says(content, names, name) for name in _ATTACHED):
        yield refusal("pdf_attachment")


def _says(content: Window, names: list[tuple[str, int]], name: str) -> bool:
    return any(True for _ in occurrences(content, name)) or any(name == other for other, _ in names)


def _object_streams(content: Window, names: list[tuple[str, int]], limits: Limits) -> Iterator[bytes]:
    """The objects in compressed form. Any encoding but plain Flate is refused: who hides objects has a reason."""
    produced = 0
    hidden = (end for name, end in names if name == _OBJECT_STREAM)
    for count, hit in enumerate(chain(occurrences(content, _OBJECT_STREAM), hidden), 1):
        if count > limits.object_streams:
            raise refused("archive_too_many_members", limit=limits.object_streams)
        start = _STREAM.search(content, hit, hit + _DICTIONARY)
        if start is None or _is_odd(_dictionary(content, hit, start.start())):
            raise refused("pdf_active", feature="ObjStm")
        objects = _inflate(content, start.end(), limits)
        produced += len(objects)
        if produced > limits.inflated_bytes:
            raise refused("archive_too_large")
        if not _OBJECTS_BEGIN.match(objects):
            raise refused("pdf_active", feature="ObjStm")
        yield objects


def _is_odd(dictionary: bytes) -> bool:
    return not _PLAIN_FLATE.search(dictionary) or _PREDICTED.search(dictionary) is not None


def _dictionary(content: Window, hit: int, end: int) -> bytes:
    """What stands before the stream, back to the object before it: more than the dictionary rather than less."""
    earliest = max(0, hit - _DICTIONARY)
    begin = max(content.rfind(b"endobj", earliest, hit), content.rfind(b"%PDF-", earliest, hit), earliest)
    return bytes(content[begin:end])


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
