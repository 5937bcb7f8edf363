"""Documents that are still good go over into the case that renews another; the first one stays where it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cases.models import Case
from documents.models import Document, DocumentStatus
from documents.services import timeline
from registry.actors import Actor
from registry.history import signed

KEPT = ("kind", "title", "file_id", "file_name", "issued_on", "valid_until", "uploaded_by_id", "received_at")
VERIFIED = ("verified_by_id", "verified_at")


@transaction.atomic
def carry(old: Case, new: Case, uuids: Collection[str], *, actor: Actor, now: datetime) -> list[Document]:
    """The verified documents of `old` with these uuids, as documents of `new`: the same file, the dates and the verdict
    they had, with a link to the first one. Carried again, nothing happens.
    """
    locked = timeline.locked(new)
    if locked is None:
        return []
    mine = Document.objects.of(new.company_id)
    known = set(mine.filter(case=locked, carried_from__isnull=False).values_list("carried_from_id", flat=True))
    rows = mine.filter(case=old, uuid__in=uuids, status=DocumentStatus.VERIFIED).select_related("file").order_by("pk")
    carried = []
    for row in rows:
        if (row.carried_from_id or row.pk) in known:
            continue
        carried.append(_carried(row, locked, actor))
        timeline.record(carried[-1], "document.carried", case=locked, actor=actor, now=now, reason=old.number)
    return carried


def _carried(row: Document, new: Case, actor: Actor) -> Document:
    document = Document(
        company_id=row.company_id,
        case=new,
        customer_id=new.customer_id,
        carried_from_id=row.carried_from_id or row.pk,
        status=DocumentStatus.VERIFIED,
        **{name: getattr(row, name) for name in (*KEPT, *VERIFIED)},
    )
    signed(document, by=actor, reason="carried").save(force_insert=True)
    return document
