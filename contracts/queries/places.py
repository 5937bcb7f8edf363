"""What is known of customers, plants and codes for the questions asked: names, permits, years used, stops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from contracts.models import DeliveryStop, PlantYear
from contracts.queries import compiled
from contracts.rules.facts import CodeFacts, PermitFacts, StopFacts, Used
from registry.models import AuthorisedWaste, Customer, Plant, WasteCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from contracts.rules.questions import Question

Period = tuple["date", "date | None"]


@dataclass(slots=True)
class Names:
    """What customers and plants are called, by id."""

    customers: dict[int, str] = field(default_factory=dict)
    plants: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Places:
    """Loaded for the plants, codes and customers of the questions; asked for each question's day."""

    named: Names
    code_rows: defaultdict[str, list[tuple[Period, bool]]] = field(default_factory=lambda: defaultdict(list))
    permit_rows: defaultdict[tuple[int, str], list[tuple[Period, str, Decimal | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
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
        for period, operation, yearly in self.permit_rows.get((plant_id, code), ()):
            if _covers(period, on):
                allowed[operation].append(yearly)
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


def load_places(company_id: int, questions: Sequence[Question], *, named: Names) -> Places:
    """Everything about places and codes, in four statements and two for names not yet known."""
    customers = {question.customer_id for question in questions}
    plants = {question.plant_id for question in questions}
    codes = {question.waste_code for question in questions}
    places = Places(named)
    _load_names(named, company_id, customers - named.customers.keys(), plants - named.plants.keys())
    _load_codes(places, codes)
    _load_permits(places, company_id, plants, codes)
    _load_years(places, company_id, plants, codes, {question.on.year for question in questions})
    stops = compiled.rows(_stop_rows, company=[company_id], customers=customers, plants=plants)
    places.stop_rows = [((first, last), customer, plant, reason) for first, last, customer, plant, reason in stops]
    return places


def _load_names(named: Names, company_id: int, customers: set[int], plants: set[int]) -> None:
    if customers:
        named.customers |= dict(Customer.objects.of(company_id).filter(pk__in=customers).values_list("pk", "name"))
    if plants:
        rows = Plant.objects.of(company_id).filter(pk__in=plants).values_list("pk", "code", "name")
        named.plants |= {pk: f"{code} {name}" for pk, code, name in rows}


def _load_codes(places: Places, codes: set[str]) -> None:
    for code, first, last, hazardous in compiled.rows(_code_rows, codes=codes):
        places.code_rows[code].append(((first, last), hazardous))


def _load_permits(places: Places, company_id: int, plants: set[int], codes: set[str]) -> None:
    permits = compiled.rows(_permit_rows, company=[company_id], plants=plants, codes=codes)
    for plant, code, first, last, operation, yearly in permits:
        places.permit_rows[plant, code].append(((first, last), operation, yearly))


def _load_years(places: Places, company_id: int, plants: set[int], codes: set[str], years: set[int]) -> None:
    sums = compiled.rows(_year_rows, company=[company_id], plants=plants, codes=codes, years=years)
    for plant, code, operation, year, reserved, delivered in sums:
        places.year_rows[plant, code, operation, year] = Used(reserved, delivered)


def _code_rows(codes: Sequence[str]) -> QuerySet[Any, Any]:
    return WasteCode.objects.filter(code__in=codes).values_list("code", "valid_from", "valid_to", "hazardous")


def _permit_rows(company: Sequence[int], plants: Sequence[int], codes: Sequence[str]) -> QuerySet[Any, Any]:
    rows = AuthorisedWaste.objects.of(company[0]).filter(
        waste_code__in=codes, authorisation__plant__in=plants, authorisation__plant__is_active=True
    )
    return rows.values_list(
        "authorisation__plant_id",
        "waste_code",
        "authorisation__valid_from",
        "authorisation__valid_to",
        "operation",
        "yearly_quantity_t",
    )


def _year_rows(
    company: Sequence[int], plants: Sequence[int], codes: Sequence[str], years: Sequence[int]
) -> QuerySet[Any, Any]:
    rows = PlantYear.objects.of(company[0]).filter(plant__in=plants, waste_code__in=codes, year__in=years)
    return rows.values_list("plant_id", "waste_code", "operation", "year", "reserved_t", "delivered_t")


def _stop_rows(company: Sequence[int], customers: Sequence[int], plants: Sequence[int]) -> QuerySet[Any, Any]:
    rows = DeliveryStop.objects.of(company[0]).filter(Q(customer__in=customers) | Q(plant__in=plants))
    return rows.order_by("pk").values_list("from_on", "until_on", "customer_id", "plant_id", "reason")


def _covers(period: Period, on: date) -> bool:
    first, last = period
    return first <= on and (last is None or on <= last)


def _summed(limits: Sequence[Decimal | None]) -> Decimal | None:
    """None as soon as one deed states no limit."""
    stated = [limit for limit in limits if limit is not None]
    return sum(stated, Decimal()) if len(stated) == len(limits) else None
