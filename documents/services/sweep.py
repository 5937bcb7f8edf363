"""After a crash: finish what was committed, remove what was not, and say what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from documents import store
from documents.models import StoredFile

GRACE: Final = timedelta(hours=1)
_WHY: Final = "sweep of files whose upload did not end"


@dataclass(frozen=True, slots=True)
class Swept:
    """How many incoming files were moved to their place, and how many were nobody's."""

    settled: int = 0
    removed: int = 0


def sweep(*, now: datetime, grace: timedelta = GRACE) -> Swept:
    """Look through `incoming` for files older than the grace. Safe to run at any time, twice at once too."""
    settled = removed = 0
    for path in _left_behind(now - grace):
        file = _owner(path)
        if file is None:
            path.unlink(missing_ok=True)
            removed += 1
        else:
            store.settle(path, file)
            settled += 1
    return Swept(settled, removed)


def files_without_bytes() -> Iterator[StoredFile]:
    """The rows whose bytes are not on disk: for `doctor`; there should be none."""
    rows = StoredFile.objects.across_companies("check that every stored file is on disk")
    for file in rows.iterator(chunk_size=1_000):
        try:
            store.locate(file)
        except FileNotFoundError:
            yield file


def _left_behind(before: datetime) -> Iterator[Path]:
    if not store.incoming().is_dir():
        return
    for path in sorted(store.incoming().iterdir()):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            yield path


def _owner(path: Path) -> StoredFile | None:
    try:
        name = uuid.UUID(path.name)
    except ValueError:
        return None
    return StoredFile.objects.across_companies(_WHY).filter(uuid=name).first()
