"""The letters of a case, with what became of their PDF."""

from __future__ import annotations

from uuid import UUID

from cases.models import Case
from documents.models import Letter
from registry.actors import Actor


def letters_of_case(case: Case) -> list[Letter]:
    """Every letter of a case the caller was allowed to load, the newest first. One statement."""
    rows = Letter.objects.of(case.company_id).filter(case=case)
    return list(
        rows.select_related("word", "pdf", "issued_by", "template").defer("template__content", "template__outline")
    )


def letter_of(case: Case, key: UUID, *, actor: Actor) -> Letter | None:
    """One letter of a case of the actor's company."""
    return Letter.objects.of(actor.company_id).filter(case=case, key=key).select_related("word", "pdf").first()
