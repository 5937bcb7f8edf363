"""The signatures of a file, read by a child process."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from documents.checks import SIGNED_MEDIA_TYPE
from documents.children import output_of

_PDF: Final = "application/pdf"
_SIGNED_PDF: Final = b"/ByteRange"


def may_be_signed(path: Path, *, media_type: str) -> bool:
    """Whether it is worth asking: an envelope always, a PDF when it mentions the bytes a signature covers."""
    return media_type == SIGNED_MEDIA_TYPE or (media_type == _PDF and _SIGNED_PDF in path.read_bytes())


def signatures_of(
    path: Path, *, media_type: str, anchors: bytes, now: datetime, lists: bytes = b""
) -> list[dict[str, Any]] | None:
    """One dictionary per signature, with the keys of `worker.Finding`; None when they could not be read.

    `anchors` is a PEM bundle of the certificates whose signatures are trusted, `lists` one of the lists of what they
    took back; both may be empty.
    """
    kind = "pdf" if media_type == _PDF else "p7m"
    with tempfile.NamedTemporaryFile(suffix=".pem") as bundle, tempfile.NamedTemporaryFile(suffix=".crl") as taken_back:
        for file, content in ((bundle, anchors), (taken_back, lists)):
            file.write(content)
            file.flush()
        told = (kind, str(path), bundle.name, taken_back.name, now.isoformat())
        made = output_of("documents.signatures.worker", *told)
    return json.loads(made) if made is not None else None
