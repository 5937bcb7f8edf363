"""The letters of a waste approval, and what may be written in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from documents.letters.catalogue import EMAIL, LIST, YES_NO, Field, LetterKind, ProcessLetters
from registry.queries import waste_codes
from registry.rules.waste_codes import display

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from cases.models import Case
    from documents.letters.formats import Wording
    from workflows.waste_approval.models import WasteApproval

REQUEST: Final = "request_for_documents"
APPROVAL: Final = "approval"
WITH_PRESCRIPTIONS: Final = "approval_with_prescriptions"
REJECTION: Final = "rejection"
EXPIRY: Final = "expiry_notice"
MISSING: Final = "missing_documents"
REMINDER: Final = "expiry_reminder"

KINDS: Final = (
    LetterKind(REQUEST, _("Request for documents"), _("When documents or an integration are asked for")),
    LetterKind(APPROVAL, _("Approval"), _("When the waste is approved")),
    LetterKind(
        WITH_PRESCRIPTIONS,
        _("Approval with prescriptions"),
        _("When the waste is approved and the technical judgement prescribes something"),
    ),
    LetterKind(REJECTION, _("Rejection"), _("When the waste is rejected")),
    LetterKind(EXPIRY, _("Notice of expiry"), _("When the renewal begins")),
    LetterKind(
        MISSING, _("Missing documents"), _("When documents that were asked for have not come"), formats=(EMAIL,)
    ),
    LetterKind(REMINDER, _("Reminder of expiry"), _("When the approval is about to end"), formats=(EMAIL,)),
)

FIELDS: Final = (
    Field("waste.code", _("The waste code as printed"), "15 01 10*"),
    Field(
        "waste.description",
        _("What the European list calls it"),
        "imballaggi contenenti residui di sostanze pericolose",
        "packaging containing residues of hazardous substances",
    ),
    Field("waste.name", _("What the producer calls it"), "fusti vuoti"),
    Field("waste.is_hazardous", _("Whether the code is one of a hazardous waste"), kind=YES_NO),
    Field("waste.hazard_properties", _("The hazard properties"), "HP03, HP04"),
    Field("waste.physical_state", _("The physical state"), "solido", "solid"),
    Field("waste.origin", _("The process it comes from"), "verniciatura", "painting"),
    Field("waste.packaging", _("The packaging"), "fusti su pallet", "drums on pallets"),
    Field(
        "waste.adr",
        _("The dangerous goods, when carried under ADR"),
        "UN 3509 RIFIUTO IMBALLAGGI VUOTI, 9",
        "UN 3509 WASTE PACKAGINGS, EMPTY, 9",
    ),
    Field("delivery.per_year", _("The quantity a year"), "24 tonnellate", "24 tonnes"),
    Field("delivery.per_delivery", _("The quantity of a delivery"), "2 tonnellate", "2 tonnes"),
    Field("delivery.frequency", _("How often"), "ogni mese", "every month"),
    Field("plant.name", _("The plant that receives it"), "Impianto di Ravenna"),
    Field("plant.address", _("Where the plant is"), "via Classicana 99, 48122 Ravenna (RA)"),
    Field("plant.operation", _("The recovery or disposal operation"), "R13"),
    Field("producer.name", _("The producer"), "Rossi & Figli S.r.l."),
    Field("price.per_tonne", _("The price of a tonne"), "180,00 €", "€180.00"),
    Field("price.per_trip", _("The price of a trip"), "250,00 €", "€250.00"),
    Field("price.minimum", _("The minimum charge"), "100,00 €", "€100.00"),
    Field("price.analysis", _("The fee for the analysis"), "90,00 €", "€90.00"),
    Field("price.conditions", _("Further conditions"), "Pagamento a 30 giorni.", "Payment in 30 days."),
    Field("approval.valid_from", _("The first day of the approval"), "22 novembre 2026", "22 November 2026"),
    Field("approval.valid_to", _("The last good day of the approval"), "21 novembre 2027", "21 November 2027"),
    Field("approval.because", _("What ends it then"), "validità dell'analisi", "validity of the analysis"),
    Field("approval.revision", _("The version of the approval: 1, and one more for each renewal"), "1"),
    Field("judgement", _("The technical judgement"), "Rifiuto compatibile.", "The waste fits the plant."),
    Field("rejection_reason", _("The reason of the rejection"), "Cloruri oltre il limite.", "Chlorides out of limit."),
    Field("prescriptions", _("What the producer must heed, one line each"), kind=LIST),
    Field("prescriptions[].number", _("The number of a prescription"), "1"),
    Field("prescriptions[].text", _("What a prescription says"), "Imballaggi chiusi.", "Closed packaging."),
)


def values(case: Case, wording: Wording, on: date) -> Mapping[str, Any]:
    """What the fields hold for a case, in the language that is active."""
    dossier: WasteApproval = case.dossier
    return {
        "waste": _waste(dossier, on),
        "delivery": {
            "per_year": _quantity(dossier.quantity_per_year, dossier, wording),
            "per_delivery": _quantity(dossier.quantity_per_delivery, dossier, wording),
            "frequency": dossier.get_frequency_display(),
        },
        "plant": _plant(dossier),
        "producer": {"name": dossier.producer.name if dossier.producer else ""},
        "price": {
            "per_tonne": wording.euro(dossier.price_per_tonne),
            "per_trip": wording.euro(dossier.price_per_trip),
            "minimum": wording.euro(dossier.minimum_charge),
            "analysis": wording.euro(dossier.analysis_fee),
            "conditions": dossier.conditions,
        },
        "approval": {
            "valid_from": wording.day(dossier.valid_from),
            "valid_to": wording.day(dossier.valid_to),
            "because": dossier.get_valid_to_cause_display(),
            "revision": str(dossier.revision),
        },
        "judgement": dossier.technical_judgement,
        "rejection_reason": dossier.rejection_reason,
        "prescriptions": [{"number": str(row.position), "text": row.text} for row in dossier.prescriptions.all()],
    }


def _quantity(stated: Decimal | None, dossier: WasteApproval, wording: Wording) -> str:
    return f"{wording.number(stated)} {dossier.get_quantity_unit_display()}" if stated is not None else ""


def _waste(dossier: WasteApproval, on: date) -> dict[str, Any]:
    code = waste_codes.get(dossier.waste_code, on=on)
    adr = (
        f"UN {dossier.un_number} {_as_waste(dossier.proper_shipping_name)}",
        dossier.adr_class,
        dossier.packing_group,
    )
    return {
        "code": (code.display if code else display(dossier.waste_code, hazardous=False)).replace(
            " ", "\N{NO-BREAK SPACE}"
        ),
        "description": code.description if code else "",
        "name": dossier.waste_name,
        "is_hazardous": bool(code and code.hazardous),
        "hazard_properties": ", ".join(dossier.hazard_properties),
        "physical_state": dossier.get_physical_state_display(),
        "origin": dossier.process_of_origin,
        "packaging": dossier.packaging,
        "adr": ", ".join(part.strip() for part in adr if part) if dossier.is_adr else "",
    }


def _as_waste(name: str) -> str:
    """The proper shipping name as a transport document states it for waste (ADR 5.4.1.1.3)."""
    word = str(_("WASTE"))
    return name if not name or word in name.upper() else f"{word} {name}"


def _plant(dossier: WasteApproval) -> dict[str, str]:
    plant = dossier.plant
    if plant is None:
        return {"operation": dossier.operation}
    town = f"{plant.postal_code} {plant.city}" + (f" ({plant.province})" if plant.province else "")
    address = ", ".join(part for part in (plant.address, town.strip()) if part)
    return {"name": plant.name, "address": address, "operation": dossier.operation}


def choose(declared: str, case: Case) -> str:
    """An approval that prescribes something says so."""
    dossier: WasteApproval = case.dossier
    return WITH_PRESCRIPTIONS if declared == APPROVAL and dossier.prescriptions.exists() else declared


LETTERS: Final = ProcessLetters(
    process_code="waste_approval",
    kinds=KINDS,
    fields=FIELDS,
    values=values,
    folder=Path(__file__).parent / "policy" / "letters",
    choose=choose,
)
