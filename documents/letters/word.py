"""A Word template being filled in, in the child: docxtpl, with what it does once per template done only once.

Values arrive verbatim: nothing in them is a placeholder, and of the escapes that docxtpl knows for text that looks
like one ("{_{") none applies. A line break of a value is a line break of the paragraph.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from docx.shared import Emu
from docxtpl import DocxTemplate, InlineImage
from PIL import Image

from documents.letters.sandbox import LetterEnvironment

IMAGE: Final = "image"
_WIDEST: Final = Emu(1_980_000)  # 5.5 cm
_HIGHEST: Final = Emu(720_000)  # 2 cm
_PARAGRAPH: Final = re.compile(r"<w:p([ >])")
_BROKEN_PARAGRAPH: Final = re.compile(r"\n<w:p([ >])")
_SPECIAL: Final = re.compile(r"[\t\n]")
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


class WordLetter(DocxTemplate):
    """One letter on its way."""

    def __init__(self, template: bytes) -> None:
        super().__init__(io.BytesIO(template))

    def patch_xml(self, src_xml: str) -> str:
        """Placeholders freed of the marks Word puts inside them; remembered, since a template is used many times."""
        return _patched(src_xml)

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """One part with its values. Each paragraph is a line of the text, so that errors name theirs."""
        self.current_rendering_part = part
        written = jinja_env.from_string(as_lines(src_xml)).render(context)
        written = _BROKEN_PARAGRAPH.sub(r"<w:p\1", written)
        return str(self.resolve_listing(written)) if _SPECIAL.search(written) else written

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Author, title and the like are the template's own."""


@lru_cache(maxsize=32)
def _patched(src_xml: str) -> str:
    return str(DocxTemplate.patch_xml(None, src_xml))


def as_lines(src_xml: str) -> str:
    """The text of a part with one paragraph a line."""
    return _PARAGRAPH.sub(r"\n<w:p\1", src_xml)


def fill(template: bytes, values: dict[str, Any], environment: LetterEnvironment) -> bytes:
    """The letter. Raises TemplateError and what else a template can do wrong."""
    environment.missing.clear()
    letter = WordLetter(template)
    letter.render(_with_images(values, letter), jinja_env=environment, autoescape=True)
    written = io.BytesIO()
    letter.save(written)
    return without_clock(written)


def _with_images(values: Any, letter: WordLetter) -> Any:
    """Values that say {"image": path} become pictures of at most 5.5 by 2 cm."""
    if isinstance(values, dict):
        if set(values) == {IMAGE}:
            return _picture(Path(values[IMAGE]), letter)
        for key, value in values.items():
            if isinstance(value, dict):
                values[key] = _with_images(value, letter)
    return values


def _picture(path: Path, letter: WordLetter) -> InlineImage:
    with Image.open(path) as opened:
        width, height = opened.size
    scale = min(_WIDEST / width, _HIGHEST / height)
    return InlineImage(letter, str(path), width=Emu(int(width * scale)), height=Emu(int(height * scale)))


def without_clock(written: io.BytesIO) -> bytes:
    """The same document, its parts dated alike: the same values give the same bytes."""
    settled = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(part.filename))
    return settled.getvalue()
