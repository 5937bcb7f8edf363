"""What the company's decision tables say of waste approvals."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from cases.definition import ContentCheck, Papers
from cases.queries.policies import decide
from cases.rules.calendars import add_months
from cases.rules.refusals import N_
from documents.kinds import kind_label
from documents.queries.contents import SIGNED
from registry.queries.limits import Limits, limits_on
from registry.queries.plants import Permits
from workflows.waste_approval import limits
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
    """Per case what the table of required documents reads of waste, customer and plant; one statement."""
    codes = listed(cases, on)
    plants = {case.dossier.plant_id for case in cases if case.dossier.plant_id}
    accepted = limits_on(cases[0].company_id, plants, on)
    return {case.pk: _conditions(case, codes.get(case.dossier.waste_code), accepted) for case in cases}


def _conditions(case: Case, code: WasteCode | None, accepted: Limits) -> dict[str, object]:
    dossier = case.dossier
    return {
        "context": dossier.context,
        "adr": dossier.is_adr,
        "limited": bool(accepted.of(dossier.plant_id, dossier.waste_code)),
        "renewal": dossier.renews_id is not None,
        "mirror": code is not None and code.is_mirror,
        "hazardous": code is not None and code.hazardous,
        "landfill": dossier.operation in LANDFILL,
        "customer": _standing(case.customer),
    }


def _standing(customer: Customer | None) -> str:
    """Who asks, as the table names it."""
    if customer is None or customer.is_prospect:
        return "new"
    return "public_body" if customer.is_public_body else "known"


STATED: Final = (
    "producer_id",
    "site_id",
    "waste_code",
    "process_of_origin",
    "raw_materials",
    "physical_state",
    "hazard_properties",
    "is_adr",
    "un_number",
)
"""What the producer answers for by signing the sheet: changed, he signs another one (art. 184(5) D.Lgs. 152/2006)."""


def sheet_of(case: Case) -> str:
    """A digest of what the producer answers for."""
    stated = [getattr(case.dossier, name) for name in STATED]
    return hashlib.sha256(json.dumps(stated, ensure_ascii=False, default=str).encode()).hexdigest()


def of_another_sheet(
    cases: Sequence[Case], proofs: Mapping[int, Sequence[Proof]], on: date
) -> dict[int, dict[str, str]]:
    """The documents that were verified against a sheet which has been changed since."""
    del on
    now = {case.pk: sheet_of(case) for case in cases}
    return {
        pk: {proof.uuid: "" for proof in proofs.get(pk, ()) if proof.sheet not in ("", sheet)}
        for pk, sheet in now.items()
    }


def without_analytes(
    cases: Sequence[Case], proofs: Mapping[int, Sequence[Proof]], on: date
) -> dict[int, dict[str, str]]:
    """The certificates of cases whose plant limits substances that none of them measures, with these."""
    found = limits.compared(cases, proofs, on)
    return {
        case.pk: {
            proof.uuid: ", ".join(found[case.pk].missing)
            for proof in proofs.get(case.pk, ())
            if found[case.pk].missing and proof.kind in limits.CERTIFICATES
        }
        for case in cases
    }


PAPERS: Final = Papers(
    steps=("pass_on", "conclude_review", "approve"),
    inputs=required_inputs,
    label=kind_label,
    checks={
        "signed": SIGNED,
        "same_sheet": ContentCheck(_("It says what the sheet says today."), of_another_sheet),
        "analytes": ContentCheck(
            _("It gives a value for every substance that the plant limits."),
            without_analytes,
            hint=N_("Enter the values of the certificate; where it does not give them, ask for a new analysis."),
            link="values",
        ),
    },
    sheet=sheet_of,
    said_by={"analysis": "analysis_is_current"},
    relied={"analysis": ("chemistry", "laboratory"), "leaching_test": ("chemistry", "laboratory")},
)


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
