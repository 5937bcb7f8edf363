"""What laboratory certificates say, for guards and for the pages that show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from documents.models import Certificate, Document, Measurement
from registry.rules.analytes import Measured


@dataclass(frozen=True, slots=True)
class Report:
    """The values of one certificate, with what it says of the sample."""

    waste_code: str
    sampled_on: date
    values: tuple[Measured, ...]


def reports_of(company_id: int, documents: Collection[int]) -> Mapping[int, Report]:
    """By row of a document the values of its certificate, in one statement; none for an empty question."""
    if not documents:
        return {}
    found: dict[int, list[Measurement]] = {}
    rows = Measurement.objects.of(company_id).filter(certificate__document_id__in=documents)
    for row in rows.select_related("certificate").order_by("certificate_id", "position"):
        found.setdefault(row.certificate.document_id, []).append(row)
    return {document: _report(rows) for document, rows in found.items()}


def _report(rows: list[Measurement]) -> Report:
    certificate = rows[0].certificate
    values = tuple(Measured(row.analyte, row.value, row.unit, row.below, row.method, row.uncertainty) for row in rows)
    return Report(certificate.waste_code, certificate.sampled_on, values)


def certificate_of(document: Document) -> Certificate | None:
    """The certificate of a document, its values loaded; of one carried over, that of the first."""
    origin = document.carried_from_id or document.pk
    rows = Certificate.objects.of(document.company_id).select_related("document", "entered_by")
    return rows.prefetch_related("measurements").filter(document_id=origin).first()
