"""What the judgement of a delivery reads: plain values, loaded by `contracts.queries.facts`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from registry.rules.waste_codes import display

if TYPE_CHECKING:
    from datetime import date

    from contracts.rules.questions import Question
    from registry.rules.sharing import Room

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Used:
    """How much of a year is promised and how much came."""

    reserved_t: Decimal = ZERO
    delivered_t: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Both."""
        return self.reserved_t + self.delivered_t


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """One version of an approval, and what its line has used of the year asked about."""

    id: int
    number: str
    version: int
    state: str
    state_reason: str
    line: str
    site_id: int | None
    site: str
    operation: str
    valid_from: date
    valid_to: date
    ended_on: date | None
    yearly_quantity_t: Decimal
    per_delivery_t: Decimal | None
    provenance: str
    is_adr: bool | None
    adr_un_number: str
    adr_class: str
    prescriptions: tuple[str, ...] = ()
    used: Used = Used()

    def holds_on(self, day: date) -> bool:
        """Whether it is good on that day: in force, or superseded only later, and within its dates."""
        superseded_later = self.state == "superseded" and self.ended_on is not None and day < self.ended_on
        return (self.state == "in_force" or superseded_later) and self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A waste code on the day: whether it is on the list, until when it was when it is not, and its hazard."""

    valid: bool = False
    ended_on: date | None = None
    hazardous: bool = False


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """What the plant's authorisations in force leave of the year for the code and one operation."""

    room: Room


@dataclass(frozen=True, slots=True)
class StopFacts:
    """A stop of deliveries on the day."""

    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class CarrierFacts:
    """A carrier on the day. `enrolments` holds the last good day of each category, past ones too."""

    name: str
    is_active: bool
    enrolments: tuple[tuple[str, date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """A vehicle."""

    plate: str
    carrier_id: int
    is_active: bool
    adr_until: date | None


@dataclass(frozen=True, slots=True)
class Carriage:
    """Which Albo categories may carry which waste."""

    urban: tuple[str, ...] = ()
    special: tuple[str, ...] = ()
    hazardous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateTerms:
    """The numbers that apply at the gate on the day."""

    tolerance_percent: Decimal = ZERO
    reservation_days: int = 1
    carriage: Carriage = Carriage()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFacts:
    """Everything there is to know for one question. `permits` by operation; unknown things are None."""

    question: Question
    customer: str
    plant: str
    approvals: tuple[ApprovalFacts, ...]
    code: CodeFacts
    permits: dict[str, PermitFacts]
    terms: GateTerms
    customer_stop: StopFacts | None = None
    plant_stop: StopFacts | None = None
    carrier: CarrierFacts | None = None
    vehicle: VehicleFacts | None = None

    @property
    def waste(self) -> str:
        """The code asked about, as the law prints it."""
        return display(self.question.waste_code, hazardous=self.code.hazardous)
