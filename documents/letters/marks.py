"""The placeholders of a text that cannot be read as a whole, each by itself: one that is wrong hides no other.

The parser stops at its first error. Here every `{{ ... }}` and `{% ... %}` is read alone, in the order of the text, and
what `{% if %}` and `{% for %}` open is counted until its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from documents.letters.sandbox import LetterEnvironment
from documents.letters.uses import Use, fields_of, inside

AROUND: Final = 40
_OPENS: Final = re.compile(r"\{[{%]")
_CLOSES: Final = {"{{": "}}", "{%": "%}"}
_PREFIX: Final = re.compile(r"^(?:p|tr|tc|r)(?=\s)")
_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")
_BLOCKS: Final = ("if", "for")
TAGS: Final = (*_BLOCKS, "elif", "else", "set")
_ENDS: Final = {"endif": "if", "endfor": "for"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `place` is {"part", "paragraph"}, {"part", "table", "row", "cell"} or {"part", "line"}, from 1."""

    text: str
    place: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """One placeholder: what stands in it, without the signs around; `closed` is false where its end is missing."""

    opens: str
    inner: str
    place: dict[str, Any]
    words: str
    closed: bool = True


@dataclass(slots=True)
class Scanned:
    """What is wrong, and what is asked for: [{code, error, place, words}], [(use, place, words)]."""

    faults: list[dict[str, Any]] = field(default_factory=list)
    uses: list[tuple[Use, dict[str, Any], str]] = field(default_factory=list)


def marks_of(paragraphs: Iterable[Paragraph]) -> Iterator[Mark]:
    """Every placeholder with its paragraph and the words around it."""
    for paragraph in paragraphs:
        starts = [found.start() for found in _OPENS.finditer(paragraph.text)]
        for start, following in pairwise([*starts, len(paragraph.text)]):
            opens = paragraph.text[start : start + 2]
            end = paragraph.text.find(_CLOSES[opens], start + 2, following)
            inner = paragraph.text[start + 2 : end if end >= 0 else following]
            words = around(paragraph.text, start, end + 2 if end >= 0 else following)
            yield Mark(opens, inner, paragraph.place, words, end >= 0)


def around(text: str, start: int, end: int) -> str:
    """The words on both sides of a place."""
    first, last = max(0, start - AROUND), end + AROUND
    return ("…" if first else "") + text[first:last].strip() + ("…" if last < len(text) else "")


def scan(paragraphs: Iterable[Paragraph], environment: LetterEnvironment) -> Scanned:
    """Every placeholder that cannot be read, and every field of those that can."""
    scanner = Scanner(environment)
    for mark in marks_of(paragraphs):
        scanner.take(mark)
    scanner.finish()
    return scanner.found


class Scanner:
    """Reads marks in their order and remembers what is open."""

    def __init__(self, environment: LetterEnvironment) -> None:
        self.environment = environment
        self.found = Scanned()
        self.open: list[tuple[str, Mark, dict[str, str]]] = []
        self.scope: dict[str, str] = {}

    def take(self, mark: Mark) -> None:
        """One more mark."""
        if not mark.closed:
            self._fault("unended", mark.opens, mark)
            return
        inner = _PREFIX.sub("", mark.inner.strip("-+")).strip().translate(_QUOTES)
        word = inner.partition(" ")[0] if mark.opens == "{%" else ""
        if word in _ENDS:
            self._end(_ENDS[word], mark)
        elif word in ("else", "elif") and not self.open:
            self._fault("unopened", word, mark)
        elif word and word not in TAGS:
            self._fault("syntax", f"unknown tag '{word}'", mark)
        elif word != "else":
            self._read(word, inner, mark)

    def finish(self) -> None:
        """What was never closed."""
        for word, mark, _ in self.open:
            self._fault("unclosed", word, mark)

    def _read(self, word: str, inner: str, mark: Mark) -> None:
        tree = self._parsed(_alone(word, inner, mark), mark)
        if tree is not None:
            self.found.uses += [(use, mark.place, mark.words) for use in fields_of(tree, self.scope)]
        if word in _BLOCKS:
            self.open.append((word, mark, self.scope))
            loop = next(tree.find_all(nodes.For), None) if tree is not None else None
            self.scope = inside(loop, self.scope) if loop is not None else dict(self.scope)

    def _parsed(self, source: str, mark: Mark) -> nodes.Template | None:
        try:
            tree = self.environment.parse(source)
            self.environment.compile(source, raw=True)
        except TemplateSyntaxError as error:
            self._fault("syntax", (error.message or "")[:300], mark)
            return None
        return tree

    def _end(self, word: str, mark: Mark) -> None:
        """Closes the innermost block of that kind; those inside it were never closed."""
        if word not in [opened for opened, _, _ in self.open]:
            self._fault("unopened", f"end{word}", mark)
            return
        while self.open:
            opened, where, self.scope = self.open.pop()
            if opened == word:
                return
            self._fault("unclosed", opened, where)

    def _fault(self, code: str, error: str, mark: Mark) -> None:
        self.found.faults.append({"code": code, "error": error, "place": mark.place, "words": mark.words})


def _alone(word: str, inner: str, mark: Mark) -> str:
    """The mark as a template of its own."""
    if mark.opens == "{{":
        return "{{ " + inner + " }}"
    if word == "elif":
        return "{% " + inner.removeprefix("el") + " %}{% endif %}"
    return "{% " + inner + " %}" + ("{% end" + word + " %}" if word in _BLOCKS else "")
