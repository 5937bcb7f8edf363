"""A file that the office made itself: kept like any other, without the questions asked of a stranger's."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

from cases.models import Case
from documents import store
from documents.checks import LIMITS
from documents.checks.limits import Limits
from documents.models import Document, DocumentStatus, StoredFile
from registry.actors import Actor
from registry.history import signed
from registry.models import Customer


@dataclass(frozen=True, slots=True)
class Made:
    """A file of ours on its way to a case or a customer."""

    content: bytes
    name: str
    media_type: str
    kind: str
    title: str
    dated: date


def keep(made: Made, about: Case | Customer, *, actor: Actor, now: datetime) -> Document:
    """Record an issued document of a case or a customer, its bytes put in their place after the commit.

    Inside the caller's transaction; bytes that no row comes to own are swept.
    """
    case, customer_id = (None, about.pk) if isinstance(about, Customer) else (about, about.customer_id)
    file = keep_file(made.content, made.name, made.media_type, company_id=about.company_id, now=now)
    document = Document(
        company_id=about.company_id,
        case=case,
        customer_id=customer_id,
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
    return document


def keep_file(
    content: bytes, name: str, media_type: str, *, company_id: int, now: datetime, limits: Limits = LIMITS
) -> StoredFile:
    """Record bytes of ours, put in their place after the commit; inside the caller's transaction."""
    arrival = store.take_in(io.BytesIO(content), limits=limits)
    return place(arrival, name, media_type, company_id=company_id, now=now)


def place(arrival: store.Arrival, name: str, media_type: str, *, company_id: int, now: datetime) -> StoredFile:
    """Record what arrived, once per content, and put it in its place after the commit; inside a transaction."""
    file, _ = StoredFile.objects.of(company_id).get_or_create(
        company_id=company_id,
        sha256=arrival.sha256,
        defaults={
            "uuid": arrival.uuid,
            "size": arrival.size,
            "media_type": media_type,
            "original_name": name,
            "stored_at": now,
        },
    )
    store.settle_later(arrival, file)
    return file
