"""The letters of the request on paper: one receipt, in Italian."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from cases.models import Case
from documents.letters import catalogue
from documents.letters.building import build
from documents.letters.catalogue import LIST, Field, LetterKind, ProcessLetters
from documents.letters.formats import Wording
from documents.letters.plaintext import composed
from documents.models import Document, Letter, LetterTemplate, PdfState
from registry.models import Company

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
SINCE = date(2020, 1, 1)
RECEIPT = """
# Oggetto: {{ case.number }}

Spett. {{ customer.name }}, abbiamo ricevuto la richiesta per {{ request.waste_code }}.
"""

EMAIL = ("Pratica {{ case.number }}", "Spett. {{ customer.name }},\n\n{% if note %}\n{{ note }}\n{% endif %}\n\nSaluti")


def values(case: Case, wording: Wording, on: date) -> Mapping[str, Any]:
    del wording, on
    dossier = case.dossier
    return {"request": {"waste_code": dossier.waste_code, "applicant": dossier.applicant}, "lines": [{"text": "Prima"}]}


REQUEST_LETTERS = ProcessLetters(
    process_code="request",
    kinds=(LetterKind("receipt", "Receipt", "When it came in"),),
    fields=(
        Field("request.waste_code", "The waste code", "170504"),
        Field("request.applicant", "Who asks", "Rossi & Figli <srl>"),
        Field("lines", "Lines", kind=LIST),
        Field("lines[].text", "What a line says", "Prima riga", "First line"),
    ),
    values=values,
    folder=Path(__file__).parent / "letters",
)


@contextmanager
def known() -> Iterator[ProcessLetters]:
    """The letters in the catalogue."""
    catalogue.register(REQUEST_LETTERS)
    try:
        yield REQUEST_LETTERS
    finally:
        catalogue.forget(REQUEST_LETTERS.process_code)


@cache
def word(source: str = RECEIPT, language: str = "it") -> bytes:
    """The same bytes every time."""
    return build(source, language)


def template(company: Company | None = None, content: bytes | None = None, **columns: Any) -> LetterTemplate:
    """A published receipt."""
    content = content or word()
    named: dict[str, Any] = {
        "process_code": "request",
        "kind": "receipt",
        "language": "it",
        "version": 1,
        "valid_from": SINCE,
    }
    named["file_name"] = "receipt.it.docx"
    return LetterTemplate.objects.create(
        **{**named, **columns},
        company=company,
        status=LetterTemplate.PUBLISHED,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        changed_at=NOW,
        published_at=NOW,
    )


def email(
    company: Company | None = None, subject: str = EMAIL[0], body: str = EMAIL[1], **columns: Any
) -> LetterTemplate:
    """A published text of the e-mail a receipt is sent with."""
    return template(company, composed(subject, body), format="email", file_name="receipt.it.txt", **columns)


def row(case: Case, document: Document) -> Letter:
    """A letter as if it had been written: a document of the case and the company's own template."""
    used = template(case.company)
    return Letter.objects.create(
        company=case.company,
        key=uuid4(),
        case=case,
        kind="receipt",
        language="it",
        template=used,
        template_sha256=used.sha256,
        word=document,
        pdf_state=PdfState.FAILED,
        dated=SINCE,
        issued_at=NOW,
    )
