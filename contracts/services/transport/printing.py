"""The PDF of a transport paper: made of what the row keeps, after its number; made later where that failed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from cases.services.chores import Chore
from contracts.models import TransportDocument
from documents.letters.typeset import FORM, Typesetter, TypesettingFailed, paper_of
from documents.services.keeping import Made, keep
from documents.services.seals import sealed
from registry.actors import SYSTEM

if TYPE_CHECKING:
    from datetime import datetime

PDF: Final = "application/pdf"
AT_ONCE: Final = 50
WHY: Final = "papers without their PDF are made for every company"
log = logging.getLogger(__name__)


def made(paper: TransportDocument, now: datetime) -> TransportDocument:
    """The paper with its PDF; without, where it cannot be set now: the worker tries again."""
    if paper.document_id is not None:
        return paper
    loaded = TransportDocument.objects.of(paper.company_id).select_related("company", "customer", "approval__case")
    found = loaded.get(pk=paper.pk)
    try:
        content = _set(found)
    except TypesettingFailed:
        log.exception("the PDF of %s was not set", found.number)
        return found
    return _kept(found, sealed(content, found.company, now=now), now)


def make_missing(now: datetime) -> int:
    """The PDFs that are not there yet; how many there are now."""
    rows = TransportDocument.objects.across_companies(WHY).filter(document__isnull=True).order_by("pk")
    return sum(made(paper, now).document_id is not None for paper in rows[:AT_ONCE])


chore: Final = Chore("transport papers", 60, make_missing)


def _set(paper: TransportDocument) -> bytes:
    content: dict[str, Any] = paper.content
    with Typesetter(paper_of(paper.company, paper.language), paper.language, source=FORM) as typesetter:
        return typesetter.form(content, f"{content['title']} {paper.number}", on=paper.dated)


@transaction.atomic
def _kept(paper: TransportDocument, content: bytes, now: datetime) -> TransportDocument:
    locked = TransportDocument.objects.of(paper.company_id).select_for_update(of=("self",)).get(pk=paper.pk)
    if locked.document_id is not None:
        return locked
    title = f"{paper.content['title']} {paper.number}"
    file = Made(content, f"{paper.number}.pdf", PDF, "transport", title, paper.dated)
    case = paper.approval.case if paper.approval else None
    locked.document = keep(file, case or paper.customer, actor=SYSTEM(paper.company_id, []), now=now)
    locked.save(update_fields=["document"])
    return locked
