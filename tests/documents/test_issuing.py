"""A letter is written once, by the template of its day, and kept with its case."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import docx
import pytest

from cases.definition import catalogue as processes
from cases.models import Case, CaseEvent, Dispatch
from cases.outbox import consumers, relay
from cases.services.intake import open_case
from cases.services.transitions import perform
from documents import store
from documents.letters import catalogue, pdf
from documents.models import Document, Letter, PdfState
from documents.services.letters import consuming, pdfs
from documents.services.letters.issuing import Order, issue, issue_by_hand
from documents.services.letters.refusals import LetterRefused
from registry.actors import Actor
from registry.duties import DutyMissing
from registry.models import Company
from tests.documents import good
from tests.factories import cases as cast
from tests.factories import letters as make
from tests.factories import registry as people
from tests.paper import request

NOW = make.NOW


@pytest.fixture
def _lettered() -> Iterator[None]:
    """The request, whose submission writes a receipt."""
    moves = [replace(move, letter="receipt" if move.code == "submit" else "") for move in request.process.transitions]
    process = replace(request.process, transitions=tuple(moves))
    processes.register(process)
    consuming.register(process, make.REQUEST_LETTERS)
    yield
    consumers.unsubscribe("letters.request")
    catalogue.forget("request")
    processes.unregister("request")


@pytest.fixture
def clerk(company: Company) -> Actor:
    return cast.actor(company, "clerk@example.it", *request.process.duties, "documents.issue")


@pytest.fixture
def case(_lettered: None, company: Company, clerk: Actor) -> Case:
    cast.waste_code("170504")
    customer = people.customer(company, name="Rossi & Figli <srl>")
    inputs = {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": 12}
    return loaded(open_case("request", company, customer, cast.command(clerk, inputs=inputs)).case)


def loaded(case: Case) -> Case:
    found = Case.objects.of(case.company_id).select_related("company", "customer").get(pk=case.pk)
    found.dossier = found.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    return found


def order(**values: Any) -> Order:
    return Order(**{"key": uuid4(), "kind": "receipt", **values})


def words(document: Document) -> str:
    opened = docx.Document(io.BytesIO(store.locate(document.file).read_bytes()))
    return "\n".join(each.text for each in opened.paragraphs)


Committed = Callable[..., Any]


def test_a_letter_is_written_once_and_remembers_by_what(
    case: Case, clerk: Actor, django_capture_on_commit_callbacks: Committed
) -> None:
    make.template()
    own = make.template(case.company)
    asked = order(author="Elena")
    with django_capture_on_commit_callbacks(execute=True):
        letter = issue_by_hand(case, asked, actor=clerk, now=NOW)
    again = issue_by_hand(case, asked, actor=clerk, now=NOW)
    assert (again.pk, Document.objects.of(case.company).count()) == (letter.pk, 1)
    assert (letter.template, letter.template_sha256, letter.language) == (own, own.sha256, "it")
    assert (letter.word.status, letter.word.kind, letter.word.issued_on) == ("issued", "letter", NOW.date())
    assert "Spett. Rossi & Figli <srl>, abbiamo ricevuto la richiesta per 170504." in words(letter.word)
    told = CaseEvent.objects.of(case.company).get(case=case, kind="letter.issued")
    assert own.sha256 in told.body
    assert letter.word.file.sha256 in told.body


def test_who_may_not_issue_or_has_no_template_writes_nothing(case: Case, clerk: Actor) -> None:
    with pytest.raises(DutyMissing):
        issue_by_hand(case, order(), actor=replace(clerk, duties=frozenset()), now=NOW)
    with pytest.raises(LetterRefused) as refused:
        issue_by_hand(case, order(), actor=clerk, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["letter_without_template"]
    make.template()
    with pytest.raises(LetterRefused):
        issue(case, order(language="en"), actor=clerk, now=NOW)
    assert not Letter.objects.of(case.company).exists()


@pytest.mark.parametrize(("country", "language"), [("IT", "it"), ("SM", "it"), ("DE", "en")])
def test_one_writes_in_the_customer_s_language(country: str, language: str, case: Case, clerk: Actor) -> None:
    make.template()
    make.template(language="en", content=make.word("Dear {{ customer.name }}", "en"))
    case.customer.country = country
    assert issue(case, order(), actor=clerk, now=NOW).language == language


@pytest.mark.django_db(transaction=True)
def test_a_step_writes_its_letter_through_the_relay_once(case: Case, clerk: Actor) -> None:
    make.template()
    perform(case, "submit", cast.command(clerk))
    assert relay.run_once(NOW, "test").delivered == 1
    relay.run_once(NOW, "test")
    letter = Letter.objects.of(case.company).get()
    dispatch = Dispatch.objects.of(case.company).get(consumer="letters.request")
    assert dispatch.result == {"letter": "receipt", "document": str(letter.word.uuid)}
    assert (letter.issued_by, letter.key) == (None, dispatch.key("letter"))


@pytest.mark.django_db(transaction=True)
def test_without_a_template_the_letter_waits_visibly(case: Case, clerk: Actor) -> None:
    perform(case, "submit", cast.command(clerk))
    relay.run_once(NOW, "test")
    dispatch = Dispatch.objects.of(case.company).get(consumer="letters.request")
    assert (dispatch.status, dispatch.trouble) == ("waiting", "refused")


@pytest.fixture
def letter(case: Case, clerk: Actor, django_capture_on_commit_callbacks: Committed) -> Letter:
    make.template()
    with django_capture_on_commit_callbacks(execute=True):
        return issue(case, order(), actor=clerk, now=NOW)


def test_without_libreoffice_the_word_file_stands_and_says_why(letter: Letter, monkeypatch: Any) -> None:
    monkeypatch.setattr(pdf, "soffice", lambda: "")
    assert pdfs.make_pdfs(NOW) == 0
    letter.refresh_from_db()
    assert (letter.pdf, letter.pdf_state) == (None, PdfState.UNAVAILABLE)


def test_the_pdf_follows_once(letter: Letter, monkeypatch: Any) -> None:
    monkeypatch.setattr(pdf, "soffice", lambda: "soffice")
    monkeypatch.setattr(pdf, "convert", lambda files: {name: good.pdf() for name in files})
    assert (pdfs.make_pdfs(NOW), pdfs.make_pdfs(NOW)) == (1, 0)
    letter.refresh_from_db()
    assert letter.pdf is not None
    assert (letter.pdf_state, letter.pdf.file.media_type, letter.pdf.status) == ("made", "application/pdf", "issued")


def test_a_letter_that_libreoffice_cannot_convert_is_given_up_after_three_times(
    letter: Letter, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pdf, "soffice", lambda: "soffice")
    monkeypatch.setattr(pdf, "convert", lambda files: {})
    assert [pdfs.make_pdfs(NOW) for _ in range(4)] == [0, 0, 0, 0]
    letter.refresh_from_db()
    assert (letter.pdf_state, letter.pdf_attempts) == (PdfState.FAILED, 3)
