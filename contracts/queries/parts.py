"""The parts of the one statement that a question at the gate is: each a queryset over what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from contracts.models import (
    Approval,
    ApprovalYear,
    Carrier,
    DeliveryStop,
    Enrolment,
    GatePolicy,
    PlantYear,
    Prescription,
    Vehicle,
)
from registry.models import AuthorisedGroup, AuthorisedWaste, Customer, Plant, WasteCode

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Rows = QuerySet[Any, Any]

APPROVAL: Final = (
    "id",
    "number",
    "version",
    "state",
    "state_reason",
    "line",
    "site_id",
    "site__code",
    "operation",
    "valid_from",
    "valid_to",
    "ended_on",
    "yearly_quantity_t",
    "per_delivery_t",
    "provenance",
    "is_adr",
    "adr_un_number",
    "adr_class",
)
"""The columns of an approval that the judgement reads."""


def approvals(company: int, *, keys: Any) -> Rows:
    """Every version a question may be about."""
    return Approval.objects.of(company).filter(asked_as__in=keys).values_list("asked_as", *APPROVAL)


def years(company: int, *, keys: Any, years: Any) -> Rows:
    """What the lines of these approvals have used up."""
    lines = Approval.objects.of(company).filter(asked_as__in=keys).values("line")
    sums = ApprovalYear.objects.of(company).filter(line__in=lines, year__in=years)
    return sums.values_list("line", "year", "reserved_t", "delivered_t")


def prescriptions(company: int, *, keys: Any) -> Rows:
    """What these approvals prescribe, in order."""
    texts = Prescription.objects.of(company).filter(approval__company=company, approval__asked_as__in=keys)
    return texts.order_by("approval", "position").values_list("approval_id", "text")


def codes(company: int, *, codes: Any) -> Rows:
    """The entries of the waste list, of every period; the list is nobody's own."""
    del company
    return WasteCode.objects.filter(code__in=codes).values_list("code", "valid_from", "valid_to", "hazardous")


def permits(company: int, *, plants: Any, codes: Any) -> Rows:
    """What the plants at work were ever authorised for: the days of the deed and of the line, and its group."""
    return _lines(company, plants=plants, codes=codes).values_list(
        "authorisation__plant_id",
        "waste_code",
        "authorisation__valid_from",
        "authorisation__valid_to",
        "valid_from",
        "valid_to",
        "operation",
        "yearly_quantity_t",
        "authorisation_id",
        "group__code",
    )


def _lines(company: int, *, plants: Any, codes: Any) -> Rows:
    return AuthorisedWaste.objects.of(company).filter(
        waste_code__in=codes, authorisation__plant__in=plants, authorisation__plant__is_active=True
    )


def groups(company: int, *, plants: Any, codes: Any) -> Rows:
    """The groups these codes count in, as they stood in every period, with each of their codes."""
    lines = _lines(company, plants=plants, codes=codes).filter(group__isnull=False)
    rows = AuthorisedGroup.objects.of(company).filter(
        authorisation__in=lines.values("authorisation"), code__in=lines.values("group__code")
    )
    return rows.values_list(
        "authorisation_id",
        "code",
        "name",
        "valid_from",
        "valid_to",
        "yearly_quantity_t",
        "wastes__waste_code",
        "wastes__operation",
    )


def group_years(company: int, *, plants: Any, codes: Any, years: Any) -> Rows:
    """What the plants have used up of every code that shares a quantity with these."""
    lines = _lines(company, plants=plants, codes=codes).filter(group__isnull=False)
    together = AuthorisedWaste.objects.of(company).filter(group__in=lines.values("group"))
    rows = PlantYear.objects.of(company).filter(
        plant__in=plants, year__in=years, waste_code__in=together.values("waste_code")
    )
    return rows.values_list("plant_id", "waste_code", "operation", "year", "reserved_t", "delivered_t")


def plant_years(company: int, *, plants: Any, codes: Any, years: Any) -> Rows:
    """What the plants have used up."""
    rows = PlantYear.objects.of(company).filter(plant__in=plants, waste_code__in=codes, year__in=years)
    return rows.values_list("plant_id", "waste_code", "operation", "year", "reserved_t", "delivered_t")


def stops(company: int, *, customers: Any, plants: Any) -> Rows:
    """Stops of these customers and plants, the oldest first."""
    rows = DeliveryStop.objects.of(company).filter(Q(customer__in=customers) | Q(plant__in=plants))
    return rows.order_by("pk").values_list("from_on", "until_on", "customer_id", "plant_id", "reason")


def policies(company: int) -> Rows:
    """The company's own tolerances, the newest first."""
    rows = GatePolicy.objects.of(company).order_by("-valid_from")
    return rows.values_list("valid_from", "tolerance_percent", "reservation_days")


def customers(company: int, *, customers: Any) -> Rows:
    """What customers are called."""
    return Customer.objects.of(company).filter(pk__in=customers).values_list("pk", "name")


def plants(company: int, *, plants: Any) -> Rows:
    """What plants are called."""
    return Plant.objects.of(company).filter(pk__in=plants).values_list("pk", "code", "name")


def enrolments(company: int, *, carriers: Any) -> Rows:
    """The categories of carriers, in the order in which they began."""
    rows = Enrolment.objects.of(company).filter(carrier__in=carriers).order_by("valid_from", "pk")
    return rows.values_list("carrier_id", "category", "valid_from", "valid_to")


def carriers(company: int, *, carriers: Any) -> Rows:
    """The carriers themselves."""
    return Carrier.objects.of(company).filter(pk__in=carriers).values_list("pk", "name", "is_active")


def vehicles(company: int, *, vehicles: Any) -> Rows:
    """The vehicles."""
    rows = Vehicle.objects.of(company).filter(pk__in=vehicles)
    return rows.values_list("pk", "plate", "carrier_id", "is_active", "adr_until")


GATE: Final = (
    (approvals, ("keys",)),
    (years, ("keys", "years")),
    (prescriptions, ("keys",)),
    (policies, ()),
    (codes, ("codes",)),
    (permits, ("plants", "codes")),
    (plant_years, ("plants", "codes", "years")),
    (stops, ("customers", "plants")),
    (customers, ("customers",)),
    (plants, ("plants",)),
)
SHARED: Final = ((groups, ("plants", "codes")), (group_years, ("plants", "codes", "years")))
FLEET: Final = ((enrolments, ("carriers",)), (carriers, ("carriers",)), (vehicles, ("vehicles",)))
POLICIES: Final = ((policies, ()),)
