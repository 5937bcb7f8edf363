"""The child: reads one mail and writes what it says. Without Django, settings or secrets.

    python -m documents.mail.worker <file> <anchors.pem> <now, ISO 8601> <output>

The output is one line of JSON with the keys of `Mail`, its attachments by name, type and size; their bytes follow.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from documents.confinement import confine
from documents.mail.model import Mail
from documents.mail.reading import read
from documents.signatures.worker import Asked, anchors_of


def packed(mail: Mail) -> bytes:
    """The output of the child."""
    told: dict[str, Any] = asdict(mail)
    told["attachments"] = [(one.name, one.media_type, len(one.content)) for one in mail.attachments]
    line = json.dumps(told, default=_plain).encode()
    return b"\n".join((line, b"".join(one.content for one in mail.attachments)))


def _plain(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(type(value).__name__)
    return value.isoformat()


if __name__ == "__main__":
    confine()
    source, anchors, now, output = sys.argv[1:]
    told = Asked(anchors_of(Path(anchors).read_bytes()), datetime.fromisoformat(now))
    Path(output).write_bytes(packed(read(Path(source).read_bytes(), told)))
