"""What a template says and asks for, read in the child: its text with places, and every field it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn
from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from documents.letters.marks import AROUND, Paragraph, around, scan
from documents.letters.sandbox import LetterEnvironment
from documents.letters.uses import Use, fields_of
from documents.letters.word import WordLetter, as_lines

FOREIGN: Final = (
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.Macro,
    nodes.CallBlock,
    nodes.FilterBlock,
    nodes.With,
)
PARAGRAPHS: Final = 1_000
CHARACTERS: Final = 2_000
_MARK: Final = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_ELEMENT: Final = re.compile(r"<[^>]+>")
_P, _T, _TC, _TR, _TBL = (qn(f"w:{name}") for name in ("p", "t", "tc", "tr", "tbl"))
_GAPS: Final = {qn("w:tab"): "\t", qn("w:br"): "\n"}


def read(template: bytes, environment: LetterEnvironment) -> dict[str, Any]:
    """What a Word file says and asks for, as `told` tells it."""
    letter = WordLetter(template)
    letter.init_docx()
    parts = [(list(_paragraphs(part, each)), each) for part, each in _parts(letter)]
    return told(
        ((paragraphs, as_lines(letter.patch_xml(letter.xml_to_string(each)))) for paragraphs, each in parts),
        environment,
    )


def told(parts: Iterable[tuple[list[Paragraph], str]], environment: LetterEnvironment) -> dict[str, Any]:
    """Of every part, its paragraphs and its source in the template language:

    {"outline": [{place, text}], "uses": [{written, field, place, words}], "faults": [{code, error, place, words}]}.
    """
    outline, uses, faults = [], [], []
    for paragraphs, source in parts:
        outline += [{"place": each.place, "text": each.text[:CHARACTERS]} for each in paragraphs if each.text.strip()]
        try:
            found = fields_of(_letter(environment.parse(source)))
            environment.compile(source, raw=True)
        except TemplateSyntaxError as error:
            scanned = scan(paragraphs, environment)
            faults += scanned.faults or [_fault(error, source, paragraphs)]
            uses += [_told(*use) for use in scanned.uses]
        else:
            uses += [told for use in found for told in _places(use, paragraphs)]
    return {"outline": outline[:PARAGRAPHS], "uses": uses[:PARAGRAPHS], "faults": faults[:PARAGRAPHS]}


def _letter(tree: nodes.Template) -> nodes.Template:
    """The tree, when it holds nothing but what a letter is made of. Raises TemplateSyntaxError."""
    foreign = next(tree.find_all(FOREIGN), None)
    if foreign is not None:
        raise TemplateSyntaxError(f"a letter has no {type(foreign).__name__.lower()}", foreign.lineno)
    return tree


def lines(content: bytes) -> list[str]:
    """The text of a letter, paragraph by paragraph, without the empty ones."""
    letter = WordLetter(content)
    letter.init_docx()
    texts = (each.text for part, element in _parts(letter) for each in _paragraphs(part, element))
    return [text[:CHARACTERS] for text in texts if text.strip()][:PARAGRAPHS]


def _parts(letter: WordLetter) -> Iterator[tuple[str, Any]]:
    yield "body", letter.docx.element.body
    for name, uri in (("header", letter.HEADER_URI), ("footer", letter.FOOTER_URI)):
        for _, part in letter.get_headers_footers(uri):
            yield name, parse_xml(part.blob)
    for part in letter.docx.part.package.iter_parts():
        if part.content_type.endswith("wordprocessingml.footnotes+xml"):
            yield "footnotes", parse_xml(part.blob)


def _paragraphs(part: str, root: Any) -> Iterator[Paragraph]:
    outside, tables = 0, [table for table in root.iter(_TBL) if not _above(table, _TBL)]
    for element in root.iter(_P):
        cell = _outermost(element, _TC)
        if cell is None:
            outside += 1
            place = {"part": part, "paragraph": outside}
        else:
            place = {"part": part, **_in_table(cell, tables)}
        yield Paragraph(_text(element), place)


def _in_table(cell: Any, tables: list[Any]) -> dict[str, int]:
    row, table = _above(cell, _TR), _outermost(cell, _TBL)
    if row is None or table is None:
        return {}
    cells, rows = list(row.iter(_TC)), list(table.iter(_TR))
    return {"table": tables.index(table) + 1, "row": rows.index(row) + 1, "cell": cells.index(cell) + 1}


def _above(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _outermost(element: Any, tag: str) -> Any:
    found = list(element.iterancestors(tag))
    return found[-1] if found else None


def _text(paragraph: Any) -> str:
    """The words of a paragraph, those of a text box inside it left to the box's own paragraphs."""
    own = (element for element in paragraph.iter(_T, *_GAPS) if _above(element, _P) is paragraph)
    return "".join(_GAPS.get(element.tag) or element.text or "" for element in own)


def _fault(error: TemplateSyntaxError, source: str, paragraphs: list[Paragraph]) -> dict[str, Any]:
    lines = source.split("\n")
    text = _ELEMENT.sub("", lines[min(error.lineno, len(lines)) - 1]).strip()
    place = next((each.place for each in paragraphs if text and each.text.strip() == text), None)
    message = (error.message or "")[:300]
    return {"code": "syntax", "error": message, "place": place, "words": text[: 2 * AROUND]}


def _places(use: Use, paragraphs: list[Paragraph]) -> Iterator[dict[str, Any]]:
    """The same use once for every paragraph in which it stands; once without a place where none is found."""
    wanted = re.compile(r"(?<![\w.])" + r"\s*\.\s*".join(map(re.escape, use.written.split("."))) + r"(?![\w.])")
    found = False
    for paragraph in paragraphs:
        for mark in _MARK.finditer(paragraph.text):
            if wanted.search(mark[0]):
                found = True
                yield _told(use, paragraph.place, around(paragraph.text, mark.start(), mark.end()))
                break
    if not found:
        yield _told(use, None, "")


def _told(use: Use, place: dict[str, Any] | None, words: str) -> dict[str, Any]:
    return {"written": use.written, "field": use.field, "place": place, "words": words}
