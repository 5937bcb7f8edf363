"""Plants and carriers with what there is of them, for their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, Sum

from contracts.models import Approval, Carrier, PlantYear
from registry.models import Company, Plant

Line = tuple[str, str]
NOTHING = Decimal(0)


@dataclass(slots=True)
class Used:
    """Of a code and operation at a plant, in tonnes of the year: approved for customers, promised, come."""

    approved: Decimal = NOTHING
    reserved: Decimal = NOTHING
    delivered: Decimal = NOTHING


def plants(company: Company, on: date) -> list[Plant]:
    """The plants with how many deeds hold on that day and the nearest last day; one statement."""
    holds = Q(authorisations__valid_from__lte=on) & (
        Q(authorisations__valid_to__isnull=True) | Q(authorisations__valid_to__gte=on)
    )
    rows = Plant.objects.of(company).annotate(
        deeds=Count("authorisations", filter=holds), ends=Min("authorisations__valid_to", filter=holds)
    )
    return list(rows.order_by("-is_active", "code"))


def used_of(plant: Plant, year: int) -> Mapping[Line, Used]:
    """What is used of each code and operation; two statements."""
    found: defaultdict[Line, Used] = defaultdict(Used)
    approvals = Approval.objects.of(plant.company_id).filter(plant=plant, state__in=Approval.UNDERWAY)
    for code, operation, total in approvals.values_list("waste_code", "operation").annotate(
        total=Sum("yearly_quantity_t")
    ):
        found[code, operation].approved = total
    years = PlantYear.objects.of(plant.company_id).filter(plant=plant, year=year)
    for row in years:
        found[row.waste_code, row.operation].reserved = row.reserved_t
        found[row.waste_code, row.operation].delivered = row.delivered_t
    return found


def carriers(company: Company, on: date) -> list[Carrier]:
    """The carriers, each with the last day of its enrolments and its vehicles in use; one statement."""
    rows = Carrier.objects.of(company).annotate(
        ends=Max("enrolments__valid_to"),
        holding=Count(
            "enrolments", filter=Q(enrolments__valid_from__lte=on, enrolments__valid_to__gte=on), distinct=True
        ),
        fleet=Count("vehicles", filter=Q(vehicles__is_active=True), distinct=True),
    )
    return list(rows.order_by("-is_active", "name"))
