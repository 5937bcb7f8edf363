"""Images: the declared size is read from the structure, no pixel is decoded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from cases.rules.refusals import Refusal
from documents.checks.limits import Limits
from documents.checks.reasons import refusal, refused

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WIDTH, _HEIGHT = 256, 257
_TIFF_VALUES: Final = {3: "H", 4: "I"}
_TIFF_ENTRIES: Final = 4_096


def png_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Chunk after chunk to IEND, which must be the end of the file."""
    file.seek(0)
    if file.read(8) != _PNG:
        raise refused("file_damaged", part="PNG")
    kind, position = b"", 8
    while kind != b"IEND":
        header = file.read(8)
        if len(header) < 8:
            raise refused("file_damaged", part="PNG")
        length, kind = struct.unpack(">I4s", header)
        if position == 8:
            yield from _png_size(file.read(13), kind, limits)
        position += 12 + length
        file.seek(position)
    if position > size:
        raise refused("file_damaged", part="PNG")
    if position < size:
        yield refusal("two_files_in_one", found="?")


def _png_size(body: bytes, kind: bytes, limits: Limits) -> Iterator[Refusal]:
    if kind != b"IHDR" or len(body) < 13:
        raise refused("file_damaged", part="PNG")
    yield from _pixels(*struct.unpack(">II", body[:8]), limits=limits)


def jpeg_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Segment after segment up to the frame; cameras append thumbnails, so what follows the picture is left."""
    file.seek(0)
    if file.read(2) != b"\xff\xd8":
        raise refused("file_damaged", part="JPEG")
    while True:
        marker = file.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:
            raise refused("file_damaged", part="JPEG")
        if marker[1] == 0xFF:
            file.seek(-3, 1)
            continue
        length = int.from_bytes(marker[2:4], "big")
        if marker[1] in _FRAMES:
            height, width = struct.unpack(">HH", file.read(5)[1:].ljust(4, b"\0"))
            yield from _pixels(width, height, limits=limits)
            break
        if length < 2 or marker[1] == 0xDA:
            raise refused("file_damaged", part="JPEG")
        file.seek(length - 2, 1)
    yield from _jpeg_end(file, size)


def _jpeg_end(file: BinaryIO, size: int) -> Iterator[Refusal]:
    """The end marker must be somewhere behind the frame; searched from the back, in blocks."""
    start, position = file.tell(), size
    while position > start:
        position = max(start, position - 65_536)
        file.seek(position)
        if b"\xff\xd9" in file.read(65_537):
            return
    yield refusal("file_damaged", part="JPEG")


def tiff_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Page after page; a chain that bites its tail or leaves the file is refused."""
    file.seek(0)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(file.read(4))
    if order is None:
        raise refused("file_damaged", part="TIFF")
    (page,) = struct.unpack(f"{order}I", file.read(4).ljust(4, b"\0"))
    seen: set[int] = set()
    while page:
        if page in seen or page + 2 > size or len(seen) >= limits.pages:
            raise refused("file_damaged", part="TIFF")
        seen.add(page)
        width, height, page = _tiff_page(file, order, page)
        yield from _pixels(width, height, limits=limits)
    if not seen:
        raise refused("file_damaged", part="TIFF")


def _tiff_page(file: BinaryIO, order: str, page: int) -> tuple[int, int, int]:
    file.seek(page)
    (count,) = struct.unpack(f"{order}H", file.read(2))
    table = file.read(count * 12)
    if count > _TIFF_ENTRIES or len(table) < count * 12:
        raise refused("file_damaged", part="TIFF")
    sizes = {}
    for entry in range(count):
        tag, kind, _count = struct.unpack_from(f"{order}HHI", table, entry * 12)
        if tag in (_WIDTH, _HEIGHT) and kind in _TIFF_VALUES:
            (sizes[tag],) = struct.unpack_from(f"{order}{_TIFF_VALUES[kind]}", table, entry * 12 + 8)
    (following,) = struct.unpack(f"{order}I", file.read(4).ljust(4, b"\0"))
    return sizes.get(_WIDTH, 0), sizes.get(_HEIGHT, 0), following


def _pixels(width: int, height: int, *, limits: Limits) -> Iterator[Refusal]:
    if not width or not height:
        yield refusal("file_damaged", part=f"{width} × {height}")
    if width * height > limits.pixels:
        yield refusal("image_too_large", width=width, height=height)
