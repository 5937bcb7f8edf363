"""A file comes in: written aside, looked at, scanned, recorded, and moved to its place after the commit.

Whatever dies in between leaves either nothing, or an incoming file that `sweep` finishes or removes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.conf import settings

from cases.models import Case
from documents import store
from documents.checks import LIMITS, Examined, Limits, examine
from documents.checks.reasons import Refused as CheckRefused
from documents.checks.reasons import refusal
from documents.duties import RECEIVE
from documents.models import Document, ScanState, StoredFile
from documents.scanning import Scan, scan
from documents.services import quotas, timeline
from documents.services.refusals import DocumentRefused, UploadRefused
from documents.services.refusals import refusal as document_refusal
from documents.services.versions import next_version
from registry.actors import Actor
from registry.duties import require
from registry.history import signed
from registry.models import Company, Customer
from registry.scoping import MixedCompanies

TITLE_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is known of a document besides its file."""

    company: Company
    kind: str
    title: str
    issued_on: date | None
    valid_until: date | None
    case: Case | None
    customer: Customer | None
    supersedes: Document | None


def receive(
    *,
    company: Company,
    actor: Actor,
    now: datetime,
    stream: store.Readable,
    name: str,
    kind: str,
    title: str = "",
    issued_on: date | None = None,
    valid_until: date | None = None,
    case: Case | None = None,
    customer: Customer | None = None,
    supersedes: Document | None = None,
    limits: Limits = LIMITS,
    then: Callable[[Document], object] | None = None,
    duty: str = RECEIVE,
) -> Document:
    """Take a file in as a document of a case, of a customer, or of nobody yet.

    `valid_until` is its last day. `supersedes` makes it the next version of that document. `then` is called with it in
    the same transaction: what it raises leaves no document. `duty` differs where a package above has a door of its own.
    Do not call inside a transaction: the file is checked and scanned here. Raises DutyMissing, UploadRefused with
    every reason against the file, DocumentRefused when it cannot replace that version.
    """
    _require_right(actor, duty, company)
    customer = customer or (case.customer if case is not None else None)
    paper = _Paper(company, kind, title, issued_on, valid_until, case, customer, supersedes)
    _require_plausible_dates(paper)
    allowed = quotas.in_force()
    quotas.require_disk(allowed)
    arrival = _take_in(stream, limits)
    try:
        quotas.require_room(company, actor, arrival.size, now, allowed)
        examined, scanned = _look_at(arrival, name, limits)
    except BaseException:
        arrival.discard()
        raise
    with store.recorded(arrival):
        paper = replace(paper, case=timeline.locked(case))
        quotas.require_room_in_turn(company, actor, arrival.size, now, allowed)
        file = _stored(company, arrival, examined, scanned, now)
        document = _recorded(paper, file, examined.name, actor=actor, now=now)
        if then is not None:
            then(document)
        store.settle_later(arrival, file)
    return document


def _require_right(actor: Actor, duty: str, company: Company) -> None:
    if company.pk != actor.company_id:
        raise MixedCompanies(f"{actor.name} acts in company {actor.company_id}, the document is for {company.pk}.")
    require(actor, duty)


def _require_plausible_dates(paper: _Paper) -> None:
    if paper.issued_on and paper.valid_until and paper.valid_until < paper.issued_on:
        raise DocumentRefused([document_refusal("document_expired_on_arrival", until=paper.valid_until)])


def _take_in(stream: store.Readable, limits: Limits) -> store.Arrival:
    try:
        return store.take_in(stream, limits=limits)
    except CheckRefused as reason:
        raise UploadRefused([reason.refusal]) from None


def _look_at(arrival: store.Arrival, name: str, limits: Limits) -> tuple[Examined, Scan]:
    with arrival.open() as file:
        examined = examine(file, name=name, limits=limits)
        if examined.refusals:
            raise UploadRefused(examined.refusals)
        scanned = scan(file, scanner=settings.CLAMD_URL)
    if scanned.virus:
        raise UploadRefused([refusal("virus_found", virus=scanned.virus)])
    return examined, scanned


def _stored(company: Company, arrival: store.Arrival, examined: Examined, scanned: Scan, now: datetime) -> StoredFile:
    """The row of this content: a new one, or the one the company has already (whose bytes then stay)."""
    file, is_new = StoredFile.objects.of(company).get_or_create(
        company=company,
        sha256=arrival.sha256,
        defaults={
            "uuid": arrival.uuid,
            "size": arrival.size,
            "media_type": examined.media_type,
            "original_name": examined.name,
            "scan_state": scanned.state,
            "stored_at": now,
        },
    )
    if not is_new and scanned.state == ScanState.CLEAN and file.scan_state != ScanState.CLEAN:
        file.scan_state = ScanState.CLEAN
        file.save(update_fields=["scan_state"])
    return file


def _recorded(paper: _Paper, file: StoredFile, name: str, *, actor: Actor, now: datetime) -> Document:
    document = Document(
        company=paper.company,
        case=paper.case,
        customer=paper.customer,
        kind=paper.kind,
        title=paper.title.strip()[:TITLE_LENGTH],
        file=file,
        file_name=name,
        issued_on=paper.issued_on,
        valid_until=paper.valid_until,
        uploaded_by_id=actor.user_id,
        received_at=now,
    )
    if paper.supersedes is not None:
        next_version(document, of=paper.supersedes, actor=actor)
    signed(document, by=actor).save(force_insert=True)
    timeline.record(document, "document.received", case=paper.case, actor=actor, now=now)
    return document
