"""What the transitions of a waste approval do to its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.definition import Move, Outcome
from contracts import approvals
from registry.queries import waste_codes
from registry.rules.waste_codes import display
from workflows.waste_approval import register, validity
from workflows.waste_approval.models import Prescription
from workflows.waste_approval.quantities import in_tonnes

if TYPE_CHECKING:
    from workflows.waste_approval.facts import WasteFacts
    from workflows.waste_approval.models import WasteApproval

PARTIES: Final = ("context", "producer", "holder", "broker", "transporter", "site")
WASTE: Final = (
    "waste_code",
    "waste_name",
    "process_of_origin",
    "raw_materials",
    "appearance",
    "physical_state",
    "hazard_properties",
    "hazard_judgement",
    "packaging",
)
TRANSPORT: Final = ("is_adr", "un_number", "adr_class", "packing_group", "proper_shipping_name")
DELIVERY: Final = ("quantity_unit", "density", "quantity_per_year", "quantity_per_delivery", "frequency")
DESTINATION: Final = (
    "plant",
    "operation",
    "receiver",
    "receiver_authorisation",
    "receiver_authorised_until",
    "public_contract",
    "contract_until",
    "needs_laboratory",
)
SHEET_FIELDS: Final = (*PARTIES, *WASTE, *TRANSPORT, *DELIVERY, *DESTINATION)
SAMPLE: Final = ("sample_number", "sample_received_on", "sample_kept_until")
PRICE: Final = ("price_per_tonne", "price_per_trip", "minimum_charge", "analysis_fee", "conditions")
CARRIED: Final = PRICE
"""What a renewal brings along beside the sheet: agreed once, it is not typed again, and decided anew all the same."""


def fill_sheet(move: Move) -> Outcome:
    """Write what the sheet says into the dossier; the case takes its subject from the waste."""
    dossier: WasteApproval = move.dossier
    _copy(move, (*SHEET_FIELDS, *CARRIED, "renews_id", "revision"))
    dossier.producer = dossier.producer or move.case.customer
    dossier.tonnes_per_year = in_tonnes(dossier.quantity_per_year, dossier.quantity_unit, dossier.density)
    return Outcome(dossier_changed=True, subject=subject_of(dossier, move))


def _copy(move: Move, names: tuple[str, ...]) -> None:
    for name in names:
        if name in move.inputs:
            setattr(move.dossier, name, move.inputs[name])


def subject_of(dossier: WasteApproval, move: Move) -> str:
    """The code as it is printed, and its Italian description."""
    code = waste_codes.get(dossier.waste_code, on=move.on)
    return f"{code.display} {code.description_it}"[:240] if code else display(dossier.waste_code, hazardous=False)


def record_sample(move: Move) -> Outcome:
    """Keep which sample was received, and until when it is kept."""
    _copy(move, SAMPLE)
    return Outcome(dossier_changed=True)


def record_judgement(move: Move) -> Outcome:
    """Keep the technical judgement and its prescriptions, one row each."""
    dossier: WasteApproval = move.dossier
    dossier.technical_judgement = move.inputs["judgement"]
    texts = [line.strip() for line in str(move.inputs.get("prescriptions") or "").splitlines() if line.strip()]
    Prescription.objects.of(dossier.company_id).filter(dossier=dossier).delete()
    Prescription.objects.bulk_create(
        Prescription(company_id=dossier.company_id, dossier=dossier, position=position, text=text[:500])
        for position, text in enumerate(texts, start=1)
    )
    return Outcome(dossier_changed=True)


def put_in_force(move: Move) -> Outcome:
    """Keep the price; the approval is good from today until the first of its limits, which is kept with its cause."""
    dossier: WasteApproval = move.dossier
    _copy(move, PRICE)
    found = limits_of(move)
    dossier.valid_from, dossier.valid_to = move.on, found[0].until
    dossier.valid_to_cause = found[0].cause
    dossier.limits = [[limit.cause, limit.until.isoformat()] for limit in found]
    return Outcome(
        dossier_changed=True, produced=register.put_in_force(move), decisions=({"validity": dossier.limits},)
    )


def limits_of(move: Move) -> tuple[validity.Limit, ...]:
    """What could end an approval given today, the nearest first."""
    facts = move.facts
    if TYPE_CHECKING:
        assert isinstance(facts, WasteFacts)
    return validity.limits(
        move.on,
        analysis_until=facts.analysis_until,
        authorisation_until=facts.authorisation_ends_on,
        code_until=facts.code_ends_on,
        contract_until=move.dossier.contract_until,
    )


def record_rejection(move: Move) -> Outcome:
    """Keep the reason of the rejection."""
    move.dossier.rejection_reason = move.inputs["reason"]
    return Outcome(dossier_changed=True)


def suspend(move: Move) -> Outcome:
    """Nothing is delivered until the suspension is lifted; its validity goes on running."""
    reason = str(move.inputs["reason"])
    move.dossier.suspension_reason = reason
    if approval := register.current(move):
        approvals.suspend(approval, actor=move.actor, now=move.now, reason=reason)
    return Outcome(dossier_changed=True)


def resume(move: Move) -> Outcome:
    """What was suspended is good again, no longer than before."""
    move.dossier.suspension_reason = ""
    if approval := register.current(move):
        approvals.resume(approval, actor=move.actor, now=move.now, reason=str(move.inputs.get("note", "")))
    return Outcome(dossier_changed=True)


def revoke(move: Move) -> Outcome:
    """It is taken back for good, from today."""
    if approval := register.current(move):
        approvals.revoke(approval, actor=move.actor, now=move.now, reason=str(move.inputs["reason"]))
    return end(move)


def expire(move: Move) -> Outcome:
    """Its last day has passed."""
    if approval := register.current(move):
        approvals.expire(approval, actor=move.actor, now=move.now)
    return Outcome()


def supersede(move: Move) -> Outcome:
    """Another has taken its place, a renewal or a twin; the register knew since that happened."""
    if approval := register.current(move):
        approvals.supersede(approval, actor=move.actor, now=move.now, since=move.on)
    return Outcome()


def end(move: Move) -> Outcome:
    """Keep why it ended."""
    move.dossier.ending_reason = move.inputs["reason"]
    return Outcome(dossier_changed=True)
