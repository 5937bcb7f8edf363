"""Opening a log by the end of its name."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO, TYPE_CHECKING, cast

from cases.services.importing import csv_log, xes_log
from cases.services.importing.errors import LogUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cases.services.importing.mapping import LogMapping
    from cases.services.importing.records import BadRow, Record

ENDINGS = (".csv", ".csv.gz", ".xes", ".xes.gz")


def read(path: Path, mapping: LogMapping) -> Iterator[Record | BadRow]:
    """Every event of the file, in its order. Raises LogUnreadable when the file as a whole cannot be read."""
    name = path.name.lower()
    if not name.endswith(ENDINGS):
        raise LogUnreadable(f"{path.name}: a log ends in {', '.join(ENDINGS)}")
    try:
        with _opened(path) as stream:
            if ".xes" in name:
                yield from xes_log.read(stream)
            else:
                with io.TextIOWrapper(stream, encoding=mapping.encoding, errors="surrogateescape", newline="") as lines:
                    yield from csv_log.read(lines, mapping)
    except (OSError, EOFError, zlib.error) as error:
        raise LogUnreadable(f"{path.name} cannot be read to its end: {error}") from error
    except UnicodeError as error:
        raise LogUnreadable(f"{path.name} is not in {mapping.encoding}: {error}; set [log] encoding") from error


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.name.lower().endswith(".gz") else path.open("rb")
