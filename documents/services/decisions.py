"""What the office decides about a document it has received."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django_fsm import can_proceed

from documents.duties import VERIFY
from documents.models import Document, DocumentStatus
from documents.models.document import content_is_released
from documents.services import timeline
from documents.services.refusals import DocumentRefused, refusal
from registry.actors import Actor
from registry.duties import require
from registry.history import signed
from registry.models import Company


@transaction.atomic
def verify(document: Document, *, actor: Actor, now: datetime) -> Document:
    """The document says what it should. Raises DutyMissing, DocumentRefused: decided already, or in quarantine."""
    require(actor, VERIFY)
    locked = _locked(document, actor)
    if locked.status != "received":
        raise DocumentRefused([refusal("document_already_decided", status=DocumentStatus(locked.status).label)])
    if not content_is_released(locked):
        raise DocumentRefused([refusal("document_in_quarantine")])
    locked.verify(by_id=actor.user_id, now=now)
    return _saved(locked, "document.verified", actor=actor, now=now)


@transaction.atomic
def reject(document: Document, *, actor: Actor, now: datetime, reason: str) -> Document:
    """The document will not do, and why. Raises DutyMissing, DocumentRefused: no reason, or decided already."""
    require(actor, VERIFY)
    if not reason.strip():
        raise DocumentRefused([refusal("document_reason_missing")])
    locked = _locked(document, actor)
    if not can_proceed(locked.reject):
        raise DocumentRefused([refusal("document_already_decided", status=DocumentStatus(locked.status).label)])
    locked.reject(reason=reason.strip())
    return _saved(locked, "document.rejected", actor=actor, now=now, reason=reason.strip())


@transaction.atomic
def expire_due(company: Company, *, actor: Actor, now: datetime, today: date, at_most: int = 500) -> int:
    """Close the documents whose last day has passed, oldest first; returns how many. Repeat until it returns 0."""
    due = Document.objects.of(company).filter(status__in=("received", "verified"), valid_until__lt=today)
    chosen = due.order_by("valid_until", "pk")[:at_most]
    count = 0
    for document in chosen:
        locked = _locked(document, actor)
        if can_proceed(locked.expire):
            locked.expire()
            _saved(locked, "document.expired", actor=actor, now=now)
            count += 1
    return count


def _locked(document: Document, actor: Actor) -> Document:
    """The case first, then the document: the order of locks of the whole house."""
    case = timeline.locked(document.case)
    rows = Document.objects.of(actor.company_id).select_related("file")
    locked = rows.select_for_update(of=("self",)).get(pk=document.pk)
    if case is not None:
        locked.case = case
    return locked


def _saved(document: Document, event: str, *, actor: Actor, now: datetime, reason: str = "") -> Document:
    signed(document, by=actor, reason=reason).save()
    timeline.record(document, event, case=document.case, actor=actor, now=now, reason=reason)
    return document
