"""The anchors' files: what the journal looked like on a day, kept outside the database.

Per company and year two files below DATA_DIR/anchors/<company>:

- `2026.jsonl`   one line per anchor: figures, the digest over (number, head hash, count) of all cases in number order,
                 the last number of each series, where its heads lie, the line before, and an HMAC over all of it;
- `2026.heads`   one line per case that changed since the anchor before, chained from anchor to anchor.

Only ever appended to and flushed to the disk. A copy of the lines elsewhere (they also go to the log) shows a cut.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cases.rules import chain

Heads = dict[str, tuple[int, str]]
"""Case number -> (seq, hash) of its newest event."""


class AnchorDamaged(Exception):
    """A file of anchors is not what the product wrote."""


@dataclass(frozen=True, slots=True)
class Known:
    """The newest anchor and the heads it stands for; `line` is empty when there is none yet."""

    line: Mapping[str, Any] = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)

    @property
    def exists(self) -> bool:
        """Whether an anchor was ever written."""
        return bool(self.line)


def digest(key: bytes, heads: Mapping[str, tuple[int, str]]) -> str:
    """The digest over (number, count, head hash) of all cases, in number order."""
    mac = hmac.new(key, b"heads\n", hashlib.sha256)
    for number in sorted(heads):
        mac.update(_line(number, heads[number]))
    return mac.hexdigest()


def _line(number: str, head: tuple[int, str]) -> bytes:
    return f"{number} {head[0]} {head[1]}\n".encode()


def read(folder: Path, key: bytes) -> Known:
    """Replay every anchor of a company. Raises AnchorDamaged, naming the file and line, when one is not ours."""
    heads: Heads = {}
    line: dict[str, Any] = {}
    for name, number, text in _lines(folder):
        line = _checked(text, previous=line, key=key, where=f"{name}:{number}")
        block = _block(folder / f"{name.removesuffix('.jsonl')}.heads", line)
        if _heads_hash(key, line["heads"]["previous"], block) != line["heads"]["hash"]:
            raise AnchorDamaged(f"{name}:{number}: its heads were changed")
        heads.update(_parsed(block))
    if line and digest(key, heads) != line["digest"]:
        raise AnchorDamaged(f"the heads do not yield the digest of {line['at']}")
    return Known(line, heads)


def _lines(folder: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted(folder.glob("*.jsonl")):
        complete = path.read_text(encoding="utf-8").rpartition("\n")[0]
        for number, text in enumerate(complete.splitlines(), start=1):
            yield path.name, number, text


def _checked(text: str, *, previous: Mapping[str, Any], key: bytes, where: str) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(text)
        mac = line.pop("mac")
    except (ValueError, KeyError, AttributeError) as error:
        raise AnchorDamaged(f"{where}: this is no anchor") from error
    if not hmac.compare_digest(mac, _mac(key, line)):
        raise AnchorDamaged(f"{where}: the line was changed")
    if line["previous"] != previous.get("mac", ""):
        raise AnchorDamaged(f"{where}: it does not follow the line before")
    return {**line, "mac": mac}


def _mac(key: bytes, line: Mapping[str, Any]) -> str:
    return chain.link(key, "anchor", chain.canonical(line))


def _heads_hash(key: bytes, previous: str, block: bytes) -> str:
    return chain.link(key, previous, hashlib.sha256(block).hexdigest())


def _block(path: Path, line: Mapping[str, Any]) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(line["heads"]["from"])
            return file.read(line["heads"]["bytes"])
    except FileNotFoundError as error:
        raise AnchorDamaged(f"{path.name} is not there") from error


def _parsed(block: bytes) -> Iterator[tuple[str, tuple[int, str]]]:
    for text in block.decode().splitlines():
        number, seq, head = text.rsplit(" ", 2)
        yield number, (int(seq), head)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one process anchors a company at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def append(folder: Path, key: bytes, *, known: Known, changed: Heads, line: Mapping[str, Any]) -> dict[str, Any]:
    """Write the heads that changed, then the line that vouches for them; the line as written."""
    year = str(line["day"])[:4]
    before = known.line["heads"]["hash"] if known.exists else ""
    block = b"".join(_line(number, changed[number]) for number in sorted(changed))
    start = _add(folder / f"{year}.heads", [block])
    heads = {"from": start, "bytes": len(block), "previous": before, "hash": _heads_hash(key, before, block)}
    whole = {**line, "heads": heads, "previous": known.line.get("mac", "")}
    whole["mac"] = _mac(key, whole)
    _add(folder / f"{year}.jsonl", [chain.canonical(whole).encode(), b"\n"])
    return whole


def _add(path: Path, parts: Iterable[bytes]) -> int:
    """Append whole lines after the last whole line, to the disk; the place where they begin."""
    with path.open("ab+") as file:
        start = _whole(file)
        file.truncate(start)
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    return start


def _whole(file: BinaryIO) -> int:
    """The length of the file up to its last line feed: what a crash left behind it is dropped."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        size = min(end, 4096)
        file.seek(end - size)
        found = file.read(size).rfind(b"\n")
        if found >= 0:
            return end - size + found + 1
        end -= size
    return 0
