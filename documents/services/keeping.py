"""A file that the office made itself: kept like any other, without the questions asked of a stranger's."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Case
from documents import store
from documents.checks import LIMITS
from documents.models import Document, DocumentStatus, StoredFile
from registry.actors import Actor
from registry.history import signed


@dataclass(frozen=True, slots=True)
class Made:
    """A file of ours on its way to a case."""

    content: bytes
    name: str
    media_type: str
    kind: str
    title: str
    dated: date


def keep(made: Made, case: Case, *, actor: Actor, now: datetime) -> Document:
    """Record an issued document of a case, its bytes put in their place after the commit.

    Inside the caller's transaction; bytes that no row comes to own are swept.
    """
    arrival = store.take_in(io.BytesIO(made.content), limits=LIMITS)
    file, _ = StoredFile.objects.of(case.company_id).get_or_create(
        company_id=case.company_id,
        sha256=arrival.sha256,
        defaults={
            "uuid": arrival.uuid,
            "size": arrival.size,
            "media_type": made.media_type,
            "original_name": made.name,
            "stored_at": now,
        },
    )
    document = Document(
        company_id=case.company_id,
        case=case,
        customer_id=case.customer_id,
        kind=made.kind,
        title=made.title,
        file=file,
        file_name=made.name,
        issued_on=made.dated,
        uploaded_by_id=actor.user_id,
        received_at=now,
        status=DocumentStatus.ISSUED,
    )
    signed(document, by=actor).save(force_insert=True)
    transaction.on_commit(lambda: store.settle(arrival.path, file))
    return document
