"""What is known of customers, plants and codes for the questions asked: names, permits, years used, stops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from contracts.rules.facts import CodeFacts, PermitFacts, StopFacts
from registry.rules.sharing import Group, Key, Share, room

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from contracts.queries.compiled import Row

Period = tuple["date | None", "date | None"]


@dataclass(frozen=True, slots=True)
class _Permit:
    """A line of a deed: its own days narrow those of the deed; its group by the deed and the group's code."""

    deed: Period
    valid_from: date | None
    valid_to: date | None
    operation: str
    yearly_t: Decimal | None
    authorisation_id: int
    group: str | None

    def holds_on(self, day: date) -> bool:
        """Whether the deed and the line itself are good on that day."""
        return _covers(self.deed, day) and _covers((self.valid_from, self.valid_to), day)


@dataclass(slots=True)
class Places:
    """Loaded for the plants, codes and customers of the questions; asked for each question's day."""

    customers: dict[int, str] = field(default_factory=dict)
    plants: dict[int, str] = field(default_factory=dict)
    code_rows: defaultdict[str, list[tuple[Period, bool]]] = field(default_factory=lambda: defaultdict(list))
    permit_rows: defaultdict[tuple[int, str], list[_Permit]] = field(default_factory=lambda: defaultdict(list))
    group_rows: defaultdict[tuple[int, str], list[tuple[Period, Group]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    used: defaultdict[tuple[int, int], dict[Key, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    stop_rows: list[tuple[Period, int | None, int | None, str]] = field(default_factory=list)

    def code(self, code: str, on: date) -> CodeFacts:
        """The waste code on that day; of an ended one, its last day and what it was."""
        rows = self.code_rows.get(code, ())
        for period, hazardous in rows:
            if _covers(period, on):
                return CodeFacts(valid=True, hazardous=hazardous)
        past = [(last, hazardous) for (_first, last), hazardous in rows if last is not None and last < on]
        if past:
            last, hazardous = max(past)
            return CodeFacts(ended_on=last, hazardous=hazardous)
        return CodeFacts()

    def permits(self, plant_id: int, code: str, on: date) -> dict[str, PermitFacts]:
        """What the plant may do with the code on that day, by operation."""
        allowed: defaultdict[str, list[Share]] = defaultdict(list)
        for permit in self.permit_rows.get((plant_id, code), ()):
            if permit.holds_on(on):
                allowed[permit.operation].append(Share(permit.yearly_t, self._group(permit, on)))
        used = self.used.get((plant_id, on.year), {})
        return {operation: PermitFacts(room((code, operation), shares, used)) for operation, shares in allowed.items()}

    def _group(self, permit: _Permit, on: date) -> Group | None:
        rows = self.group_rows.get((permit.authorisation_id, permit.group or ""), ())
        return next((group for period, group in rows if _covers(period, on)), None)

    def customer_stop(self, customer_id: int, plant_id: int, on: date) -> StopFacts | None:
        """A stop of the customer, everywhere or to this plant."""
        return self._stop(on, lambda customer, plant: customer == customer_id and plant in (None, plant_id))

    def plant_stop(self, plant_id: int, on: date) -> StopFacts | None:
        """A stop of the whole plant."""
        return self._stop(on, lambda customer, plant: customer is None and plant == plant_id)

    def _stop(self, on: date, concerns: object) -> StopFacts | None:
        for period, customer, plant, reason in self.stop_rows:
            if callable(concerns) and concerns(customer, plant) and _covers(period, on):
                return StopFacts(reason, period[1])
        return None


def places_of(rows: Mapping[str, Sequence[Row]]) -> Places:
    """Sorted by what they are asked for; `rows` by the names of their parts."""
    places = Places(
        customers=dict(map(tuple, rows["customers"])),
        plants={pk: f"{code} {name}" for pk, code, name in rows["plants"]},
    )
    for code, first, last, hazardous in rows["codes"]:
        places.code_rows[code].append(((first, last), hazardous))
    for plant, code, first, last, *line in rows["permits"]:
        places.permit_rows[plant, code].append(_Permit((first, last), *line))
    for plant, code, operation, year, reserved, delivered in (*rows["plant_years"], *rows.get("group_years", ())):
        places.used[plant, year][code, operation] = reserved + delivered
    for key, period, group in _groups(rows.get("groups", ())):
        places.group_rows[key].append((period, group))
    places.stop_rows = [
        ((first, last), customer, plant, reason) for first, last, customer, plant, reason in rows["stops"]
    ]
    return places


def _groups(rows: Sequence[Row]) -> list[tuple[tuple[int, str], Period, Group]]:
    """Every period of every group. Its codes follow it from one period to the next, so they are those of all."""
    members: defaultdict[tuple[int, str], set[Key]] = defaultdict(set)
    for deed, code, _name, _first, _last, _quantity, waste_code, operation in rows:
        if waste_code is not None:
            members[deed, code].add((waste_code, operation))
    periods = {
        (deed, code, first): ((deed, code), (first, last), name or code, quantity)
        for deed, code, name, first, last, quantity, *_member in rows
    }
    return [
        (key, period, Group(name, quantity, frozenset(members[key])))
        for key, period, name, quantity in periods.values()
    ]


def _covers(period: Period, on: date) -> bool:
    first, last = period
    return (first is None or first <= on) and (last is None or on <= last)
