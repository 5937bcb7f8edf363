"""What an approval says, as a plain value: what an effect hands over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.models.approval import Provenance

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from registry.models import Customer, Plant, Site


@dataclass(frozen=True, slots=True)
class Prescribed:
    """A condition of the approval; `kind` groups them: "delivery", "packing", "analysis", "transport", "general"."""

    text: str
    kind: str = "general"


@dataclass(frozen=True, slots=True)
class Adr:
    """Whether the goods are dangerous for transport, and as what. `is_adr` None: nobody has said."""

    is_adr: bool | None = None
    un_number: str = ""
    adr_class: str = ""
    packing_group: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """In euro; a price per tonne below zero is paid to the customer."""

    per_tonne: Decimal | None = None
    per_trip: Decimal | None = None
    minimum: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is approved. Quantities in tonnes; `valid_to` is the last good day and `valid_to_cause` why it is that one
    ("twelve_months", "analysis", "plant_authorisation", "waste_code", "contract"). Without a site: every site.
    """

    customer: Customer
    site: Site | None
    waste_code: str
    plant: Plant
    operation: str
    valid_from: date
    valid_to: date
    valid_to_cause: str
    yearly_quantity_t: Decimal
    per_delivery_t: Decimal | None = None
    provenance: str = Provenance.SPECIAL
    price: Price = Price()
    adr: Adr = Adr()
    prescriptions: tuple[Prescribed, ...] = ()
