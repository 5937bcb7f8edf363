"""A file that is not what its name says: the refusal says what it is, in the words of whoever sent it."""

from __future__ import annotations

from io import BytesIO

import pytest

from documents.checks import examine
from documents.checks.mismatch import EXTENSIONS, FAMILIES
from tests.documents import good, hostile


def said(content: bytes, name: str) -> str:
    (refusal,) = (each for each in examine(BytesIO(content), name=name).refusals if each.code == "type_mismatch")
    return refusal.message.format(**refusal.params).removeprefix("The name says ")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (good.word, "x.pdf", "“pdf” but the content is a Word document."),
        (good.sheet, "x.pdf", "“pdf” but the content is an Excel sheet."),
        (good.sheet, "x.docx", "“docx” but the content is an Excel sheet."),
        (good.word, "x.txt", "“txt” but the content is a Word document."),
        (good.pdf, "x.png", "“png” but the content is a PDF."),
        (hostile.bare_zip, "x.docx", "“docx” but the content is an archive of files (ZIP or the like)."),
        (lambda: hostile.OLE, "x.docx", "“docx” but the content is an Office document of an old kind."),
        (lambda: b"MZ\x90\0" + b"\0" * 500, "x.pdf", "“pdf” but the content is a program."),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "x.pdf", "“pdf” but the content is an image."),
        (lambda: b"nothing anybody knows", "x.pdf", "“pdf” but the content is of another kind."),
    ],
)
def test_the_sender_reads_what_the_file_is(content, name, words):
    assert said(content(), name) == words


def test_every_known_extension_belongs_to_a_family_with_words():
    assert set(EXTENSIONS.values()) == set(FAMILIES) - {""}
