"""Where a PDF says a name, however it spells it: /JavaScript, /J#61vaScript, /#4a#61#76...

Searched by steps that never go back, so that a file made of nothing but strokes and signs costs no more than another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from documents.checks.reasons import refused

Window = Any  # searchable bytes: mmap.mmap or bytes

_AFTER_A_NAME: Final = b" \t\r\n\f\0/<>[](){}%"
_ESCAPED_LETTER: Final = re.compile(rb"#[4-7][0-9a-fA-F]")
_NAME: Final = re.compile(rb"/([^\s\0/<>\[\](){}%]*)")
_LONGEST: Final = 128
_MOST_ESCAPES: Final = 100_000  # twenty-five megabytes of chance make about 130


def occurrences(content: Window, name: str) -> Iterator[int]:
    """The positions right behind a name in clear."""
    sought = b"/" + name.encode()
    at = content.find(sought)
    while at >= 0:
        end = at + len(sought)
        following = content[end : end + 1]
        if not following or following in _AFTER_A_NAME:
            yield end
        at = content.find(sought, end)


def escaped(content: Window) -> list[tuple[str, int]]:
    """Names with a letter written as #xx, which no program needs to do, and the positions right behind them.

    Raises Refused when there are more than chance and colour names make.
    """
    found = []
    for count, escape in enumerate(_ESCAPED_LETTER.finditer(content)):
        if count > _MOST_ESCAPES:
            raise refused("pdf_active", feature="#")
        start = content.rfind(b"/", max(0, escape.start() - _LONGEST), escape.start())
        name = _NAME.match(content, start, start + 2 * _LONGEST) if start >= 0 else None
        if name is not None and name.end() > escape.start():
            found.append((_plain(name[1]), name.end()))
    return found


def _plain(name: bytes) -> str:
    return re.sub(rb"#([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), name).decode("latin-1")
