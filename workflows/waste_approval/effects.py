"""What the transitions of a waste approval do to its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.definition import Move, Outcome
from cases.rules.calendars import add_months
from registry.queries import waste_codes

if TYPE_CHECKING:
    from workflows.waste_approval.models import WasteApproval

SHEET_FIELDS = (
    "site",
    "waste_code",
    "process_of_origin",
    "raw_materials",
    "physical_state",
    "hazard_properties",
    "quantity_per_year",
    "quantity_per_delivery",
    "plant",
    "operation",
)


def fill_sheet(move: Move) -> Outcome:
    """Write what the sheet says into the dossier; the case takes its subject from the waste."""
    dossier: WasteApproval = move.dossier
    for name in SHEET_FIELDS:
        if name in move.inputs:
            setattr(dossier, name, move.inputs[name])
    return Outcome(dossier_changed=True, subject=subject_of(dossier, move))


def subject_of(dossier: WasteApproval, move: Move) -> str:
    """The code as it is printed, and its Italian description."""
    code = waste_codes.get(dossier.waste_code, on=move.on)
    return f"{code.display} {code.description_it}"[:240] if code else dossier.waste_code


def record_judgement(move: Move) -> Outcome:
    """Keep the technical judgement."""
    dossier: WasteApproval = move.dossier
    dossier.technical_judgement = move.inputs["judgement"]
    return Outcome(dossier_changed=True)


def put_in_force(move: Move) -> Outcome:
    """Keep price and conditions; the approval is good for twelve months from today."""
    dossier: WasteApproval = move.dossier
    dossier.price_per_tonne = move.inputs["price_per_tonne"]
    dossier.conditions = move.inputs.get("conditions", "")
    dossier.valid_from = move.on
    dossier.valid_to = add_months(move.on, 12)
    return Outcome(dossier_changed=True)


def record_rejection(move: Move) -> Outcome:
    """Keep the reason of the rejection."""
    dossier: WasteApproval = move.dossier
    dossier.rejection_reason = move.inputs["reason"]
    return Outcome(dossier_changed=True)
