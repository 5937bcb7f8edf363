"""The bytes on disk, below DATA_DIR/documents: `incoming/<uuid>` until the row is committed, then its own place.

The name of an incoming file is the uuid of its future StoredFile, so that whoever comes after a crash can tell a
file whose row exists (finish the move) from one whose row does not (remove it).
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from django.conf import settings
from django.db import transaction

from documents.checks.limits import MEBIBYTE, Limits
from documents.checks.reasons import refused
from documents.models import StoredFile

_CHUNK: Final = 256 * 1024


class Readable(Protocol):
    """Whatever bytes can be read from: an uploaded file, an open file, a socket."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A complete file on disk that belongs to nobody yet."""

    uuid: uuid.UUID
    path: Path
    sha256: str
    size: int

    def open(self) -> BinaryIO:
        return self.path.open("rb")

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def root() -> Path:
    return Path(settings.DATA_DIR) / "documents"


def incoming() -> Path:
    return root() / "incoming"


def path_of(file: StoredFile) -> Path:
    """Where the bytes belong, whether they are there or not."""
    return root() / file.place


def take_in(stream: Readable, *, limits: Limits) -> Arrival:
    """Write a stream below `incoming`, counted and hashed on the way, and flushed to the disk.

    Raises Refused for a stream that is too long or too slow; nothing is left then.
    """
    incoming().mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4()
    path = incoming() / str(name)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as target:
            for chunk in _counted(stream, limits):
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Arrival(name, path, digest.hexdigest(), size)


def _counted(stream: Readable, limits: Limits) -> Iterator[bytes]:
    size, until = 0, time.monotonic() + limits.seconds
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limits.file_bytes:
            raise refused("file_too_large", limit=limits.file_bytes // MEBIBYTE)
        if time.monotonic() > until:
            raise refused("upload_too_slow", seconds=limits.seconds)
        yield chunk


@contextmanager
def recorded(arrival: Arrival) -> Iterator[None]:
    """The transaction in which an arrival gets its row: what fails inside leaves no file.

    From its end on nobody knows whether it was committed: whatever fails then, the bytes stay, and the sweep asks the
    database whose they are.
    """
    is_inside = True
    try:
        with transaction.atomic():
            yield
            is_inside = False
    except BaseException:
        if is_inside:
            arrival.discard()
        raise


def settle_later(arrival: Arrival, file: StoredFile) -> None:
    """Move it after the commit. Where that fails nothing is lost: it is read where it lies until the sweep moves it."""
    transaction.on_commit(lambda: settle(arrival.path, file), robust=True)


def settle(arrival: Path, file: StoredFile) -> None:
    """Move an arrival to the place of its file; when the content is there already, the arrival goes.

    Called after the commit, again by the sweep, in any order and as often as one likes.
    """
    target = path_of(file)
    if target.exists():
        arrival.unlink(missing_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(arrival, target)
    except FileNotFoundError:
        if not target.exists():
            raise
    _flush_directory(target.parent)


def locate(file: StoredFile) -> Path:
    """Where the bytes are now: their place or, between commit and move, still `incoming`.

    Raises FileNotFoundError when they are nowhere.
    """
    for path in (path_of(file), incoming() / str(file.uuid), path_of(file)):
        if path.is_file():
            return path
    raise FileNotFoundError(f"no bytes for stored file {file.uuid}")


def picture_path(file: StoredFile) -> Path:
    """Where the picture of a file is kept; it can be drawn again at any time."""
    return root() / "pictures" / str(file.company_id) / file.uuid.hex[:2] / f"{file.uuid}.png"


def keep_picture(file: StoredFile, content: bytes) -> None:
    """Keep a picture, whole or not at all."""
    target = picture_path(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{uuid.uuid4()}.part")
    draft.write_bytes(content)
    os.replace(draft, target)


def _flush_directory(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
