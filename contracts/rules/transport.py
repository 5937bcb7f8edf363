"""May this carrier and vehicle take the load, and are the papers for dangerous goods complete?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.rules.facts import ApprovalFacts, CarrierFacts, DeliveryFacts, VehicleFacts


def unchecked(facts: DeliveryFacts, approval: ApprovalFacts | None) -> tuple[str, ...]:
    """What the question left out, so that the answer says nothing about it."""
    asked = facts.question
    if asked.carrier_id is None:
        return ("carrier",)
    needs_vehicle = asked.vehicle_id is None and approval is not None and bool(approval.is_adr)
    return ("vehicle",) if needs_vehicle else ()


def refusals(facts: DeliveryFacts, approval: ApprovalFacts | None) -> Iterator[Refusal]:
    """Everything about the transport; nothing about a carrier when none is asked about."""
    if approval:
        yield from _dangerous_goods(facts, approval)
    if facts.carrier:
        yield from _carrier(facts, facts.carrier, approval)
    elif facts.question.carrier_id is not None:
        yield Refusal("carrier_unknown", N_("The carrier is not known."), hint=N_("Register the carrier first."))
    if facts.vehicle:
        yield from _vehicle(facts, facts.vehicle, approval)
    elif facts.question.vehicle_id is not None:
        yield Refusal("vehicle_unknown", N_("The vehicle is not known."), hint=N_("Register the vehicle first."))


def _dangerous_goods(facts: DeliveryFacts, approval: ApprovalFacts) -> Iterator[Refusal]:
    """Hazardous waste needs a statement; dangerous goods need UN number and class (ADR 5.4.1.1)."""
    if facts.code.hazardous and approval.is_adr is None:
        yield Refusal(
            "adr_not_stated",
            N_("The waste is hazardous, and nobody has said whether ADR applies to its transport."),
            hint=N_("The technical office completes the approval {number}."),
            params={"number": approval.number},
        )
    if approval.is_adr and not (approval.adr_un_number and approval.adr_class):
        yield Refusal(
            "adr_incomplete",
            N_("The waste travels under ADR, and UN number or class is missing."),
            hint=N_("The technical office completes the approval {number}."),
            params={"number": approval.number},
        )


def _carrier(facts: DeliveryFacts, carrier: CarrierFacts, approval: ApprovalFacts | None) -> Iterator[Refusal]:
    if not carrier.is_active:
        yield Refusal("carrier_inactive", N_("{carrier} is no longer used."), params={"carrier": carrier.name})
    needed = _categories(facts, approval)
    enrolled = [each for each in carrier.enrolments if each[0] in needed]
    params = {"carrier": carrier.name, "categories": " / ".join(needed), "on": facts.question.on}
    if not enrolled:
        yield Refusal(
            "carrier_not_enrolled",
            N_("{carrier} is not enrolled in the Albo in category {categories}, which this waste needs."),
            hint=N_("Choose another carrier."),
            params=params,
        )
    elif not any(first <= facts.question.on <= last for _category, first, last in enrolled):
        yield Refusal(
            "carrier_enrolment_expired",
            N_("The enrolment of {carrier} in category {categories} is not valid on {on}; its last day is {last}."),
            hint=N_("Ask for the renewed enrolment."),
            params={**params, "last": max(last for _category, _first, last in enrolled)},
        )


def _categories(facts: DeliveryFacts, approval: ApprovalFacts | None) -> tuple[str, ...]:
    """Urban waste by its provenance, special waste by the hazard of its code."""
    carriage = facts.terms.carriage
    if approval and approval.provenance == "U":
        return carriage.urban
    return carriage.hazardous if facts.code.hazardous else carriage.special


def _vehicle(facts: DeliveryFacts, vehicle: VehicleFacts, approval: ApprovalFacts | None) -> Iterator[Refusal]:
    params = {"plate": vehicle.plate, "until": vehicle.adr_until}
    if not vehicle.is_active:
        yield Refusal("vehicle_inactive", N_("The vehicle {plate} is no longer used."), params=params)
    if facts.question.carrier_id not in (None, vehicle.carrier_id):
        message = N_("The vehicle {plate} belongs to another carrier.")
        yield Refusal("vehicle_of_another_carrier", message, hint=N_("Check plate and carrier."), params=params)
    if not approval or not approval.is_adr:
        return
    hint = N_("Send another vehicle.")
    if vehicle.adr_until is None:
        message = N_("The waste travels under ADR, and the vehicle {plate} has no ADR certificate.")
        yield Refusal("vehicle_without_adr", message, hint=hint, params=params)
    elif vehicle.adr_until < facts.question.on:
        message = N_("The ADR certificate of the vehicle {plate} ended on {until}.")
        yield Refusal("vehicle_adr_expired", message, hint=hint, params=params)
