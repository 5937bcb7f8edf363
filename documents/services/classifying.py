"""Saying what a received document is, when it came as something unknown: from mail above all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from documents.duties import RECEIVE
from documents.models import Document, DocumentStatus
from documents.services import timeline
from documents.services.refusals import DocumentRefused, refusal
from registry.actors import Actor
from registry.duties import require
from registry.history import signed


@dataclass(frozen=True, slots=True)
class Said:
    """What it is, the date on it, and the last day on which it counts."""

    kind: str
    issued_on: date | None = None
    valid_until: date | None = None


def classify(document: Document, said: Said, *, actor: Actor, now: datetime) -> Document:
    """The same document under another kind, to be verified as such. Raises DutyMissing, DocumentRefused if decided."""
    require(actor, RECEIVE)
    if said.issued_on and said.valid_until and said.valid_until < said.issued_on:
        raise DocumentRefused([refusal("document_expired_on_arrival", until=said.valid_until)])
    with transaction.atomic():
        case = timeline.locked(document.case)
        rows = Document.objects.of(actor.company_id).select_for_update(of=("self",)).select_related("file")
        locked = rows.get(pk=document.pk)
        if locked.status != DocumentStatus.RECEIVED:
            raise DocumentRefused([refusal("document_already_decided", status=DocumentStatus(locked.status).label)])
        locked.kind, locked.issued_on, locked.valid_until = said.kind, said.issued_on, said.valid_until
        signed(locked, by=actor).save(update_fields=["kind", "issued_on", "valid_until"])
        timeline.record(locked, "document.classified", case=case, actor=actor, now=now)
    return locked
