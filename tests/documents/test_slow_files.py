"""Files built to keep the reader busy: each is decided in a few seconds, whatever the decision."""

from __future__ import annotations

import io
import time

import pytest

from documents.checks import examine
from tests.documents import good, hostile

SIZE = 24 * hostile.MEGABYTE
WORDS = f'<w:document xmlns:w="{hostile.WORDS}"><w:body>'.encode()
PARAGRAPH = b"<w:p><w:r><w:t>%d ciao</w:t></w:r></w:p>"


def pdf_of(pattern: bytes) -> bytes:
    return b"%PDF-1.7\n" + pattern * (SIZE // len(pattern)) + b"\nstartxref\n9\n%%EOF\n"


def endless_tag() -> bytes:
    return b"<a " + b"".join(b'a%d="" ' % n for n in range(1_500_000)) + b"/>"


def long_novel() -> bytes:
    paragraphs = b"".join(PARAGRAPH % (n * 7_919 % 1_000_003) for n in range(300_000))
    return hostile.with_parts({"word/document.xml": WORDS + paragraphs + b"</w:body></w:document>"})


SLOW = {
    "strokes.pdf": lambda: pdf_of(b"/"),
    "signs.pdf": lambda: pdf_of(b"/#4a#61"),
    "names.pdf": lambda: pdf_of(b"/Launch1 "),
    "object streams.pdf": lambda: pdf_of(b"/ObjStm stream\n"),
    "endless tag.xml": endless_tag,
    "endless comment.xml": lambda: b"<a><!--" + b"a" * SIZE + b"--></a>",
    "novel.docx": long_novel,
    "bars.csv": hostile.slow_table,
    "angles.txt": lambda: b"<" + b" " * SIZE,
    "base64.p7m": lambda: b"MIIA" * (SIZE // 4),
    "thumbnails.jpg": lambda: good.image("JPEG")[:-2] + b"\0" * SIZE,
}


@pytest.mark.parametrize("name", SLOW)
def test_a_file_built_to_be_slow_is_decided_in_time(name: str) -> None:
    content = io.BytesIO(SLOW[name]())
    started = time.monotonic()
    examine(content, name=name)
    assert time.monotonic() - started < 5
