"""A mail, read by a child process."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from documents.children import output_of
from documents.mail.daticert import Receipt
from documents.mail.model import LARGEST, Attachment, Failure, Kind, Mail, Seal
from documents.mail.words import Address


def mail_of(path: Path, *, anchors: bytes, now: datetime) -> Mail | None:
    """What the mail in a file says; None when it is too large, or cannot be read within the limits of a child.

    `anchors` is a PEM bundle of the authorities whose signatures are trusted; it may be empty.
    """
    if path.stat().st_size > LARGEST:
        return None
    with tempfile.NamedTemporaryFile(suffix=".pem") as bundle:
        bundle.write(anchors)
        bundle.flush()
        made = output_of("documents.mail.worker", str(path), bundle.name, now.isoformat())
    return unpacked(made) if made is not None else None


def unpacked(made: bytes) -> Mail:
    """The mail in the output of the child (`documents.mail.worker.packed`)."""
    line, _, content = made.partition(b"\n")
    told: dict[str, Any] = json.loads(line)
    attachments, at = [], 0
    for name, media_type, size in told.pop("attachments"):
        attachments.append(Attachment(name, media_type, content[at : at + size]))
        at += size
    return Mail(
        kind=Kind(told.pop("kind")),
        sender=Address(**told.pop("sender")),
        to=tuple(Address(**one) for one in told.pop("to")),
        cc=tuple(Address(**one) for one in told.pop("cc")),
        sent_at=_moment(told.pop("sent_at")),
        about=tuple(told.pop("about")),
        attachments=tuple(attachments),
        failures=tuple(Failure(**one) for one in told.pop("failures")),
        certified=_receipt(told.pop("certified")),
        seal=Seal(told.pop("seal")),
        **told,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _receipt(told: dict[str, Any] | None) -> Receipt | None:
    if told is None:
        return None
    return Receipt(**{**told, "recipients": tuple(told["recipients"]), "at": _moment(told["at"])})
