"""The tables of contracts, one file per concept."""

from __future__ import annotations

from contracts.models.approval import Approval, ApprovalEvent, Prescription
from contracts.models.carrier import Carrier, Enrolment, Vehicle
from contracts.models.ledger import ApprovalYear, Movement, PlantYear, Reservation
from contracts.models.policy import GatePolicy, NoteSeries
from contracts.models.rejection import LoadRejection
from contracts.models.stop import DeliveryStop
from contracts.models.transport import TransportDocument

__all__ = [
    "Approval",
    "ApprovalEvent",
    "ApprovalYear",
    "Carrier",
    "DeliveryStop",
    "Enrolment",
    "GatePolicy",
    "LoadRejection",
    "Movement",
    "NoteSeries",
    "PlantYear",
    "Prescription",
    "Reservation",
    "TransportDocument",
    "Vehicle",
]
