"""Word fields: the instructions behind "update field", some of which load files or start programs."""

from __future__ import annotations

import re
from typing import Final

from documents.checks.markup import Attributes, local

LOADING: Final = frozenset(
    ("DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DATABASE", "RD", "HTMLCONTROL")
)
_COMPOSED: Final = "\x00"
_WORD: Final = re.compile(r"[\s\"\\]*([A-Za-z\x00]+)")


INSTRUCTION: Final = "instrText"


class FieldReader:
    """Puts the pieces of each field together: an instruction may be spread over many runs and nested fields."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._open: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        match local(name):
            case "fldChar":
                self._mark(_attribute(attributes, "fldCharType"))
            case "fldSimple":
                self._judge(_attribute(attributes, "instr"))
            case "connectString":
                self.found.append("MAILMERGE")

    def text(self, text: str) -> None:
        """A piece of `instrText`."""
        if not self._open:
            self._open.append("")
        self._open[-1] += text

    def close(self) -> list[str]:
        """Every loading field seen, fields left open included."""
        while self._open:
            self._judge(self._open.pop())
        return self.found

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            if self._open:
                self._open[-1] += _COMPOSED
            self._open.append("")
        elif kind == "end" and self._open:
            self._judge(self._open.pop())

    def _judge(self, instruction: str) -> None:
        first = _WORD.match(instruction)
        word = first[1].upper() if first else ""
        if word in LOADING:
            self.found.append(word)
        elif _COMPOSED in word:
            self.found.append(word.replace(_COMPOSED, "…"))


def _attribute(attributes: Attributes, wanted: str) -> str:
    return next((value for name, value in attributes.items() if local(name) == wanted), "")
