"""The sheet and a document side by side: for the checks of a review, for decisions, for reading."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import WorkItem
from documents.models import Document, DocumentText
from documents.queries.words import words_of
from tests.desk.test_papers import upload
from tests.documents import good


@pytest.fixture
def case(office):
    case = office.at_review()
    upload(office, case)
    upload(office, case, content=good.image("png"), file_name="campione.png")
    return case


def check(office, case):
    return WorkItem.objects.of(office.company).get(case=case, step="chemistry")


def ending(office, case):
    return reverse("desk:end", args=["ecoverde", check(office, case).pk])


def paper(office, name):
    return Document.objects.of(office.company).get(file_name=name)


def page(office, address, name="teo"):
    answer = office.client(name).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_check_shows_its_outcomes_the_sheet_and_the_newest_document(office, case):
    html = page(office, ending(office, case))
    assert "Judge chemistry and classification" in html
    assert 'name="outcome" value="unfavourable"' in html
    assert "Quantity per year" in html
    assert f'<img class="picture" src="/ecoverde/documents/{paper(office, "campione.png").uuid}/"' in html


def test_the_chosen_document_is_shown_in_the_browser_s_viewer_and_on_a_phone_as_a_picture(office, case):
    chosen = paper(office, "analisi.pdf").uuid
    html = page(office, f"{ending(office, case)}?document={chosen}")
    assert f'<iframe class="sheet-of-paper wide" src="/ecoverde/documents/{chosen}/#navpanes=0&view=FitH"' in html
    drawn = office.client("teo").get(f"/ecoverde/documents/{chosen}/page/")
    assert (drawn.headers["Content-Type"], drawn.content[:4]) == ("image/png", b"\x89PNG")


def test_an_office_file_shows_its_first_page(office, case):
    upload(office, case, content=good.sheet(), file_name="valori.xlsx")
    chosen = paper(office, "valori.xlsx").uuid
    html = page(office, f"{ending(office, case)}?document={chosen}")
    assert f'<img class="picture" src="/ecoverde/documents/{chosen}/page/"' in html
    drawn = office.client("teo").get(f"/ecoverde/documents/{chosen}/page/")
    assert (drawn.headers["Content-Type"], drawn.content[:4]) == ("image/png", b"\x89PNG")


def test_the_words_read_out_of_a_document_are_under_it(office, case):
    chosen = paper(office, "analisi.pdf")
    values = {"file": chosen.file, "text": "Idrocarburi C10-C40", "extracted_at": timezone.now()}
    DocumentText.objects.create(company=office.company, **values)
    assert words_of(office.actor("teo"), chosen.uuid, most=11) == "Idrocarburi"
    assert "Idrocarburi C10-C40" in page(office, f"{office.address(case)}reading/?document={chosen.uuid}")


def test_an_unfavourable_outcome_without_a_reason_keeps_the_document_beside(office, case):
    chosen = paper(office, "analisi.pdf").uuid
    address = f"{ending(office, case)}?document={chosen}"
    answer = office.client("teo").post(address, {"outcome": "unfavourable", "reason": ""})
    assert answer.status_code == 422
    assert f'src="/ecoverde/documents/{chosen}/#' in answer.content.decode()
    done = office.client("teo").post(address, {"outcome": "unfavourable", "reason": "Chlorine above the limit"})
    assert done.status_code == 302
    assert check(office, case).reason == "Chlorine above the limit"


def test_a_step_that_asks_for_words_has_the_documents_beside_and_one_without_documents_does_not(office, case):
    editing, deciding = (page(office, office.address(case, step)) for step in ("characterise", "ask_for_integration"))
    assert "papers-beside" in editing
    assert 'id="dossier"' not in editing
    assert "papers-beside" in deciding
    assert 'id="dossier"' in deciding
    assert "papers-beside" not in page(office, office.address(office.at_review(), "characterise"))


def test_whoever_verifies_beside_the_sheet_stays_there(office, case):
    chosen = paper(office, "analisi.pdf").uuid
    here = f"{office.address(case)}reading/?document={chosen}"
    answer = office.client("teo").post(f"/ecoverde/documents/{chosen}/verify/", {"next": here})
    assert (answer.status_code, answer.url) == (302, here)
    away = paper(office, "campione.png").uuid
    answer = office.client("teo").post(f"/ecoverde/documents/{away}/verify/", {"next": "https://example.com/"})
    assert answer.url == f"{office.address(case)}#documents"


def test_reading_offers_the_checks_to_whom_they_wait_for(office, case):
    end = f'href="{ending(office, case)}"'
    assert end in page(office, f"{office.address(case)}reading/")
    assert end not in page(office, f"{office.address(case)}reading/", "ada")


def test_a_case_without_documents_says_what_would_show_there(office):
    assert "No documents" in page(office, f"{office.address(office.at_review())}reading/")
