"""Pictures and text come from a child process; a file that kills it costs nothing but its picture."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PIL import Image

from documents.models import Document, DocumentText
from documents.previews.child import picture_of
from documents.services import extraction
from registry.models import Company
from tests.documents import good
from tests.factories.documents import NOW

Upload = Callable[..., Document]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = b"\x89PNG\r\n\x1a\n"
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "tif": "image/tiff"}


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("kind", "content"),
    [("pdf", good.pdf()), ("png", good.image("PNG")), ("jpg", good.image("JPEG")), ("tif", good.image("TIFF"))],
)
def test_pages_and_pictures_are_drawn(kind: str, content: bytes, tmp_path: Path) -> None:
    drawn = picture_of(kept(tmp_path, content), media_type=TYPES[kind])
    assert drawn is not None
    assert drawn.startswith(PNG)


def test_the_words_of_each_kind_are_found(upload: Upload, company: Company) -> None:
    for name, content in {
        "a.docx": good.word("Arsenico oltre il limite"),
        "b.xlsx": good.sheet(),
        "c.csv": "città;Arsenico\n".encode(),
        "d.txt": "Arsenico è qui".encode("cp1252"),
        "e.eml": good.MESSAGE,
        "f.xml": good.INVOICE.encode(),
        "g.png": good.image("PNG"),
    }.items():
        upload(content, name=name)
    assert extraction.read_new(company, now=NOW) == 7
    assert extraction.read_new(company, now=NOW) == 0
    words = dict(DocumentText.objects.of(company).values_list("file__original_name", "text"))
    assert all("Arsenico" in words[name] for name in ("a.docx", "b.xlsx", "c.csv", "d.txt"))
    assert "Reclamo" in words["e.eml"]
    assert "Perché" in words["f.xml"]
    assert words["g.png"] == ""


def test_the_head_of_a_sheet_is_drawn_whatever_stands_in_it(tmp_path: Path) -> None:
    book, target = xlsxwriter.Workbook(tmp_path / "values.xlsx"), tmp_path / "values.xlsx"
    page = book.add_worksheet()
    page.write_row(0, 0, ["Arsenico", "µg/l", "≤ 5", '#eval("1") $x$ *no* \\', "", 7.0, 0.5, "h", "ninth"])
    page.write_row(1, 0, [""])
    book.add_worksheet()
    book.close()
    drawn = picture_of(target, media_type=SHEET)
    assert drawn is not None
    assert Image.open(BytesIO(drawn)).size[0] == 900


def test_an_empty_sheet_has_a_picture_too(tmp_path: Path) -> None:
    assert picture_of(kept(tmp_path, good.sheet(0)), media_type=SHEET) is not None


@pytest.mark.browser("libreoffice")
def test_a_word_file_shows_its_first_page(upload: Upload) -> None:
    document = upload(good.word("Arsenico oltre il limite"), name="a.docx")
    drawn = extraction.first_page(document.file)
    assert drawn is not None
    assert drawn.startswith(PNG)


def test_without_libreoffice_a_word_file_is_not_drawn_and_may_be_later(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = upload(good.word(), name="a.docx")
    monkeypatch.setattr("documents.letters.pdf.soffice", lambda: "")
    assert extraction.first_page(document.file) is None
    monkeypatch.setattr("documents.letters.pdf.soffice", lambda: "soffice")
    monkeypatch.setattr("documents.letters.pdf.first_page", lambda _content: good.pdf())
    assert extraction.first_page(document.file) is not None


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (SHEET, b"PK\x03\x04 nothing"),
        ("image/png", good.png_of(30_000, 30_000)),
        ("application/pdf", b"%PDF-1.4\nnothing"),
        ("image/jpeg", b""),
        ("text/plain", b"x"),
    ],
)
def test_a_file_that_cannot_be_drawn_has_no_picture(media_type: str, content: bytes, tmp_path: Path) -> None:
    assert picture_of(kept(tmp_path, content), media_type=media_type) is None


@pytest.mark.parametrize("greedy", ["bytearray(600 * 1024 * 1024)", "open('x', 'wb').write(bytes(21 * 1024 * 1024))"])
def test_a_greedy_child_dies_alone(greedy: str, tmp_path: Path) -> None:
    program = f"import os; from documents.confinement import confine; confine(); os.chdir({str(tmp_path)!r}); {greedy}"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=20).returncode != 0


def test_the_child_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def run(command: list[str], **options: Any) -> None:
        seen.update(options)

    monkeypatch.setattr("documents.children.subprocess.run", run)
    assert picture_of(tmp_path, media_type="application/pdf") is None
    assert set(seen["env"]) == {"PATH", "PYTHONPATH", "TMPDIR", "LANG"}


def test_a_picture_is_drawn_once_and_not_for_what_is_in_quarantine(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = upload()
    first = extraction.first_page(document.file)
    assert first is not None
    monkeypatch.setattr("documents.services.extraction.picture_of", lambda *_args, **_options: None)
    assert extraction.first_page(document.file) == first
    document.file.scan_state = "quarantined"
    assert extraction.first_page(document.file) is None
