"""What a plant may receive on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from registry.models import AuthorisedGroup, AuthorisedWaste, Company, Plant
from registry.models.codes import valid_on
from registry.rules.sharing import Group, Key, Room, Share, room


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
    group: Group | None = None


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
        """Tonnes a year over all authorisations in force; None when one of them states no limit, or none allows it."""
        return self.room(waste_code, operation, {}).limit_t

    def room(self, waste_code: str, operation: str, used: Mapping[Key, Decimal]) -> Room:
        """The same, and what is left of it beside what was used, the code's group counted together."""
        key = (waste_code, operation)
        lines = [line for line in self.lines if (line.waste_code, line.operation) == key]
        return room(key, [Share(line.yearly_quantity_t, line.group) for line in lines], used)

    def groups(self) -> list[Group]:
        """The groups the lines count in, by name, each once."""
        found = {(line.authorisation_id, line.group.name): line.group for line in self.lines if line.group}
        return [found[key] for key in sorted(found, key=lambda key: key[1])]


def authorised(plant_ids: Collection[int], *, on: date, codes: Collection[str] = ()) -> dict[int, Permits]:
    """What each plant may receive on that day, in one statement, three where codes share a quantity.

    Every id asked for is in the answer. `codes` narrows it to some waste codes: for the facts of many cases.
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
    found = list(rows.select_related("authorisation", "group").order_by("waste_code", "operation", "pk"))
    groups = _groups({row.authorisation_id for row in found if row.group}, on)
    for row in found:
        group = groups.get((row.authorisation_id, row.group.code)) if row.group else None
        permits[row.authorisation.plant_id].append(_permit(row, group))
    return {plant_id: Permits(tuple(lines)) for plant_id, lines in permits.items()}


def own_days(on: date) -> Q:
    """The condition that a row's own days, which narrow those of its deed, hold on that day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _groups(deeds: Collection[int], on: date) -> dict[tuple[int, str], Group]:
    """The groups of these deeds as they stand on the day, by deed and code. A group's codes follow it through time."""
    if not deeds:
        return {}
    rows = AuthorisedGroup.objects.across_companies("deeds of plants the caller has already been shown")
    members: defaultdict[tuple[int, str], set[Key]] = defaultdict(set)
    standing: dict[tuple[int, str], AuthorisedGroup] = {}
    for group in rows.filter(authorisation__in=deeds).prefetch_related("wastes"):
        key = (group.authorisation_id, group.code)
        members[key].update((waste.waste_code, waste.operation) for waste in group.wastes.all())
        if (group.valid_from or on) <= on <= (group.valid_to or on):
            standing[key] = group
    return {key: Group(str(group), group.yearly_quantity_t, frozenset(members[key])) for key, group in standing.items()}


def _permit(row: AuthorisedWaste, group: Group | None) -> Permit:
    deed = row.authorisation
    return Permit(
        waste_code=row.waste_code,
        operation=row.operation,
        yearly_quantity_t=row.yearly_quantity_t,
        authorisation_id=deed.pk,
        number=str(deed),
        valid_to=min(filter(None, (row.valid_to, deed.valid_to)), default=None),
        kind=deed.kind,
        group=group,
    )


def plants_of(company: Company | int) -> list[Plant]:
    """The plants at work, by code; for a form."""
    return list(Plant.objects.of(company).filter(is_active=True).order_by("code"))
