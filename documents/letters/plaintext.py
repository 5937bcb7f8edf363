"""The text of an e-mail being filled in, in the child: its first line is the subject, the rest the body.

Nothing is escaped, since nothing of it is markup; the subject stays one line whatever the values hold, so that no value
becomes a header.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from documents.letters.marks import Paragraph
from documents.letters.reading import PARAGRAPHS, told
from documents.letters.sandbox import LetterEnvironment

SUBJECT: Final = 250
_CONTROLS: Final = {"Cc", "Zl", "Zp"}
_GAP: Final = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def composed(subject: str, body: str) -> bytes:
    """A subject and a body as one file: the subject's line, an empty line, the body."""
    text = body.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return f"{one_line(subject)}\n\n{text}\n".encode()


def parted(content: bytes) -> tuple[str, str]:
    """The subject and the body of such a file."""
    subject, _, body = content.decode().partition("\n")
    return subject.strip(), body.strip("\n")


def one_line(text: str) -> str:
    """The text without line breaks and other controls, in the place of which stands a space."""
    visible = "".join(" " if unicodedata.category(c) in _CONTROLS else c for c in text)
    return re.sub(" {2,}", " ", visible).strip()


def read(template: bytes, environment: LetterEnvironment) -> dict[str, Any]:
    """What it says and asks for, as `reading.told` tells it."""
    subject, body = parted(template)
    paragraphs = [Paragraph(line, {"part": "body", "line": n}) for n, line in enumerate(body.split("\n"), 1)]
    return told((([Paragraph(subject, {"part": "subject"})], subject), (paragraphs, body)), environment)


def fill(template: bytes, values: dict[str, Any], environment: LetterEnvironment) -> bytes:
    """The e-mail, subject and body as `composed` puts them. Raises TemplateError and what else a template can do."""
    environment.missing.clear()
    subject, body = (environment.from_string(part).render(values) for part in parted(template))
    return composed(one_line(subject)[:SUBJECT], _GAP.sub("\n\n", body))


def lines(content: bytes) -> list[str]:
    """The text of an e-mail, subject first, without the empty lines."""
    subject, body = parted(content)
    return [line for line in (subject, *body.split("\n")) if line.strip()][:PARAGRAPHS]
