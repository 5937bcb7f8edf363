"""Documents by the words in them: the quick search and the page of all."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Document
from documents.services.extraction import read_new
from tests.documents import good
from tests.factories.documents import NOW


@pytest.fixture
def case(office):
    """A case with a report that says what its title does not."""
    case = office.at_review()
    file = SimpleUploadedFile("allegato.docx", good.word("Il piombo è <b>sotto</b> il limite & non di poco."))
    office.client("teo").post(office.address(case, "documents"), {"document-kind": "analysis", "document-file": file})
    read_new(office.company, now=NOW)
    return case


def asked(office, address, typed, name="teo"):
    return office.client(name).get(f"/ecoverde/{address}", {"q": typed}).content.decode()


def test_the_quick_search_shows_the_words_around_and_leads_beside_the_sheet(office, case):
    html = asked(office, "search/", "piom")
    paper = Document.objects.of(office.company).get(case=case)
    assert "Il <mark>piombo</mark> è &lt;b&gt;sotto&lt;/b&gt; il limite &amp; non" in html
    assert f"/ecoverde/cases/{case.number}/reading/?document={paper.uuid}" in html
    assert "All documents with these words" not in html


def test_more_than_six_lead_to_the_page_of_all(office, case):
    paper = Document.objects.of(office.company).get(case=case)
    for number in range(6):
        Document.objects.create(
            company=office.company, case=case, kind="photo", title=f"Piombo {number}", file=paper.file,
            file_name=f"{number}.docx", received_at=NOW,
        )  # fmt: skip
    assert "/ecoverde/documents/?q=piombo" in asked(office, "search/", "piombo")
    assert asked(office, "documents/", "piombo").count("<mark>") == 7


def test_without_words_the_newest_are_listed_and_signs_alone_find_none(office, case):
    assert "allegato.docx" in asked(office, "documents/", "")
    for typed in ("cadmio", "!!", "x" * 5_000, "' OR 1=1"):
        html = asked(office, "documents/", typed)
        assert "Nothing found" in html
        assert "allegato.docx" not in html


def test_another_company_finds_nothing(office, case, outsider):
    html = outsider().get("/lumen/documents/", {"q": "piombo"}).content.decode()
    assert "Nessun risultato" in html
    assert "allegato" not in html


def test_signs_no_database_takes_are_no_part_of_a_word(office, case):
    assert "<mark>piombo</mark>" in asked(office, "documents/", "\x00piombo")
