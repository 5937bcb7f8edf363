"""The virus scanner's hook: clamd's INSTREAM when CLAMD_URL names one. Not answering is not passing.

CLAMD_URL is `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`; empty means that no scanner is used.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from documents.models import ScanState

_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4_096
_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner says: a state, and the name of what it found."""

    state: ScanState
    virus: str = ""


def scan(file: BinaryIO, *, scanner: str, seconds: float = _SECONDS) -> Scan:
    """Ask the scanner about a file. No address: not scanned. No answer, or one not understood: quarantined."""
    if not scanner:
        return Scan(ScanState.NOT_SCANNED)
    try:
        answer = _ask(file, scanner, seconds)
    except (OSError, ValueError):
        return Scan(ScanState.QUARANTINED)
    if answer == "stream: OK":
        return Scan(ScanState.CLEAN)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Scan(ScanState.QUARANTINED, virus=answer.removeprefix("stream: ").removesuffix(" FOUND")[:120])
    return Scan(ScanState.QUARANTINED)


def _ask(file: BinaryIO, scanner: str, seconds: float) -> str:
    file.seek(0)
    with _connected(scanner, seconds) as line:
        line.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER and (piece := line.recv(1_024)):
            answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(scanner: str, seconds: float) -> socket.socket:
    address = urlsplit(scanner)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((address.hostname or "127.0.0.1", address.port or 3310), timeout=seconds)
