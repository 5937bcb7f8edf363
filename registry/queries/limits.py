"""Which limits of a plant apply to a waste on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registry.models import AcceptanceLimit, Plant
from registry.rules.analytes import Bound, keys_of, unit_of
from registry.scoping import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of some plants on a day; of each substance and unit the narrowest row for a code counts."""

    rows: tuple[AcceptanceLimit, ...] = ()

    def of(self, plant_id: int | None, waste_code: str) -> tuple[Bound, ...]:
        """The limits of a plant for a code, by name of the substance."""
        wide_first = sorted(
            (row for row in self.rows if row.plant_id == plant_id and waste_code.startswith(row.waste_code)),
            key=lambda row: (len(row.waste_code), row.valid_from),
        )
        found = {(min(keys_of(row.analyte)), unit_of(row.unit)): _bound(row) for row in wide_first}
        return tuple(sorted(found.values(), key=lambda bound: bound.analyte))


def _bound(row: AcceptanceLimit) -> Bound:
    return Bound(row.analyte, row.unit, row.least, row.most)


def limits_on(company_id: int, plant_ids: Collection[int], on: date) -> Limits:
    """The limits of some plants of a company in force on a day; one statement, none without plants."""
    if not plant_ids:
        return Limits()
    rows = in_force(AcceptanceLimit.objects.of(company_id), on).filter(plant_id__in=plant_ids)
    return Limits(tuple(rows.order_by("pk")))


def limits_of(plant: Plant, on: date) -> list[AcceptanceLimit]:
    """The limits of a plant in force on a day or coming, as its page lists them."""
    rows = AcceptanceLimit.objects.of(plant.company_id).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return list(rows.filter(plant=plant).order_by("waste_code", "analyte", "unit", "valid_from"))


def in_force(rows: ScopedQuerySet[AcceptanceLimit], on: date) -> ScopedQuerySet[AcceptanceLimit]:
    """Those whose period holds the day."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
