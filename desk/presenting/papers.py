"""The documents of a case or customer."""

from __future__ import annotations

from collections.abc import Iterable

from desk.forms.papers import kind_label
from desk.presenting.addresses import Addresses
from desk.presenting.signatures import signatures
from desk.shown import Paper, State
from documents.queries import DocumentLine

TONES = {
    "received": "wait",
    "verified": "good",
    "rejected": "bad",
    "expired": "bad",
    "superseded": "calm",
    "issued": "good",
}


def papers(lines: Iterable[DocumentLine], to: Addresses, *, may_decide: bool) -> list[Paper]:
    """Each document with its state and, for who may decide, the two decisions."""
    return [_paper(line, to, may_decide=may_decide) for line in lines]


def _paper(line: DocumentLine, to: Addresses, *, may_decide: bool) -> Paper:
    open_to_decide = may_decide and line.status == "received"
    return Paper(
        title=line.title or line.file_name,
        kind=kind_label(line.kind),
        file_name=line.file_name,
        size=line.size,
        received_at=line.received_at,
        by=line.uploaded_by,
        href=to.paper(line.uuid),
        state=State(line.status_label, TONES.get(line.status, "calm")),
        valid_until=line.valid_until,
        reason=line.rejection_reason,
        verify=to.to("verify", line.uuid) if open_to_decide else "",
        signatures=signatures(line.signatures),
        reject=to.to("reject", line.uuid) if open_to_decide else "",
        classify=to.to("document-kind", line.uuid) if open_to_decide and line.kind == "other" else "",
    )
