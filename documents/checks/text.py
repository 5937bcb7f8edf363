"""Text in its many coats: plain, table, e-mail, XML. Never a page that a browser would run."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from cases.rules.refusals import Refusal
from documents.checks.archive import CHUNK
from documents.checks.limits import Limits
from documents.checks.markup import NAMESPACE_MARK, Attributes, Reader, local
from documents.checks.reasons import refusal, refused

_PAGE: Final = re.compile(r"(?i)<\s*(!doctype\s+html|html|head|body|script|svg|iframe|meta|object|embed)\b|<\?php")
_LOOKED_AT: Final = 65_536
_FORMULA: Final = re.compile(r"""(?:^|,)\s{0,9}["']?\s{0,9}[=+\-@]""")
_CELLS: Final = re.compile(r"[;\t]")
_HEADER: Final = re.compile(r"^[!-9;-~]+:")
_EXPECTED_HEADERS: Final = frozenset(("from", "date", "message-id", "subject", "to", "received", "mime-version"))
_RUN_BY_BROWSERS: Final = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")
_ROOTS: Final = frozenset(("html", "svg", "stylesheet", "transform", "mht", "hta"))


def text_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Plain text in UTF-8, UTF-16 with its mark, or Windows-1252."""
    start = ""
    for piece in _decoded(file):
        if len(start) < _LOOKED_AT:
            start += piece
    if _PAGE.search(start):
        yield refusal("text_is_a_page")


def csv_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """A table: text whose rows are counted and of which none starts a program in a spreadsheet (DDE)."""
    yield from text_refusals(file, size=size, limits=limits)
    file.seek(0)
    for number, line in enumerate(iter(lambda: file.readline(limits.row_bytes + 1), b""), 1):
        if number > limits.rows or len(line) > limits.row_bytes:
            raise refused("table_too_large", limit=limits.rows)
        if b"|" in line and b"!" in line and _starts_a_program(line.replace(b"\0", b"").decode("latin-1")):
            yield refusal("table_command", row=number)
            return


def _starts_a_program(line: str) -> bool:
    """A formula followed by `program|topic!item` (DDE). Looked for by steps that never go back: linear in the line."""
    for cell in _CELLS.split(line):
        formula = _FORMULA.search(cell)
        if formula is None:
            continue
        topic = cell.find("|", formula.end())
        if topic >= 0 and cell.find("!", topic) >= 0:
            return True
    return False


def eml_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """A message: a block of header lines, some of them those every message has. Its attachments stay closed here."""
    file.seek(0)
    names = set()
    for _ in range(1_000):
        line = file.readline(limits.row_bytes).decode("latin-1").rstrip("\r\n")
        if not line:
            break
        if line[0] in " \t":
            continue
        if not _HEADER.match(line):
            raise refused("file_damaged", part="EML")
        names.add(line.partition(":")[0].lower())
    if len(names & _EXPECTED_HEADERS) < 2:
        yield refusal("file_damaged", part="EML")
    file.seek(0)
    if any(b"\0" in chunk for chunk in iter(lambda: file.read(CHUNK), b"")):
        yield refusal("text_unreadable")


def xml_refusals(file: BinaryIO, *, size: int, limits: Limits) -> Iterator[Refusal]:
    """Well formed, without DOCTYPE, and nothing a browser draws or runs."""
    run_by_browser: set[str] = set()

    def look(name: str, _attributes: Attributes) -> None:
        space = name.rpartition(NAMESPACE_MARK)[0]
        if space in _RUN_BY_BROWSERS or (reader.depth == 1 and local(name).casefold() in _ROOTS):
            run_by_browser.add(name)

    reader = Reader("XML", limits=limits, on_start=look)
    file.seek(0)
    reader.read(iter(lambda: file.read(CHUNK), b""))
    if run_by_browser:
        yield refusal("text_is_a_page")


def _decoded(file: BinaryIO) -> Iterator[str]:
    """Text in pieces. Raises Refused for control characters: whoever sends them does not send text."""
    file.seek(0)
    mark = file.read(4)
    is_wide = mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if is_wide else "latin-1")("strict")
    file.seek(0)
    try:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            piece = decoder.decode(chunk)
            if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", piece):
                raise refused("text_unreadable")
            yield piece
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        raise refused("text_unreadable") from None
