"""A digital waste form (.xfir): a signed container (ASiC, ETSI EN 319 162-1) as RENTRI gives it out.

A ZIP whose first member, stored and not packed, is `mimetype`; what is signed beside it, the signatures in META-INF.
It is looked through like any archive and kept as it is: nothing of it is opened.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import BinaryIO, Final

from cases.rules.refusals import Refusal
from documents.checks.archive import Member, Unpacking, directory_refusals, is_archive, read_directory
from documents.checks.limits import Limits
from documents.checks.markup import Reader
from documents.checks.mismatch import mismatch
from documents.checks.reasons import refusal, refused

MEDIA_TYPE: Final = "application/vnd.etsi.asic-e+zip"
_TYPES: Final = (MEDIA_TYPE.encode(), b"application/vnd.etsi.asic-s+zip")
_SIGNED: Final = (".xml", ".p7s", ".p7m")
_FOREIGN: Final = (b"MZ", b"\x7fELF", b"#!", b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe")
_MARKUP: Final = (b"<", b"\xef\xbb\xbf<")


def xfir_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Every reason against a file that calls itself an .xfir."""
    members = read_directory(file, size=size, limits=limits)
    wrong = list(directory_refusals(members))
    if wrong:
        yield from wrong
        return
    unpacking = Unpacking(limits=limits)
    if not _is_container(file, members, unpacking):
        yield mismatch("xfir", "archive")
        return
    for member in members[1:]:
        yield from _inside(file, member, unpacking, limits)


def _is_container(file: BinaryIO, members: list[Member], unpacking: Unpacking) -> bool:
    """Says what it is, signs something, and has something that is signed."""
    first, rest = members[0] if members else None, [member.name.casefold() for member in members[1:]]
    if first is None or first.name != "mimetype" or first.method != 0 or first.size > 64:
        return False
    if b"".join(unpacking.read(file, first)).strip() not in _TYPES:
        return False
    signatures = [
        name for name in rest if name.startswith("meta-inf/") and "signature" in name and name.endswith(_SIGNED)
    ]
    return bool(signatures) and any(not name.startswith("meta-inf/") for name in rest)


def _inside(file: BinaryIO, member: Member, unpacking: Unpacking, limits: Limits) -> Iterator[Refusal]:
    """No archives, no programs, no XML that asks for anything."""
    chunks = unpacking.read(file, member)
    head = next(chunks, b"")
    whole = itertools.chain([head], chunks)
    if is_archive(head):
        raise refused("archive_nested", member=member.name[:80])
    if head.startswith(_FOREIGN):
        yield refusal("office_embedded", member=member.name[:80])
    if head.lstrip().startswith(_MARKUP):
        Reader(member.name, limits=limits).read(whole)
    for _ in whole:
        continue
