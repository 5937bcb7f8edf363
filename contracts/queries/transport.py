"""Carriers and vehicles of the questions asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.models import Carrier, Enrolment, Vehicle
from contracts.rules.facts import CarrierFacts, VehicleFacts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contracts.rules.questions import Question


@dataclass(slots=True)
class Fleet:
    """Carriers and vehicles by id."""

    carriers: dict[int, CarrierFacts] = field(default_factory=dict)
    vehicles: dict[int, VehicleFacts] = field(default_factory=dict)


def load_fleet(company_id: int, questions: Sequence[Question]) -> Fleet:
    """Those that are asked about, in at most three statements; none when nobody names a carrier or a vehicle."""
    fleet = Fleet()
    if carriers := {question.carrier_id for question in questions if question.carrier_id is not None}:
        _load_carriers(fleet, company_id, carriers)
    if vehicles := {question.vehicle_id for question in questions if question.vehicle_id is not None}:
        rows = Vehicle.objects.of(company_id).filter(pk__in=vehicles)
        for pk, plate, carrier, is_active, adr_until in rows.values_list(
            "pk", "plate", "carrier_id", "is_active", "adr_until"
        ):
            fleet.vehicles[pk] = VehicleFacts(plate, carrier, is_active, adr_until)
    return fleet


def _load_carriers(fleet: Fleet, company_id: int, carriers: set[int]) -> None:
    enrolments: defaultdict[int, list[tuple[str, date, date]]] = defaultdict(list)
    rows = Enrolment.objects.of(company_id).filter(carrier__in=carriers).order_by("valid_from", "pk")
    for carrier, category, first, last in rows.values_list("carrier_id", "category", "valid_from", "valid_to"):
        enrolments[carrier].append((category, first, last))
    named = Carrier.objects.of(company_id).filter(pk__in=carriers)
    for pk, name, is_active in named.values_list("pk", "name", "is_active"):
        fleet.carriers[pk] = CarrierFacts(name, is_active, tuple(enrolments[pk]))
