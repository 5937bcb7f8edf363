"""Letters merged for the printer: each with its code on page 1, each on a sheet of its own."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import segno
import typst
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError

SOURCE: Final = Path(__file__).parent / "stamps.typ"


class Unprintable(Exception):
    """A PDF cannot be read."""


def stamps(codes: Sequence[tuple[str, str]]) -> Iterator[PageObject]:
    """For each (code, code as it is printed) a page that holds nothing else."""
    given = [{"svg": segno.make(code, error="q").svg_inline(border=0), "shown": shown} for code, shown in codes]
    made = typst.compile(str(SOURCE), sys_inputs={"codes": json.dumps(given)})
    yield from PdfReader(io.BytesIO(made)).pages


class Merged:
    """The PDF that grows letter by letter."""

    def __init__(self, *, is_double_sided: bool) -> None:
        self.is_double_sided = is_double_sided
        self._writer = PdfWriter()

    @property
    def pages(self) -> int:
        """How many so far."""
        return len(self._writer.pages)

    def add(self, files: Sequence[bytes], stamp: PageObject) -> None:
        """One letter with what is enclosed; printed on both sides, the next one begins on a sheet of its own.

        Raises Unprintable, with nothing added.
        """
        try:
            pages = [page for content in files for page in PdfReader(io.BytesIO(content)).pages]
        except (PyPdfError, ValueError, KeyError) as error:
            raise Unprintable(str(error)) from error
        if not pages:
            raise Unprintable("no pages")
        first = self._writer.add_page(pages[0])
        first.merge_page(stamp)
        for page in pages[1:]:
            self._writer.add_page(page)
        if self.is_double_sided and len(pages) % 2:
            self._writer.add_blank_page(first.mediabox.width, first.mediabox.height)

    def content(self) -> bytes:
        """The whole, what letters share (fonts, logos) kept once."""
        self._writer.compress_identical_objects()
        out = io.BytesIO()
        self._writer.write(out)
        return out.getvalue()
