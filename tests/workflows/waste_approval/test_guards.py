"""The guards are pure: plain facts in, a reason or nothing out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.rules.facts import ABSENT, FactAbsent
from workflows.waste_approval import guards
from workflows.waste_approval.facts import WasteFacts


def facts(**values: Any) -> WasteFacts:
    fit: dict[str, Any] = {
        "waste_code": "170504",
        "on": date(2026, 11, 16),
        "code_exists": True,
        "code_ends_on": None,
        "is_hazardous": False,
        "is_mirror": False,
        "hazard_properties": (),
        "quantity_per_year": Decimal(100),
        "quantity_per_delivery": Decimal(10),
        "plant": "RA2",
        "operation": "R5",
        "plant_is_authorised": True,
        "analysis_statuses": (),
    }
    return WasteFacts(**(fit | values))


ALL = (
    guards.eer_is_valid,
    guards.hazard_properties_match_the_code,
    guards.quantities_are_stated,
    guards.plant_is_authorised,
    guards.analysis_is_attached,
)


@pytest.mark.parametrize("guard", ALL, ids=lambda guard: guard.__name__)
def test_a_fit_sheet_passes_every_guard(guard):
    assert guard(facts()) is None


@pytest.mark.parametrize(
    ("guard", "values", "code"),
    [
        (guards.eer_is_valid, {"code_exists": False}, "eer_not_valid"),
        (guards.hazard_properties_match_the_code, {"is_hazardous": True}, "hazard_properties_missing"),
        (guards.hazard_properties_match_the_code, {"hazard_properties": ("HP14",)}, "hazard_properties_superfluous"),
        (guards.quantities_are_stated, {"quantity_per_year": None}, "quantities_missing"),
        (guards.quantities_are_stated, {"quantity_per_delivery": Decimal(0)}, "quantities_missing"),
        (guards.quantities_are_stated, {"quantity_per_delivery": Decimal(101)}, "delivery_over_year"),
        (guards.plant_is_authorised, {"plant": ""}, "plant_missing"),
        (guards.plant_is_authorised, {"operation": ""}, "plant_missing"),
        (guards.plant_is_authorised, {"plant_is_authorised": False}, "plant_not_authorised"),
        (guards.analysis_is_attached, {"is_mirror": True}, "analysis_missing"),
        (guards.analysis_is_attached, {"is_mirror": True, "analysis_statuses": ("received",)}, "analysis_not_verified"),
        (guards.analysis_is_attached, {"is_mirror": True, "analysis_statuses": ("rejected",)}, "analysis_missing"),
    ],
)
def test_a_guard_names_what_is_wrong(guard, values, code):
    refusal = guard(facts(**values))
    assert refusal is not None
    assert refusal.code == code
    assert refusal.message.format(**refusal.params)


def test_a_verified_analysis_suffices_beside_a_rejected_one():
    assert guards.analysis_is_attached(facts(is_mirror=True, analysis_statuses=("rejected", "verified"))) is None


def test_a_fact_nobody_knows_is_unknown_and_never_guessed():
    with pytest.raises(FactAbsent):
        guards.plant_is_authorised(facts(plant_is_authorised=ABSENT))
