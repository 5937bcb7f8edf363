"""Documents are found by the words in them, by whoever may read them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from documents.models import Document, DocumentText
from documents.queries.search import Says, excerpt, found
from documents.services.extraction import read_new
from registry.actors import Actor
from registry.models import Company
from tests.documents import good
from tests.factories import cases as cast
from tests.factories.documents import NOW

Upload = Callable[..., Document]
REPORT = "Rapporto di prova n. RP-2026/0117. Fanghi da trattamento: Piombo 12,5 mg/kg. Già verificato da ECO Lab S.r.l."


@pytest.fixture
def report(upload: Upload, company: Company) -> Document:
    document = upload(good.word(REPORT), name="allegato.docx", title="Analisi")
    read_new(company, now=NOW)
    return document


@pytest.mark.parametrize(
    "typed",
    [
        "piombo",
        "PIOMBO fanghi",
        "tratta",
        "gia verif",
        "già",
        "srl",
        "S.r.l.",
        "RP-2026/0117",
        "12,5",
        "analisi",
        "allegato",
    ],
)
def test_a_document_is_found_by_how_its_words_begin_whatever_their_case_accents_and_points(
    typed: str, report: Document, ada: Actor
) -> None:
    assert [row.pk for row in found(ada, typed)] == [report.pk]


@pytest.mark.parametrize(
    "typed", ["", " .,- ", "iombo", "piombo cadmio", "rapp:* | x", "'; --", "(", "%", "\\", "!piombo & x"]
)
def test_words_that_are_not_there_and_signs_find_nothing(typed: str, report: Document, ada: Actor) -> None:
    assert list(found(ada, typed)) == []


def test_who_may_not_see_the_case_does_not_find_its_document(upload: Upload, company: Company, ada: Actor) -> None:
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    upload(good.word(REPORT), name="x.docx", case=case)
    read_new(company, now=NOW)
    assert len(found(ada, "piombo")) == 1
    assert list(found(cast.actor(company, "cy@example.it"), "piombo")) == []


def test_another_company_finds_nothing_of_it(report: Document) -> None:
    other = cast.company("lumen")
    assert list(found(cast.actor(other, "lia@example.it", "waste_approval.read", *cast.PAPERS), "piombo")) == []


def test_the_words_around_are_shown_as_they_stand() -> None:
    shown = excerpt(REPORT, "mancante verificato")
    assert (shown.word, shown.before[-4:], shown.after[:8]) == ("verificato", "Già ", " da ECO ")
    assert shown.before.startswith("…")
    assert (excerpt(REPORT, "srl").word, excerpt(REPORT, "gia").word) == ("S.r.l", "Già")
    assert excerpt("", "piombo").word == excerpt(None, "piombo").word == excerpt(REPORT, "cadmio").word == ""


@pytest.mark.services
def test_postgresql_finds_the_words_by_their_index(report: Document) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "document_words" in DocumentText._base_manager.filter(Says("text", ["piombo"])).explain()
