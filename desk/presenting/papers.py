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
DECIDED = ("verified", "rejected", "expired")


def papers(lines: Iterable[DocumentLine], to: Addresses, *, may_decide: bool, may_add: bool = False) -> list[Paper]:
    """Each document with its state and, for who may decide, the two decisions; for who may add on this page, the way
    to its next version once it has been decided about.
    """
    return [_paper(line, to, may_decide=may_decide, may_add=may_add) for line in lines]


def _paper(line: DocumentLine, to: Addresses, *, may_decide: bool, may_add: bool) -> Paper:
    open_to_decide = may_decide and line.status == "received"
    return Paper(
        title=str(line),
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
        version=line.version,
        renew=f"?replaces={line.uuid}#add-document" if may_add and line.status in DECIDED else "",
        reject=to.to("reject", line.uuid) if open_to_decide else "",
        classify=to.to("document-kind", line.uuid) if open_to_decide and line.kind == "other" else "",
    )
