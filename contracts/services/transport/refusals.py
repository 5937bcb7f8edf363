"""What the services of transport papers answer instead of doing it."""

from __future__ import annotations

from typing import Final

from cases.rules.refusals import N_, Refusal

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "transport_no_approval": (
        N_("The paper needs an approval in force."),
        N_("Open it from the approval or from the delivery."),
    ),
    "transport_load_gone": (
        N_("The delivery is no longer booked: {state}."),
        N_("Reserve it again, or issue the paper from the approval."),
    ),
    "transport_day_past": (
        N_("A delivery on {on} cannot be confirmed: that day has passed."),
        N_("Write today or a later day."),
    ),
    "transport_too_much": (
        N_("One delivery of {asked} t is more than the {limit} t approved for a delivery."),
        N_("Split the load."),
    ),
    "transport_not_a_fir": (
        N_("“{number}” is not the number of a FIR."),
        N_("Four to six consonants, digits, one or two consonants, as RENTRI gave it: BCDF 000123 XY."),
    ),
    "transport_fir_used": (
        N_("The FIR {number} has its data sheet already: {other}."),
        N_("Void that one first if it is wrong."),
    ),
    "transport_no_quantity": (N_("The quantity must be above zero."), N_("Write the quantity that leaves.")),
    "transport_no_carrier": (N_("The carrier is missing."), N_("Choose the carrier enrolled in the Albo.")),
    "transport_no_plate": (N_("The plate of the vehicle is missing."), N_("Write the plate of the vehicle.")),
    "transport_no_goods": (N_("No goods are stated."), N_("Write at least one line of goods with its quantity.")),
    "transport_series": (
        N_("Delivery notes are not numbered in the series “{series}” today."),
        N_("Choose one of the company's series; an administrator sets them."),
    ),
    "transport_no_reason": (N_("The reason is missing."), N_("Say why the document does not count.")),
    "transport_not_xfir": (
        N_("This is not an .xfir file."),
        N_("Download the signed form from RENTRI and upload it as it is."),
    ),
    "transport_no_fir": (N_("Only the data sheet of a FIR takes an .xfir."), N_("Open the data sheet of that FIR.")),
}


def refusal(code: str, **params: object) -> Refusal:
    """The refusal of that code; a KeyError is a spelling mistake of ours."""
    message, hint = _REASONS[code]
    return Refusal(code=code, message=message, hint=hint, params=params, link="transport")
