"""Which papers a case has, for guards: kinds and their statuses, for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from cases.rules.days import day_of
from documents.models import Document


@dataclass(frozen=True, slots=True)
class Proof:
    """One document as a guard weighs it. `valid_until` is its last day, `received_on` the day it came in.

    `sheet` is the digest of the dossier it was verified against; `origin` the row whose file and values it shows: its
    own, or that of the document it was carried over from.
    """

    kind: str
    status: str
    issued_on: date | None
    valid_until: date | None
    received_on: date | None = None
    uuid: str = ""
    sheet: str = ""
    origin: int = 0

    def holds_on(self, day: date) -> bool:
        """Verified, and its last day not passed."""
        return self.status == "verified" and (self.valid_until is None or day <= self.valid_until)


def evidence_of(company_id: int, case_ids: Collection[int]) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
    """Per case and kind of document the statuses of its documents, in one statement."""
    found: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    documents = Document.objects.of(company_id).filter(case_id__in=case_ids).order_by("id")
    for case_id, kind, status in documents.values_list("case_id", "kind", "status"):
        found[case_id][kind] = (*found[case_id].get(kind, ()), status)
    return found


def proofs_of(company_id: int, case_ids: Collection[int]) -> Mapping[int, tuple[Proof, ...]]:
    """Per case its documents with their dates, the oldest first, in one statement; a case without any is absent."""
    found: dict[int, list[Proof]] = defaultdict(list)
    documents = Document.objects.of(company_id).filter(case_id__in=case_ids).order_by("id")
    columns = (
        *("case_id", "kind", "status", "issued_on", "valid_until"),
        *("received_at", "uuid", "sheet", "pk", "carried_from_id"),
    )
    for case_id, kind, status, issued, until, came, uuid, sheet, pk, origin in documents.values_list(*columns):
        proof = Proof(kind, status, issued, until, day_of(came), str(uuid), sheet, origin or pk)
        found[case_id or 0].append(proof)
    return {case_id: tuple(proofs) for case_id, proofs in found.items()}
