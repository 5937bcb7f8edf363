"""What the conformance tests type into the forms of this process."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cases.models import Case
from registry.models import Company, Plant
from tests.factories import cases as make


def inputs(transition: str, company: Company, case: Case | None) -> dict[str, Any]:
    """The cleaned inputs of a transition; rows they need in `company` are made here."""
    del case
    return {
        "open": sheet,
        "revise": sheet,
        "complete_sheet": sheet,
        "register_sample": lambda of: {"sample_number": "C-118", "sample_received_on": date(2026, 11, 16)},
        "characterise": lambda of: {**sheet(of), "reason": "Riletta l’analisi"},
        "conclude_review": lambda of: {"judgement": "Compatibile con l’impianto"},
        "approve": lambda of: {"price_per_tonne": Decimal("48.50"), "conditions": ""},
    }.get(transition, lambda of: {"reason": "Per prova"})(company)


def sheet(company: Company) -> dict[str, Any]:
    """A waste that its plant may take."""
    make.waste_code("170504")
    plant = Plant.objects.of(company).first() or make.plant(company, ("170504", "R5"))
    return make.sheet(plant=plant, operation="R5")
