"""What happens to a document is told in the journal of its case."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case
from cases.services import journal, locking
from documents.models import Document
from registry.actors import Actor


def locked(case: Case | None) -> Case | None:
    """The case, locked for the event to come; nothing for a document that belongs to none."""
    return locking.lock(case) if case is not None else None


def record(document: Document, event: str, *, case: Case | None, actor: Actor, now: datetime, reason: str = "") -> None:
    """Write the event of a locked case. `version` stays: a document is not the dossier."""
    if case is None:
        return
    matter = {
        "document": str(document.uuid),
        "document_kind": document.kind,
        "document_version": document.version,
        "sha256": document.file.sha256,
    }
    if reason:
        matter["reason"] = reason
    entry = journal.Entry(kind=event, actor=actor, now=now, matter=matter, personal=_names(document))
    journal.append(case, entry)
    case.save(update_fields=["seq", "head_hash"])


def _names(document: Document) -> dict[str, str]:
    """What people call a document often names a person: kept so that it can be erased without breaking the chain."""
    names = {"document_title": document.title, "file_name": document.file_name}
    return {field: name for field, name in names.items() if name}
