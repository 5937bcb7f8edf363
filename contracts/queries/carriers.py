"""Carriers with their enrolments and vehicles, and what of them ends soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from contracts.models import Carrier, Enrolment, Vehicle

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Ending:
    """Something of a carrier in use that ends: an enrolment ("4D") or a vehicle's ADR certificate (its plate)."""

    carrier: Carrier
    what: str
    last_day: date


def carriers_of(company_id: int, text: str = "") -> list[Carrier]:
    """The carriers by name, with enrolments and vehicles loaded; `text` is part of the name, Albo number or a plate."""
    rows = Carrier.objects.of(company_id)
    if text := text.strip():
        named = Q(name__icontains=text) | Q(albo_number__icontains=text) | Q(vehicles__plate__icontains=text)
        rows = rows.filter(named).distinct()
    return list(rows.prefetch_related("enrolments", "vehicles").order_by("name", "pk"))


def ending(company_id: int, *, on: date, days: int = 60) -> list[Ending]:
    """What ends within so many days of `on`, that day included, the nearest first; what was renewed is left out."""
    until = on + timedelta(days=days)
    enrolled = Enrolment.objects.of(company_id).filter(carrier__is_active=True).select_related("carrier")
    newest: dict[tuple[int, str], Enrolment] = {}
    for row in enrolled.order_by("valid_to", "pk"):
        newest[row.carrier_id, row.category] = row
    found = [Ending(row.carrier, str(row), row.valid_to) for row in newest.values() if on <= row.valid_to <= until]
    vehicles = Vehicle.objects.of(company_id).filter(
        is_active=True, carrier__is_active=True, adr_until__gte=on, adr_until__lte=until
    )
    found += [
        Ending(row.carrier, row.plate, row.adr_until)
        for row in vehicles.select_related("carrier").order_by("pk")
        if row.adr_until is not None
    ]
    return sorted(found, key=lambda each: (each.last_day, each.carrier.name, each.what))
