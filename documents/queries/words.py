"""What was read out of a document, for whoever may see it."""

from __future__ import annotations

from uuid import UUID

from documents.models import DocumentText
from documents.queries.lists import one
from registry.actors import Actor

MOST = 20_000


def words_of(actor: Actor, uuid: UUID, *, most: int = MOST) -> str:
    """The first `most` characters read out of a document; empty when nothing was, or not yet.

    Raises Http404 when the actor may not see the document.
    """
    document = one(actor, uuid)
    if document.file.is_quarantined:
        return ""
    found = DocumentText.objects.of(actor.company_id).filter(file=document.file).values_list("text", flat=True)
    return (found.first() or "")[:most].strip()
