"""What the guards of a waste approval read, loaded for many cases in three statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.rules.facts import Facts
from documents.queries.evidence import evidence_of
from registry.queries import plants, waste_codes
from registry.queries.plants import Permits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from cases.models import Case
    from registry.models import WasteCode

ANALYSIS = "analysis"


@dataclass(frozen=True)
class WasteFacts(Facts):
    """Plain values; quantities in tonnes. `code_exists` and what follows speak of the day judged."""

    waste_code: str
    on: date
    code_exists: bool
    code_ends_on: date | None
    is_hazardous: bool
    is_mirror: bool
    hazard_properties: tuple[str, ...]
    quantity_per_year: Decimal | None
    quantity_per_delivery: Decimal | None
    plant: str
    operation: str
    plant_is_authorised: bool
    analysis_statuses: tuple[str, ...]


def load(cases: Sequence[Case], on: date) -> Mapping[int, WasteFacts]:
    """Facts of every case, by its id, as they stand on `on`. The cases are of one company."""
    dossiers = [case.dossier for case in cases]
    codes = waste_codes.by_codes({dossier.waste_code for dossier in dossiers}, on=on)
    plant_ids = {dossier.plant_id for dossier in dossiers if dossier.plant_id}
    permits = plants.authorised(plant_ids, on=on, codes=codes.keys()) if plant_ids else {}
    documents = evidence_of(cases[0].company_id, [case.pk for case in cases])
    return {case.pk: _facts(case, on, codes, permits, documents.get(case.pk, {})) for case in cases}


def _facts(
    case: Case,
    on: date,
    codes: Mapping[str, WasteCode],
    permits: Mapping[int, Permits],
    documents: Mapping[str, tuple[str, ...]],
) -> WasteFacts:
    dossier = case.dossier
    code = codes.get(dossier.waste_code)
    return WasteFacts(
        waste_code=dossier.waste_code,
        on=on,
        code_exists=code is not None,
        code_ends_on=code.valid_to if code else None,
        is_hazardous=code.hazardous if code else False,
        is_mirror=code.is_mirror if code else False,
        hazard_properties=tuple(dossier.hazard_properties),
        quantity_per_year=dossier.quantity_per_year,
        quantity_per_delivery=dossier.quantity_per_delivery,
        plant=str(dossier.plant) if dossier.plant_id else "",
        operation=dossier.operation,
        plant_is_authorised=permits.get(dossier.plant_id or 0, Permits()).allows(dossier.waste_code, dossier.operation),
        analysis_statuses=documents.get(ANALYSIS, ()),
    )
