"""The child that fills templates in: tasks as lines of JSON on its input, one line of report each on its output.

python -m documents.letters.worker <template>

{"values": {...}, "letter": path} fills a letter in, with "lines": true its text is told too; {"values": null} says what
the template asks for. A template is a Word file, or the text of an e-mail.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jinja2.exceptions import TemplateError

from documents.confinement import allow, confine
from documents.letters import plaintext, reading, word
from documents.letters.sandbox import LetterEnvironment, grown

if TYPE_CHECKING:
    from collections.abc import Callable

LIFE: Final = 3600
WRONG: Final = (TemplateError, TypeError, ValueError, ZeroDivisionError, OverflowError, AttributeError, KeyError)


class Craft(NamedTuple):
    """How templates of one format are read and filled in."""

    read: Callable[[bytes, LetterEnvironment], dict[str, Any]]
    fill: Callable[[bytes, dict[str, Any], LetterEnvironment], bytes]
    lines: Callable[[bytes], list[str]]


WORD: Final = Craft(reading.read, word.fill, reading.lines)
TEXT: Final = Craft(plaintext.read, plaintext.fill, plaintext.lines)


def answer(template: bytes, task: dict[str, Any], environment: LetterEnvironment) -> dict[str, Any]:
    """The report on one task: what was asked for, or the error and the paragraph it stands in."""
    craft = WORD if environment.autoescape else TEXT
    try:
        if task["values"] is None:
            return {"error": "", **craft.read(template, environment)}
        letter = craft.fill(template, grown(task["values"]), environment)
    except WRONG as error:
        return {"error": str(error)[:300] or type(error).__name__, "line": getattr(error, "lineno", None)}
    Path(task["letter"]).write_bytes(letter)
    return {
        "error": "",
        "missing": environment.missing,
        "lines": craft.lines(letter) if task.get("lines") else [],
    }


def serve(path: str) -> None:
    """Answer until nobody asks any more."""
    template = Path(path).read_bytes()
    environment = LetterEnvironment(markup=template.startswith(b"PK\x03\x04"))
    for line in sys.stdin:
        allow()
        sys.stdout.write(json.dumps(answer(template, json.loads(line), environment)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    confine(seconds=LIFE)
    serve(sys.argv[1])
