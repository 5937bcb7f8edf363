"""What a reader hands on: one record per event, or a row nobody can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_TEXT: Final = ("broken_encoding", "The text is not in the encoding the mapping names.")
ENCODING_HINT: Final = "Set [log] encoding (often cp1252), or repair the line."


@dataclass(frozen=True, slots=True)
class Record:
    """One event as the file tells it: the line it starts on and its cells by column; empty cells are left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that cannot be used: where, why, and what to do. `case` is empty when not even that can be told."""

    line: int
    code: str
    message: str
    hint: str
    case: str = ""


def broken(cells: Mapping[str, str]) -> bool:
    """Whether a cell holds bytes that were no text, or a character no database keeps."""
    return any("\x00" in text or not _is_whole(text) for text in cells.values())


def _is_whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
