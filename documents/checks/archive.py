"""A ZIP container read by our own eyes before any library opens it.

Two programs that read the same ZIP differently are the root of most tricks, so only the plain form is taken: starts
at byte 0, members side by side, directory right behind them, nothing after it.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from cases.rules.refusals import Refusal
from documents.checks.limits import Limits
from documents.checks.reasons import refusal, refused

CHUNK: Final = 64 * 1024
_END: Final = struct.Struct("<4s4H2IH")
_ENTRY: Final = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_DESCRIPTOR: Final = 24
_DIRECTORY_BYTES_PER_MEMBER: Final = 2_048
_UNSAFE: Final = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]|^$")


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the archive's directory."""

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    mode: int
    offset: int
    raw_name: bytes
    starts_at: int = 0

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.mode)

    @property
    def is_encrypted(self) -> bool:
        return bool(self.flags & 0x2041)


def is_archive(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04")


def read_directory(file: BinaryIO, *, size: int, limits: Limits) -> list[Member]:
    """The members, in the order of their bytes. Raises Refused when the directory is not the plain form."""
    if size < _END.size:
        raise refused("file_damaged", part="ZIP")
    file.seek(size - _END.size)
    mark, disk, first_disk, here, total, length, start, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\x05\x06" or comment or disk or first_disk or here != total:
        raise refused("file_damaged", part="ZIP")
    if total > limits.members:
        raise refused("archive_too_many_members", limit=limits.members)
    if start + length != size - _END.size:
        raise refused("archive_overlap")
    if length > (total + 1) * _DIRECTORY_BYTES_PER_MEMBER:
        raise refused("file_damaged", part="ZIP")
    file.seek(start)
    return _side_by_side(file, list(_entries(file.read(length), total)), start)


def _entries(directory: bytes, total: int) -> Iterator[Member]:
    position = 0
    for _ in range(total):
        try:
            entry = _ENTRY.unpack_from(directory, position)
        except struct.error:
            raise refused("file_damaged", part="ZIP") from None
        if entry[0] != b"PK\x01\x02":
            raise refused("file_damaged", part="ZIP")
        flags, method, checksum, packed, size = entry[5], entry[6], entry[9], entry[10], entry[11]
        name_length, extra_length, comment_length = entry[12:15]
        raw = directory[position + _ENTRY.size : position + _ENTRY.size + name_length]
        name = raw.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        mode, offset = entry[17] >> 16, entry[18]
        yield Member(name, flags, method, checksum, packed, size, mode, offset, raw)
        position += _ENTRY.size + name_length + extra_length + comment_length
    if position != len(directory):
        raise refused("archive_overlap")


def _side_by_side(file: BinaryIO, members: list[Member], directory_start: int) -> list[Member]:
    """Each member begins where the one before ended; up to 24 bytes of a streamed member's sizes lie between."""
    placed, expected, slack = [], 0, 0
    for member in sorted(members, key=lambda m: m.offset):
        if not expected <= member.offset <= expected + slack:
            raise refused("archive_overlap")
        starts_at = _data_start(file, member)
        expected, slack = starts_at + member.packed, _DESCRIPTOR if member.flags & 0x8 else 0
        placed.append(replace(member, starts_at=starts_at))
    if not expected <= directory_start <= expected + slack:
        raise refused("archive_overlap")
    return placed


def _data_start(file: BinaryIO, member: Member) -> int:
    file.seek(member.offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise refused("file_damaged", part=member.name)
    fields = _LOCAL.unpack(header)
    name_length, extra_length = fields[9], fields[10]
    if file.read(name_length) != member.raw_name or fields[3] != member.method:
        raise refused("archive_overlap")
    return int(member.offset + _LOCAL.size + name_length + extra_length)


def directory_refusals(members: list[Member]) -> Iterator[Refusal]:
    """What is wrong with the names and kinds of the members, all of it."""
    seen: set[str] = set()
    for member in members:
        if _UNSAFE.search(member.name):
            yield refusal("archive_unsafe_name", member=member.name[:80])
        if member.is_link:
            yield refusal("archive_link", member=member.name[:80])
        if member.name.casefold() in seen:
            yield refusal("archive_duplicate", member=member.name[:80])
        if member.is_encrypted:
            yield refusal("file_encrypted")
        elif member.method not in (0, 8):
            yield refusal("file_damaged", part=member.name[:80])
        seen.add(member.name.casefold())


class Unpacking:
    """Reads members and counts what really comes out, over the whole upload, nested archives included."""

    def __init__(self, *, limits: Limits) -> None:
        self.limits = limits
        self.produced = 0

    def read(self, file: BinaryIO, member: Member) -> Iterator[bytes]:
        """The content in chunks. Raises Refused: bomb, lying header, wrong checksum."""
        produced, checksum = 0, 0
        for chunk in _inflated(file, member):
            produced += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            self._spend(len(chunk), produced=produced, member=member)
            yield chunk
        if produced != member.size or checksum != member.checksum:
            raise refused("file_damaged", part=member.name[:80])

    def _spend(self, count: int, *, produced: int, member: Member) -> None:
        self.produced += count
        too_dense = produced > max(self.limits.ratio_applies_from, member.packed * self.limits.ratio)
        if too_dense or self.produced > self.limits.inflated_bytes or produced > member.size:
            raise refused("archive_too_large")


def _inflated(file: BinaryIO, member: Member) -> Iterator[bytes]:
    if member.method == 0:
        yield from _packed(file, member)
        return
    engine = zlib.decompressobj(-15)
    try:
        for packed in _packed(file, member):
            pending = packed
            while pending and not engine.eof:
                yield engine.decompress(pending, CHUNK)
                pending = engine.unconsumed_tail
        while rest := engine.decompress(engine.unconsumed_tail, CHUNK):
            yield rest
    except zlib.error:
        raise refused("file_damaged", part=member.name[:80]) from None
    if not engine.eof or engine.unused_data:
        raise refused("file_damaged", part=member.name[:80])


def _packed(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """Seeks for every chunk: the caller may read another member in between."""
    done = 0
    while done < member.packed:
        file.seek(member.starts_at + done)
        chunk = file.read(min(CHUNK, member.packed - done))
        if not chunk:
            raise refused("file_damaged", part=member.name[:80])
        done += len(chunk)
        yield chunk
