"""The child: opens one file with a library and writes what it found. Runs without Django, settings or secrets.

    python -m documents.previews.worker (picture|text) <extension> <file> <output>

Limits are the child's own first act; whatever it meets then kills it and nobody else.
"""

from __future__ import annotations

import email
import email.policy
import json
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Final

import docx
import pypdf
import pypdfium2
import typst
from docx.table import Table
from PIL import Image
from python_calamine import CalamineWorkbook

from documents.confinement import confine

CHARACTERS: Final = 500_000
WIDTH: Final = 900
_PAGES: Final = 200
_ROWS: Final = 5_000
GRID_ROWS: Final = 45
GRID_COLUMNS: Final = 8
CELL: Final = 60
GRID: Final = b"""
#set page(width: 675pt, height: auto, margin: 9pt)
#set text(font: "DejaVu Sans Mono", size: 8pt)
#let rows = json(bytes(sys.inputs.rows))
#if rows.len() > 0 {
  table(columns: (auto,) * rows.first().len(), stroke: 0.5pt + rgb("#c9ccd1"), inset: 4pt, ..rows.flatten().map(text))
}
"""


def picture(extension: str, source: Path, target: Path) -> None:
    """The first page, the head of the first sheet, or the picture itself, as a PNG at most 900 pixels wide."""
    drawn = {"pdf": _page, "xlsx": _grid}
    shown = drawn[extension](source) if extension in drawn else Image.open(source)
    shown.thumbnail((WIDTH, WIDTH * 3))
    shown.convert("RGB").save(target, "PNG", optimize=True)


def _page(source: Path) -> Image.Image:
    with pypdfium2.PdfDocument(source) as document:
        page = document[0]
        scale = min(4.0, WIDTH / max(page.get_width(), page.get_height() / 3, 1.0))
        shown: Image.Image = page.render(scale=scale).to_pil()
        return shown


def _grid(source: Path) -> Image.Image:
    """The first rows and columns of the first sheet that has any, ruled as on paper."""
    book = CalamineWorkbook.from_path(str(source))
    sheets = (list(islice(book.get_sheet_by_name(name).iter_rows(), GRID_ROWS)) for name in book.sheet_names)
    rows = [[_cell(value) for value in row[:GRID_COLUMNS]] for row in next(filter(None, sheets), [])]
    drawn = typst.compile(GRID, format="png", ppi=96.0, sys_inputs={"rows": json.dumps(rows)})
    return Image.open(BytesIO(drawn))


def _cell(value: object) -> str:
    """A number as it is typed, everything else in one line."""
    shown = int(value) if isinstance(value, float) and value.is_integer() else value
    return " ".join(str(shown).split())[:CELL]


def text(extension: str, source: Path, target: Path) -> None:
    """The words of a document, as far as they are found, in the order of the document."""
    found, room = [], CHARACTERS
    for piece in READERS[extension](source):
        found.append(piece[:room])
        room -= len(found[-1])
        if room <= 0:
            break
    target.write_text("\n".join(found), encoding="utf-8", errors="replace")


def _of_pdf(source: Path) -> Iterator[str]:
    for page in islice(pypdf.PdfReader(source).pages, _PAGES):
        yield page.extract_text()


def _of_word(source: Path) -> Iterator[str]:
    document = docx.Document(str(source))
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from ("\t".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            yield block.text


def _of_sheet(source: Path) -> Iterator[str]:
    book = CalamineWorkbook.from_path(str(source))
    for name in book.sheet_names:
        yield name
        for row in islice(book.get_sheet_by_name(name).iter_rows(), _ROWS):
            yield "\t".join(str(value) for value in row)


def _of_message(source: Path) -> Iterator[str]:
    message = email.message_from_bytes(source.read_bytes(), policy=email.policy.default)
    yield from (str(message[header]) for header in ("From", "To", "Subject", "Date") if message[header])
    body = message.get_body(preferencelist=("plain",))
    if body is not None:
        yield str(body.get_content())


def _of_plain(source: Path) -> Iterator[str]:
    content = source.read_bytes()
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            yield content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return


READERS: Final[dict[str, Callable[[Path], Iterator[str]]]] = {
    "pdf": _of_pdf,
    "docx": _of_word,
    "xlsx": _of_sheet,
    "eml": _of_message,
    "txt": _of_plain,
    "csv": _of_plain,
    "xml": _of_plain,
}


if __name__ == "__main__":
    confine()
    task, kind, path, output = sys.argv[1:]
    (picture if task == "picture" else text)(kind, Path(path), Path(output))
