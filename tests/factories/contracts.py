"""Approvals in force and who carries: a plant authorised for one code, a customer with one approval for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from contracts.approvals import Question, Terms, put_in_force
from contracts.duties import ASK, EDIT_CARRIER, PLAN, RESERVE, STOP, WEIGH
from contracts.models import Approval, Carrier, Vehicle
from contracts.services import carriers
from registry.actors import SYSTEM, Actor
from registry.models import Company, Customer, Plant
from registry.services.plants import WasteLine
from tests.factories import registry

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 23)
T = Decimal
_serial = count(1)


def gate(of: Company) -> Actor:
    """The system with every duty of the gate: for setting a scene."""
    return SYSTEM(of.pk, [ASK, RESERVE, WEIGH, PLAN, EDIT_CARRIER, STOP])


def terms(customer: Customer, plant: Plant, **values: Any) -> Terms:
    """100 t a year of 170504 for R5, the whole of 2026."""
    usual = {
        "customer": customer,
        "site": None,
        "waste_code": "170504",
        "plant": plant,
        "operation": "R5",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "valid_to_cause": "twelve_months",
        "yearly_quantity_t": T(100),
    }
    return Terms(**{**usual, **values})


def approval(of: Company, **values: Any) -> Approval:
    """An approval in force, without a case, of a customer and plant made for it unless given."""
    number = values.pop("number", f"OM-2026-{next(_serial):06d}")
    customer = values.pop("customer", None) or registry.customer(of)
    plant = values.pop("plant", None) or authorised_plant(of)
    return put_in_force(terms(customer, plant, **values), actor=gate(of), now=NOW, number=number)


def authorised_plant(of: Company, *lines: Any, **fields: Any) -> Plant:
    """A plant that may take 170504 for R5 without a limit."""
    plant = registry.plant(of, **fields)
    registry.authorisation(plant, *lines)
    return plant


def question(about: Approval, quantity: object = 10, **values: Any) -> Question:
    """A delivery under an approval, asked as a gate asks."""
    usual = {
        "customer_id": about.customer_id,
        "waste_code": about.waste_code,
        "plant_id": about.plant_id,
        "quantity_t": T(str(quantity)),
        "on": ON,
    }
    return Question(**{**usual, **values})


def carrier(of: Company, *categories: tuple[str, date, date], **fields: Any) -> Carrier:
    """A carrier enrolled in these categories of the Albo."""
    fields = {"name": "Autotrasporti Bassi S.r.l.", "albo_number": f"BO/{next(_serial):06d}", **fields}
    row = carriers.register_carrier(actor=gate(of), **fields)
    for category, first, last in categories:
        carriers.enrol(row, actor=gate(of), category=category, albo_class="F", valid_from=first, valid_to=last)
    return row


def vehicle(of: Carrier, **fields: Any) -> Vehicle:
    """A vehicle of the carrier."""
    return carriers.add_vehicle(of, actor=gate(of.company), **{"plate": f"GA{next(_serial):03d}ZZ", **fields})


def line(code: str, operation: str, tonnes: int | None = None) -> WasteLine:
    """A line of a plant's authorisation."""
    return WasteLine(code, operation, T(tonnes) if tonnes is not None else None)
