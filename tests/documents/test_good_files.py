"""What an office receives every day comes in, with the type its content has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from documents.models import Document
from documents.services.refusals import UploadRefused
from tests.documents import good

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = {
    "lettera.docx": (good.word, WORD),
    "analisi.xlsx": (good.sheet, SHEET),
    "grande.xlsx": (lambda: good.sheet(20_000, chart=True), SHEET),
    "relazione con foglio.docx": (
        lambda: good.changed(good.word(), {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": good.sheet()}),
        WORD,
    ),
    "rapporto.pdf": (lambda: good.pdf(3), "application/pdf"),
    "moderno.pdf": (good.pdf_with_object_stream, "application/pdf"),
    "foto.jpg": (lambda: good.image("JPEG"), "image/jpeg"),
    "foto.jpeg": (lambda: good.image("JPEG"), "image/jpeg"),
    "timbro.png": (lambda: good.image("PNG"), "image/png"),
    "scansione.tif": (lambda: good.image("TIFF"), "image/tiff"),
    "righe.csv": ("città;importo\nForlì;=A1+B1\n|;-3\n".encode, "text/csv"),
    "vecchio.csv": (lambda: "città;perché\n".encode("cp1252"), "text/csv"),
    "nota.txt": ("perché no: 5 < 7\n".encode, "text/plain"),
    "largo.txt": (lambda: "perché".encode("utf-16"), "text/plain"),
    "reclamo.eml": (lambda: good.MESSAGE, "message/rfc822"),
    "fattura.xml": (good.INVOICE.encode, "application/xml"),
    "fattura.xml.p7m": (lambda: good.envelope(good.INVOICE.encode()), "application/pkcs7-mime"),
    "contratto.pdf.p7m": (lambda: good.streamed_envelope(good.pdf(20)), "application/pkcs7-mime"),
    "due firme.pdf.p7m.p7m": (lambda: good.envelope(good.envelope(good.pdf())), "application/pkcs7-mime"),
    "MAIUSCOLO.PDF": (good.pdf, "application/pdf"),
}


@pytest.mark.parametrize("name", GOOD)
def test_an_ordinary_file_is_received(name: str, upload: Callable[..., Document]) -> None:
    build, media_type = GOOD[name]
    document = upload(build(), name=name)
    assert document.file.media_type == media_type
    assert document.file_name == name


def test_a_link_to_a_web_page_is_no_danger(upload: Callable[..., Document]) -> None:
    assert upload(good.sheet(), name="con link.xlsx").status == "received"


def test_every_reason_against_a_file_is_given_at_once(upload: Callable[..., Document]) -> None:
    content = good.changed(good.word(), {"word/vbaProject.bin": b"x", "word/media/a.emf": b"MZ", "word/b.xml": b"<a/>"})
    with pytest.raises(UploadRefused) as answer:
        upload(content, name="x.docx")
    assert {refusal.code for refusal in answer.value.refusals} == {"office_macro", "office_embedded"}
