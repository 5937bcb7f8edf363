"""The PDFs of issued letters: made after the letter, many in one call of LibreOffice, tried three times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from documents import store
from documents.letters import pdf
from documents.models import Letter, PdfState
from documents.services.keeping import Made, keep
from documents.services.seals import sealed
from registry.actors import SYSTEM
from registry.scoping import ScopedQuerySet

ATTEMPTS: Final = 3
WHY: Final = "the converter serves every company"
PDF: Final = "application/pdf"


def make_pdfs(now: datetime, *, at_most: int = pdf.AT_ONCE) -> int:
    """Convert the letters that wait for their PDF, the oldest first; returns how many have one now.

    Where LibreOffice is missing they stand as Word files, until it is there.
    """
    if not pdf.soffice():
        _waiting().filter(pdf_state=PdfState.WAITING).update(pdf_state=PdfState.UNAVAILABLE)
        return 0
    letters = list(_waiting().select_related("word__file", "case__company").order_by("pk")[:at_most])
    converted = pdf.convert(_files(letters))
    return sum(_settle(letter, _sealed(letter, converted, now), now) for letter in letters)


def make_one(letter: Letter, now: datetime) -> bool:
    """The PDF of one letter now, whatever came of it before; false when it could not be made."""
    loaded = Letter.objects.of(letter.company_id).select_related("word__file", "case__company").get(pk=letter.pk)
    if loaded.pdf_id is not None:
        return True
    return _settle(loaded, _sealed(loaded, pdf.convert(_files([loaded])), now), now)


def _sealed(letter: Letter, converted: Mapping[str, bytes], now: datetime) -> bytes | None:
    content = converted.get(str(letter.key))
    return sealed(content, letter.case.company, now=now) if content is not None else None


def _waiting() -> ScopedQuerySet[Letter]:
    rows = Letter.objects.across_companies(WHY)
    return rows.filter(pdf_state__in=(PdfState.WAITING, PdfState.UNAVAILABLE), pdf__isnull=True)


def _files(letters: Sequence[Letter]) -> dict[str, bytes]:
    """The Word files; one whose bytes are gone, which the doctor reports, is left out."""
    files = {}
    for letter in letters:
        try:
            files[str(letter.key)] = store.locate(letter.word.file).read_bytes()
        except FileNotFoundError:
            continue
    return files


@transaction.atomic
def _settle(letter: Letter, content: bytes | None, now: datetime) -> bool:
    locked = Letter.objects.of(letter.company_id).select_for_update().get(pk=letter.pk)
    if locked.pdf_id is not None:
        return True
    if content is None:
        locked.pdf_attempts += 1
        locked.pdf_state = PdfState.FAILED if locked.pdf_attempts >= ATTEMPTS else PdfState.WAITING
        locked.save(update_fields=["pdf_attempts", "pdf_state"])
        return False
    name = f"{letter.word.title}.pdf"
    made = Made(content, name, PDF, letter.word.kind, letter.word.title, letter.dated)
    locked.pdf = keep(made, letter.case, actor=SYSTEM(letter.company_id, []), now=now)
    locked.pdf_state = PdfState.MADE
    locked.save(update_fields=["pdf", "pdf_state"])
    return True
