"""The one question asked of every file before anybody opens it: may it come in, and what is it?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import BinaryIO, Final

from cases.rules.refusals import Refusal
from documents.checks.container import MEDIA_TYPE as XFIR
from documents.checks.container import xfir_refusals
from documents.checks.images import jpeg_refusals, png_refusals, tiff_refusals
from documents.checks.limits import LIMITS, MEBIBYTE, Limits
from documents.checks.mismatch import family_of, mismatch
from documents.checks.names import clean_name, extension_of
from documents.checks.office import office_refusals
from documents.checks.pdf import pdf_refusals
from documents.checks.reasons import Refused, refusal, refused
from documents.checks.signed import content_of
from documents.checks.text import csv_refusals, eml_refusals, text_refusals, xml_refusals

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 65_557
_HEAD: Final = 4_096
_LETTERS_OF_SIGNED: Final = "p7m"


@dataclass(frozen=True, slots=True)
class Kind:
    """One accepted type: what it is called on the wire, how it begins, who reads it."""

    media_type: str
    check: Callable[..., Iterator[Refusal]]
    begins: tuple[bytes, ...] = ()


KINDS: Final[dict[str, Kind]] = {
    "pdf": Kind("application/pdf", pdf_refusals, (b"%PDF-",)),
    "png": Kind("image/png", png_refusals, (b"\x89PNG\r\n\x1a\n",)),
    "jpg": Kind("image/jpeg", jpeg_refusals, (b"\xff\xd8\xff",)),
    "jpeg": Kind("image/jpeg", jpeg_refusals, (b"\xff\xd8\xff",)),
    "tif": Kind("image/tiff", tiff_refusals, (b"II*\0", b"MM\0*")),
    "tiff": Kind("image/tiff", tiff_refusals, (b"II*\0", b"MM\0*")),
    "docx": Kind(_WORD, partial(office_refusals, kind="docx"), (b"PK\x03\x04",)),
    "xlsx": Kind(_SHEET, partial(office_refusals, kind="xlsx"), (b"PK\x03\x04",)),
    "xfir": Kind(XFIR, xfir_refusals, (b"PK\x03\x04",)),
    "csv": Kind("text/csv", csv_refusals),
    "txt": Kind("text/plain", text_refusals),
    "xml": Kind("application/xml", xml_refusals),
    "eml": Kind("message/rfc822", eml_refusals),
}
SIGNED_MEDIA_TYPE: Final = "application/pkcs7-mime"
ACCEPTED: Final = (*KINDS, _LETTERS_OF_SIGNED)


@dataclass(frozen=True, slots=True)
class Examined:
    """The verdict: the name to keep, the type to serve, and every reason against; none means it may come in."""

    name: str
    media_type: str
    refusals: tuple[Refusal, ...] = ()


def examine(file: BinaryIO, *, name: str, limits: Limits = LIMITS) -> Examined:
    """Looks at a complete, seekable file. Never raises for what a file contains, opens nothing else, keeps nothing."""
    cleaned = clean_name(name, limit=limits.name_characters)
    extension = extension_of(cleaned)
    media_type = SIGNED_MEDIA_TYPE if extension == _LETTERS_OF_SIGNED else ""
    media_type = media_type or (KINDS[extension].media_type if extension in KINDS else "")
    found: dict[tuple[str, str], Refusal] = {}
    try:
        for reason in _reasons(file, cleaned, limits, level=0):
            found[reason.code, str(reason.params)] = reason
            if len(found) >= limits.reasons:
                break
    except Refused as last:
        found[last.refusal.code, str(last.refusal.params)] = last.refusal
    return Examined(cleaned, media_type, tuple(found.values()))


def _reasons(file: BinaryIO, name: str, limits: Limits, *, level: int) -> Iterator[Refusal]:
    extension = extension_of(name)
    size = file.seek(0, os.SEEK_END)
    if not name:
        raise refused("name_missing")
    if extension not in ACCEPTED:
        yield refusal("type_not_accepted", extension=extension or "?", accepted=", ".join(ACCEPTED))
        return
    if not size:
        raise refused("file_empty")
    if size > limits.file_bytes:
        raise refused("file_too_large", limit=limits.file_bytes // MEBIBYTE)
    if extension == _LETTERS_OF_SIGNED:
        yield from _signed(file, name, limits, level=level)
        return
    yield from _of_kind(file, extension, size=size, limits=limits)


def _of_kind(file: BinaryIO, extension: str, *, size: int, limits: Limits) -> Iterator[Refusal]:
    kind = KINDS[extension]
    file.seek(0)
    head = file.read(_HEAD)
    begins_well = head.startswith(kind.begins) if kind.begins else not _is_binary_kind(head)
    if not begins_well:
        file.seek(max(0, size - _ZIP_TAIL))
        raise Refused(mismatch(extension, family_of(head, file.read(_ZIP_TAIL))))
    if extension not in ("docx", "xlsx", "xfir"):
        yield from _second_file(file, extension, head, size=size)
    yield from kind.check(file, size=size, limits=limits)


def _signed(file: BinaryIO, name: str, limits: Limits, *, level: int) -> Iterator[Refusal]:
    """The document inside has the name without ".p7m"; countersigned ones are envelopes in envelopes."""
    if level > limits.nesting:
        raise refused("signature_unreadable")
    content = content_of(file)
    yield from _reasons(BytesIO(content), name[: -len(_LETTERS_OF_SIGNED) - 1], limits, level=level + 1)


def _second_file(file: BinaryIO, extension: str, head: bytes, *, size: int) -> Iterator[Refusal]:
    """A file that two programs would take for two different things."""
    if extension != "pdf" and b"%PDF-" in head[:1_024]:
        yield refusal("two_files_in_one", found="PDF")
    file.seek(max(0, size - _ZIP_TAIL))
    tail = file.read(_ZIP_TAIL)
    at = tail.rfind(_ZIP_END)
    if at >= 0 and len(tail) - at >= 22 and int.from_bytes(tail[at + 20 : at + 22], "little") <= len(tail) - at:
        yield refusal("two_files_in_one", found="ZIP")
    if KINDS[extension].begins and any(mark in (head + tail[-_HEAD:]).lower() for mark in (b"<script", b"<?php")):
        yield refusal("two_files_in_one", found="HTML")


def _is_binary_kind(head: bytes) -> bool:
    return any(kind.begins and head.startswith(kind.begins) for kind in KINDS.values())
