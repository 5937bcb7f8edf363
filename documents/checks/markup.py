"""XML read with expat alone: no tree, no entity, nothing fetched. A DOCTYPE ends the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from xml.parsers import expat

from documents.checks.limits import Limits
from documents.checks.reasons import refused

NAMESPACE_MARK: Final = "\x1f"
Attributes = dict[str, str]


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(NAMESPACE_MARK)[2]


class Reader:
    """One XML part, fed chunk by chunk. `on_start(name, attributes)`, `on_end(name)`, `on_text(text)` are optional."""

    def __init__(
        self,
        part: str,
        *,
        limits: Limits,
        on_start: Callable[[str, Attributes], None] | None = None,
        on_end: Callable[[str], None] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> None:
        self.part, self.limits = part[:80], limits
        self.elements, self.depth, self.root = 0, 0, ""
        self._on_start, self._on_end = on_start, on_end
        self._parser = expat.ParserCreate(namespace_separator=NAMESPACE_MARK)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        if on_text is not None:
            self._parser.CharacterDataHandler = on_text

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Raises Refused: a DOCTYPE, too many or too deep elements, or not well formed."""
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError):
            raise refused("file_damaged", part=self.part) from None

    def read(self, chunks: Iterable[bytes]) -> None:
        """The whole part, to its end."""
        for chunk in chunks:
            self.feed(chunk)
        self.feed(b"", last=True)

    def read_prolog(self, chunks: Iterable[bytes]) -> None:
        """Parses up to the root element, where a DOCTYPE can no longer come; drains the rest unparsed."""
        for chunk in chunks:
            if not self.elements:
                self.feed(chunk)

    def _doctype(self, *_declared: object) -> None:
        raise refused("markup_doctype", part=self.part)

    def _start(self, name: str, attributes: Attributes) -> None:
        self.elements += 1
        self.depth += 1
        self.root = self.root or name
        if self.elements > self.limits.elements or self.depth > self.limits.depth:
            raise refused("markup_too_complex", part=self.part)
        if self._on_start is not None:
            self._on_start(name, attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self._on_end is not None:
            self._on_end(name)
