"""Carriers and vehicles of the questions asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.queries import compiled, parts
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
    """Those that are asked about; nothing is asked of the database when nobody names a carrier or a vehicle."""
    carriers = [question.carrier_id for question in questions if question.carrier_id is not None]
    vehicles = [question.vehicle_id for question in questions if question.vehicle_id is not None]
    if not carriers and not vehicles:
        return Fleet()
    enrolled, named, driven = compiled.together(
        parts.FLEET, company_id, carriers=sorted(set(carriers)), vehicles=sorted(set(vehicles))
    )
    enrolments: defaultdict[int, list[tuple[str, date, date]]] = defaultdict(list)
    for carrier, category, first, last in enrolled:
        enrolments[carrier].append((category, first, last))
    return Fleet(
        {pk: CarrierFacts(name, is_active, tuple(enrolments[pk])) for pk, name, is_active in named},
        {pk: VehicleFacts(plate, owner, is_active, until) for pk, plate, owner, is_active, until in driven},
    )
