"""What a person states for a paper, besides what the approval and the delivery say already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from contracts.models import Carrier


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Who carries it, with what, and when it leaves."""

    carrier: Carrier | None = None
    plate: str = ""
    trailer: str = ""
    driver: str = ""
    leaves_at: datetime | None = None
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What an order confirmation confirms: the day and the tonnes of a delivery, and what to heed."""

    on: date | None
    quantity_t: Decimal | None
    trip: Trip = field(default_factory=Trip)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of goods."""

    description: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What a delivery note accompanies (art. 1, comma 3, D.P.R. 472/1996): nature, quality and quantity of the goods.

    `reason` is why they travel; `by` who carries them: "consignor", "consignee", "carrier"; `to` where they go, when
    not to the customer's address; `series` one that the company has, none: that of the plant it leaves.
    """

    lines: tuple[Line, ...]
    reason: str
    by: str
    to: tuple[str, ...] = ()
    trip: Trip = field(default_factory=Trip)
    appearance: str = ""
    packages: int | None = None
    weight_kg: Decimal | None = None
    note: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteForm:
    """A FIR as its number was given by RENTRI, and what nobody but the loader knows."""

    number: str
    quantity: Decimal
    unit: str
    trip: Trip
    packages: int | None = None
    packaging: str = ""
    appearance: str = ""
    is_checked_at_destination: bool = True
    note: str = ""
