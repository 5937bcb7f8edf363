"""LibreOffice turns letters into PDF, asks nobody on the network, and is not believed without looking."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdf
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from documents.letters import pdf
from tests.factories.letters import word

pytestmark = pytest.mark.browser("libreoffice")
PICTURE = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:drawing>'
    '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="999999" cy="999999"/><wp:docPr id="1" name="x"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
    '<pic:cNvPr id="0" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="{link}"/>'
    "</pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on the network, and who asked for it."""
    asked: list[str] = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def do_OPTIONS(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/picture.png", asked
        server.shutdown()


def with_linked_picture(address: str) -> bytes:
    document = docx.Document()
    document.add_paragraph("Testo della lettera")
    link = document.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    document.element.body.insert(0, parse_xml(PICTURE.format(link=link)))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_many_at_once_a_spoilt_one_takes_no_other_with_it_and_nothing_is_fetched(
    listener: tuple[str, list[str]],
) -> None:
    address, asked = listener
    made = pdf.convert({"one": word(), "spoilt": b"PK\x03\x04 nothing", "linked": with_linked_picture(address)})
    assert set(made) == {"one", "linked"}
    assert asked == []
    opened = pypdf.PdfReader(io.BytesIO(made["one"]))
    assert len(opened.pages) == 1
    assert b"pdfaid" in made["one"]
    assert "Testo della lettera" in pypdf.PdfReader(io.BytesIO(made["linked"])).pages[0].extract_text()


def test_no_file_of_the_machine_is_read_into_a_letter(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("CANARY-7341")
    document = docx.Document()
    document.add_paragraph("Testo della lettera")
    for code in (f'INCLUDETEXT "{canary}"', f'DDEAUTO soffice "{canary}" x', f'INCLUDEPICTURE "file://{canary}"'):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        document.add_paragraph()._p.append(field)
    written = io.BytesIO()
    document.save(written)
    made = pdf.convert({"fields": written.getvalue(), "local": with_linked_picture(f"file://{canary}")})
    assert set(made) == {"fields", "local"}
    for content in made.values():
        assert "CANARY" not in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
