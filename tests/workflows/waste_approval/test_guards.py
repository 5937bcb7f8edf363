"""The guards are pure: plain facts in, a reason or nothing out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.rules.facts import ABSENT, FactAbsent
from workflows.waste_approval.facts import WasteFacts
from workflows.waste_approval.guards import analysis, decision, waste


def facts(**values: Any) -> WasteFacts:
    fit: dict[str, Any] = {
        "on": date(2026, 11, 16),
        "waste_code": "170504",
        "code_exists": True,
        "code_ends_on": None,
        "is_hazardous": False,
        "is_mirror": False,
        "is_landfilled": False,
        "hazard_properties": (),
        "hazard_is_judged": False,
        "needs_density": False,
        "quantity_per_year": Decimal(100),
        "quantity_per_delivery": Decimal(10),
        "is_adr": False,
        "adr_is_complete": False,
        "broker_is_missing": False,
        "carrier_is_missing": False,
        "public_contract_is_missing": False,
        "goes_elsewhere": False,
        "receiver_is_complete": False,
        "receiver_authorised_until": None,
        "contract_until": None,
        "plant": "RA2",
        "operation": "R5",
        "plant_is_authorised": True,
        "authorisation_ends_on": None,
        "remaining_tonnes": Decimal(100),
        "analysis_statuses": (),
        "analysis_is_good": False,
        "analysis_until": None,
        "analytes_out": (),
        "analytes_incomparable": (),
        "certificate_codes": (),
        "needs_laboratory": False,
        "checks": {"chemistry": "favourable", "authorisation": "favourable"},
        "technical_judgement": "Compatibile.",
        "renewal": "",
        "twin": "",
    }
    return WasteFacts(**(fit | values))


ALL = (
    waste.eer_is_valid,
    waste.hazard_properties_match_the_code,
    waste.quantities_are_stated,
    waste.adr_is_complete,
    waste.parties_are_named,
    waste.analysis_is_current,
    waste.hazard_is_judged,
    analysis.analysis_is_comparable,
    analysis.analysis_is_within_limits,
    analysis.certificate_is_of_this_waste,
    decision.plant_is_authorised,
    decision.contract_has_not_ended,
    decision.plant_has_room,
    decision.every_check_is_favourable,
    decision.technical_judgement_is_given,
    decision.no_twin_is_in_force,
    decision.renewal_is_not_under_way,
    decision.request_was_not_lost,
)
ELSEWHERE = {
    "plant": "",
    "goes_elsewhere": True,
    "receiver_is_complete": True,
    "receiver_authorised_until": date(2026, 11, 16),
}
FAVOURABLE = {"chemistry": "favourable", "authorisation": "favourable"}


@pytest.mark.parametrize("guard", ALL, ids=lambda guard: guard.__name__)
def test_a_fit_sheet_passes_every_guard(guard):
    assert guard(facts()) is None


@pytest.mark.parametrize(
    ("guard", "values", "code"),
    [
        (waste.eer_is_valid, {"code_exists": False}, "eer_not_valid"),
        (waste.hazard_properties_match_the_code, {"is_hazardous": True}, "hazard_properties_missing"),
        (waste.hazard_properties_match_the_code, {"hazard_properties": ("HP14",)}, "hazard_properties_superfluous"),
        (waste.quantities_are_stated, {"quantity_per_year": None}, "quantities_missing"),
        (waste.quantities_are_stated, {"quantity_per_delivery": Decimal(0)}, "quantities_missing"),
        (waste.quantities_are_stated, {"quantity_per_delivery": Decimal(101)}, "delivery_over_year"),
        (waste.quantities_are_stated, {"needs_density": True}, "density_missing"),
        (waste.adr_is_complete, {"is_adr": True}, "adr_incomplete"),
        (waste.parties_are_named, {"broker_is_missing": True}, "broker_missing"),
        (waste.parties_are_named, {"carrier_is_missing": True}, "carrier_missing"),
        (waste.parties_are_named, {"public_contract_is_missing": True}, "public_contract_missing"),
        (waste.analysis_is_current, {"is_mirror": True}, "analysis_missing"),
        (waste.analysis_is_current, {"is_mirror": True, "analysis_statuses": ("received",)}, "analysis_not_verified"),
        (waste.analysis_is_current, {"is_mirror": True, "analysis_statuses": ("rejected",)}, "analysis_missing"),
        (waste.analysis_is_current, {"is_mirror": True, "analysis_statuses": ("verified",)}, "analysis_expired"),
        (waste.analysis_is_current, {"is_mirror": True, "analysis_statuses": ("expired",)}, "analysis_expired"),
        (waste.analysis_is_current, {"is_landfilled": True}, "analysis_missing"),
        (waste.analysis_is_current, {"is_landfilled": True, "analysis_statuses": ("verified",)}, "analysis_expired"),
        (waste.hazard_is_judged, {"is_mirror": True}, "hazard_judgement_missing"),
        (analysis.analysis_is_comparable, {"analytes_incomparable": ("Pb 3 mg/l",)}, "analysis_not_comparable"),
        (analysis.analysis_is_within_limits, {"analytes_out": ("Pb 900 mg/kg",)}, "analysis_out_of_limits"),
        (analysis.certificate_is_of_this_waste, {"certificate_codes": ("170503",)}, "certificate_of_another_code"),
        (decision.plant_is_authorised, {"plant": ""}, "plant_missing"),
        (decision.plant_is_authorised, {"operation": ""}, "plant_missing"),
        (decision.plant_is_authorised, {"plant_is_authorised": False}, "plant_not_authorised"),
        (decision.plant_is_authorised, ELSEWHERE | {"receiver_is_complete": False}, "receiver_missing"),
        (decision.plant_is_authorised, ELSEWHERE | {"receiver_authorised_until": None}, "receiver_missing"),
        (
            decision.plant_is_authorised,
            ELSEWHERE | {"receiver_authorised_until": date(2026, 11, 15)},
            "receiver_authorisation_ended",
        ),
        (decision.contract_has_not_ended, {"contract_until": date(2026, 11, 15)}, "contract_ended"),
        (decision.plant_has_room, {"remaining_tonnes": Decimal("99.999")}, "yearly_quantity_exceeded"),
        (decision.every_check_is_favourable, {"checks": {"chemistry": "favourable"}}, "checks_open"),
        (decision.every_check_is_favourable, {"is_hazardous": True}, "checks_open"),
        (decision.every_check_is_favourable, {"needs_laboratory": True}, "checks_open"),
        (
            decision.every_check_is_favourable,
            {"checks": {**FAVOURABLE, "chemistry": "unfavourable"}},
            "check_unfavourable",
        ),
        (decision.technical_judgement_is_given, {"technical_judgement": " "}, "technical_judgement_missing"),
        (decision.no_twin_is_in_force, {"twin": "OM-2026-000004"}, "twin_in_force"),
        (decision.renewal_is_not_under_way, {"renewal": "OM-2026-000007"}, "renewal_under_way"),
        (decision.request_was_not_lost, {"lost_request": date(2026, 11, 2)}, "request_lost"),
    ],
)
def test_a_guard_names_what_is_wrong(guard, values, code):
    refusal = guard(facts(**values))
    assert refusal is not None
    assert refusal.code == code
    assert refusal.message.format(**refusal.params)


def test_a_good_analysis_suffices_beside_a_rejected_one():
    good = facts(is_mirror=True, analysis_is_good=True, analysis_statuses=("rejected", "verified"))
    assert waste.analysis_is_current(good) is None


def test_waste_for_somebody_elses_plant_needs_none_of_ours():
    assert decision.plant_is_authorised(facts(**ELSEWHERE)) is None
    assert decision.contract_has_not_ended(facts(contract_until=date(2026, 11, 16))) is None


def test_a_plant_without_a_limit_has_room_for_everything():
    assert decision.plant_has_room(facts(remaining_tonnes=None)) is None


def test_an_unfavourable_check_is_named_before_those_still_open():
    refusal = decision.every_check_is_favourable(facts(checks={"chemistry": "unfavourable"}))
    assert refusal is not None
    assert refusal.code == "check_unfavourable"


def test_a_fact_nobody_knows_is_unknown_and_never_guessed():
    with pytest.raises(FactAbsent):
        decision.plant_is_authorised(facts(plant_is_authorised=ABSENT))
