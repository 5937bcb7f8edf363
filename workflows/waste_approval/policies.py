"""What the company's decision tables say of waste approvals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cases.definition import Papers
from cases.queries.policies import decide
from cases.rules.calendars import add_months
from documents.kinds import kind_label
from registry.queries.plants import Permits
from workflows.waste_approval.listed import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.models import Case
    from cases.rules.policies.decided import Decided
    from documents.queries.evidence import Proof
    from registry.models import Customer, WasteCode

LANDFILL: Final = frozenset({"D1", "D5", "D12"})
"""The disposal operations that are landfills and permanent storage (D.Lgs. 152/2006, part IV, annex B)."""
SIMPLIFIED: Final = "RecProcSemplificata"


def required_inputs(cases: Sequence[Case], on: date) -> Mapping[int, dict[str, object]]:
    """Per case what the table of required documents reads of waste and customer."""
    codes = listed(cases, on)
    return {case.pk: _conditions(case, codes.get(case.dossier.waste_code)) for case in cases}


def _conditions(case: Case, code: WasteCode | None) -> dict[str, object]:
    return {
        "mirror": code is not None and code.is_mirror,
        "hazardous": code is not None and code.hazardous,
        "landfill": case.dossier.operation in LANDFILL,
        "customer": _standing(case.customer),
    }


def _standing(customer: Customer | None) -> str:
    """Who asks, as the table names it."""
    if customer is None or customer.is_prospect:
        return "new"
    return "public_body" if customer.is_public_body else "known"


PAPERS: Final = Papers(steps=("pass_on", "conclude_review", "approve"), inputs=required_inputs, label=kind_label)


def analysis_validity(
    cases: Sequence[Case], codes: Mapping[str, WasteCode], permits: Mapping[int, Permits], on: date
) -> Mapping[int, Decided]:
    """Per case how many months its analysis is good, by the table in force; one statement.

    Cases whose code is not in the list are not decided.
    """
    known = ((case, codes.get(case.dossier.waste_code)) for case in cases)
    inputs = {
        case.pk: {"plant": _regime(case, permits), "hazardous": code.hazardous, "entry": code.entry_type}
        for case, code in known
        if code is not None
    }
    return decide(cases[0].company_id, cases[0].process_code, "analysis_validity", inputs, on)


def _regime(case: Case, permits: Mapping[int, Permits]) -> str:
    """The kind of plant, as the table names it."""
    dossier = case.dossier
    if dossier.operation in LANDFILL:
        return "landfill"
    lines = permits.get(dossier.plant_id or 0, Permits()).lines
    kinds = {
        line.kind for line in lines if (line.waste_code, line.operation) == (dossier.waste_code, dossier.operation)
    }
    return "simplified" if kinds == {SIMPLIFIED} else "ordinary"


def aged(proofs: Sequence[Proof], decided: Decided) -> tuple[Proof, ...]:
    """The documents, an analysis good no longer than the table says from the day on it."""
    months = decided.value("months")
    return tuple(_aged(proof, int(months)) if isinstance(months, Decimal) else proof for proof in proofs)


def _aged(proof: Proof, months: int) -> Proof:
    if proof.kind != "analysis" or proof.issued_on is None:
        return proof
    last = add_months(proof.issued_on, months)
    return replace(proof, valid_until=min(last, proof.valid_until or last))
