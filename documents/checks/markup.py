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
    """One XML part, fed chunk by chunk.

    `on_start(name, attributes)` sees every element, `on_text(text)` only the text inside elements named `text_in`.
    """

    def __init__(
        self,
        part: str,
        *,
        limits: Limits,
        on_start: Callable[[str, Attributes], None] | None = None,
        on_text: Callable[[str], None] | None = None,
        text_in: str = "",
    ) -> None:
        self.part, self.limits = part[:80], limits
        self.elements, self.attributes, self.depth, self.root = 0, 0, 0, ""
        self._fed = 0
        self._on_start, self._on_text, self._text_in = on_start, on_text, text_in
        self._parser = expat.ParserCreate(namespace_separator=NAMESPACE_MARK)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Raises Refused: a DOCTYPE, too many or too deep elements, an endless tag, or not well formed."""
        self._fed += len(chunk)
        if self._fed - len(chunk) - self._parser.CurrentByteIndex > self.limits.tag_bytes:
            raise refused("markup_too_complex", part=self.part)
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError):
            raise refused("file_damaged", part=self.part) from None

    def read(self, chunks: Iterable[bytes]) -> None:
        """The whole part, to its end."""
        for chunk in chunks:
            self.feed(chunk)
        self.feed(b"", last=True)

    def read_as_needed(self, chunks: Iterable[bytes], *, wanted: Callable[[str], bool]) -> None:
        """Parses up to the root element, where a DOCTYPE can no longer come, and on only when that root is wanted.

        The rest is drained unparsed, so that the bytes are counted.
        """
        is_read = False
        for chunk in chunks:
            if not self.root or wanted(self.root):
                self.feed(chunk)
                is_read = True
            else:
                is_read = False
        if is_read and wanted(self.root):
            self.feed(b"", last=True)

    def _doctype(self, *_declared: object) -> None:
        raise refused("markup_doctype", part=self.part)

    def _start(self, name: str, attributes: Attributes) -> None:
        self.elements += 1
        self.attributes += len(attributes)
        self.depth += 1
        self.root = self.root or name
        if self.elements > self.limits.elements or self.attributes > self.limits.attributes:
            raise refused("markup_too_complex", part=self.part)
        if self.depth > self.limits.depth:
            raise refused("markup_too_complex", part=self.part)
        if self._on_start is not None:
            self._on_start(name, attributes)
        if self._text_in and local(name) == self._text_in:
            self._parser.CharacterDataHandler = self._on_text

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self._text_in and self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
