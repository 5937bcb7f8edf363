"""Documents as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from cases.access import visible_to
from cases.models import Case
from documents.duties import RECEIVE
from documents.models import Attachment, Document, Evidence, EvidenceKind, Message, MessageStatus
from documents.previews.child import can_draw
from documents.queries.signatures import SignatureLine, signatures_of
from registry.actors import Actor
from registry.models import Customer
from registry.scoping import ScopedQuerySet

BY_MAIL = (
    EvidenceKind.ACCEPTANCE,
    EvidenceKind.NON_ACCEPTANCE,
    EvidenceKind.TAKEN_IN_CHARGE,
    EvidenceKind.DELIVERY,
    EvidenceKind.DELIVERY_FAILURE,
    EvidenceKind.DELAY_NOTICE,
    EvidenceKind.VIRUS,
    EvidenceKind.BOUNCE,
    EvidenceKind.ABSENCE,
)
UNFILED = (MessageStatus.TRAY, MessageStatus.SET_ASIDE)
PREVIEWABLE = ("application/pdf", "image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of a list. `valid_until` is its last day; `is_current` is false for what was replaced.

    `can_preview`: a browser shows it; `can_draw`: its first page can be drawn.
    """

    uuid: UUID
    kind: str
    title: str
    file_name: str
    media_type: str
    size: int
    status: str
    status_label: str
    is_current: bool
    is_quarantined: bool
    can_preview: bool
    can_draw: bool
    version: int
    issued_on: date | None
    valid_until: date | None
    received_at: datetime
    uploaded_by: str
    verified_at: datetime | None
    verified_by: str
    rejection_reason: str
    case_number: str
    signatures: tuple[SignatureLine, ...]

    def __str__(self) -> str:
        return self.title or self.file_name


_reserved: dict[str, tuple[str, ...]] = {}


def reserve(kind: str, *duties: str) -> None:
    """Let documents of a kind be read only by who has one of these duties, once the app above that makes them is ready.

    Raises ValueError when it is reserved for others.
    """
    if _reserved.setdefault(kind, duties) != duties:
        raise ValueError(f"documents of kind {kind} are reserved already")


def readable_by(actor: Actor) -> ScopedQuerySet[Document]:
    """The documents of the actor's company whose case he may see, or that belong to no case.

    What came with a mail that nobody filed yet, or that was set aside, is read by those who work the tray alone; what
    is reserved, by those who have a duty for it.
    """
    rows = Document.objects.of(actor.company_id).filter(Q(case__isnull=True) | Q(case__in=visible_to(actor)))
    rows = rows.exclude(kind__in=[kind for kind, duties in _reserved.items() if not any(map(actor.has, duties))])
    if actor.has(RECEIVE):
        return rows
    unfiled = Message.objects.of(actor.company_id).filter(status__in=UNFILED)
    attached = Attachment.objects.of(actor.company_id).filter(message__status__in=UNFILED)
    return rows.filter(
        ~Exists(unfiled.filter(original=OuterRef("pk"))), ~Exists(attached.filter(document=OuterRef("pk")))
    )


def of_case(case: Case) -> list[DocumentLine]:
    """Every document of a case the caller was allowed to load, newest first. One statement.

    Without the mails as they came: those are read where their message is shown, and prove what they prove there.
    """
    as_they_came = Message.objects.of(case.company_id).filter(original=OuterRef("pk"))
    proofs = Evidence.objects.of(case.company_id).filter(document=OuterRef("pk"), kind__in=BY_MAIL)
    return _lines(Document.objects.of(case.company_id).filter(~Exists(as_they_came), ~Exists(proofs), case=case))


def of_customer(customer: Customer, *, actor: Actor, at_most: int = 100) -> list[DocumentLine]:
    """The newest documents of a customer that the actor may see, over all cases. One statement."""
    return _lines(readable_by(actor).filter(customer=customer), at_most)


def one(actor: Actor, uuid: UUID) -> Document:
    """The document itself, for the services that decide about it. Raises Http404 when the actor may not see it."""
    row = readable_by(actor).select_related("file", "case", "customer").filter(uuid=uuid).first()
    if row is None:
        raise Http404("no such document")
    return row


def _lines(rows: ScopedQuerySet[Document], at_most: int | None = None) -> list[DocumentLine]:
    whole = rows.select_related("file__signature_report", "case", "uploaded_by", "verified_by")
    return [_line(row) for row in whole.order_by("-received_at", "-pk")[:at_most]]


def _line(row: Document) -> DocumentLine:
    return DocumentLine(
        uuid=row.uuid,
        kind=row.kind,
        title=row.title,
        file_name=row.file_name,
        media_type=row.file.media_type,
        size=row.file.size,
        status=row.status,
        status_label=str(row.get_status_display()),
        is_current=row.status != "superseded",
        is_quarantined=row.file.is_quarantined,
        can_preview=row.file.media_type in PREVIEWABLE and not row.file.is_quarantined,
        can_draw=can_draw(row.file.media_type) and not row.file.is_quarantined,
        version=row.version,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        received_at=row.received_at,
        uploaded_by=_name(row.uploaded_by),
        verified_at=row.verified_at,
        verified_by=_name(row.verified_by),
        rejection_reason=row.rejection_reason,
        case_number=row.case.number if row.case is not None else "",
        signatures=signatures_of(row.file),
    )


def _name(person: Any) -> str:
    return str(person) if person is not None else ""
