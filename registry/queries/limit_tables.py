"""Tables of limits that the law supplies, of which a plant takes over what its deed asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from registry.models import Code

TABLES: Final = "limit_table"


@dataclass(frozen=True, slots=True)
class SuppliedLimit:
    """One row: the substance with its other names, the most that is accepted, and where it is written."""

    code: str
    analyte: str
    label: str
    unit: str
    most: Decimal
    source: str


def tables(on: date) -> list[tuple[str, str]]:
    """The tables good on that day, with what they are for."""
    rows = Code.objects.on(on).filter(list=TABLES).order_by("position")
    return [(row.code, row.label) for row in rows]


def limits_in(table: str, on: date) -> list[SuppliedLimit]:
    """The rows of a table good on that day, in its own order; none where there is no such table."""
    if table not in dict(tables(on)):
        return []
    return [
        SuppliedLimit(row.code, row.label_it, row.label, row.extra["unit"], Decimal(row.extra["most"]), row.source)
        for row in Code.objects.on(on).filter(list=table).order_by("position")
    ]
