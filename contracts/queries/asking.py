"""From the words of a person or a program (codes, plates) to a question; whatever is not known is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.models import Carrier, Vehicle
from contracts.models.carrier import plain_plate
from contracts.rules.questions import Question
from registry.models import Plant, Site
from registry.queries.customers import by_code
from registry.queries.waste_codes import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from registry.scoping import ScopedQuerySet


class AskedWrong(ValueError):
    """The question names something that does not exist; `problems` says all of it, in English."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question by codes: customer C000001, site 01, plant RA2, carrier by Albo number, vehicle by plate."""

    customer: str
    code: str
    plant: str
    quantity_t: Decimal
    on: date
    site: str = ""
    operation: str = ""
    carrier: str = ""
    vehicle: str = ""


def question_of(company_id: int, asked: Asked, *, problems: Sequence[str] = ()) -> Question:
    """The question by ids. Raises AskedWrong with `problems` and everything that is not known."""
    wrong = list(problems)
    code = normalised(asked.code)
    if not (code.isdigit() and len(code) == 6):
        wrong.append(f"{asked.code!r} is not a waste code: write its six digits")
    customer = by_code(company_id, asked.customer)
    if customer is None:
        wrong.append(f"there is no customer “{asked.customer.strip().upper()}”")
    plant = _one(Plant.objects.of(company_id), wrong, "plant", code=asked.plant.strip())
    site = carrier = vehicle = None
    if asked.site and customer is not None:
        site = _one(Site.objects.of(company_id), wrong, "site", customer=customer, code=asked.site.strip())
    if asked.carrier:
        carrier = _one(Carrier.objects.of(company_id), wrong, "carrier", albo_number=asked.carrier.strip().upper())
    if asked.vehicle:
        vehicle = _one(Vehicle.objects.of(company_id), wrong, "vehicle", plate=plain_plate(asked.vehicle))
    if wrong or customer is None or plant is None:
        raise AskedWrong(wrong)
    return Question(
        customer_id=customer.pk,
        waste_code=code,
        plant_id=plant.pk,
        quantity_t=asked.quantity_t,
        on=asked.on,
        site_id=site.pk if site else None,
        operation=asked.operation.strip().upper(),
        carrier_id=carrier.pk if carrier else None,
        vehicle_id=vehicle.pk if vehicle else None,
    )


def _one(rows: ScopedQuerySet[Any], wrong: list[str], what: str, **named: Any) -> Any:
    row = rows.filter(**named).first()
    if row is None:
        wrong.append(f"there is no {what} “{list(named.values())[-1]}”")
    return row
