"""What a plant may receive on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from registry.models import AuthorisedWaste, Company, Plant
from registry.models.codes import valid_on


@dataclass(frozen=True, slots=True)
class Permit:
    """One line of an authorisation in force: this code, for this operation, up to this much a year."""

    waste_code: str
    operation: str
    yearly_quantity_t: Decimal | None
    authorisation_id: int
    number: str
    valid_to: date | None
    kind: str = ""
    group: str = ""
    group_quantity_t: Decimal | None = None

    @property
    def limit_t(self) -> Decimal | None:
        """Tonnes a year this line lets in at most: its own quantity, or its group's where that is less."""
        stated = [each for each in (self.yearly_quantity_t, self.group_quantity_t) if each is not None]
        return min(stated, default=None)


@dataclass(frozen=True, slots=True)
class Permits:
    """Everything a plant may receive on the day it was asked for."""

    lines: tuple[Permit, ...] = ()

    def allows(self, waste_code: str, operation: str) -> bool:
        """Whether some authorisation in force names this code with this operation."""
        return any(line.waste_code == waste_code and line.operation == operation for line in self.lines)

    def operations_for(self, waste_code: str) -> tuple[str, ...]:
        """The operations the code may undergo here; empty when the plant may not take it at all."""
        return tuple(sorted({line.operation for line in self.lines if line.waste_code == waste_code}))

    def yearly_quantity_t(self, waste_code: str, operation: str) -> Decimal | None:
        """Tonnes a year over all authorisations in force; None when one of them states no limit, or none allows it.

        A group's quantity counts as a limit of each of its codes; what the codes of a group use together is not summed.
        """
        matching = [line for line in self.lines if (line.waste_code, line.operation) == (waste_code, operation)]
        stated = [line.limit_t for line in matching if line.limit_t is not None]
        return sum(stated, Decimal()) if stated and len(stated) == len(matching) else None


def authorised(plant_ids: Collection[int], *, on: date, codes: Collection[str] = ()) -> dict[int, Permits]:
    """What each plant may receive on that day, in one statement; every id asked for is in the answer.

    `codes` narrows the answer to some waste codes: for the facts of many cases.
    """
    rows = AuthorisedWaste.objects.across_companies("plants named by cases the caller has already been shown").filter(
        valid_on(on, "authorisation__"),
        own_days(on),
        authorisation__plant__in=list(plant_ids),
        authorisation__plant__is_active=True,
    )
    if codes:
        rows = rows.filter(waste_code__in=list(codes))
    permits: dict[int, list[Permit]] = {plant_id: [] for plant_id in plant_ids}
    for row in rows.select_related("authorisation", "group").order_by("waste_code", "operation", "pk"):
        permits[row.authorisation.plant_id].append(_permit(row, on))
    return {plant_id: Permits(tuple(lines)) for plant_id, lines in permits.items()}


def own_days(on: date) -> Q:
    """The condition that a row's own days, which narrow those of its deed, hold on that day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _permit(row: AuthorisedWaste, on: date) -> Permit:
    deed, group = row.authorisation, row.group
    counts = group is not None and (group.valid_from or on) <= on <= (group.valid_to or on)
    return Permit(
        waste_code=row.waste_code,
        operation=row.operation,
        yearly_quantity_t=row.yearly_quantity_t,
        authorisation_id=deed.pk,
        number=str(deed),
        valid_to=min(filter(None, (row.valid_to, deed.valid_to)), default=None),
        kind=deed.kind,
        group=str(group) if group else "",
        group_quantity_t=group.yearly_quantity_t if group and counts else None,
    )


def plants_of(company: Company | int) -> list[Plant]:
    """The plants at work, by code; for a form."""
    return list(Plant.objects.of(company).filter(is_active=True).order_by("code"))
