"""What the office decides about a document it has received."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django_fsm import can_proceed

from cases.models import Case
from cases.rules.days import day_of
from documents.duties import VERIFY
from documents.models import Document, DocumentStatus
from documents.models.document import content_is_released
from documents.queries.checklists import checklists
from documents.services import timeline
from documents.services.refusals import DocumentRefused, refusal
from registry.actors import Actor
from registry.duties import require
from registry.history import signed
from registry.models import Company


@transaction.atomic
def verify(document: Document, *, actor: Actor, now: datetime) -> Document:
    """The document says what it should. Raises DutyMissing, DocumentRefused: decided already, or in quarantine.

    Where the policy of a case names who verifies such a document, his duty is needed too. What the dossier says on
    that day is kept with it as a digest.
    """
    require(actor, VERIFY)
    locked = _locked(document, actor)
    for duty in _verified_by(locked, day_of(now)):
        require(actor, duty)
    if locked.status != "received":
        raise DocumentRefused([refusal("document_already_decided", status=DocumentStatus(locked.status).label)])
    if not content_is_released(locked):
        raise DocumentRefused([refusal("document_in_quarantine")])
    locked.sheet = _sheet_of(locked.case)
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


def _verified_by(document: Document, on: date) -> set[str]:
    """The duties that the required documents of its case name for such a document."""
    case = document.case
    if case is None or not case.is_open or case.process.papers is None:
        return set()
    asked = checklists([case], on)[case.pk].values()
    wanted = {each.requirement for checklist in asked for each in checklist.asked or ()}
    mine = {each.verified_by for each in wanted if each.document == document.kind and each.verified_by}
    return {case.process.duty(each) for each in mine}


def _sheet_of(case: Case | None) -> str:
    papers = case.process.papers if case is not None else None
    return papers.sheet(case) if papers is not None and papers.sheet is not None and case is not None else ""


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
