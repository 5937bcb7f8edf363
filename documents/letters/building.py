"""A Word template from a text that can be read and compared: what the factory's letters are made from.

A paragraph per block, blocks parted by an empty line; `# ` the subject, `## ` a heading, `- ` a line of a list,
`**...**` bold; a line that is nothing but `{% ... %}` stands around whole paragraphs. Lines that begin with `|` are a
table, its first line the heading when `|---|` follows; `| {% ... %}` stands around whole rows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from docx.document import Document
from docx.shared import Cm, Pt

from documents.letters.paper import FONT, TEXT_WIDTH, ruled, sheet
from documents.letters.word import without_clock

CLOSING: Final = 7
"""So many paragraphs stay together at the end, tags counted: no signature stands alone on a page."""
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_TAG: Final = re.compile(r"\{%\s*([^%]+?)\s*%\}")
_BAR: Final = re.compile(r"\|(?![^{]*[}%]\})")  # one that is not a filter's
_RULE: Final = re.compile(r"\|[-\s|:]+\|?")


def build(source: str, language: str) -> bytes:
    """The .docx of a source; the same source gives the same bytes."""
    blocks = list(_blocks(source))
    title = next((block[0].removeprefix("# ") for block in blocks if block[0].startswith("# ")), "")
    document = sheet(language, _TAG.sub("", title)[:200])
    for block in blocks:
        _write(document, block)
    for paragraph in document.paragraphs[-CLOSING:-1]:
        paragraph.paragraph_format.keep_with_next = True
    written = io.BytesIO()
    document.save(written)
    return without_clock(written)


def _blocks(source: str) -> Iterator[list[str]]:
    """Lines that belong together: a table, a paragraph; headings, list lines and tags are each their own."""
    block: list[str] = []
    for line in (*source.splitlines(), ""):
        text = line.strip()
        alone = text.startswith(("# ", "## ", "- ")) or _TAG.fullmatch(text)
        if block and (not text or alone or text.startswith("|") != block[0].startswith("|")):
            yield block
            block = []
        if alone:
            yield [text]
        elif text:
            block.append(text)


def _write(document: Document, block: list[str]) -> None:
    first = block[0]
    if first.startswith("|"):
        _table(document, block)
    elif tag := _TAG.fullmatch(first):
        paragraph = document.add_paragraph(f"{{%p {tag[1]} %}}")
        paragraph.paragraph_format.space_after = Pt(0)
    elif first.startswith("# "):
        _heading(document, first[2:], Pt(10.5), after=Pt(10))
    elif first.startswith("## "):
        _heading(document, first[3:], Pt(10.5), after=Pt(3))
    elif first.startswith("- "):
        paragraph = document.add_paragraph(style="List Bullet")
        _inline(paragraph, first[2:])
        paragraph.paragraph_format.space_after = Pt(4)
    else:
        _inline(document.add_paragraph(), " ".join(block))


def _heading(document: Document, text: str, size: Any, *, after: Any) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = True, size, FONT
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), after
    paragraph.paragraph_format.keep_with_next = True


def _inline(paragraph: Any, text: str) -> None:
    for index, piece in enumerate(_BOLD.split(text)):
        if piece:
            paragraph.add_run(piece).bold = index % 2 == 1


def _table(document: Document, lines: Sequence[str]) -> None:
    rows = [[cell.strip() for cell in _BAR.split(line.strip("| "))] for line in lines if not _RULE.fullmatch(line)]
    headed = len(lines) > 1 and _RULE.fullmatch(lines[1]) is not None
    columns = max(len(row) for row in rows)
    table = document.add_table(0, columns, style="Normal Table")
    table.autofit = False
    for index, row in enumerate(rows):
        cells = table.add_row().cells
        tag = _TAG.fullmatch(row[0]) if len(row) == 1 else None
        texts = [f"{{%tr {tag[1]} %}}"] if tag else row
        for cell, text, width in zip(cells, texts + [""] * (columns - len(texts)), _widths(columns), strict=True):
            cell.width = width
            _inline(cell.paragraphs[0], f"**{text}**" if headed and index == 0 and text else text)
            cell.paragraphs[0].paragraph_format.space_after = Pt(3)
            cell.paragraphs[0].paragraph_format.space_before = Pt(3)
    ruled(table, _widths(columns))
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _widths(columns: int) -> list[Any]:
    """Two columns are a label and what it says; more share the width."""
    if columns == 2:
        return [Cm(5.5), TEXT_WIDTH - Cm(5.5)]
    return [TEXT_WIDTH // columns] * columns
