"""What is known of customers, plants and codes for the questions asked: names, permits, years used, stops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from contracts.rules.facts import CodeFacts, PermitFacts, StopFacts, Used

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from contracts.queries.compiled import Row

Period = tuple["date | None", "date | None"]


@dataclass(frozen=True, slots=True)
class _Permit:
    """A line of a deed: its own days narrow those of the deed, its group's quantity its own."""

    deed: Period
    valid_from: date | None
    valid_to: date | None
    operation: str
    yearly_t: Decimal | None
    group_t: Decimal | None
    group_from: date | None
    group_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the deed and the line itself are good on that day."""
        return _covers(self.deed, day) and _covers((self.valid_from, self.valid_to), day)

    def limit_on(self, day: date) -> Decimal | None:
        """Tonnes a year it lets in at most, its own or its group's; None: no limit."""
        group = self.group_t if _covers((self.group_from, self.group_to), day) else None
        return min((each for each in (self.yearly_t, group) if each is not None), default=None)


@dataclass(slots=True)
class Places:
    """Loaded for the plants, codes and customers of the questions; asked for each question's day."""

    customers: dict[int, str] = field(default_factory=dict)
    plants: dict[int, str] = field(default_factory=dict)
    code_rows: defaultdict[str, list[tuple[Period, bool]]] = field(default_factory=lambda: defaultdict(list))
    permit_rows: defaultdict[tuple[int, str], list[_Permit]] = field(default_factory=lambda: defaultdict(list))
    year_rows: dict[tuple[int, str, str, int], Used] = field(default_factory=dict)
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
        """What the plant may do with the code on that day, by operation; quantities of several deeds add up."""
        allowed: defaultdict[str, list[Decimal | None]] = defaultdict(list)
        for permit in self.permit_rows.get((plant_id, code), ()):
            if permit.holds_on(on):
                allowed[permit.operation].append(permit.limit_on(on))
        return {
            operation: PermitFacts(_summed(limits), self.year_rows.get((plant_id, code, operation, on.year), Used()))
            for operation, limits in allowed.items()
        }

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
    for plant, code, operation, year, reserved, delivered in rows["plant_years"]:
        places.year_rows[plant, code, operation, year] = Used(reserved, delivered)
    places.stop_rows = [
        ((first, last), customer, plant, reason) for first, last, customer, plant, reason in rows["stops"]
    ]
    return places


def _covers(period: Period, on: date) -> bool:
    first, last = period
    return (first is None or first <= on) and (last is None or on <= last)


def _summed(limits: Sequence[Decimal | None]) -> Decimal | None:
    """None as soon as one deed states no limit."""
    stated = [limit for limit in limits if limit is not None]
    return sum(stated, Decimal()) if len(stated) == len(limits) else None
