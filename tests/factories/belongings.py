"""A row of everything that belongs to customers, plants and carriers, for pages that need one of each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from contracts.models import DeliveryStop
from registry.actors import Actor
from registry.models import Code, Customer, Plant
from registry.services import party
from registry.services.authorised import GroupLine, add_group
from registry.services.importing import jobs
from registry.services.limits import set_limit
from tests.factories import cases as make
from tests.factories import contracts, registry


def rows(customer: Customer, *, actor: Actor, today: date) -> dict[str, Any]:
    """The rows, by what they are."""
    company = customer.company
    plant = Plant.objects.of(company).order_by("pk")[0]
    deed = registry.authorisation(plant)
    carrier = contracts.carrier(company)
    somewhere = {"kind": "other", "address": "via A 1", "city": "Imola"}
    text = b"external_code;name\nA1;Rossi\n"
    return {
        "other customer": registry.customer(company),
        "contact": party.add_contact(customer, actor=actor, name="Ugo"),
        "address": party.add_address(customer, actor=actor, **somewhere),
        "plant": plant,
        "deed": deed,
        "deed line": deed.wastes.get(),
        "limit": set_limit(plant, actor=actor, analyte="Piombo", unit="mg/kg", most=Decimal(1000), valid_from=today),
        "limit table": _limit_table(),
        "group": add_group(deed, GroupLine("A"), actor=actor),
        "carrier": carrier,
        "vehicle": contracts.vehicle(carrier),
        "stop": DeliveryStop.objects.create(company=company, customer=customer, reason="x", from_on=today),
        "import": jobs.start("customers", "clienti.csv", text, actor=actor, now=make.NOW),
    }


def _limit_table() -> Code:
    """A table of the law with one row; it belongs to no company."""
    row = {"label_it": "Arsenico", "valid_from": date(2020, 1, 1), "source": "annex 4"}
    limit = {"unit": "mg/l", "most": "0.05"}
    Code.objects.get_or_create(list="eluate_inert", code="As", defaults={**row, "extra": limit})
    return Code.objects.get_or_create(list="limit_table", code="eluate_inert", defaults=row)[0]
